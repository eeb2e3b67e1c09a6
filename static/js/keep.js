// Keeps what is being written on this device: <textarea data-keep="key">. The server says what has arrived with
// data-kept-clear="key" (or "*" for everything, after signing out); only then is the copy forgotten.

const PREFIX = "folkmoot:";
const PAUSE_MS = 300; // Long enough not to write at each key, short enough that a closed lid loses no sentence.
const LONGEST_MS = 30 * 24 * 60 * 60 * 1000; // A draft of last month is a stranger's, on a shared computer.

/** Forget what has arrived, then fill empty fields with what was kept and keep what is typed. */
export function keepDrafts(root) {
  for (const mark of root.querySelectorAll("[data-kept-clear]")) forget(mark.dataset.keptClear);
  for (const field of root.querySelectorAll("[data-keep]")) keep(field);
}

function keep(field) {
  const key = PREFIX + field.dataset.keep;
  const kept = read(key);
  if (kept && field.value === "") {
    field.value = kept;
    say(field, field.dataset.keepBack);
  }
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => say(field, write(key, field.value) ? field.dataset.keepDone : ""), PAUSE_MS);
  });
  field.form?.addEventListener("submit", () => write(key, field.value));
}

function say(field, words) {
  const place = document.getElementById(`${field.id}-kept`);
  if (place && words !== undefined && place.textContent !== words) place.textContent = words;
}

// A browser may refuse storage (private windows, a full disk): then nothing is kept, and nothing claims to be.
function write(key, text) {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ text, at: Date.now() }));
    return text !== "";
  } catch {
    return false;
  }
}

function read(key) {
  try {
    const { text, at } = JSON.parse(localStorage.getItem(key) ?? "{}");
    return Date.now() - at < LONGEST_MS ? text : "";
  } catch {
    return "";
  }
}

function forget(key) {
  try {
    const keys = key === "*" ? Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)) : [PREFIX + key];
    for (const name of keys) localStorage.removeItem(name);
  } catch {
    // Storage is refused, so nothing was kept either.
  }
}
