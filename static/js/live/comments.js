// The comments on the page: put in, changed, taken down, brought back. The fragment that comes is the one for strangers,
// the same for everybody; what is personal is put in here.
import { elements, fromTemplate, holdsFocus, write } from "./dom.js";
import { excerpt } from "./excerpt.js";
import { placeOf } from "./place.js";
import { clean } from "./portraits.js";
import { keepHeight } from "./steady.js";

const STAYS = ".fm-thread, .fm-more, .fm-reply"; // Below a comment, whatever becomes of it: what others say, and what one types.

export class Comments {
  constructor(section, words) {
    this.section = section;
    this.words = words;
    this.list = section.querySelector("[data-live-comments]");
    this.person = document.body.dataset.writer;
    this.asOrganisation = section.closest("[data-organisation]") !== null;
    this.mine = new Set();
    this.acts = new Map(); // What stood below a comment before it was hidden, with this reader's own marks.
  }

  find(id) {
    return document.querySelector(`article#comment-${CSS.escape(id)}`); // What was moved leaves a mark of the same name.
  }

  isMine(event) {
    if (this.mine.has(event.id)) return true;
    if (!this.person || this.asOrganisation || !event.html) return false;
    const name = elements(event.html).querySelector(".fm-comment__head a.fm-name");
    return name?.getAttribute("href").split("/").pop() === encodeURIComponent(this.person);
  }

  /** Where a comment that came belongs: "end", "below", "folded" or "elsewhere". */
  place({ parent }) {
    const page = { branch: "branch" in this.section.dataset, goesOn: "goesOn" in this.section.dataset };
    const above = parent && this.find(parent);
    return placeOf({ top: !parent, parent: above ? this.#standing(above) : null }, page);
  }

  #standing(article) {
    let level = 0;
    for (let up = article.parentElement.closest(".fm-comment"); up; up = up.parentElement.closest(".fm-comment")) level += 1;
    const last = [...this.list.querySelectorAll(".fm-comment")].at(-1);
    const replies = article.querySelectorAll(":scope > .fm-comment__body > .fm-thread > .fm-comment:not(.fm-comment--waiting)");
    return { level, replies: replies.length, endsPage: article.contains(last) };
  }

  /** Put a comment into its place. Gives the article; none where it waits behind a link or stands on another page. */
  add(event) {
    const place = this.place(event);
    if (place === "folded") this.#oneMore(event.parent);
    if (place === "folded" || place === "elsewhere") return null;
    const article = this.#made(event);
    this.#insert(place === "end" ? this.list : this.#below(this.find(event.parent)), article);
    return article;
  }

  #made(event) {
    document.querySelector(`span#comment-${CSS.escape(event.id)}`)?.remove(); // It had been moved away, and is back.
    const article = elements(event.html).querySelector("article");
    clean(article); // It may have waited, or have been paused, while the picture was hidden.
    article.tabIndex = -1; // So that the focus can be moved to it.
    const gone = article.querySelector(":scope > .fm-gone");
    if (gone) gone.replaceWith(this.#gone(event, gone.dataset.gone, false));
    else if (this.person) this.#personal(article, event);
    return article;
  }

  /** What stands in the place of words that went: when and why, where it was told in this reader's language. */
  #gone({ id, html }, why, mine) {
    const plain = fromTemplate(this.section.querySelector(`template[data-live-gone="${why}"]`), { id });
    const told = html ? elements(html).querySelector("article > .fm-gone") : null;
    if (!told || mine || told.lang !== document.documentElement.lang) return plain; // Authors find their words behind its link.
    told.tabIndex = -1;
    told.querySelector("p").append(...[plain.querySelector("[data-live-stays]")].filter(Boolean).flatMap((link) => [" ", link]));
    return told;
  }

