// Answers for the pages at the door while there is no signal, with an empty page and its files. What is typed is not its business: it keeps
// nothing of anybody. KEPT and NAME are written above it as it is served.
const JOB = /^\/attending\/\d+\/$/, HASHED = /\.[0-9a-f]{12}\./, PATIENCE = 8000;

async function keep() {
  const cache = await caches.open(NAME);
  for (const address of KEPT) {
    const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(`${address} cannot be kept`);
    await cache.put(address, answer);
  }
}

async function clear() {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
  await self.clients.claim();
}

const kept = async (address) => (await caches.open(NAME)).match(address);
const late = () => new Promise((good, bad) => { setTimeout(bad, PATIENCE, new Error("no answer")); });

async function page(request) {
  try {
    return await Promise.race([fetch(request), late()]);
  } catch {
    return (await kept(KEPT[0])) ?? Response.error();
  }
}

async function file(request, address) {
  const found = await kept(address);
  if (found && HASHED.test(address)) return found;
  try {
    return await fetch(request);
  } catch {
    return found ?? Response.error();
  }
}

self.addEventListener("install", (event) => { event.waitUntil(keep().then(() => self.skipWaiting())); });
self.addEventListener("activate", (event) => { event.waitUntil(clear()); });
self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && JOB.test(pathname)) event.respondWith(page(request));
  else if (KEPT.indexOf(pathname) > 0) event.respondWith(file(request, pathname));
});
