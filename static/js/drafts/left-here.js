// What was written on this device and has not arrived, for the page that is shown without a line.
import { Outbox } from "../live/outbox.js";
import { LONGEST_MS, PREFIX, WRITER } from "./shelf.js";

/** All texts of whoever wrote here last, the newest first: {kind, text, at, waits}. */
export function everything() {
  try {
    const mine = `${PREFIX}${localStorage.getItem(WRITER) ?? ""}/`;
    const names = Object.keys(localStorage).filter((one) => one.startsWith(mine));
    return [...names.map((one) => read(one, mine)), ...sending()].filter(({ text }) => text).sort((a, b) => b.at - a.at);
  } catch {
    return [];
  }
}

function read(one, mine) {
  const { text, at } = JSON.parse(localStorage.getItem(one));
  return { kind: one.slice(mine.length).split("-")[0], text: Date.now() - at < LONGEST_MS ? text : "", at, waits: false };
}

/** Comments that were on their way when the line went. */
function sending() {
  const waiting = new Outbox(localStorage, localStorage.getItem(WRITER)).waiting(Date.now());
  return waiting.map(({ body, at }) => ({ kind: "comment", text: body, at, waits: true }));
}
