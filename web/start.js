// Loads the app. A file of its own, so that the page carries no inline script and a strict
// Content-Security-Policy holds. The names are relative to the page: it may stand below any folder.

const named = (name) => document.querySelector(`meta[name="${name}"]`)?.dataset;
const { js, wasm } = named("furun-app");
const demo = named("furun-demo");
// The page for grid workers is an app of its own on a phone, and opens without a network.
const report = !demo && /\/report\/?$/.test(location.pathname);

if (report) {
  const links = [
    ["manifest", "report.webmanifest"],
    ["apple-touch-icon", "report-192.png"],
  ];
  for (const [rel, name] of links) {
    document.head.append(Object.assign(document.createElement("link"), { rel, href: name }));
  }
}

if (demo) {
  // The demo's workers load while the app does; each says a first word when it listens.
  const begin = (name) => {
    const worker = new Worker(new URL(demo.worker, document.baseURI), { type: "module", name });
    worker.ready = new Promise((ready) => {
      worker.addEventListener("message", () => ready(true), { once: true });
      worker.addEventListener("error", () => ready(false), { once: true });
    });
    return worker;
  };
  globalThis.furunDemo = begin("furun-demo");
  // One processor is for the page. More than four painters would wait for the map.
  const painters = Math.min(Math.max((navigator.hardwareConcurrency ?? 2) - 1, 1), 4);
  globalThis.furunPainters = Array.from({ length: painters }, () => begin("furun-painter"));
}

try {
  const { default: init } = await import(new URL(js, document.baseURI));
  await init({ module_or_path: new URL(wasm, document.baseURI) });
} catch (error) {
  // Without this line a wall that cannot start would stay black and say nothing.
  const notice = document.createElement("p");
  notice.setAttribute("role", "alert");
  notice.className = "start-failed";
  notice.textContent = `福润无法启动 · Furun could not start: ${error}`;
  document.body.append(notice);
  throw error;
}

// Keeps the files of this page for use without a network. Where there is no service worker (an address that is neither https
// nor this machine) the page works with its server only.
const keep = (name) => {
  if (!("serviceWorker" in navigator)) return;
  return navigator.serviceWorker.register(new URL(name, document.baseURI)).catch(console.warn);
};
if (demo) {
  // After the first picture, so that keeping the files does not delay it.
  await globalThis.furun.ready;
  await keep("demo/offline.js");
} else if (report) {
  await keep("report-offline.js");
}
