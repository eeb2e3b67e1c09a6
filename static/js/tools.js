// The row of buttons above a text area that shape the text: <div role="toolbar" data-tools aria-controls="id">. Arrow keys
// go from one to the next, as in every toolbar; Control or Command with B or I does the same from within the text. What a
// button does can be undone with the browser's own undo.

const AROUND = { bold: "**", italic: "*" };
const BEFORE = { list: "- ", quote: "> " };
const KEYS = { b: "bold", i: "italic" };
const STEPS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

export function lendTools(root) {
  for (const bar of root.querySelectorAll("[data-tools]")) {
    const field = document.getElementById(bar.getAttribute("aria-controls"));
    if (field) lend(bar, field);
  }
}

function lend(bar, field) {
  bar.hidden = false;
  const buttons = [...bar.querySelectorAll("button")];
  bar.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-tool]");
    if (button) shape(field, button.dataset.tool, bar.dataset.words);
  });
  bar.addEventListener("keydown", (event) => step(event, buttons));
  bar.addEventListener("focusin", ({ target }) => buttons.forEach((one) => (one.tabIndex = one === target ? 0 : -1)));
  field.addEventListener("keydown", (event) => {
    const tool = KEYS[event.key.toLowerCase()];
    if (!tool || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    shape(field, tool);
  });
}

function step(event, buttons) {
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  const along = document.dir === "rtl" && Number.isFinite(STEPS[event.key]) ? -STEPS[event.key] : STEPS[event.key];
  const to = buttons.indexOf(document.activeElement) + along;
  buttons[Math.max(0, Math.min(buttons.length - 1, to))].focus();
}

function shape(field, tool, words) {
  if (tool in AROUND) around(field, AROUND[tool]);
  else if (tool in BEFORE) lines(field, BEFORE[tool]);
  else link(field, words);
}

/** Put signs around what is chosen, or take them away where they stand there already. Blanks at its ends stay outside: a word
 * that is chosen by two clicks may bring one along, and signs beside a blank mean nothing. */
function around(field, sign) {
  const { selectionStart, selectionEnd, value } = field;
  const chosen = value.slice(selectionStart, selectionEnd).trim();
  const start = chosen ? value.indexOf(chosen, selectionStart) : selectionStart;
  const end = start + chosen.length;
  const longer = value.slice(start - sign.length - 1, start - sign.length) === sign[0] && sign.length === 1;
  const there = value.slice(start - sign.length, start) === sign && value.slice(end, end + sign.length) === sign && !longer;
  if (there) put(field, start - sign.length, end + sign.length, chosen, [0, chosen.length]);
  else put(field, start, end, `${sign}${chosen}${sign}`, [sign.length, sign.length + chosen.length]);
}

/** Put a sign before each line that is touched, or take it away where all have it. Lines that were chosen stay chosen. */
function lines(field, sign) {
  const { selectionStart, selectionEnd, value } = field;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const after = value.indexOf("\n", selectionEnd);
  const end = after < 0 ? value.length : after;
  const each = value.slice(start, end).split("\n");
  const all = each.every((line) => line.startsWith(sign));
  const made = each.map((line) => (all ? line.slice(sign.length) : sign + line)).join("\n");
  put(field, start, end, made, [selectionStart === selectionEnd ? made.length : 0, made.length]);
}

/** A link around what is chosen; what is missing is chosen next, so that one types on. */
function link(field, words) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const said = isAddress || !chosen ? words : chosen;
  const address = isAddress ? chosen : "https://";
  const made = `[${said}](${address})`;
  const next = said === chosen ? [said.length + 3, made.length - 1] : [1, 1 + said.length];
  put(field, start, end, made, next);
}

/** Replace a part of the text as if it had been typed, so that it can be undone, and choose a part of what was put. */
export function put(field, start, end, text, [from, to]) {
  field.focus();
  field.setSelectionRange(start, end);
  const typed = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!typed) {
    field.setRangeText(text, start, end);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start + from, start + to);
}