  #personal(article, event) {
    const head = article.querySelector(".fm-comment__head");
    const name = head.querySelector(".fm-name, b");
    const mine = this.isMine(event);
    const template = this.section.querySelector(`template[data-live-acts="${mine ? "mine" : "theirs"}"]`);
    const acts = this.acts.get(event.id) ?? fromTemplate(template, { id: event.id, name: name.textContent });
    article.querySelector(".fm-acts").replaceWith(acts);
    if (!mine) return;
    article.classList.add("fm-comment--mine");
    article.setAttribute("aria-label", this.words.say("yours"));
    const you = document.createElement("b");
    you.textContent = this.words.say("you");
    name.replaceWith(you);
    head.querySelector(":scope > span:not(.fm-org)")?.remove(); // One's own area goes without saying.
  }

  /** The list of replies to a comment; made where there was none. */
  #below(parent) {
    const body = parent.querySelector(":scope > .fm-comment__body");
    const there = body.querySelector(":scope > .fm-thread");
    if (there) return there;
    const list = document.createElement("div");
    list.className = "fm-thread";
    body.insertBefore(list, body.querySelector(":scope > .fm-more"));
    return list;
  }

  /** Replies stand in the order of their time; a comment that comes back goes where it was. */
  #insert(list, article) {
    const at = (one) => one.querySelector(":scope > .fm-comment__body > .fm-comment__head time")?.dateTime ?? "";
    const ordered = at(article) && (list !== this.list || !("useful" in this.section.dataset)); // Without words it tells no time.
    const later = [...list.children].find(
      (one) => one.matches(".fm-comment--waiting") || (ordered && at(one) > at(article)),
    );
    list.insertBefore(article, later ?? null);
  }

  /** Put a card where the comment will stand that is on its way. */
  hold(card, parent) {
    const above = parent && this.find(parent);
    (above ? this.#below(above) : this.list).append(card);
  }

  #oneMore(parent) {
    const article = this.find(parent);
    const body = article.querySelector(":scope > .fm-comment__body");
    let more = body.querySelector(":scope > .fm-more");
    if (!more) {
      more = elements('<p class="fm-more" data-waiting="0"><a class="fm-link"></a></p>').firstElementChild;
      more.firstElementChild.href = `?branch=${parent}#comment-${parent}`;
      body.append(more);
    }
    more.dataset.waiting = Number(more.dataset.waiting) + 1;
    write(more.firstElementChild, this.words.say("more", { n: Number(more.dataset.waiting) }));
  }

  /** New words for a comment; what stands below it, and this reader's own marks, stay as they are. */
  edit(event) {
    const article = this.find(event.id);
    if (!article) return false;
    if (article.querySelector(":scope > .fm-gone")) return this.restore(event);
    const body = article.querySelector(":scope > .fm-comment__body");
    const fresh = elements(event.html);
    const text = body.querySelector(":scope > .fm-comment__text");
    keepHeight(text, text.offsetHeight);
    text.replaceChildren(...fresh.querySelector(".fm-comment__text").childNodes);
    body.querySelector(":scope > .fm-quote")?.remove();
    const quote = fresh.querySelector(".fm-quote");
    if (quote) text.before(quote);
    history(body)?.remove();
    if (history(fresh)) time(body).after(history(fresh));
    this.quotesOf(event);
    return true;
  }

  /** Take the words off the page: from their place, from every quote of them, from the form that answers them. */
  takeDown(event, why) {
    const { id } = event;
    this.#blankQuotes(id);
    const article = this.find(id);
    if (!article) return false;
    const gone = this.#gone(event, why, article.matches(".fm-comment--mine"));
    const there = article.querySelector(":scope > .fm-gone");
    if (there) return this.#sayAnew(there, gone);
    const body = article.querySelector(":scope > .fm-comment__body");
    const focused = holdsFocus(article) && ![...body.children].some((part) => part.matches(STAYS) && holdsFocus(part));
    const height = this.#ownHeight(article);
    const acts = body.querySelector(":scope > .fm-acts");
    if (acts) this.acts.set(id, acts);
    for (const part of [...body.children]) if (!part.matches(STAYS)) part.remove();
    article.querySelector(":scope > .fm-avatar")?.remove();
    article.prepend(gone);
    keepHeight(gone, height);
    article.classList.add("fm-comment--gone");
    article.setAttribute("aria-label", this.words.say("takenDown"));
    if (focused) gone.focus({ preventScroll: true });
    return true;
  }

  /** It was taken down before; what is told of it now is what holds. */
  #sayAnew(there, gone) {
    const focused = holdsFocus(there);
    if (there.textContent.trim() !== gone.textContent.trim()) there.replaceWith(gone);
    if (focused && gone.isConnected) gone.focus({ preventScroll: true });
    return true;
  }

  /** How high a comment is without what answers it. */
  #ownHeight(article) {
    const below = article.querySelector(":scope > .fm-comment__body > :is(.fm-thread, .fm-more)");
    const top = article.getBoundingClientRect().top;
    return Math.floor((below ?? article).getBoundingClientRect()[below ? "top" : "bottom"] - top);
  }

  /** Bring a comment back into its place, with what stands below it. */
  restore(event) {
    const old = this.find(event.id);
    if (!old) return false;
    const article = this.#made(event);
    const body = article.querySelector(".fm-comment__body");
    const kept = [...old.querySelector(":scope > .fm-comment__body").children];
    for (const part of kept) if (part.matches(STAYS)) body.append(part);
    const focused = holdsFocus(old) && !holdsFocus(body);
    old.replaceWith(article);
    this.acts.delete(event.id);
    if (focused) article.focus({ preventScroll: true });
    this.quotesOf(event);
    return true;
  }

  #quotes(id) {
    return document.querySelectorAll(`.fm-quote[data-quote="${CSS.escape(id)}"]`);
  }

  #blankQuotes(id) {
    for (const quote of this.#quotes(id)) write(quote.firstElementChild, this.words.say("quoteGone"));
  }

  /** Every quote of a comment says its words as they are now. */
  quotesOf(event) {
    const fresh = elements(event.html);
    const text = [...words(fresh.querySelector(".fm-comment__text"))].join(" ");
    const name = fresh.querySelector(".fm-comment__head").querySelector(".fm-name, b").textContent;
    for (const quote of this.#quotes(event.id)) {
      const line = elements("<p><a><bdi></bdi></a> <span></span></p>").firstElementChild;
      line.firstElementChild.href = this.section.dataset.comment.replace("__id__", event.id);
      line.querySelector("bdi").textContent = name;
      line.querySelector("span").textContent = excerpt(text);
      quote.replaceChildren(line);
    }
  }

  count(number) {
    const said = number ? this.words.say("comments", { n: number }) : this.words.say("none");
    for (const place of document.querySelectorAll("[data-live-count]")) write(place, said);
  }
}

/** The link to a comment, which is its time, and the link to its earlier versions, where it has any. */
function time(comment) {
  return comment.querySelector(".fm-comment__head time").parentElement;
}

function history(comment) {
  return comment.querySelector(".fm-comment__head a[href$='/history']");
}

/** The text of an element as the server reads it: each tag parts two words. */
function* words(element) {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) yield walk.currentNode.data;
}
