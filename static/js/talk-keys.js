// A discussion with the keyboard: N and P lead to the next and the previous comment that is marked as new, R answers the one
// that has the focus.
import { isOurs } from "./keys.js";

const KEYS = { n: (event) => go(event, next), p: (event) => go(event, previous), r: reply };

let voice = null;

export function readByKeys() {
  const section = document.querySelector("[data-live-thread]");
  if (section) document.addEventListener("keydown", (event) => isOurs(event) && KEYS[event.key.toLowerCase()]?.(event));
}

function marked() {
  return [...document.querySelectorAll("[data-live-thread] .fm-comment .fm-new")].map((mark) => mark.closest(".fm-comment"));
}

const next = (all, here) => all.find((one) => !here || here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
const previous = (all, here) => all.filter((one) => here && here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING).pop();

function go(event, which) {
  event.preventDefault();
  const to = which(marked(), at());
  say(to ? "" : document.querySelector("[data-keys-open]").dataset.none);
  if (!to) return;
  to.tabIndex = -1;
  to.focus();
}

/** Tell a screen reader. */
function say(sentence) {
  voice ??= document.querySelector("[data-live-thread]").appendChild(document.createElement("p"));
  Object.assign(voice, { className: "fm-hide", role: "status", textContent: sentence });
}

/** The comment that has the focus, or in which something has it. */
function at() {
  return document.activeElement.closest(".fm-comment");
}

function reply(event) {
  const here = at();
  const link = [...(here?.querySelectorAll("a[data-reply]") ?? [])].find((one) => one.closest(".fm-comment") === here);
  if (!link) return;
  event.preventDefault();
  link.click();
}
