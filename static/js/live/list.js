// An open list or round page: counts of comments change, what was taken down leaves at once, what is new waits behind
// "2 new ideas".
import { elements, holdsFocus, scattered, write } from "./dom.js";
import { steadily } from "./steady.js";

const SCATTER_MS = 2_000;
const FRESH = { need: "freshNeed", idea: "freshIdea", proposal: "freshProposal" };

export class LiveList {
  #fresh = new Set();
  #renewing = false;
  #paused = null;

  constructor(section, { words, voice }) {
    Object.assign(this, { section, words, voice, slug: section.dataset.liveRound, kind: section.dataset.liveKind });
    this.place = document.querySelector("[data-live-fresh]");
  }

  wanted() {
    return { round: this.slug };
  }

  is(told) {
    return told.round === this.slug;
  }

  /** Somebody who was away looks at the page anew; who has just opened it has nothing to fetch. */
  answered() {
    const again = this.wasHere;
    this.wasHere = true;
    return again;
  }

  async catchUp() {
    return this.#renew();
  }

  get hears() {
    return { news: (news) => this.is(news) && this.#hear(news) };
  }

  pause() {
    this.#paused = [];
    this.voice.hush();
  }

  resume() {
    const news = this.#paused ?? [];
    this.#paused = null;
    for (const one of news) this.#hear(one);
  }

  #hear(news) {
    const down = news.kind === "contribution.hidden" || news.kind === "contribution.withdrawn";
    if (down) this.#drop(news.contribution);
    if (this.#paused) return this.#paused.push(news);
    if (news.kind === "contribution.added") this.#add(news);
    if (news.kind.startsWith("contribution.")) scattered(SCATTER_MS).then(() => this.#renew().catch(() => {}));
    else this.#count(news);
  }

  #card(id) {
    return this.section.querySelector(`[data-live-card="${CSS.escape(id)}"]`);
  }

  #count({ contribution, comments }) {
    const said = comments ? this.words.say("comments", { n: comments }) : this.words.say("none");
    write(this.#card(contribution)?.querySelector("[data-live-count]"), said);
  }

  #drop(id) {
    this.#fresh.delete(id);
    this.#tell();
    const card = this.#card(id);
    if (!card) return;
    const focused = holdsFocus(card);
    steadily(() => card.closest("li").remove(), { urgent: true });
    if (focused) document.getElementById("h-list")?.focus({ preventScroll: true });
  }

  /** The list of one kind counts its own; a round's page says what came last. */
  #add({ contribution, of }) {
    if ((this.kind && this.kind !== of) || this.#card(contribution)) return;
    if (this.of !== of) this.#fresh.clear();
    this.of = of;
    this.#fresh.add(contribution);
    this.#tell();
    this.voice.say(this.place.textContent.trim());
  }

  #tell() {
    const n = this.#fresh.size;
    const link = this.place.querySelector("a");
    link.hidden = n === 0;
    if (n === 0) return;
    link.href = this.place.dataset[this.of];
    write(link.querySelector("span"), this.words.say(FRESH[this.of], { n }));
  }

  /** Fetch the page as it is now: figures and cards take the place of those that stand here, none come in between. */
  async #renew() {
    if (this.#renewing) return false;
    this.#renewing = true;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) throw Object.assign(new Error(answer.statusText), { status: answer.status });
      this.#put(elements(await answer.text()));
      return true;
    } finally {
      this.#renewing = false;
    }
  }

  #put(fresh) {
    steadily(() => {
      for (const figure of document.querySelectorAll("[data-live-figures]")) {
        replace(figure, fresh.querySelector(`[data-live-figures="${figure.dataset.liveFigures}"]`));
      }
      for (const card of this.section.querySelectorAll("[data-live-card]")) {
        replace(card, fresh.querySelector(`[data-live-card="${CSS.escape(card.dataset.liveCard)}"]`));
      }
    });
  }
}

function replace(there, fresh) {
  if (fresh && !holdsFocus(there) && there.outerHTML !== fresh.outerHTML) there.replaceWith(fresh);
}
