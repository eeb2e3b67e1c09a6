// Which of two texts a field shows: the one on this device and page, or the one that the server keeps. Knows no page.

export const SLACK_MS = 10_000; // A message is that long on its way at most; within it, this device is taken to be first.

/** What to show: "mine", "theirs", "same" (they agree), or "gone" (mine was posted or thrown away elsewhere). `both` says
 * that two people's hands, or two devices, wrote different words, so that the other one must not be lost from sight.
 *
 * mine: {words, dirty: not known to be on the server, seen: the server's revision that it knows, age, left: the revision
 * at which its words went on their way to be posted}; theirs: {text, revision, age}, or nothing. */
export function newest(mine, theirs) {
  if (!theirs?.text) return { show: mine.words && !mine.dirty && mine.seen ? "gone" : "mine", both: false };
  if (theirs.text === mine.words) return { show: "same", both: false };
  if (!mine.words) return { show: (mine.left ?? 0) >= theirs.revision ? "mine" : "theirs", both: false };
  if (theirs.revision === mine.seen) return { show: "mine", both: false };
  if (!mine.dirty) return { show: "theirs", both: false };
  return { show: theirs.age + SLACK_MS < mine.age ? "theirs" : "mine", both: true };
}
