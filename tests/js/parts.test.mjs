import assert from "node:assert/strict";
import test from "node:test";
import { Voice } from "../../static/js/live/batch.js";
import { excerpt } from "../../static/js/live/excerpt.js";
import { QUICK_MS, SLOW_MS, due, nextPause } from "../../static/js/live/pace.js";
import { placeOf } from "../../static/js/live/place.js";
import { Words } from "../../static/js/live/words.js";

test("a page that asks by itself slows down where nothing happens, and wakes up", () => {
  let pause = QUICK_MS;
  for (let i = 0; i < 10; i += 1) pause = nextPause(pause, { found: false });
  assert.equal(pause, SLOW_MS);
  assert.equal(nextPause(pause, { found: true }), QUICK_MS);
  assert.equal(nextPause(QUICK_MS, { found: true, hidden: true }), SLOW_MS);
  assert.equal(nextPause(QUICK_MS, { failed: true }), SLOW_MS);
});

test("figures are asked for once a minute at most", () => {
  assert.equal(due(null, 60_000, 5), 0);
  assert.equal(due(1_000, 60_000, 11_000), 50_000);
  assert.equal(due(1_000, 60_000, 99_000), 0);
});

test("numbers are put into words in the forms that the language has", () => {
  const forms = { fresh: { one: "%n nowy", few: "%n nowe", many: "%n nowych", other: "%n nowego" }, live: "Na żywo" };
  const words = new Words(forms, "pl");
  assert.deepEqual([1, 2, 5, 1234].map((n) => words.say("fresh", { n })).map((said) => said.replace(/\s/g, " ")), [
    "1 nowy", "2 nowe", "5 nowych", "1234 nowe",
  ]);
  assert.equal(words.say("live"), "Na żywo");
});

test("a form that a language lacks falls back, and names are put in as they are", () => {
  const words = new Words({ fresh: { other: "%n new" }, typing: "%name is writing… 100%" }, "en");
  assert.equal(words.say("fresh", { n: 1 }), "1 new");
  assert.equal(words.say("typing", { name: "$& <b>Amina</b> %n" }), "$& <b>Amina</b> %n is writing… 100%");
});

function voice() {
  const said = [];
  let run = null;
  const made = new Voice({
    speak: (sentence) => said.push(sentence),
    count: (name, n) => `${n} ${name}.`,
    after: (what) => ((run = what), 1),
    forget: () => (run = null),
  });
  return { made, said, rest: () => run?.() };
}

test("what happens within a few seconds is one sentence", () => {
  const { made, said, rest } = voice();
  made.add("new");
  made.add("new", 2);
  made.say("Locked.");
  made.say("Locked.");
  assert.deepEqual(said, []);
  rest();
  assert.deepEqual(said, ["3 new. Locked."]);
  made.add("new");
  rest();
  assert.deepEqual(said.slice(1), ["1 new."]);
});

test("who pauses hears nothing of what was about to be said", () => {
  const { made, said, rest } = voice();
  made.add("new");
  made.hush();
  rest();
  assert.deepEqual(said, []);
});

test("a comment goes where a fresh page would show it", () => {
  const whole = { branch: false, goesOn: false };
  const first = { branch: false, goesOn: true };
  const branch = { branch: true, goesOn: false };
  const parent = (level, replies = 0, endsPage = false) => ({ parent: { level, replies, endsPage } });
  assert.equal(placeOf({ top: true }, whole), "end");
  assert.equal(placeOf({ top: true }, first), "elsewhere");
  assert.equal(placeOf({ top: true }, branch), "elsewhere");
  assert.equal(placeOf({ parent: null }, whole), "elsewhere");
  assert.equal(placeOf(parent(0, 2), whole), "below");
  assert.equal(placeOf(parent(0, 3), whole), "folded");
  assert.equal(placeOf(parent(0, 30), branch), "below");
  assert.equal(placeOf(parent(4), whole), "folded");
  assert.equal(placeOf(parent(4), branch), "folded");
  assert.equal(placeOf(parent(1, 0, true), first), "elsewhere");
  assert.equal(placeOf(parent(1, 0, false), first), "below");
  assert.equal(placeOf(parent(1, 0, true), whole), "below");
});

test("an excerpt ends at a word, as the server's does", () => {
  assert.equal(excerpt("  One\n two  "), "One two");
  assert.equal(excerpt("One two, three four", 9), "One two…");
  assert.equal(excerpt("Donaudampfschiff", 5), "Donau…");
});

test("how many there are is said as it is when it is said, and fewer is no news", () => {
  const { made, said, rest } = voice();
  made.total("waiting", 1);
  made.total("waiting", 3);
  made.total("waiting", 2);
  rest();
  made.total("waiting", 1);
  rest();
  assert.deepEqual(said, ["2 waiting."]);
  made.total("waiting", 2);
  made.total("waiting", 0);
  rest();
  assert.deepEqual(said, ["2 waiting."]);
});
