// Where a comment that came belongs on the page that is open. Says of a small tree what the server says of the whole
// thread (app/rules/threads.py). Knows no page: it is told what stands there.

export const SHOWN_LEVELS = 5;
export const SHOWN_REPLIES = 3;

/**
 * Where a comment goes. `parent` is what it answers, as the page shows it: {level, replies, endsPage}, or null where the
 * page does not show it; `top` says that it answers nothing. `page`: {branch, goesOn}: whether one branch is shown by
 * itself, and whether another page follows.
 *
 * Gives "end" (after all others), "below" (after the last reply to its parent), "folded" (behind the link below its
 * parent) or "elsewhere" (on another page).
 */
export function placeOf({ top, parent }, page) {
  if (top) return page.branch || page.goesOn ? "elsewhere" : "end";
  if (!parent) return "elsewhere";
  if (parent.level >= SHOWN_LEVELS - 1) return "folded";
  if (!page.branch && parent.replies >= SHOWN_REPLIES) return "folded";
  return page.goesOn && parent.endsPage ? "elsewhere" : "below";
}
