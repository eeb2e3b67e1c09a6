// How far the reader has read: said to the server as they go, so that every device knows what is new. What is marked as
// new counts as read once it has stood in the window for a moment; what stands on another page does not.

const LOOK = 1_000; // A glance, in milliseconds: what only flies past while somebody scrolls is not read.
const REST = 2_000; // What is read within that time is said together.

export class Reading {
  #unseen = new Map();
  #looks = new Map();
  #timer = null;

  constructor(section, room) {
    Object.assign(this, { section, room, began: room.sequence.last, said: Number(section.dataset.leftOff || -1) });
    const beyond = section.querySelector("[data-news]")?.dataset.beyond;
    this.most = beyond ? Number(beyond) - 1 : Infinity;
    for (const mark of section.querySelectorAll(".fm-new[data-seq]")) this.#unseen.set(mark, Number(mark.dataset.seq));
    const observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#look(entry, observer)));
    for (const mark of this.#unseen.keys()) observer.observe(mark);
    observer.observe(section.querySelector("[data-live-write]")); // Below it all: where nothing is new, that is the end.
    if (!this.#unseen.size) observer.observe(section.querySelector("h2"));
    document.addEventListener("visibilitychange", () => document.hidden && this.#say());
  }

  #look({ target, isIntersecting }, observer) {
    clearTimeout(this.#looks.get(target));
    if (!isIntersecting) return;
    const seen = () => {
      observer.unobserve(target);
      this.#unseen.delete(target);
      this.#timer ??= setTimeout(() => this.#say(), REST);
    };
    this.#looks.set(target, setTimeout(seen, LOOK));
  }

  /** The number of the last event before which everything has been seen. */
  get upto() {
    const last = this.room.arrivals.waits ? this.began : this.room.sequence.last;
    return Math.min(last, this.most, ...[...this.#unseen.values()].map((number) => number - 1));
  }

  async #say() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const upto = this.upto;
    if (upto <= this.said) return;
    this.said = upto;
    const body = new FormData();
    body.set("upto", upto);
    body.set("csrf_token", document.querySelector("[name=csrf_token]").value);
    await fetch(this.section.dataset.reading, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => (this.said = -1));
  }
}
