// Small acts on the page that every live part needs.

/** The elements of a fragment that our server rendered. */
export function elements(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** The first element of a template on the page, with __id__ and __name__ filled in. */
export function fromTemplate(template, values = {}) {
  let html = template.innerHTML;
  for (const [mark, value] of Object.entries(values)) html = html.replaceAll(`__${mark}__`, () => escaped(value));
  return elements(html).firstElementChild;
}

function escaped(text) {
  const place = document.createElement("i");
  place.textContent = text;
  return place.innerHTML.replaceAll('"', "&quot;");
}

/** Why the comment in a fragment is without its words: "hidden" or "withdrawn"; nothing where it has them. */
export function whyGone(html) {
  return html ? elements(html).querySelector("article > .fm-gone")?.dataset.gone : undefined;
}

/** Put words somewhere; the same words again touch nothing, so that nobody hears them twice. */
export function write(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}

/** A short random wait, so that five hundred pages that heard the same do not ask in the same moment. */
export function scattered(most) {
  return new Promise((done) => setTimeout(done, Math.random() * most));
}

/** Whether somebody is writing, pressing or reading with the keyboard in there. */
export function holdsFocus(place) {
  return place.contains(document.activeElement);
}

export function isField(element) {
  return element?.matches?.("textarea, input:not([type=checkbox], [type=radio]), [contenteditable]") ?? false;
}
