// Have your say without a page load at each card: forms are sent in the background, what comes back takes the place of
// the page, and a screen reader hears what was saved and what is on the next card. Keys A, U, D, Z and S, and swiping,
// only press the buttons that are there. Without this file every button works by itself.

import { flipKeys, isOurs, keysAreOff, onSwitch, tellKeys } from "./keys.js";

const KEYS = { a: '[value="agree"]', u: '[value="unsure"]', d: '[value="disagree"]', z: "[data-undo]", s: "[data-skip]" };
const SWIPE_PX = 80; // A thumb's movement that nobody makes by accident,
const SLANT_PX = 48; // and that is not scrolling.

let busy = false;

export function playCards() {
  if (!document.querySelector("[data-deal]")) return;
  const said = document.createElement("div");
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  document.body.append(said);
  document.addEventListener("submit", (event) => send(event, said));
  document.addEventListener("keydown", press);
  swipe();
  onSwitch(showSwitch);
  ready();
}

/** What each new card needs: hints and their switch. */
function ready() {
  const deal = document.querySelector("[data-deal]");
  const end = deal.querySelector(".fm-deal__end, [data-answer]");
  if (!end) return;
  const words = deal.querySelector("[data-keys-on]");
  if (words) words.hidden = false;
  if (words && !words.dataset.ready) words.addEventListener("click", flipKeys);
  if (words) words.dataset.ready = "1";
  showSwitch();
}

function showSwitch() {
  const deal = document.querySelector("[data-deal]");
  deal.classList.toggle("fm-deal--keys", !keysAreOff());
  const button = deal.querySelector("[data-keys-on]");
  if (button) tellKeys(button);
}

function press(event) {
  if (!isOurs(event)) return;
  const wanted = KEYS[event.key.toLowerCase()];
  const button = wanted && document.querySelector(`[data-answer] ${wanted}`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

async function send(event, said) {
  const form = event.target;
  if (!form.closest("[data-deal]")) return;
  event.preventDefault();
  if (busy) return; // A double click is one.
  busy = true;
  try {
    const answer = await fetch(address(form, event.submitter), {
      method: "POST",
      body: new URLSearchParams(new FormData(form, event.submitter)),
    });
    show(await answer.text(), answer, said);
  } catch {
    busy = false;
    leave(form, event.submitter);
  }
  busy = false;
}

function address(form, submitter) {
  return submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
}

/** The line is gone, or the answer was not ours: let the browser send the form and show what happens. */
function leave(form, submitter) {
  if (submitter?.name) form.append(hidden(submitter.name, submitter.value));
  form.action = address(form, submitter);
  form.submit();
}

function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

function show(html, answer, said) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.querySelector("[data-deal]");
  if (!next) {
    location.assign(answer.redirected ? answer.url : location.href);
    return;
  }
  document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes);
  document.title = page.title;
  if (answer.redirected) history.replaceState(null, "", answer.url);
  ready();
  const title = document.getElementById("h-card");
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
  said.textContent = [text(".fm-notice"), text("[data-saved]"), title.textContent].filter(Boolean).join(" ");
}

function text(selector) {
  return document.querySelector(`#main ${selector}`)?.textContent.trim() ?? "";
}

function swipe() {
  let from = null;
  document.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 && event.target.closest("[data-card]") ? event.touches[0] : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!from) return;
    const to = event.changedTouches[0];
    const [across, down] = [to.clientX - from.clientX, to.clientY - from.clientY];
    from = null;
    if (Math.abs(across) < SWIPE_PX || Math.abs(down) > SLANT_PX) return;
    document.querySelector(`[data-answer] ${across > 0 ? KEYS.a : KEYS.d}`)?.click();
  }, { passive: true });
}
