// The rig of the end-to-end tests: the built hub on a free port of this machine, the built app in a
// real Chromium, and a watch on everything that should not happen meanwhile.
//
// `cargo xtask test e2e` builds both and names them in FURUN_HUB and FURUN_APP; run by hand
// (`node --test tests/e2e/line.test.mjs`) the rig takes what the last build left.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { chromium } = createRequire(join(ROOT, "web/package.json"))("playwright-core");

export const HUB = process.env.FURUN_HUB ?? join(ROOT, "target/debug/furun-hub");
export const APP = process.env.FURUN_APP ?? join(ROOT, "dist");
/** The same app with its wasm in two. */
export const HALVED = process.env.FURUN_HALVED ?? join(ROOT, "target/halves/app");
const PICTURES = process.env.FURUN_PICTURES ?? join(ROOT, "target/e2e");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Long enough for a busy machine of two cores; a test that hangs still ends. */
export const DEADLINE_SECS = 60;

/** Flags that keep Chromium off the network and draw WebGL2 on the processor. */
const CHROMIUM_FLAGS = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-dev-shm-usage",
  "--mute-audio",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  // The page is put together without SwiftShader, which draws the canvases alone: a blink costs the processor a seventh of it.
  "--disable-gpu-compositing",
  "--autoplay-policy=no-user-gesture-required",
  // Two shots of one page are the same to the pixel only so. SwiftShader draws the page itself (not the map) in one of two ways
  // that differ by one step of a channel at slanted edges, and coming to the front changes from one to the other; and where only
  // a part of a tile is drawn anew, a curve that its edge cuts comes out otherwise than drawn as a whole.
  "--disable-gpu-rasterization",
  "--disable-partial-raster",
];

/**
 * Asks again until the answer is neither undefined, null nor false, and returns it.
 * @param {string} what what is waited for, named when it does not come
 * @param {() => unknown} ask may throw: that counts as "not yet"
 */
export async function poll(what, ask, { seconds = DEADLINE_SECS, everyMs = 100 } = {}) {
  const end = performance.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`after ${seconds} s still not: ${what} (last answer: ${last})`);
    }
    await pause(everyMs);
  }
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** The built hub as a process of its own, with a data folder that outlives its restarts. */
export class Hub {
  #folder;
  #arguments;
  #process;
  #lines = [];

  /**
   * Starts a hub and waits until it says it is well.
   * @param {{config?: string, files?: Record<string, string>, demo?: boolean, app?: string, arguments?: string[]}} options config:
   *   the TOML text; without it the built-in demo deployment is served; files: what stands beside it
   */
  static async start({ config, files = {}, demo = false, app = APP, arguments: more = [] } = {}) {
    const hub = new Hub();
    hub.#folder = mkdtempSync(join(tmpdir(), "furun-e2e-"));
    hub.port = await freePort();
    hub.origin = `http://127.0.0.1:${hub.port}`;
    hub.#arguments = ["serve", "--data", join(hub.#folder, "data"), "--app", resolve(app)];
    hub.#arguments.push("--port", String(hub.port), ...more);
    if (config !== undefined) {
      const file = join(hub.#folder, "furun.toml");
      writeFileSync(file, config);
      hub.#arguments.push("--config", file);
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(hub.#folder, name), text);
    if (!demo) hub.#arguments.push("--no-demo");
    try {
      await hub.#run();
    } catch (error) {
      await hub.stop();
      throw error;
    }
    return hub;
  }

  async #run() {
    const child = spawn(HUB, this.#arguments, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    // A test that crashes must not leave a hub behind.
    const orphan = () => child.kill("SIGKILL");
    process.once("exit", orphan);
    child.once("exit", () => process.off("exit", orphan));
    let broken;
    child.on("error", (error) => (broken = error));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => this.#lines.push(text));
    }
    await poll("the hub is well", async () => {
      if (broken || child.exitCode !== null || child.signalCode !== null) return "ended";
      return (await fetch(`${this.origin}/api/v1/health`)).ok && "well";
    }).then((state) => {
      const why = broken ?? `it ended with ${child.exitCode ?? child.signalCode}`;
      assert.equal(state, "well", `the hub did not start: ${why}\n${this.log}`);
    });
  }

  /** Everything it has printed, over all its lives. */
  get log() {
    return this.#lines.join("");
  }

  /** Fails if the hub warned of anything that no pattern foresees. */
  assertQuiet(...foreseen) {
    const warnings = this.log
      .split("\n")
      .filter((line) => /\b(WARN|ERROR)\b|panicked/.test(line))
      .filter((line) => !foreseen.some((pattern) => pattern.test(line)));
    assert.deepEqual(warnings, [], "the hub warned");
  }

  async #end(signal) {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null || !child.pid) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  /** `kill -9`: nothing can be written any more, nobody is told. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** The same port, the same data, a new process. */
  async restart() {
    await this.#end("SIGKILL");
    await this.#run();
  }

  /** Ends politely and takes the data folder away; returns the exit code. */
  async stop() {
    await this.#end("SIGTERM");
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#process?.exitCode;
  }

  /** The answer to a GET; JSON where it is JSON. */
  async get(path, { token } = {}) {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    return answer(await fetch(this.origin + path, { headers }));
  }

  /** The answer to a POST of a JSON value (or of a text as it is). */
  async post(path, body, { token } = {}) {
    const headers = { "content-type": "application/json" };
    if (token) headers.authorization = `Bearer ${token}`;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return answer(await fetch(this.origin + path, { method: "POST", headers, body: text }));
  }
}

async function answer(response) {
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** What a page says when its hub is killed: that much is no fault of the page. */
export const HUB_GONE = /WebSocket|ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)/;

/** A Chromium with an empty profile. */
export async function openBrowser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    chromiumSandbox: false,
    args: CHROMIUM_FLAGS,
  });
}

