// Pages that are about one text of a thread: its earlier versions, or an answer to it that is being written. What may not be
// read any more goes at once; other changes are fetched.
import { elements, scattered, write } from "./dom.js";
import { askSince } from "./link.js";
import { Sequence } from "./sequence.js";

const DOWN = /\.(hidden|withdrawn|removed)$/;
const SCATTER_MS = 300;

export class LiveAbout {
  #turn = 0;

  constructor(place, { words, voice }) {
    const { thread, last, events, liveAbout } = place.dataset;
    Object.assign(this, { place, words, voice, id: thread, events, about: liveAbout, sequence: new Sequence(Number(last)) });
  }

  wanted() {
    return { thread: this.id, after: this.sequence.last };
  }

  is(told) {
    return told.thread === this.id;
  }

  answered({ events, more }) {
    this.#take(events);
    return more;
  }

  catchUp() {
    return askSince(this.events, this.sequence, (events) => this.#give(events));
  }

  get hears() {
    return { event: (event) => this.is(event) && this.#take([event]) };
  }

  #take(events) {
    this.#give(this.sequence.take(events, Date.now()));
  }

  #give(events) {
    for (const event of events) this.#happen(event);
    if (this.sequence.patience(Date.now()) !== null) this.catchUp().catch(() => {});
  }

  #happen({ id, kind }) {
    if (DOWN.test(kind)) this.#takeDown(id);
    if (id === this.about) this.#renew();
  }

  #takeDown(id) {
    for (const quote of document.querySelectorAll(`.fm-quote[data-quote="${CSS.escape(id)}"] > p`)) {
      write(quote, this.words.say("quoteGone"));
    }
    if (id !== this.about) return;
    for (const words of document.querySelectorAll("[data-live-words]")) words.replaceChildren();
  }

  async #renew() {
    const versions = document.querySelector("[data-live-versions]");
    if (!versions) return;
    const turn = ++this.#turn;
    await scattered(SCATTER_MS);
    const answer = await fetch(location.href).catch(() => null);
    if (!answer || (!answer.ok && answer.status !== 410)) return;
    const page = elements(await answer.text());
    if (turn !== this.#turn) return; // What was asked for before a hiding must not come after it.
    versions.replaceChildren(...page.querySelector("[data-live-versions]").childNodes);
    this.voice.say(this.words.say("changed"));
  }
}
