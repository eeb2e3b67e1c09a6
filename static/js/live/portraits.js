// Pictures beside names that stand there no longer: they leave open pages at once, those that wait to be shown included, and
// the initials stand there again.
import { ask } from "./link.js";

const NAMED = /\/images\/([^/]+)-\d+x\d+\.webp$/;
const AT_ONCE = 200; // Pictures in one question: an address is not endless.

const gone = new Set();

/** These go, wherever they stand, and stay away. */
export function drop(ids) {
  for (const id of ids) gone.add(id);
  clean(document);
}

/** Take out of a part of a page, which may have been rendered before, what has gone since. */
export function clean(part) {
  if (!gone.size) return;
  for (const picture of shown(part)) if (gone.has(named(picture))) picture.replaceWith(initials(picture));
}

/** Ask which pictures on this page have gone: nobody told it while the line was down. */
export async function check(address) {
  const ids = [...new Set(shown(document).map(named).filter(Boolean))];
  try {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      drop((await ask(`${address}?of=${ids.slice(from, from + AT_ONCE)}`)).gone);
    }
  } catch {
    // The line is down as well; it is asked again when there is one.
  }
}

function shown(part) {
  return [...part.querySelectorAll("img.fm-avatar[data-initials]")];
}

function named(picture) {
  return NAMED.exec(picture.getAttribute("src"))?.[1];
}

function initials(picture) {
  const ground = document.createElement("span");
  ground.className = `fm-avatar fm-avatar--${picture.dataset.ground}`;
  ground.setAttribute("aria-hidden", "true");
  ground.textContent = picture.dataset.initials;
  return ground;
}
