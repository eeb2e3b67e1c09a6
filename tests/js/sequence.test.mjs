import assert from "node:assert/strict";
import test from "node:test";
import { ABSENCE_MS, PATIENCE_MS, Sequence, absentTooLong } from "../../static/js/live/sequence.js";

const event = (seq) => ({ seq, kind: "comment.added" });
const numbers = (events) => events.map(({ seq }) => seq);

test("the next event is given out, and nothing twice", () => {
  const heard = new Sequence(4);
  assert.deepEqual(numbers(heard.take([event(5)], 0)), [5]);
  assert.deepEqual(numbers(heard.take([event(5), event(4), event(1)], 0)), []);
  assert.equal(heard.last, 5);
  assert.equal(heard.patience(0), null);
});

test("an early one waits for the one before it", () => {
  const heard = new Sequence(4);
  assert.deepEqual(heard.take([event(7)], 1000), []);
  assert.equal(heard.patience(1000), PATIENCE_MS);
  assert.equal(heard.patience(1200), PATIENCE_MS - 200);
  assert.deepEqual(heard.take([event(6)], 1250), []);
  assert.equal(heard.patience(1299), 1, "a later arrival does not begin the wait anew");
  assert.deepEqual(numbers(heard.take([event(5)], 1290)), [5, 6, 7]);
  assert.equal(heard.patience(5000), null);
});

test("a gap that nobody fills makes the page fetch", () => {
  const heard = new Sequence(0);
  heard.take([event(2)], 100);
  assert.equal(heard.patience(100 + PATIENCE_MS), 0);
  assert.equal(heard.patience(100 + 10 * PATIENCE_MS), 0);
});

test("a second gap waits as long as the first", () => {
  const heard = new Sequence(0);
  heard.take([event(2), event(5)], 0);
  assert.deepEqual(numbers(heard.take([event(1)], 290)), [1, 2]);
  assert.equal(heard.patience(290), PATIENCE_MS);
});

test("what was fetched is taken as it is, and what came early follows it", () => {
  const heard = new Sequence(2);
  heard.take([event(9), event(6)], 0);
  assert.deepEqual(numbers(heard.catchUp([event(2), event(3), event(5), event(6)], 400)), [3, 5, 6]);
  assert.equal(heard.last, 6);
  assert.equal(heard.patience(400), PATIENCE_MS, "one is still early: its gap is looked at anew");
  assert.deepEqual(numbers(heard.catchUp([event(7), event(8)], 900)), [7, 8, 9]);
  assert.equal(heard.patience(900), null);
});

test("what has no place in the order passes at once", () => {
  const heard = new Sequence(3);
  const votes = { seq: null, kind: "votes.changed" };
  assert.deepEqual(heard.take([votes], 0), [votes]);
  assert.deepEqual(heard.take([{ kind: "votes.changed" }], 0), [{ kind: "votes.changed" }]);
  assert.equal(heard.last, 3);
});

test("any order, any repeats: each event once, in order", () => {
  let seed = 7;
  const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round += 1) {
    const heard = new Sequence(10);
    const sent = Array.from({ length: 30 }, (_, i) => event(11 + i));
    const arrivals = [...sent, ...sent.slice(5, 15)].sort(() => chance() - 0.5);
    const shown = [];
    while (arrivals.length) shown.push(...heard.take(arrivals.splice(0, 1 + Math.floor(chance() * 4)), 0));
    assert.deepEqual(shown, sent);
  }
});

test("five minutes is the longest absence that is told", () => {
  assert.equal(absentTooLong(0, ABSENCE_MS), false);
  assert.equal(absentTooLong(0, ABSENCE_MS + 1), true);
});
