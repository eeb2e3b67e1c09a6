// One polite voice. What happens within a few seconds is one sentence: three comments are "3 new comments", not three
// times "1 new comment". Knows no page: it is given the words, a clock and a mouth.

export const REST_MS = 5_000;

export class Voice {
  #counts = new Map();
  #totals = new Map();
  #plain = [];
  #timer = null;

  /** `speak(sentence)` says it; `count(name, n)` puts a counted thing into words. */
  constructor({ speak, count, after = (what, ms) => setTimeout(what, ms), forget = (timer) => clearTimeout(timer) }) {
    Object.assign(this, { speak, count, after, forget });
  }

  /** Something of which there may be several: they are added up. */
  add(name, n = 1) {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + n);
    this.#soon();
  }

  /** Something of which there are so many now. That there are fewer is no news; but no number is said that fell since. */
  total(name, n) {
    const before = this.#totals.get(name) ?? 0;
    this.#totals.set(name, n);
    if (n > before || this.#counts.has(name)) this.#counts.set(name, n);
    if (n === 0) this.#counts.delete(name);
    if (n > before) this.#soon();
  }

  /** A sentence of its own. The same one twice in a breath is said once. */
  say(sentence) {
    if (!this.#plain.includes(sentence)) this.#plain.push(sentence);
    this.#soon();
  }

  /** Forget what has not been said yet. */
  hush() {
    this.#counts.clear();
    this.#plain = [];
    this.forget(this.#timer);
    this.#timer = null;
  }

  #soon() {
    this.#timer ??= this.after(() => this.#flush(), REST_MS);
  }

  #flush() {
    const counted = [...this.#counts].map(([name, n]) => this.count(name, n));
    const sentences = [...counted, ...this.#plain];
    this.hush();
    if (sentences.length) this.speak(sentences.join(" "));
  }
}