/** What a page did that nobody asked for. */
class Watch {
  /** @type {string[]} */ complaints = [];
  /** @type {string[]} */ foreign = [];
  #expected = [];

  /** From now on a complaint of this form is part of the test (a socket that breaks when the hub is killed). */
  expects(pattern) {
    this.#expected.push(pattern);
  }

  add(text) {
    if (!this.#expected.some((pattern) => pattern.test(text))) this.complaints.push(text);
  }

  /** Fails if the page complained, or if anything at all left our origin. */
  assertCalm() {
    assert.deepEqual(this.foreign, [], "requests left our own origin");
    assert.deepEqual(this.complaints, [], "the page complained");
  }
}

/**
 * Opens one address of the hub in a window of its own and waits for the first picture.
 * `page.watch` keeps console errors, page errors and requests to foreign hosts; `context` is handed to the
 * window's context when it is made, `prepare` may change it before anything is loaded.
 */
export async function openPage(browser, hub, path, options = {}) {
  const { width = 1920, height = 1080, locale = "zh-CN", ready = true, prepare, context: more } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale, ...more });
  await prepare?.(context);
  const watch = new Watch();
  const inspect = (address) => {
    const { protocol, host } = new URL(address);
    const inside = ["data:", "blob:", "about:"].includes(protocol);
    if (!inside && host !== new URL(hub.origin).host) watch.foreign.push(address);
  };
  // On the context, not the page: a worker's requests are seen too.
  context.on("request", (request) => inspect(request.url()));
  const page = await context.newPage();
  page.setDefaultTimeout(DEADLINE_SECS * 1000);
  page.watch = watch;
  page.on("websocket", (socket) => inspect(socket.url()));
  page.on("pageerror", (error) => watch.add(`page error: ${error.stack ?? error}`));
  page.on("console", (message) => {
    if (message.type() === "error") watch.add(`console: ${message.text()}`);
  });
  await page.goto(hub.origin + path, { waitUntil: "load", timeout: DEADLINE_SECS * 1000 });
  if (ready) await settled(page);
  return page;
}

/** Waits until the page has drawn its first picture and nothing is pending. */
export async function settled(page) {
  await page.waitForFunction(() => globalThis.furun !== undefined, null, {
    timeout: DEADLINE_SECS * 1000,
  });
  await page.evaluate(async () => {
    await globalThis.furun.ready;
    await globalThis.furun.settled();
  });
}

/** The marks in view, as `window.furun` tells them. */
export const marks = (page) => page.evaluate(() => globalThis.furun.marks());

/** Keeps a picture that was taken in target/e2e. */
export function keep(bytes, name, kind = "png") {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.${kind}`), bytes);
}

/** Keeps a picture of the page in target/e2e, for people to look at. */
export async function picture(page, name) {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
