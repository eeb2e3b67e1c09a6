// Who is here and who is writing, as far as they chose to be seen. For the eye alone, unless a reader asked to be told.
import { elements, write } from "./dom.js";

const SHOWN_MS = 5_000; // Somebody who is still writing says so again before that.
const EVERY_MS = 3_000;
const NAMED = 3;

export class Presence {
  #writers = new Map();
  #said = 0;

  constructor(section, thread, { words, voice }) {
    Object.assign(this, { section, thread, words, voice });
    this.here = section.querySelector("[data-live-here]");
    this.typing = section.querySelector("[data-live-typing]");
    this.aloud = false;
    section.addEventListener("input", ({ target }) => target.matches("textarea") && target.value && this.#write());
  }

  /** `send(name, message)` says something to the server. */
  sendWith(send) {
    this.send = send;
  }

  arrive() {
    this.send?.("here", { thread: this.thread });
  }

  get hears() {
    return {
      here: (told) => told.thread === this.thread && this.#show(told),
      typing: (told) => told.thread === this.thread && this.#note(told.name),
    };
  }

  /** Who is gone from the line is told nothing more of others. */
  leave() {
    write(this.here, "");
    this.#writers.clear();
    this.#tell();
  }

  #write() {
    if (Date.now() - this.#said < EVERY_MS) return;
    this.#said = Date.now();
    this.send?.("typing", { thread: this.thread });
  }

  #show({ people, names }) {
    this.here.replaceChildren();
    if (people < 2) return; // It is only the reader.
    this.here.append(this.words.say("people", { n: people }));
    if (names.length) this.here.append(": ", ...this.#list(names.slice(0, NAMED), people));
  }

  /** “Joan, Femi and 12 others”; each name in a direction of its own. */
  #list(names, people) {
    const others = people - names.length;
    const all = others > 0 ? [...names, this.words.say("others", { n: others })] : names;
    const parts = new Intl.ListFormat(document.documentElement.lang).formatToParts(all);
    let place = 0;
    return parts.map(({ type, value }) => {
      if (type === "literal") return value;
      place += 1;
      return place <= names.length ? isolated(value) : value;
    });
  }

  #note(name) {
    const who = name ?? "";
    clearTimeout(this.#writers.get(who));
    const isNew = !this.#writers.has(who);
    this.#writers.set(who, setTimeout(() => this.#writers.delete(who) && this.#tell(), SHOWN_MS));
    this.#tell();
    if (isNew && this.aloud) this.voice.say(this.typing.textContent);
  }

  /** Who has just posted is not writing any more. */
  wrote(event) {
    if (!event.html || !this.#writers.size) return;
    const name = elements(event.html).querySelector(".fm-comment__head :is(.fm-name, b)")?.textContent ?? "";
    const who = this.#writers.has(name) ? name : "";
    clearTimeout(this.#writers.get(who));
    this.#writers.delete(who);
    this.#tell();
  }

  #tell() {
    const [name, ...more] = this.#writers.keys();
    if (name === undefined) write(this.typing, "");
    else if (more.length) write(this.typing, this.words.say("severalTyping"));
    else write(this.typing, name ? this.words.say("typing", { name }) : this.words.say("somebodyTyping"));
  }
}

function isolated(name) {
  const place = document.createElement("bdi");
  place.textContent = name;
  return place;
}
