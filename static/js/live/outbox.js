// Comments on their way. Each is kept on this device from the moment it is sent until the server has answered, under a key
// that makes two arrivals one. Signing out empties it, as it empties all that is kept here (see keep.js).

const KEY = "folkmoot:outbox";
const LONGEST_MS = 7 * 24 * 60 * 60 * 1000; // Longer than that, nobody remembers what the talk was about.
const SIGNS = "23456789abcdefghjkmnpqrstvwxyz";
const KEY_LENGTH = 22;

export class Outbox {
  /** `store` is the device's storage; `person` writes here. What somebody else left is neither shown nor sent. */
  constructor(store, person) {
    Object.assign(this, { store, person });
  }

  /** What waits to be sent, the oldest first. */
  waiting(now) {
    return this.#read().filter((entry) => entry.person === this.person && now - entry.at < LONGEST_MS);
  }

  /** Keep it. False where the device keeps nothing: then the page must not let go of it. */
  put(entry) {
    return this.#write([...this.#read().filter(({ once }) => once !== entry.once), { ...entry, person: this.person }]);
  }

  drop(once) {
    this.#write(this.#read().filter((entry) => entry.once !== once));
  }

  #read() {
    try {
      return JSON.parse(this.store.getItem(KEY) ?? "[]");
    } catch {
      return []; // Refused, or not ours.
    }
  }

  #write(entries) {
    try {
      if (entries.length) this.store.setItem(KEY, JSON.stringify(entries));
      else this.store.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  }
}

/** A key for what is sent next from the same form. */
export function newKey(random = (n) => crypto.getRandomValues(new Uint8Array(n))) {
  return [...random(KEY_LENGTH)].map((byte) => SIGNS[byte % SIGNS.length]).join("");
}

/** What became of an attempt: "posted", "held" (a moderator reads it first), "later" (nobody knows), or "refused". */
export function outcome(status) {
  if (status === 202) return "held";
  if (status === 201 || status === 200) return "posted";
  return status === 0 || status === 429 || status >= 500 ? "later" : "refused";
}
