// New comments wait behind a button ("3 new comments") until their reader asks for them; nothing on the page moves before.
// Who reads at the end gets them at once. What is hidden while it waits is never shown.
import { isField, write } from "./dom.js";
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

  /** Whether something waits to be shown. */
  get waits() {
    return this.#waiting.size > 0;
  }

  holds(id) {
    return this.#waiting.has(id);
  }

  /** New words for one that waits; without words it is dropped for good. */
  change(event) {
    if (event.html) this.#waiting.set(event.id, { ...this.#waiting.get(event.id), html: event.html });
    else this.drop(event.id);
  }

  drop(id) {
    this.#waiting.delete(id);
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
    if (!own) this.voice.add("addedSaid");
  }

  #wait(event) {
    this.#waiting.set(event.id, event);
    this.voice.add("freshSaid");
    this.#tell();
  }

  #tell() {
    const n = this.#waiting.size;
    const focused = document.activeElement === this.button;
    write(this.button.querySelector("span"), n ? this.words.say("fresh", { n }) : "");
    if (n === 0 && focused) this.comments.list.parentElement.querySelector("h2").focus();
    this.button.hidden = n === 0;
  }

  /** The person asked: put them all into their places and go to the first. Those of other pages are reached by a link. */
  #reveal() {
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    const shown = events.map((event) => this.#mark(this.comments.find(event.id) ?? this.comments.add(event))).filter(Boolean);
    const first = shown.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
    if (first) go(first);
    else if (events.length) location.assign(this.comments.section.dataset.comment.replace("__id__", events[0].id));
    this.#tell();
  }

  #mark(article, own = false) {
    if (!article || own || article.querySelector(":scope > .fm-comment__body > .fm-comment__head > .fm-new")) return article;
    const mark = document.createElement("span");
    mark.className = "fm-new";
    mark.textContent = this.words.say("new");
    article.querySelector(":scope > .fm-comment__body > .fm-comment__head").append(mark);
    return article;
  }

  /** Whether the end of the discussion is in view and nobody is writing: then something new at the end moves nothing. */
  #atTheEnd() {
    if (document.hidden || isField(document.activeElement)) return false;
    const { bottom } = this.comments.list.getBoundingClientRect();
    return bottom > 0 && bottom <= innerHeight;
  }
}

/** Go to a comment because the reader asked for it. */
export function go(article) {
  article.scrollIntoView({ block: "center", behavior: "instant" });
  article.focus({ preventScroll: true });
}
