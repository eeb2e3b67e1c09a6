// The line to the server: a socket where there can be one, questions over HTTP where there cannot, and a word for what it
// is at the moment. It knows nothing of what is told over it.
import { io } from "socket.io-client";
import { QUICK_MS, nextPause } from "./pace.js";
import { absentTooLong } from "./sequence.js";

const GRACE_MS = 4_000; // A server that restarts is back sooner; only then does the page begin to ask by itself.
const ANSWER_MS = 5_000; // A server that does not answer by then is not there.
const AGAIN_MS = 30_000; // After a refusal in words: there is no room, or the sockets are off.
const SOON_MS = 1_500; // After the server hung up, which it does to all at once: not all come back at once.

const OVER = new Set(["missing", "signed_out", "bad"]); // Asking again would bring the same answer.

export class Link {
  #state = "connecting";
  #heard = Date.now();
  #pause = QUICK_MS;
  #asking = null;
  #again = null;
  #over = false;
  #resting = true;

  /**
   * `room` is what is watched: `wanted()` gives what to say to the server, `answered(answer)` takes what it says and tells
   * whether there is more to fetch, `catchUp()` fetches over HTTP and tells whether there was anything, `hears` are its
   * events by name, `is(told)` says whether something told is about it. `show(state, sentence)` puts the state into words.
   */
  constructor(room, show) {
    Object.assign(this, { room, show });
    this.socket = io("/threads", {
      transports: ["websocket"],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: AGAIN_MS,
      timeout: ANSWER_MS,
    });
    this.#listen();
  }

  /** What is told to everybody, whatever they watch. */
  hear(name, act) {
    this.socket.on(name, act);
  }

  start() {
    if (this.#over) return;
    this.#resting = false;
    this.socket.connect();
    this.#soonAsk();
  }

  /** Let go of the socket without a word: the page goes to sleep, or its person turned live off. */
  stop() {
    this.#resting = true;
    clearTimeout(this.#asking);
    clearTimeout(this.#again);
    this.#asking = this.#again = null;
    this.socket.disconnect();
  }

  get state() {
    return this.#state;
  }

  get isLive() {
    return this.#state === "live";
  }

  send(name, message) {
    if (this.isLive) this.socket.emit(name, message, () => {});
  }

  #listen() {
    const { socket } = this;
    socket.on("connect", () => this.#watch());
    socket.on("disconnect", (reason) => this.#lost(reason));
    socket.on("connect_error", (error) => this.#refused(error.data ?? {}));
    socket.on("gone", (told) => this.room.is(told) && this.#refused(told));
    socket.on("live", ({ on, code = "off", say }) => (on ? this.#watch() : this.#refused({ code, say })));
    socket.io.on("ping", () => (this.#heard = Date.now()));
    for (const [name, hear] of Object.entries(this.room.hears)) socket.on(name, hear);
    addEventListener("offline", () => socket.io.engine?.close());
    addEventListener("online", () => this.#wake());
    let asleep = false;
    addEventListener("pagehide", () => (asleep = socket.connected) && this.stop()); // It may come back, as it was.
    addEventListener("pageshow", () => asleep && this.start());
    document.addEventListener("visibilitychange", () => document.hidden || this.isLive || this.#wake());
  }

  async #watch() {
    try {
      if (absentTooLong(this.#heard, Date.now())) await this.room.catchUp();
      const answer = await this.socket.timeout(ANSWER_MS).emitWithAck("watch", this.room.wanted());
      if (!answer.ok) return this.#refused(answer);
      this.#become("live");
      if (this.room.answered(answer)) await this.room.catchUp();
    } catch {
      if (!this.socket.connected) return;
      this.socket.disconnect(); // It does not answer, or what is missing cannot be had: begin anew, in a moment.
      this.#become("waiting");
      this.#comeBack(SOON_MS);
    }
  }

  #lost(reason) {
    if (reason === "io client disconnect") return;
    this.#become("waiting");
    if (reason === "io server disconnect") this.#comeBack(SOON_MS);
  }

  /** The server said no, and why; or, without a code, there was nobody to say anything. */
  #refused({ code, say }) {
    if (OVER.has(code)) {
      this.#over = true;
      this.stop();
      this.#become("off", say);
    } else if (code) {
      this.#become(code === "closing" ? "waiting" : "slow", say);
      this.#comeBack(code === "closing" ? SOON_MS : AGAIN_MS);
    } else if (this.#state !== "slow") {
      this.#become("waiting");
    }
  }

  #comeBack(pause) {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => (this.socket.connected ? this.#watch() : this.socket.connect()), pause * (1 + Math.random()));
  }

  #wake() {
    if (this.#over || this.#resting) return;
    const underWay = this.socket.io.engine?.readyState === "opening";
    if (!this.socket.connected && !underWay) this.socket.disconnect().connect(); // Now, not after the next pause.
    if (this.#asking) this.#ask();
  }

  #become(state, sentence) {
    this.#state = state;
    this.show(state, sentence);
    if (state === "live") {
      this.#heard = Date.now();
      clearTimeout(this.#asking);
      this.#asking = null;
      this.#pause = QUICK_MS;
    } else if (state !== "off") {
      this.#soonAsk();
    }
  }

  #soonAsk(pause = GRACE_MS) {
    this.#asking ??= setTimeout(() => this.#ask(), pause);
  }

  /** Ask over HTTP what happened, and again after a while, until there is a socket. */
  async #ask() {
    clearTimeout(this.#asking);
    this.#asking = null;
    if (this.isLive || this.#over || this.#resting) return;
    const come = { hidden: document.hidden };
    try {
      come.found = await this.room.catchUp();
      this.#heard = Date.now();
      if (!this.isLive) this.#become("slow");
    } catch (error) {
      come.failed = true;
      if (error.status === 404) return this.#refused({ code: "missing" });
      if (!this.isLive) this.#become("waiting");
    }
    this.#pause = nextPause(this.#pause, come);
    if (!this.isLive && !this.#resting) {
      clearTimeout(this.#asking);
      this.#asking = null;
      this.#soonAsk(this.#pause);
    }
  }
}

/** Ask our own server for JSON. Throws where there is no good answer; `status` says what came instead. */
export async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw Object.assign(new Error(`${address} answered ${answer.status}`), { status: answer.status });
  return answer.json();
}

/** Ask for all that happened since, part by part, and give it on in order; says whether there was anything. */
export async function askSince(events, sequence, give) {
  let found = false;
  let answer;
  do {
    answer = await ask(`${events}?after=${sequence.last}`);
    give(sequence.catchUp(answer.events, Date.now()));
    found ||= answer.events.length > 0;
  } while (answer.more && answer.events.length);
  return found;
}
