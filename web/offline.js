// Keeps the demo for use without a network: a service worker for its folder, registered by its page alone.
// `cargo xtask` writes it into dist/demo/ with two lines before these: VERSION, a digest of the build, and
// FILES, everything the build serves, relative to this file.

/* global VERSION, FILES */

const NAME = "furun-demo-";
const KEPT = NAME + VERSION;

// A name with a digest in it never means another content.
const isHashed = (address) => /[-.][0-9a-f]{12,16}[._]/.test(new URL(address).pathname.split("/").at(-1));

addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const kept = await caches.open(KEPT);
      // What the first visit has loaded already comes from the browser's own cache.
      await kept.addAll(FILES);
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
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  const known = async () =>
    request.mode === "navigate" ? kept.match("./") : kept.match(request, { ignoreVary: true });
  if (isHashed(request.url)) return (await known()) ?? fetch(request);
  // What may have changed is asked for, and taken from here when nobody answers.
  try {
    return await fetch(request);
  } catch (error) {
    const found = await known();
    if (found) return found;
    throw error;
  }
}
