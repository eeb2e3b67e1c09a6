// The place where one writes, below a discussion: it gives way to a notice while a moderator has locked the discussion, or
// what it is about is taken down, and comes back with every word that stood in it.
import { elements, fromTemplate, holdsFocus, scattered } from "./dom.js";
import { steadily } from "./steady.js";

const SCATTER_MS = 2_000;

export class WritePlace {
  #notices = new Map(); // Why it is shut, and what says so.

  constructor(section) {
    Object.assign(this, { section, place: section.querySelector("[data-live-write]") });
    this.cameShut = "shut" in section.dataset;
  }

  /** Shut it for this reason ("locked", "down"). Gives whether it was open to that reason. */
  shut(reason) {
    if (this.#notices.has(reason)) return false;
    const notice = fromTemplate(this.section.querySelector(`template[data-live-shut="${reason}"]`));
    this.#notices.set(reason, notice);
    if (!this.cameShut) steadily(() => this.#giveWay(notice)); // A page that came shut says why already.
    return true;
  }

  /** The reason is over. Gives whether it held. */
  open(reason) {
    const notice = this.#notices.get(reason);
    if (!notice && !this.cameShut) return false;
    this.#notices.delete(reason);
    if (this.cameShut) this.#fetch();
    else steadily(() => this.#comeBack(notice));
    return true;
  }

  #forms() {
    const answers = this.section.querySelectorAll(".fm-reply");
    return [...this.place.children, ...answers].filter((one) => one.matches("form, .fm-notice:not([data-shut-notice])"));
  }

  #giveWay(notice) {
    notice.dataset.shutNotice = "";
    const forms = this.#forms();
    const focused = forms.some(holdsFocus);
    for (const form of forms) form.hidden = true;
    this.section.dataset.shut = "";
    this.place.prepend(notice);
    if (focused) notice.focus({ preventScroll: true });
  }

  #comeBack(notice) {
    notice.remove();
    if (this.#notices.size) return;
    delete this.section.dataset.shut;
    for (const form of this.#forms()) form.hidden = false;
  }

  /** The page came without a form. Fetch it anew and take the form from there; until then the notice stays. */
  async #fetch() {
    await scattered(SCATTER_MS);
    const answer = await fetch(location.href).catch(() => null);
    const page = answer?.ok && elements(await answer.text());
    const fresh = page && page.querySelector("[data-live-write]");
    if (!fresh || "shut" in page.querySelector("[data-live-thread]").dataset) return;
    this.cameShut = false;
    delete this.section.dataset.shut;
    steadily(() => {
      this.place.replaceChildren(...fresh.childNodes);
      this.place.dispatchEvent(new CustomEvent("folkmoot:form", { bubbles: true }));
    });
  }
}
