// Keeps a page for use without a network: a service worker, registered by that page alone.
// `cargo xtask` writes it into dist/ with lines before these: NAME, what its stores are called; VERSION, a digest of the build;
// PAGE, the page it keeps; FILES, everything that page loads. All of them are relative to this file.
// Answers of the hub are not among the files, so none is ever kept.

/* global NAME, VERSION, PAGE, FILES */

const KEPT = NAME + VERSION;
const absolute = (name) => new URL(name, location).href;
const files = new Set(FILES.map(absolute));

// A name with a digest in it never means another content.
const isHashed = (address) => /[-.][0-9a-f]{12,16}[._]/.test(new URL(address).pathname.split("/").at(-1));

addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const kept = await caches.open(KEPT);
      // What the first visit has loaded already comes from the browser's own cache.
      await kept.addAll([PAGE, ...FILES]);
      await skipWaiting();
    })(),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith(NAME) && name !== KEPT);
      await Promise.all(old.map((name) => caches.delete(name)));
      await clients.claim();
    })(),
  );
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  const known = request.mode === "navigate" ? origin + pathname === absolute(PAGE) : files.has(request.url);
  if (known) event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  const own = () =>
    request.mode === "navigate" ? kept.match(PAGE) : kept.match(request, { ignoreVary: true });
  if (isHashed(request.url)) return (await own()) ?? fetch(request);
  // What may have changed is asked for, and taken from here when nobody answers.
  try {
    return await fetch(request);
  } catch (error) {
    const found = await own();
    if (found) return found;
    throw error;
  }
}
