// Loads the app. A file of its own, so that the page carries no inline script and a strict
// Content-Security-Policy holds. The names are relative to the page: it may stand below any folder.

const named = (name) => document.querySelector(`meta[name="${name}"]`)?.dataset;
const { js, wasm, second } = named("furun-app");
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

// Without it a wall that cannot start would stay black and say nothing.
const tell = (words) => {
  const notice = document.querySelector(".start-failed") ?? document.createElement("p");
  notice.setAttribute("role", "alert");
  notice.className = "start-failed";
  notice.textContent = words;
  document.body.append(notice);
};

// No form of the app's is sent by the browser: where the app cannot hear a form, what stands in it would be in the address.
addEventListener("submit", (event) => event.preventDefault(), true);

const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

// What no start calls lies in a second wasm (`xtask/halves`). It comes after the first picture; whatever is called before that
// waits for it.
let bringSecond = async () => {};

/** The second half for which this tab was loaded anew: once for each, so that none has it loaded without end. */
const LOADED_ANEW_FOR = "furun.loaded-anew-for";

function loadAnew() {
  if (sessionStorage.getItem(LOADED_ANEW_FOR) === second) return;
  sessionStorage.setItem(LOADED_ANEW_FOR, second);
  location.reload();
}

// The app calls this before anything else, with what the first half exports. Of a build that was not cut there is nothing to do.
globalThis.furunSecond = (first) => {
  if (!second) return;
  const address = new URL(second, document.baseURI);
  let isHere = false;
  let isMissed = false;
  // Nothing that is called from wasm can await: so the page stands still, as it would have done before its first picture.
  const bringNow = () => {
    performance.mark("furun-second-awaited");
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    // The only way to bytes while the page stands still: a character for each.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${address}: ${request.status}`);
    const text = request.responseText;
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
    // Its functions go into the first half's table as it is instantiated.
    new WebAssembly.Instance(new WebAssembly.Module(bytes), { first });
    isHere = true;
  };
  const orTell = () => {
    try {
      bringNow();
    } catch (error) {
      // What was being done in the app is left half done: it is opened anew as soon as the half can be had.
      isMissed = true;
      tell(`福润缺少一部分，正在重新获取 · A part of Furun is missing and being fetched again: ${error}`);
      throw error;
    }
  };
  first.furun_second.set(0, asWasm(orTell));
  bringSecond = async () => {
    for (let waitMs = 1_000; !isHere; waitMs = Math.min(2 * waitMs, 60_000)) {
      try {
        const answer = await fetch(address, { priority: "low" });
        // Another build is served by now, with halves of its own.
        if (answer.status === 404) loadAnew();
        if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
        const module = await WebAssembly.compile(await answer.arrayBuffer());
        // Should a call have waited for it meanwhile, these functions take the places of the same.
        await WebAssembly.instantiate(module, { first });
        isHere = true;
        performance.mark("furun-second-here");
      } catch (error) {
        console.warn(error);
        await pause(waitMs);
      }
    }
    if (isMissed) loadAnew();
  };
};

// A table takes functions of wasm only: a module of one, which calls what it imports.
function asWasm(call) {
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const type = [1, 4, 1, 0x60, 0, 0];
  const imported = [2, 7, 1, 1, 0x61, 1, 0x62, 0, 0];
  const exported = [7, 5, 1, 1, 0x63, 0, 0];
  const module = new WebAssembly.Module(Uint8Array.of(...header, ...type, ...imported, ...exported));
  return new WebAssembly.Instance(module, { a: { b: call } }).exports.c;
}

try {
  const { default: init } = await import(new URL(js, document.baseURI));
  await init({ module_or_path: new URL(wasm, document.baseURI) });
} catch (error) {
  tell(`福润无法启动 · Furun could not start: ${error}`);
  throw error;
}
// A page that has no picture yet, for want of a hub, has time for it too.
Promise.race([globalThis.furun.ready, pause(5_000)]).then(bringSecond);

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
