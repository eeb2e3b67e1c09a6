// The page of a device without a line. It looks as its reader chose, lists what was written on this device, and says when the
// line is back. Nothing here comes from the server, and nothing is sent.
import { everything } from "./drafts/left-here.js";

const SAID_MS = 4_000;
const BRITISH = "en-GB"; // What "en" alone means here: the day before the month, and twenty-four hours.

const place = document.querySelector("[data-offline]");
const words = place.dataset;
look();
list();
addEventListener("online", () => say(words.back));
addEventListener("offline", () => say(""));

/** The three words of "Reading settings": the page was fetched once, for all looks. */
function look() {
  const [, kept = ""] = document.cookie.match(/(?:^|; )look=([a-z]+\.[a-z]+\.[a-z]+)(?:;|$)/) ?? [];
  const [text, spacing, colours] = kept.split(".");
  if (!colours) return;
  Object.assign(document.documentElement.dataset, { text, spacing, colours });
  const dark = document.querySelector("link[data-dark]");
  if (colours !== "device") dark.media = colours === "dark" ? "screen" : "not all";
}

function list() {
  const entries = everything();
  place.querySelector(entries.length ? "[data-texts]" : "[data-no-texts]").hidden = false;
  for (const entry of entries) place.querySelector("[data-list]").append(item(entry));
}

function item({ kind, text, at, waits }, index = place.querySelectorAll("[data-list] > *").length) {
  const shown = place.querySelector("template").content.firstElementChild.cloneNode(true);
  const title = shown.querySelector("h3");
  const field = shown.querySelector("textarea");
  title.id = `text-${index}`;
  title.textContent = words[kind] ?? words.other;
  field.value = text;
  field.setAttribute("aria-labelledby", title.id);
  field.rows = Math.min(12, 2 + Math.ceil(text.length / 40));
  const moment = new Date(at).toLocaleString(document.documentElement.lang.replace(/^en$/, BRITISH), { dateStyle: "long", timeStyle: "short" });
  shown.querySelector("[data-when]").textContent = (waits ? words.waits : words.kept).replace("%when", moment);
  shown.querySelector("button").addEventListener("click", () => copy(field));
  return shown;
}

async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say(words.copied);
  } catch {
    say(words.byHand); // It stays selected.
  }
  setTimeout(() => say(navigator.onLine ? words.back : ""), SAID_MS);
}

function say(sentence) {
  place.querySelector("[role=status]").textContent = sentence;
}
