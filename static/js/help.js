// The list of a page's keys: ? opens it, and so does a button at the foot, which works while the keys are off. It shows the
// keys of what stands on the page: <div data-keys-for="selector">. The dialog is the browser's own, so that Escape closes
// it and the focus goes back to where it was. The slash leads to the page's search.
import { flipKeys, isOurs, onSwitch, tellKeys } from "./keys.js";

let coming = null;

export function offerHelp() {
  const opener = document.querySelector("[data-keys-open]");
  if (!opener || !window.HTMLDialogElement) return;
  opener.closest("[hidden]").hidden = false;
  opener.addEventListener("click", () => open(opener));
  document.addEventListener("keydown", (event) => press(event, opener));
}

async function open(opener) {
  coming ??= fetched(opener.dataset.keysOpen);
  const dialog = await coming;
  if (!dialog) return void (coming = null); // Without a line there is no list now; the keys work all the same.
  for (const part of dialog.querySelectorAll("[data-keys-for]")) part.hidden = !document.querySelector(part.dataset.keysFor);
  tellKeys(dialog.querySelector("[data-keys-on]"));
  if (!dialog.open) dialog.showModal();
}

async function fetched(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return null;
  document.body.insertAdjacentHTML("beforeend", await answer.text());
  const dialog = document.querySelector("[data-keys-help]");
  const button = dialog.querySelector("[data-keys-on]");
  button.addEventListener("click", flipKeys);
  onSwitch(() => tellKeys(button));
  return dialog;
}

function press(event, opener) {
  if (!isOurs(event)) return;
  const search = event.key === "/" && (document.querySelector("main input[type=search]") ?? document.querySelector("input[type=search]"));
  if (event.key !== "?" && !search) return;
  event.preventDefault();
  if (search) search.focus();
  else open(opener);
}
