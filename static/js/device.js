// Lets the device of whoever is signed in open a page without a line: <body data-worker="address of the worker">. Signing out
// takes it all off the device again, with what was being written (see keep.js).
import { signedIn } from "./drafts/shelf.js";

const OURS = "folkmoot-";

export async function beReadyForNoLine() {
  if (document.querySelector("[data-offline]")) return; // Nobody is known there.
  const { writer, worker } = document.body.dataset;
  signedIn(writer);
  if (!navigator.serviceWorker) return;
  try {
    if (document.querySelector('[data-kept-clear="*"]')) await leave();
    else if (worker) await navigator.serviceWorker.register(worker);
  } catch (error) {
    console.info(error); // A private window, or a disk that is full: everything works as long as there is a line.
  }
}

async function leave() {
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
  const ours = (await caches.keys()).filter((name) => name.startsWith(OURS));
  await Promise.all(ours.map((name) => caches.delete(name)));
}
