// Posts comments without leaving the page. What cannot be sent yet stands in its place, shown as waiting, and is sent once
// when the line is back; what is refused goes back into the form, with the reason.
import { forget, shelved } from "../drafts/shelf.js";
import { fromTemplate, write } from "./dom.js";
import { Outbox, newKey, outcome } from "./outbox.js";
import { steadily } from "./steady.js";

const PATIENCE_MS = 20_000; // On a slow line an answer may take so long; the key makes a second attempt harmless.
const AGAIN_MS = 30_000;

export class Sending {
  #cards = new Map();
  #busy = new Set();
  #late = new Set(); // What nobody answered, until it is tried again.
  #line = Promise.resolve(); // One after the other: what was written first is read first.
  #timer = null;

  /**
   * `posted(id, card)` shows the comment that was made, instead of the card that waited; `settled()` is told when an
   * attempt made none.
   */
  constructor(section, { words, voice, comments, posted, settled }) {
    Object.assign(this, { section, words, voice, comments, posted, settled });
    this.outbox = new Outbox(storage(), comments.person);
    section.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("online", () => this.flush());
    addEventListener("storage", () => this.#tidy());
    for (const entry of this.outbox.waiting(Date.now())) if (this.#isHere(entry)) this.#show(entry);
    this.flush();
  }

  /** Whether something is on its way at this moment. */
  get isBusy() {
    return this.#busy.size > 0;
  }

  #isHere(entry) {
    return entry.to === this.section.dataset.post;
  }

  #submit(event) {
    const form = event.target;
    if (event.submitter?.name === "preview" || !this.#isOurs(form) || form.elements.body.value.trim() === "") return;
    const entry = entryOf(form, this.section.dataset.post, event.submitter);
    if (!this.outbox.put(entry)) return; // The browser sends the form as it always did.
    event.preventDefault();
    this.#empty(form);
    this.#show(entry);
    this.flush();
  }

  #isOurs(form) {
    return form.elements.once && new URL(form.action).pathname === this.section.dataset.post;
  }

  /** The words are in the outbox now: the form is for the next ones. */
  #empty(form) {
    clean(form);
    form.reset(); // What keeps drafts hears of it: these words are on their way by another road (js/drafts/field.js).
    form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
    form.elements.once.value = newKey();
    if (form.matches(".fm-reply")) (form.querySelector("[data-reply-cancel]") ?? { click: () => form.remove() }).click();
  }

  /** What another window has sent meanwhile waits here no more. */
  #tidy() {
    const waiting = new Set(this.outbox.waiting(Date.now()).map(({ once }) => once));
    for (const [once, card] of this.#cards) {
      if (waiting.has(once) || this.#busy.has(once)) continue;
      card.remove();
      this.#cards.delete(once);
    }
  }

  /** Try all that waits, the oldest first. */
  flush() {
    for (const entry of this.outbox.waiting(Date.now())) this.#send(entry);
  }

  #send(entry) {
    if (this.#busy.has(entry.once)) return;
    this.#busy.add(entry.once);
    this.#late.delete(entry.once);
    this.#say(entry, "sending");
    const turn = () => this.#try(entry);
    this.#line = this.#line.then(turn, turn);
  }

  /** Whether something waits that was written before this, in the same discussion. */
  #isBehind({ to, at }) {
    return this.outbox.waiting(Date.now()).some((one) => this.#late.has(one.once) && one.to === to && one.at < at);
  }

  async #try(entry) {
    const { status, said } = this.#isBehind(entry) ? { status: 0 } : await deliver(entry, token());
    this.#busy.delete(entry.once);
    const became = outcome(status);
    if (became === "posted") {
      this.outbox.drop(entry.once);
      if (shelved(entry.keep)?.text === "") forget(entry.keep); // Nothing of it is left to be kept, here or on the server.
      this.#arrived(entry, said.id);
      return;
    }
    this.settled();
    if (became === "later") {
      this.#wait(entry);
    } else if (became === "held") {
      this.#hold(entry, said);
    } else {
      this.#refuse(entry, status === 401 ? { error: this.words.say("signIn") } : { error: this.words.say("failed"), ...said });
    }
  }

  /** A moderator reads it first: its place says so, and leads to the page on which its author finds it. */
  #hold(entry, { message, url, link }) {
    this.outbox.drop(entry.once);
    const card = this.#cards.get(entry.once);
    this.#cards.delete(entry.once);
    if (!card) return;
    const way = Object.assign(document.createElement("a"), { href: url, textContent: link });
    card.querySelector("[data-waiting-state]").replaceChildren(`${message} `, way);
    this.voice.say(message);
  }

  async #arrived(entry, id) {
    const card = this.#cards.get(entry.once);
    this.#cards.delete(entry.once);
    if (card) await this.posted(id, card).catch(() => card.remove());
  }

  #wait(entry) {
    this.#late.add(entry.once);
    this.#say(entry, "waits");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), AGAIN_MS);
  }

  // -- The card that stands where the comment will stand --

  #show(entry) {
    const template = this.section.querySelector("template[data-live-waiting]");
    if (!template || this.#cards.has(entry.once)) return;
    const card = fromTemplate(template);
    card.tabIndex = -1;
    card.prepend(...[document.querySelector(".fm-account .fm-avatar")?.cloneNode(true)].filter(Boolean));
    write(card.querySelector("[data-waiting-words]"), entry.body);
    this.#cards.set(entry.once, card);
    steadily(() => this.comments.hold(card, entry.parent), { urgent: true });
    card.scrollIntoView({ block: "nearest", behavior: "instant" });
    card.focus({ preventScroll: true });
  }

  #say(entry, state) {
    const card = this.#cards.get(entry.once);
    if (!card) return;
    write(card.querySelector("[data-waiting-state]"), this.words.say(state));
    if (state === "waits") this.voice.say(this.words.say(state));
  }

  /** It was refused: the words go back into the form where they were written, unless other words stand there already. */
  #refuse(entry, said) {
    const form = this.#form(entry);
    if (form && form.elements.body.value.trim() === "") return this.#giveBack(entry, form, said);
    const card = this.#cards.get(entry.once);
    if (!card) return;
    const back = card.querySelector("[data-waiting-back]");
    write(card.querySelector("[data-waiting-state]"), said.error);
    back.hidden = !form;
    back.onclick = () => this.#giveBack(entry, this.#form(entry), said);
  }

  #form({ parent }) {
    const open = () => document.getElementById(`reply-to-${parent}`);
    if (parent && !open()) this.comments.find(parent)?.querySelector(`[data-reply="${CSS.escape(parent)}"]`)?.click();
    return open() ?? this.section.querySelector("[data-live-write] form:not([hidden])"); // What was answered may be gone.
  }

  #giveBack(entry, form, said) {
    const field = form.elements.body;
    const typed = field.value.trim();
    field.value = typed ? `${typed}\n\n${entry.body}` : entry.body;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.outbox.drop(entry.once);
    this.#cards.get(entry.once)?.remove();
    this.#cards.delete(entry.once);
    fault(field, said);
    field.focus();
  }
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // Every use of it fails, which says that nothing is kept.
  }
}

