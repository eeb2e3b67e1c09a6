// One field whose words are kept while they are written: on this device at once, on the server when the typing rests.
import { newest } from "./newest.js";
import { fetchKept, keepWords } from "./server.js";
import { shelve, shelved } from "./shelf.js";

const PAUSE_MS = 300; // Long enough not to write at each key, short enough that a closed lid loses no sentence.
const REST_MS = 2_000; // A thought is finished; each key by itself would be a flood.
const RETRY_MS = 30_000;

export class Field {
  /** `say(name)` tells the writer which of the form's sentences holds now. */
  constructor(element, say) {
    const copy = shelved(element.dataset.keep);
    const sent = element.dataset.keepSent === "1"; // It came back from the server to be put right: nothing is newer.
    Object.assign(this, { element, say, key: element.dataset.keep, flight: null, other: "" });
    this.plain = sent ? null : element.defaultValue; // What stands here without anybody's draft.
    this.carried = element.form?.elements.version; // The version of a published text, where this changes one.
    if (this.carried) this.carried.dataset.began ??= this.carried.value;
    this.version = this.carried?.dataset.began ?? "";
    this.seen = copy?.seen ?? 0;
    this.left = copy?.left ?? 0;
    this.typedAt = Date.now() - (copy?.age ?? 0);
    this.dirty = Boolean(copy?.text) && !copy.clean;
    if (sent) this.type();
    else if (copy?.text && copy.text !== this.plain) this.show(copy, "back");
    element.addEventListener("input", () => this.filling || this.type());
    element.form?.addEventListener("submit", () => this.go());
    element.form?.addEventListener("reset", () => setTimeout(() => this.hand()));
  }

  /** The words to keep; none where the field says what it says to everybody. */
  get words() {
    return this.element.value === this.plain ? "" : this.element.value;
  }

  get form() {
    return this.element.form;
  }

  /** Put words into the field, together with the version from which they began: an old one must not pass for new. */
  show({ text, version }, sentence) {
    this.fill(text);
    if (this.carried && !["", null, undefined].includes(version)) {
      this.version = String(version);
      if (this.version !== this.carried.dataset.began) this.carried.value = this.version;
    }
    this.say(sentence);
  }

  fill(text) {
    this.filling = true;
    this.element.value = text;
    this.element.dispatchEvent(new Event("input", { bubbles: true })); // The room that is left is counted anew.
    this.filling = false;
  }

  /** Nobody's draft any more. */
  clear() {
    this.fill(this.plain ?? "");
    if (!this.carried) return;
    this.version = this.carried.value = this.carried.dataset.began;
  }

  type() {
    Object.assign(this, { dirty: true, typed: true, going: false, left: 0, handed: false, typedAt: Date.now() });
    this.soon("short", PAUSE_MS, () => {
      const kept = this.shelve();
      if (!this.saved) this.say(kept ? "done" : "");
    });
    this.soon("long", REST_MS, () => this.save());
  }

  soon(timer, ms, what) {
    clearTimeout(this[timer]);
    this[timer] = setTimeout(what, ms);
  }

  shelve() {
    const { words: text, seen, dirty, version, left } = this;
    this.element.dataset.keepRevision = seen;
    return shelve(this.key, { text, seen, clean: !dirty, version, left: text ? 0 : left });
  }

  /** Send the words to the server, one message at a time; `last`: the page is being left. */
  async save(last = false) {
    clearTimeout(this.long);
    const { key, version, seen, words: text } = this;
    if (!this.dirty || this.going || this.sending === text) return;
    if (this.flight && !last) return void this.flight.then(() => this.soon("long", REST_MS, () => this.save()));
    this.sending = text;
    const token = this.form?.elements.csrf_token?.value ?? "";
    this.flight = keepWords({ token, key, text, version, seen }, last);
    const answer = await this.flight;
    this.flight = this.sending = null;
    this.saved = answer.status === 200;
    if (this.saved) this.arrived(answer.revision, text);
    else await this.refused(answer);
  }

  arrived(revision, text) {
    this.seen = revision;
    if (this.handed) this.left = revision; // It overtook the words that went to be posted.
    else this.dirty = this.words !== text;
    this.shelve();
    if (this.typed) this.say(this.words ? "saved" : "");
  }

  async refused({ status, wait }) {
    if (status === 409) return settle(this, (await fetchKept([this.key]))?.[this.key]);
    this.say(status === 413 || status === 422 ? "long" : "done");
    if (status === 429 || status === 0 || status >= 500) this.soon("long", wait || RETRY_MS, () => this.save());
  }

  /** The form is being sent: nothing must follow it that would bring the words back. */
  go() {
    this.going = true;
    clearTimeout(this.long);
    clearTimeout(this.short);
    this.shelve();
  }

  /** The words are on their way by another road, or thrown away: they do not belong here any more. */
  hand() {
    Object.assign(this, { dirty: false, other: "", left: this.seen, handed: true });
    this.go();
    this.going = false;
    this.say("");
  }
}

/** Bring a field and what the server keeps of it together. */
export function settle(field, theirs) {
  const { words, dirty, seen, left } = field;
  const { show, both } = newest({ words, dirty, seen, left, age: Date.now() - field.typedAt }, theirs);
  field.other = both ? (show === "mine" ? theirs.text : words) : "";
  field.seen = theirs?.revision ?? 0;
  field.dirty &&= show === "mine";
  if (show === "theirs") field.show(theirs, both ? "both" : "other");
  if (show === "gone") field.clear();
  if (show === "gone") field.say("gone");
  if (show === "mine" && both) field.say("both");
  if (field.dirty) field.soon("long", REST_MS, () => field.save());
  field.shelve();
}
