// Offers people while somebody types @ and a name: <textarea data-calls="/mentions?thread=id" id="say"> with a #say-offered after
// it. The focus stays in the text; arrow keys go through the list, Enter or Tab takes one, Escape closes it. Without a script
// one types the handle.
import { put } from "./tools.js";

const REST_MS = 150; // Typing rests that long before anybody is looked for.
const TYPED = /(?:^|[^\p{L}\p{N}_@./\\+-])@([\p{L}\p{M}\p{N}-]{0,40})$/u;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export function offerPeople(root) {
  for (const field of root.querySelectorAll("textarea[data-calls]")) {
    const place = field.ownerDocument.getElementById(`${field.id}-offered`);
    if (place && !field.hasAttribute("aria-autocomplete")) new Offer(field, place);
  }
}

class Offer {
  constructor(field, place) {
    this.field = field;
    this.words = place.dataset;
    this.list = place.querySelector("[role=listbox]");
    this.status = place.querySelector("[role=status]");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", this.list.id);
    field.addEventListener("input", () => this.typed());
    field.addEventListener("click", () => this.typed());
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => this.pressed(event), true);
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // The text keeps the focus.
    this.list.addEventListener("click", ({ target }) => this.take(target.closest("[role=option]")));
  }

  /** The name that stands before the caret, where one is being typed. */
  get name() {
    const { selectionStart: end, selectionEnd, value } = this.field;
    return end === selectionEnd ? (TYPED.exec(value.slice(Math.max(0, end - 60), end))?.[1] ?? null) : null;
  }

  typed() {
    clearTimeout(this.rest);
    const name = this.name;
    if (name === null) this.close();
    else this.rest = setTimeout(() => this.ask(name), REST_MS);
  }

  async ask(name) {
    this.flight?.abort();
    this.flight = new AbortController();
    const people = await fetched(`${this.field.dataset.calls}&q=${encodeURIComponent(name)}`, this.flight.signal);
    if (people && name === this.name && this.field === document.activeElement) this.show(people, name);
  }

  show(people, name) {
    this.close();
    if (!people.length) {
      if (name.length > 1) this.status.textContent = this.words.none;
      return;
    }
    this.list.replaceChildren(...people.map((one, place) => this.option(one, place)));
    this.list.hidden = false;
    this.status.textContent = this.words.some.replace("%n", people.length);
    this.mark(0);
    this.list.scrollIntoView({ block: "nearest" });
  }

  option({ handle, name, here }, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.className = "fm-offered__one";
    option.setAttribute("role", "option");
    option.dataset.handle = handle;
    const who = document.createElement("bdi");
    who.textContent = name;
    const more = document.createElement("span");
    more.className = "fm-small fm-soft";
    more.textContent = here ? `@${handle}, ${this.words.here}` : `@${handle}`;
    option.append(who, " ", more);
    return option;
  }

  mark(place) {
    const options = [...this.list.children];
    this.at = (place + options.length) % options.length;
    options.forEach((one, number) => one.setAttribute("aria-selected", String(number === this.at)));
    this.field.setAttribute("aria-activedescendant", options[this.at].id);
    options[this.at].scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) this.mark(this.at + STEPS[event.key]);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.take(this.list.children[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Escape, too, would do something else to the form.
  }

  take(option) {
    const name = this.name;
    if (!option || name === null) return;
    const end = this.field.selectionStart;
    const said = `${option.dataset.handle} `;
    this.close();
    put(this.field, end - name.length, end, said, [said.length, said.length]);
    this.close(); // What was put counts as typed.
  }

  close() {
    clearTimeout(this.rest);
    this.flight?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.status.textContent = "";
    this.field.removeAttribute("aria-activedescendant");
  }
}

/** The people; none where they could not be had: then one goes on typing. */
async function fetched(address, signal) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    return answer.ok && !answer.redirected ? (await answer.json()).people : null;
  } catch {
    return null;
  }
}
