// An open discussion: takes what happens in it, in order, and puts it on the page.
import { Arrivals, go } from "./arrivals.js";
import { Comments } from "./comments.js";
import { askSince } from "./link.js";
import { Presence } from "./presence.js";
import { Sequence } from "./sequence.js";
import { Sheet } from "./sheet.js";
import { whyGone } from "./dom.js";
import { steadily } from "./steady.js";
import { WritePlace } from "./write-place.js";

const GONE = { "comment.hidden": "hidden", "comment.withdrawn": "withdrawn", "comment.removed": "removed" };

export class LiveThread {
  #paused = null; // What came while the reader had paused the page; none while they have not.
  #held = new Map(); // One's own that came while one is being sent: the answer will say whether it is that one.
  #cards = new Map(); // What stands where one's own comment will, by the id that it was given.
  #gap = null;
  #fetching = null;

  constructor(section, { words, voice }) {
    const { thread, last, events } = section.dataset;
    Object.assign(this, { id: thread, events, words, voice });
    this.sequence = new Sequence(Number(last));
    this.comments = new Comments(section, words);
    this.arrivals = new Arrivals(this.comments, section.querySelector("[data-live-fresh] button"), { words, voice });
    this.sheet = new Sheet(section, { words, voice });
    this.writing = new WritePlace(section);
    this.presence = new Presence(section, thread, { words, voice });
  }

  // -- What the line asks of a room --

  wanted() {
    return { thread: this.id, after: this.sequence.last };
  }

  is(told) {
    return told.thread === this.id;
  }

  answered({ events, more }) {
    this.#take(events);
    this.presence.arrive();
    return more;
  }

  /** Fetch what happened since. Two who ask at once get one answer. */
  catchUp() {
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = null));
    return this.#fetching;
  }

  #fetch() {
    return askSince(this.events, this.sequence, (events) => this.#give(events));
  }

  get hears() {
    return { event: (event) => this.is(event) && this.#take([event]), ...this.presence.hears };
  }

  #take(events) {
    this.#give(this.sequence.take(events, Date.now()));
  }

  #give(events) {
    for (const event of events) this.#happen(event);
    clearTimeout(this.#gap);
    const patience = this.sequence.patience(Date.now());
    if (patience !== null) this.#gap = setTimeout(() => this.#mend(), patience);
  }

  async #mend() {
    try {
      await this.catchUp();
    } catch {
      this.#gap = setTimeout(() => this.#mend(), 5_000); // The line is down as well; what came early is kept.
    }
  }

  // -- Pausing --

  pause() {
    this.#paused = [];
    this.voice.hush();
  }

  resume() {
    const events = this.#paused ?? [];
    this.#paused = null;
    for (const event of events) this.#happen(event);
  }

  // -- What happens --

  #happen(event) {
    const down = this.#down(event);
    if (down) this.#forget(event);
    if (this.#paused && !this.#isOwn(event)) {
      this.#paused.push(event);
      if (down) steadily(() => this.comments.takeDown(event, down), { urgent: true });
      if (event.kind === "contribution.hidden" || event.kind === "contribution.withdrawn") this.sheet.takeDown();
      return;
    }
    this.#show(event, down);
    if (typeof event.comments === "number") this.comments.count(event.comments);
  }

  /** Why a comment's words may not be read any more; nothing where they may. */
  #down({ kind, html }) {
    if (GONE[kind]) return GONE[kind];
    return whyGone(html) ?? (kind === "comment.edited" && !html ? "hidden" : undefined);
  }

  /** Of what was taken down, nothing that is still to be shown has the words: its place stays, for those who answer it. */
  #forget({ id, html }) {
    this.arrivals.takeDown(id, html);
    this.#held.delete(id);
    for (const event of this.#paused ?? []) if (event.id === id) event.html = html;
  }

  #isOwn(event) {
    return event.kind === "comment.added" && this.comments.isMine(event);
  }

  #show(event, down) {
    if (down) return this.#takeDown(event, down);
    switch (event.kind) {
      case "comment.added":
        return this.#add(event);
      case "comment.edited":
        return this.#edit(event);
      case "comment.restored":
        return this.#restore(event);
      case "thread.locked":
        return this.writing.shut("locked") && this.voice.say(this.words.say("locked"));
      case "thread.unlocked":
        return this.writing.open("locked") && this.voice.say(this.words.say("unlocked"));
      case "votes.changed":
        return this.sheet.recount();
      default:
        if (event.kind.startsWith("contribution.")) this.#above(event.kind);
    }
  }

  /** Something happened to what the discussion is about. */
  #above(kind) {
    this.sheet.change(kind);
    if (kind === "contribution.restored") this.writing.open("down");
    else if (kind !== "contribution.edited") this.writing.shut("down");
  }

  #add(event) {
    const own = this.comments.isMine(event);
    const maybeOwn = own || this.comments.asOrganisation; // Others write under the same badge.
    if (maybeOwn && this.sending?.isBusy && !this.comments.mine.has(event.id)) this.#held.set(event.id, event);
    else if (event.html && !this.comments.find(event.id)) this.arrivals.take(event, own);
    this.#cards.get(event.id)?.remove(); // In the same moment, so that nobody sees it twice.
    this.presence.wrote(event);
  }

  #edit(event) {
    if (this.arrivals.holds(event.id)) return this.arrivals.change(event);
    steadily(() => this.comments.edit(event) && this.voice.add("editedSaid"));
  }

  #restore(event) {
    if (!event.html) return;
    if (!this.comments.find(event.id)) return this.#add(event);
    steadily(() => this.comments.restore(event) && this.voice.add("backSaid"));
  }

  /** What came and went while one was away has a place like any other: what answers it stands below it. */
  #takeDown(event, why) {
    if (event.kind === "comment.added" && !this.comments.find(event.id)) return this.arrivals.take(event, false);
    steadily(() => this.comments.takeDown(event, why) && this.voice.add("goneSaid"), { urgent: true });
  }

  // -- One's own --

  /**
   * One's comment was posted under this id: it shows at once, in its place, instead of the words that waited there. Who has
   * gone on to something else meanwhile stays there.
   */
  async posted(id, instead) {
    this.comments.mine.add(id);
    this.#cards.set(id, instead);
    this.settled();
    if (this.arrivals.holds(id)) this.arrivals.release(id);
    if (!this.comments.find(id)) await this.catchUp();
    const waits = [instead, document.body].includes(document.activeElement);
    instead.remove();
    this.#cards.delete(id);
    const article = this.comments.find(id);
    if (!article) location.assign(this.comments.section.dataset.comment.replace("__id__", id));
    else if (waits) go(article);
    this.voice.say(this.words.say("posted"));
  }

  /** Nothing is being sent any more: show what was held back meanwhile. */
  settled() {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const event of held) this.#add(event);
  }
}
