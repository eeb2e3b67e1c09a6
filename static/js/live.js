// What makes open pages live, without a reload: discussions, lists, rounds, earlier versions, and texts that two have open
// to edit. Loaded by those pages alone. Everything on them works without it, after a refresh.
import { LiveAbout } from "./live/about.js";
import { Bar } from "./live/bar.js";
import { LiveEditing } from "./live/editing.js";
import { Link } from "./live/link.js";
import { LiveList } from "./live/list.js";
import * as portraits from "./live/portraits.js";
import { Reading } from "./live/reading.js";
import { Sending } from "./live/sending.js";
import { beSteady } from "./live/steady.js";
import { LiveThread } from "./live/thread.js";

const ROOMS = [
  ["[data-live-thread]", LiveThread],
  ["[data-live-round]", LiveList],
  ["[data-live-about]", LiveAbout],
];

const element = document.querySelector("[data-live]");
const [place, Room] = ROOMS.map(([selector, kind]) => [document.querySelector(selector), kind]).find(([found]) => found) ?? [];
if (element && place) begin(new Bar(element), place, Room);

const text = document.querySelector("[data-live-editing]");
if (text) new LiveEditing(text).start();

function begin(bar, section, Kind) {
  beSteady();
  const room = new Kind(section, bar);
  const link = new Link(room, (state, sentence) => {
    bar.show(state, sentence);
    if (state === "live") room.sending?.flush();
    if (state === "live" || state === "slow") portraits.check(bar.element.dataset.portraits);
  });
  link.hear("portrait", ({ gone }) => portraits.drop([gone]));
  room.presence?.sendWith((name, message) => link.send(name, message));
  if (section.dataset.reading) new Reading(section, room);
  if (room.comments?.person) room.sending = sendingOf(section, bar, room);
  bar.steer({
    pause: (paused) => {
      if (paused) room.pause();
      else room.resume();
      bar.show(link.state);
    },
    turn: (on) => turn(on, bar, room, link),
    readAloud: (on) => room.presence && (room.presence.aloud = on),
  });
  turn(!bar.isOff, bar, room, link);
}

function turn(on, bar, room, link) {
  if (on) return link.start();
  link.stop();
  room.presence?.leave();
  bar.show("off");
}

function sendingOf(section, bar, room) {
  return new Sending(section, {
    words: bar.words,
    voice: bar.voice,
    comments: room.comments,
    settled: () => room.settled(),
    posted: async (id, card) => (bar.isOff ? location.assign(section.dataset.comment.replace("__id__", id)) : room.posted(id, card)),
  });
}
