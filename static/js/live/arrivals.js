// New comments wait behind a button ("3 new comments") until their reader asks for them; nothing on the page moves before.
// Who reads at the end gets them at once. What is hidden while it waits is never shown.
import { isField, whyGone, write } from "./dom.js";
import { steadily } from "./steady.js";

export class Arrivals {
  #waiting = new Map();

  constructor(comments, button, { words, voice }) {
    Object.assign(this, { comments, button, words, voice });
    this.button.addEventListener("click", () => this.#reveal());
  }

  take(event, own) {
    if (own || (this.#atTheEnd() && this.comments.place(event) === "end")) this.#show(event, own);
    else this.#wait(event);
  }

  /** Whether something waits to be read. A place without words does not. */
  get waits() {
    return this.#fresh > 0;
  }

  get #fresh() {
    return [...this.#waiting.values()].filter(({ gone }) => !gone).length;
  }

  holds(id) {
    return this.#waiting.has(id);
  }

  /** New words for one that waits; without words it is dropped for good. */
  change(event) {
    if (event.html) this.#waiting.set(event.id, { ...this.#waiting.get(event.id), html: event.html, gone: false });
    else this.drop(event.id);
  }

  drop(id) {
    this.#waiting.delete(id);
    this.#tell();
  }

  /** One that waits has no words any more: its place is kept in silence and in its turn, where one is told. */
  takeDown(id, place) {
    if (!place) return this.drop(id);
    const had = this.#waiting.get(id);
    if (had) this.#waiting.set(id, { ...had, html: place, gone: true });
    this.#tell();
  }

  /** Show one that waits, because it turned out to be one's own. */
  release(id) {
    const event = this.#waiting.get(id);
    this.drop(id);
    if (event) this.#show(event, true);
  }

  #show(event, own) {
    const add = () => {
      if (!this.comments.find(event.id)) this.#mark(this.comments.add(event), own);
    };
    if (own) add();
    else steadily(add);
    if (!own && !whyGone(event.html)) this.voice.add("addedSaid");
  }

  #wait(event) {
    this.#waiting.set(event.id, { ...event, gone: Boolean(whyGone(event.html)) });
    this.#tell();
  }

  #tell() {
    const n = this.#fresh;
    const focused = document.activeElement === this.button;
    this.voice.total("freshSaid", n);
    write(this.button.querySelector("span"), n ? this.words.say("fresh", { n }) : "");
    if (n === 0 && focused) this.comments.list.parentElement.querySelector("h2").focus();
    this.button.hidden = n === 0;
  }

  /** The person asked: put them all into their places and go to the first. Those of other pages are reached by a link. */
  #reveal() {
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    const added = events.map((event) => this.#mark(this.comments.find(event.id) ?? this.comments.add(event)));
    const shown = added.filter((article, number) => article && !events[number].gone);
    const first = shown.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
    if (first) go(first);
    else location.assign(this.comments.section.dataset.comment.replace("__id__", events.find(({ gone }) => !gone).id));
    this.#tell();
  }

  #mark(article, own = false) {
    const head = article?.querySelector(":scope > .fm-comment__body > .fm-comment__head");
    if (own || !head || head.querySelector(":scope > .fm-new")) return article;
    const mark = document.createElement("span");
    mark.className = "fm-new";
    mark.textContent = this.words.say("new");
    head.append(mark);
    return article;
  }

  /** Whether the end of the discussion is in view and nobody is writing: then something new at the end moves nothing. */
  #atTheEnd() {
    if (document.hidden || isField(document.activeElement)) return false;
    const { bottom } = this.comments.list.getBoundingClientRect();
    return bottom > 0 && bottom <= innerHeight + 1; // Heights have fractions, and windows end between two pixels.
  }
}

/** Go to a comment because the reader asked for it. */
export function go(article) {
  article.scrollIntoView({ block: "center", behavior: "instant" });
  article.focus({ preventScroll: true });
}
