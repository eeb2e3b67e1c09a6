// The removal of everything that somebody posted: each visit to its page goes on for about a second, and this visits it
// again until it is finished. Without this file the page has a link that does the same.

export async function goOn() {
  const place = document.querySelector("[data-removal]");
  while (place?.querySelector("[data-unfinished]")) {
    const next = await visit();
    if (!next) return; // The link that goes on by hand is still there.
    place.querySelector("[data-far]").replaceChildren(...next.querySelector("[data-far]").childNodes);
    if (next.querySelector("[data-unfinished]")) continue;
    document.title = next.ownerDocument.title;
    place.querySelector("[data-unfinished]").replaceWith(next.querySelector("[data-finished]"));
  }
}

/** The same part of the page as it is after another visit; none where that failed. */
async function visit() {
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-removal]");
  } catch {
    return null;
  }
}
