// The line of words above a live discussion or list: what state the connection is in, the way to pause it, and to turn it
// off on this device.
import { choose, chosen } from "./device.js";
import { write } from "./dom.js";
import { Words } from "./words.js";
import { Voice } from "./batch.js";

const LOOKS = { live: "", off: "fm-live--off", paused: "fm-live--off" };
const CALM_MS = 2_000; // A line that is back sooner is nothing to tell a screen reader.

export class Bar {
  #timer = null;
  #spoken = "live";

  constructor(element) {
    this.element = element;
    this.words = new Words(JSON.parse(element.dataset.words), document.documentElement.lang);
    this.paused = false;
    this.state = element.querySelector("[data-live-state]");
    const said = element.querySelector("[data-live-said]");
    this.voice = new Voice({
      speak: (sentence) => (said.textContent = sentence),
      count: (name, n) => this.words.say(name, { n }),
    });
  }

  get isOff() {
    return chosen("live-off");
  }

  /** Say what state the line is in. The eye is told at once, a screen reader when it lasts. */
  show(state, sentence = "") {
    if (this.paused && state === "live") return this.show("paused");
    const look = LOOKS[state] ?? "fm-live--wait";
    this.state.className = `fm-live ${look}`.trim();
    const words = sentence && state !== "live" ? sentence : this.words.say(state);
    write(this.state, words);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#speak(state, words), CALM_MS);
  }

  #speak(state, words) {
    if (state !== this.#spoken && state !== "connecting") this.voice.say(words);
    this.#spoken = state;
  }

  /** Tell `part` when its reader pauses, goes on, or turns live on or off. */
  steer(part) {
    const [pause, on, aloud] = ["pause", "on", "aloud"].map((name) => this.element.querySelector(`[data-live-${name}]`));
    pause?.addEventListener("click", () => this.#pause(pause, part));
    const turned = () => pause && (pause.hidden = !on.checked);
    on.checked = !this.isOff;
    turned();
    on.addEventListener("change", () => {
      choose("live-off", !on.checked);
      turned();
      part.turn(on.checked);
    });
    if (aloud) this.#readAloud(aloud, part);
  }

  #pause(button, part) {
    const icon = button.querySelector("use");
    this.paused = !this.paused;
    write(button.querySelector("span"), this.words.say(this.paused ? "resume" : "pause"));
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, this.paused ? "#play" : "#pause"));
    part.pause(this.paused);
  }

  #readAloud(box, part) {
    box.checked = chosen("live-aloud");
    part.readAloud(box.checked);
    box.addEventListener("change", () => {
      choose("live-aloud", box.checked);
      part.readAloud(box.checked);
    });
  }
}