function entryOf(form, to, submitter) {
  const { once, parent, quote, body, asks, badge } = form.elements;
  return {
    to, once: once.value, parent: parent.value, body: body.value, at: Date.now(),
    quote: quote && (quote.type !== "checkbox" || quote.checked) ? quote.value : "",
    badge: badge?.value ?? "", keep: body.dataset.keep, kept: body.dataset.keepRevision ?? "",
    anyway: submitter?.name === "anyway" ? submitter.value : "",
    asks: asks?.checked ? asks.value : "",
  };
}

/** The reader's own token, as the page that is open now has it. */
function token() {
  return document.querySelector("input[name=csrf_token]")?.value ?? "";
}

async function deliver({ to, once, parent, quote, body, kept, anyway = "", asks = "", badge = "" }, csrf_token) {
  try {
    const answer = await fetch(to, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ csrf_token, once, parent, quote, body, kept, anyway, asks, badge }),
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
    return { status: answer.status, said: await answer.json() };
  } catch {
    return { status: 0, said: {} };
  }
}

/** Say beside the field what was wrong, as the server's page would; what may stand all the same gets a button. */
function fault(field, { error, found = [], anyway, post }) {
  clean(field.form);
  const place = document.createElement("p");
  place.className = "govuk-error-message";
  place.id = `${field.id}-error`;
  place.setAttribute("role", "alert");
  place.textContent = [error, ...found.map(({ words }) => `“${words}”`)].join(" ");
  field.before(place);
  field.classList.add("govuk-textarea--error");
  field.closest(".govuk-form-group").classList.add("govuk-form-group--error");
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${place.id}`.trim());
  if (anyway) field.closest(".govuk-form-group").append(postAnyway(anyway, post));
}

function postAnyway(value, textContent) {
  const className = "govuk-button govuk-button--secondary fm-flush";
  const button = Object.assign(document.createElement("button"), { className, name: "anyway", value, textContent });
  button.dataset.anyway = "";
  return button;
}

function clean(form) {
  for (const place of form.querySelectorAll(".govuk-error-message, [data-anyway]")) place.remove();
  for (const name of ["govuk-textarea--error", "govuk-form-group--error"]) {
    for (const marked of form.querySelectorAll(`.${name}`)) marked.classList.remove(name);
  }
}
