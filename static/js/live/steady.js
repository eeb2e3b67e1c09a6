// Changes the page without moving what somebody looks at, holds or reads. Whatever grows or goes above that place, the
// window scrolls by as much. Browsers do some of this by themselves, some do not, and two would do it twice: on live pages
// ours alone does it (.fm-steady in static/css/live.css).

const LOOKS = [0.08, 0.25, 0.4, 0.6, 0.8, 0.95]; // Where in the window to look for something that stays.
const LONGEST_PRESS_MS = 900;

let pressed = null;
let waiting = [];

export function beSteady() {
  document.documentElement.classList.add("fm-steady");
  addEventListener("pointerdown", ({ target }) => (pressed = { target, at: performance.now() }), { passive: true });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), { passive: true });
}

/**
 * Do it now, or when the finger is up again. What must not be read any more never waits for a finger: `urgent`. All that
 * waited is done before it, so that nothing brings the words back afterwards.
 */
export function steadily(change, { urgent = false } = {}) {
  if (!urgent && pressed && performance.now() - pressed.at < LONGEST_PRESS_MS) {
    waiting.push(change);
    setTimeout(release, LONGEST_PRESS_MS);
  } else {
    catchUp();
    hold(change);
  }
}

function catchUp() {
  const changes = waiting;
  waiting = [];
  for (const change of changes) hold(change);
}

/** Keep an element as high as it was, so that shorter words leave the rest in its place, until nobody looks at it. */
export function keepHeight(element, height) {
  element.style.minHeight = `${height}px`;
  const look = new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting) return;
    look.disconnect();
    hold(() => (element.style.minHeight = ""));
  });
  look.observe(element);
}

function release() {
  pressed = null;
  catchUp();
}

function hold(change) {
  const anchors = [...seen()].map((element) => [element, element.getBoundingClientRect().top]);
  change();
  const anchor = anchors.find(([element]) => element.isConnected && element.getClientRects().length);
  const moved = anchor ? anchor[0].getBoundingClientRect().top - anchor[1] : 0;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
}

/** What must not move, the most important first: what has the focus, what is pressed, what stands in the window. */
function* seen() {
  for (const element of [document.activeElement, pressed?.target]) {
    if (element instanceof Element && element !== document.body && inWindow(element)) yield element;
  }
  for (const share of LOOKS) {
    const found = document.elementFromPoint(innerWidth / 2, innerHeight * share);
    if (found?.closest("main") && !found.matches("main, .fm-split, .fm-stack, .fm-thread")) yield found;
  }
}

function inWindow(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < innerHeight;
}
