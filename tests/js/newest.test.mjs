import assert from "node:assert/strict";
import test from "node:test";
import { SLACK_MS, newest } from "../../static/js/drafts/newest.js";

const mine = (words, more = {}) => ({ words, dirty: false, seen: 0, age: 60_000, ...more });
const theirs = (text, revision = 1, age = 60_000) => ({ text, revision, age });
const shown = (...both) => newest(...both).show;

test("an empty field takes what was written elsewhere", () => {
  assert.deepEqual(newest(mine(""), theirs("Hello")), { show: "theirs", both: false });
});

test("what only this device has stays", () => {
  assert.equal(shown(mine("Hello", { dirty: true })), "mine");
  assert.equal(shown(mine("Hello", { dirty: true, seen: 3 }), theirs("", 4)), "mine");
  assert.equal(shown(mine(""), undefined), "mine");
});

test("what the server knew and has no more was posted or thrown away elsewhere", () => {
  assert.equal(shown(mine("Hello", { seen: 3 }), undefined), "gone");
  assert.equal(shown(mine("Hello", { seen: 3 }), theirs("", 4)), "gone");
  assert.equal(shown(mine("Hello"), undefined), "mine", "the server never had it");
});

test("words that agree need no decision", () => {
  assert.equal(shown(mine("Hello", { dirty: true }), theirs("Hello", 9)), "same");
});

test("where only one side moved, that side is newer, whatever the clocks say", () => {
  assert.equal(shown(mine("Hello you", { dirty: true, seen: 4, age: 9e9 }), theirs("Hello", 4, 0)), "mine");
  assert.equal(shown(mine("Hello", { seen: 4, age: 0 }), theirs("Hello all", 5, 9e9)), "theirs");
});

test("where both moved, the newer is shown and the other is not lost from sight", () => {
  const typed = mine("Hello you", { dirty: true, seen: 4, age: 60_000 });
  assert.deepEqual(newest(typed, theirs("Hello all", 5, 1_000)), { show: "theirs", both: true });
  assert.deepEqual(newest(typed, theirs("Hello all", 5, 90_000)), { show: "mine", both: true });
  const onTheWay = theirs("Hello al", 5, 60_000 - SLACK_MS);
  assert.equal(newest(typed, onTheWay).show, "mine", "a message of this device's own that was on its way");
});

test("what is being typed this moment is never replaced", () => {
  assert.equal(shown(mine("Hel", { dirty: true, age: 0 }), theirs("Hello all", 5, 0)), "mine");
});

test("words that went to be posted do not come back while they are on their way", () => {
  assert.equal(shown(mine("", { left: 5 }), theirs("Hello", 5)), "mine");
  assert.equal(shown(mine("", { left: 5 }), theirs("Hello again", 6)), "theirs");
});
