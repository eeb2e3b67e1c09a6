// What stands above a discussion: the words of the need, idea or proposal, and its votes. It is fetched as this reader may
// see it now; what may not be read any more goes first and is fetched afterwards.
import { elements, holdsFocus, scattered } from "./dom.js";
import { due } from "./pace.js";
import { keepHeight, steadily } from "./steady.js";

const FIGURES_MS = 60_000; // Votes may come by the second; figures change once a minute.
const SCATTER_MS = 600;

export class Sheet {
  #turn = 0;
  #counted = null;
  #timer = null;

  constructor(section, { words, voice }) {
    Object.assign(this, { section, words, voice });
  }

  get article() {
    return document.querySelector("[data-live-sheet]");
  }

  change(kind) {
    const down = kind === "contribution.hidden" || kind === "contribution.withdrawn";
    if (down) this.takeDown();
    this.voice.say(this.words.say(down ? "hidden" : "changed"));
    this.#renew();
  }

  takeDown() {
    const { article } = this;
    if (!article) return;
    steadily(() => {
      const focused = holdsFocus(article);
      const height = article.offsetHeight;
      article.replaceChildren(...this.#place());
      keepHeight(article, height);
      document.querySelector("[data-live-side]")?.replaceChildren();
      if (focused) article.querySelector("h1").focus({ preventScroll: true });
    }, { urgent: true });
    document.title = this.words.say("hidden");
  }

  #place() {
    const title = document.createElement("h1");
    title.id = "h-title";
    title.tabIndex = -1;
    title.textContent = this.words.say("hidden");
    return [title];
  }

  /** Fetch the sheet as it is now and put it in. */
  async #renew() {
    const turn = ++this.#turn;
    await scattered(SCATTER_MS);
    const fresh = await this.#fetched();
    const article = fresh?.querySelector("[data-live-sheet]");
    if (!article || turn !== this.#turn) return; // What was asked for before a hiding must not come after it.
    steadily(() => {
      const focused = holdsFocus(this.article);
      this.article.replaceWith(article);
      if (focused) heading(article).focus({ preventScroll: true });
      this.#putSide(fresh.querySelector("[data-live-side]"));
      document.title = document.title.replace(/^.*?(?= – [^–]*$)/, heading(article).textContent);
    });
  }

  #putSide(side) {
    const there = document.querySelector("[data-live-side]");
    if (there && side && !holdsFocus(there)) there.replaceWith(side);
    else if (there && !side) there.remove();
    else if (!there && side) this.article.after(side);
  }

  /** Votes have changed: once a minute at most, fetch the figures, where this reader sees any. */
  recount() {
    if (this.#timer || !document.querySelector("[data-live-votes]")) return;
    const pause = due(this.#counted, FIGURES_MS, Date.now()) + Math.random() * SCATTER_MS;
    this.#timer = setTimeout(() => this.#count(), pause);
  }

  async #count() {
    this.#counted = Date.now();
    const figures = (await this.#fetched())?.querySelector("[data-live-votes]");
    this.#timer = null;
    const there = document.querySelector("[data-live-votes]");
    if (figures && there) steadily(() => there.replaceWith(figures));
  }

  async #fetched() {
    const answer = await fetch(this.article.dataset.liveSheet).catch(() => null);
    return answer?.ok ? elements(await answer.text()) : null;
  }
}

function heading(article) {
  const title = article.querySelector("h1");
  title.tabIndex = -1;
  return title;
}
