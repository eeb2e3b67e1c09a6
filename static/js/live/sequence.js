// What has happened in one thread, in order. Knows no page and no network: it is told what came and answers what may be
// shown now. Events are numbered without gaps; only the next one is ever given out, so that a page can neither show
// something twice nor skip it.

export const PATIENCE_MS = 300; // An early event waits so long for the one before it; then that one was lost on the way.
export const ABSENCE_MS = 5 * 60 * 1000; // After a longer absence the page catches up over HTTP before it listens again.

export class Sequence {
  #early = new Map();
  #since = 0;

  constructor(last) {
    this.last = last;
  }

  /** Take what came, in any order, at this hour (in milliseconds). Gives the events that may be shown now, in order. */
  take(events, now) {
    const ready = [];
    for (const event of events) {
      if (event.seq === null || event.seq === undefined) ready.push(event); // It has no place in the order.
      else if (event.seq > this.last) this.#early.set(event.seq, event);
    }
    ready.push(...this.#next());
    if (this.#early.size && !this.#since) this.#since = now;
    return ready;
  }

  /** Take what was fetched: all that there is after the last one, in order. What early ones wait for is in it, or nowhere. */
  catchUp(events, now) {
    const ready = [];
    for (const event of events) {
      if (event.seq <= this.last) continue;
      this.last = event.seq;
      this.#early.delete(event.seq);
      ready.push(event, ...this.#next());
    }
    this.#since = this.#early.size ? now : 0;
    return ready;
  }

  #next() {
    const ready = [];
    while (this.#early.has(this.last + 1)) {
      this.last += 1;
      ready.push(this.#early.get(this.last));
      this.#early.delete(this.last);
      this.#since = 0;
    }
    return ready;
  }

  /** In how many milliseconds the page must fetch what is missing; none while nothing is. */
  patience(now) {
    return this.#early.size ? Math.max(0, this.#since + PATIENCE_MS - now) : null;
  }
}

/** Whether somebody who last heard of the thread then must catch up over HTTP. */
export function absentTooLong(heard, now) {
  return now - heard > ABSENCE_MS;
}
