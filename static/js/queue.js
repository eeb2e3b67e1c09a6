// The moderators' queue and cases with the keyboard: J and K go down and up the list, and the keys that stand on buttons
// and circles press them. The keys can be turned off, and never count while somebody writes. Without this file every
// link and button works by itself.

import { flipKeys, isOurs, keysAreOff, onSwitch, tellKeys } from "./keys.js";

export function openQueue() {
  const place = document.querySelector("[data-keys]");
  if (!place) return;
  const button = place.querySelector("[data-keys-on]");
  place.hidden = false;
  button.addEventListener("click", flipKeys);
  onSwitch(() => show(button));
  show(button);
  document.addEventListener("keydown", press);
}

/** Say whether the keys are on, and show or hide the hints on buttons. */
function show(button) {
  tellKeys(button);
  document.body.classList.toggle("fm-keys-on", !keysAreOff());
}

function press(event) {
  if (!isOurs(event)) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") return move(event, key === "j" ? 1 : -1);
  const wanted = /^[a-z0-9]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  wanted.click();
}

/** Put the focus on the next or the one before of the cases' links. */
function move(event, step) {
  const links = [...document.querySelectorAll("[data-case] h3 a")];
  if (!links.length) return;
  event.preventDefault();
  const here = links.findIndex((link) => link.closest("[data-case]").contains(document.activeElement));
  links[Math.min(links.length - 1, Math.max(0, here + step))].focus();
}
