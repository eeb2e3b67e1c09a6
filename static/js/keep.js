// Keeps what is being written: <textarea data-keep="key"> in a form with one [data-kept]. On this device at once; for
// whoever is signed in, on the server too, so that it comes back on another device. The server says what has arrived with
// data-kept-clear="key" (or "*" for everything, after signing out); only then is the device's copy forgotten.
import { Field, settle } from "./drafts/field.js";
import { discardWords, fetchKept } from "./drafts/server.js";
import { forget } from "./drafts/shelf.js";

const AWAY_MS = 30_000; // Whoever was away that long may have written elsewhere.

const fields = new Set();
let away = 0;

/** Forget what has arrived, then bring back what was kept and keep what is typed. */
export function keepDrafts(root) {
  for (const mark of root.querySelectorAll("[data-kept-clear]")) forget(mark.dataset.keptClear);
  const found = [...root.querySelectorAll("[data-keep]")].map(begin);
  for (const form of formsOf(found)) offer(form);
  meet(found);
}

function begin(element) {
  for (const old of fields) if (old.key === element.dataset.keep) retire(old);
  const field = new Field(element, (sentence) => say(element.form, sentence));
  fields.add(field);
  return field;
}

/** A reply's form that was closed, and is opened again. */
function retire(old) {
  old.go();
  fields.delete(old);
}

/** Ask the server once for all of these. */
async function meet(some) {
  const kept = some.length ? await fetchKept(some.map(({ key }) => key)) : null;
  if (kept) for (const field of some) settle(field, kept[field.key]);
  for (const form of formsOf(some)) show(form);
}

const formsOf = (some) => new Set(some.map(({ form }) => form).filter((form) => form?.querySelector("[data-kept]")));
const of = (form) => [...fields].filter((field) => field.form === form);
const live = () => [...fields].filter(({ element }) => element.isConnected);

function say(form, sentence) {
  const place = form?.querySelector("[data-kept]");
  if (!place) return;
  if (sentence === "saved" && of(form).some(({ dirty }) => dirty)) return; // Not while one of its fields is on its way.
  const words = place.dataset[sentence] ?? "";
  const status = place.querySelector("[role=status]");
  if (status.textContent !== words) status.textContent = words; // Said once, not at each pause.
  show(form);
}

/** Show the buttons that would do something. */
function show(form) {
  const mine = of(form);
  const thrown = mine.some((field) => field.thrown);
  button(form, "see").hidden = thrown || !mine.some((field) => field.other);
  button(form, "undo").hidden = !thrown;
  button(form, "discard").hidden = thrown || !mine.some((field) => field.words);
}

const button = (form, name) => form.querySelector(`[data-kept-${name}]`);

function offer(form) {
  button(form, "see").addEventListener("click", () => swap(form));
  button(form, "undo").addEventListener("click", () => swap(form));
  button(form, "discard").addEventListener("click", () => discard(form));
}

/** Put the other text in the place of this one, and keep this one as the other. */
function swap(form) {
  for (const field of of(form).filter(({ other }) => other)) {
    const words = field.words;
    field.fill(field.other);
    Object.assign(field, { other: words, thrown: false });
    field.type();
  }
  show(form);
  of(form)[0].element.focus();
}

async function discard(form) {
  const mine = of(form);
  for (const field of mine) {
    const other = field.words;
    field.clear();
    field.hand();
    Object.assign(field, { other, thrown: Boolean(other) });
  }
  say(form, "discarded");
  mine[0].element.focus();
  await Promise.all(mine.map(({ flight }) => flight));
  const revision = await discardWords(form.elements.csrf_token?.value ?? "", mine[0].key);
  for (const field of mine) field.seen = Math.max(field.seen, revision);
}

function flush() {
  for (const field of fields) field.save(true);
}

addEventListener("pagehide", flush);
addEventListener("online", () => fields.forEach((field) => field.save()));
addEventListener("pageshow", (event) => event.persisted && meet(live()));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    away = Date.now();
    flush();
  } else if (Date.now() - away > AWAY_MS) meet(live());
});
