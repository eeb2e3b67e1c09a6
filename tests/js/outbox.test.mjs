import assert from "node:assert/strict";
import test from "node:test";
import { Outbox, newKey, outcome } from "../../static/js/live/outbox.js";

const DAY = 24 * 60 * 60 * 1000;

function device() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    kept,
  };
}

const entry = (once, at = 0) => ({ once, body: `words of ${once}`, at });
const keys = (outbox, now = 0) => outbox.waiting(now).map(({ once }) => once);

test("what waits is there for another page of the same device, the oldest first", () => {
  const store = device();
  const outbox = new Outbox(store, "amina");
  assert.equal(outbox.put(entry("a")), true);
  outbox.put(entry("b"));
  assert.deepEqual(keys(new Outbox(store, "amina")), ["a", "b"]);
  outbox.drop("a");
  assert.deepEqual(keys(new Outbox(store, "amina")), ["b"]);
  outbox.drop("b");
  assert.equal(store.kept.size, 0);
});

test("the same key twice is one", () => {
  const outbox = new Outbox(device(), "amina");
  outbox.put(entry("a"));
  outbox.put(entry("a"));
  assert.deepEqual(keys(outbox), ["a"]);
});

test("nobody sees or sends what somebody else left on the device", () => {
  const store = device();
  new Outbox(store, "amina").put(entry("a"));
  const joan = new Outbox(store, "joan");
  assert.deepEqual(keys(joan), []);
  joan.put(entry("b"));
  joan.drop("b");
  assert.deepEqual(keys(new Outbox(store, "amina")), ["a"]);
});

test("what nobody sent for a week is not sent", () => {
  const outbox = new Outbox(device(), "amina");
  outbox.put(entry("a", 0));
  assert.deepEqual(keys(outbox, 6 * DAY), ["a"]);
  assert.deepEqual(keys(outbox, 8 * DAY), []);
});

test("a device that keeps nothing says so", () => {
  const refuses = { getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("no"); } };
  const outbox = new Outbox(refuses, "amina");
  assert.equal(outbox.put(entry("a")), false);
  assert.deepEqual(keys(outbox), []);
  assert.equal(new Outbox(null, "amina").put(entry("a")), false);
});

test("what became of an attempt", () => {
  assert.equal(outcome(201), "posted");
  assert.equal(outcome(202), "held");
  for (const status of [0, 429, 500, 502, 503]) assert.equal(outcome(status), "later", status);
  for (const status of [400, 401, 403, 409, 410, 422]) assert.equal(outcome(status), "refused", status);
});

test("keys are long, of signs that the server knows, and never the same", () => {
  const made = new Set(Array.from({ length: 100 }, () => newKey()));
  assert.equal(made.size, 100);
  for (const key of made) assert.match(key, /^[2-9a-hj-km-np-tv-z]{22}$/);
});
