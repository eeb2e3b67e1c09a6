// What this device keeps of texts that are being written: one entry a writer and key, so that nobody on a shared computer
// is shown another's words, even where a session only ran out.

export const PREFIX = "folkmoot:";
export const WRITER = `${PREFIX}writer`; // Who writes here now.
export const LONGEST_MS = 30 * 24 * 60 * 60 * 1000; // As long as the server keeps one.

const name = (key) => `${PREFIX}${document.body.dataset.writer ?? ""}/${key}`;

/** Keep an entry, or let it go where it has no words. Gives whether words are kept now: a browser may refuse storage
 * (private windows, a full disk), and then nothing claims to be kept. */
export function shelve(key, entry) {
  try {
    if (entry.text === "" && !entry.left) localStorage.removeItem(name(key));
    else localStorage.setItem(name(key), JSON.stringify({ ...entry, at: Date.now() }));
    return entry.text !== "";
  } catch {
    return false;
  }
}

/** The entry, with its age in milliseconds; nothing where there is none, or a stale one. */
export function shelved(key) {
  try {
    const entry = JSON.parse(localStorage.getItem(name(key)) ?? "null");
    const age = Date.now() - entry?.at;
    return age < LONGEST_MS ? { ...entry, age } : null;
  } catch {
    return null;
  }
}

/** Forget one entry of this writer, or with "*" everything of everybody. */
export function forget(key) {
  try {
    const names = key === "*" ? Object.keys(localStorage).filter((one) => one.startsWith(PREFIX)) : [name(key)];
    for (const one of names) localStorage.removeItem(one);
  } catch {
    // Storage is refused, so nothing was kept either.
  }
}

/** Note who writes on this device now, or that nobody does: without a line, no page can tell. Signing out takes it away, and
 * so does the first page that comes after a session has run out. */
export function signedIn(writer) {
  try {
    if (writer) localStorage.setItem(WRITER, writer);
    else localStorage.removeItem(WRITER);
  } catch {
    // Storage is refused, so nothing is kept that somebody could be shown.
  }
}
