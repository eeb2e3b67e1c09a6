// How often a page asks by itself, where nobody tells it. Knows no page and no network.

export const QUICK_MS = 15_000;
export const SLOW_MS = 60_000; // A quiet thread, a hidden tab or an error: nobody waits for the answer.
const GROWTH = 1.5;

/** The pause before the next question, after this pause and what came of it. */
export function nextPause(pause, { found, hidden, failed }) {
  if (hidden || failed) return SLOW_MS;
  return found ? QUICK_MS : Math.min(SLOW_MS, pause * GROWTH);
}

/** When something that may be done once in `every` milliseconds is due, where it was last done then. */
export function due(done, every, now) {
  return done === null ? 0 : Math.max(0, done + every - now);
}
