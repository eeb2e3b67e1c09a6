// A text that its author has open to edit in two places: each says that there is another.
import { fromTemplate } from "./dom.js";
import { Link } from "./link.js";
import { beSteady, steadily } from "./steady.js";

export class LiveEditing {
  constructor(place) {
    const { thread, liveEditing } = place.dataset;
    Object.assign(this, { place, id: thread, text: liveEditing, link: new Link(this, () => {}) });
  }

  start() {
    beSteady();
    this.link.start();
  }

  wanted() {
    return { thread: this.id, after: Number(this.place.dataset.last) };
  }

  #say(open) {
    const there = this.place.querySelector(".fm-notice");
    if (open && !there) steadily(() => this.place.append(fromTemplate(this.place.querySelector("template"))));
    else if (!open && there) steadily(() => there.remove());
  }

  is(told) {
    return told.thread === this.id;
  }

  answered() {
    this.link.send("here", { thread: this.id, editing: this.text });
    return false;
  }

  /** Without a socket nobody knows who else is here; the form itself never overwrites silently. */
  async catchUp() {
    return false;
  }

  get hears() {
    return { editing: ({ id, others }) => id === this.text && this.#say(others > 0) };
  }
}
