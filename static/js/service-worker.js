// Stands in while the line is gone. It keeps the built files and one page that is the same for everybody, named in KEPT by
// the server (see app/site/device_routes.py), and nothing else: a page of somebody's own, or one whose words a moderator may
// hide tomorrow, is never in its cache. It shows the lines that a person asked for.
const { name, offline, files, icon } = self.KEPT;
const OURS = "folkmoot-"; // How every cache of ours begins.

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (files.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(go(event.notification.data));
});

/** The page is fetched as a stranger gets it: no name, no session. */
async function keep() {
  const cache = await caches.open(name);
  await cache.addAll([...files, new Request(offline, { credentials: "omit", cache: "reload" })]);
  await self.skipWaiting();
}

async function takeOver() {
  const old = (await caches.keys()).filter((other) => other.startsWith(OURS) && other !== name);
  await Promise.all(old.map((other) => caches.delete(other)));
  await self.registration.navigationPreload?.enable(); // Pages need not wait for this script to wake up.
}

async function visit({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch {
    return (await kept(offline)) ?? Response.error();
  }
}

async function file(request) {
  return (await kept(request.url)) ?? fetch(request);
}

async function kept(address) {
  return (await caches.open(name)).match(address, { ignoreVary: true }); // What is kept is the same for everybody.
}

/** A line while the site is closed. A later one about the same takes its place. */
function show(data) {
  const { title, body, address } = data.json();
  return self.registration.showNotification(title, { body, icon, tag: address, data: address });
}

/** Only ever to a page of ours: to where it is open already, in a window from before this script too. */
async function go(address) {
  const goal = new URL(address, self.location.origin);
  if (goal.origin !== self.location.origin) return undefined;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((page) => page.url === goal.href);
  return open ? open.focus() : self.clients.openWindow(goal.href);
}
