// A browser with one page, and what its processes cost.

import { cpus } from "node:os";
import { chromium } from "playwright-core";

import { machineMs, mainThreadMs, processMs } from "./processes.mjs";

export const FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--js-flags=--max-old-space-size=8192",
];

/** Nothing that is asked of a page may take longer, in milliseconds. */
const PATIENCE_MS = 240_000;

export const openBrowser = (flags = []) =>
  chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: [...FLAGS, ...flags] });

const sum = (all, of) => all.reduce((total, one) => total + of(one), 0);

export class MeasuredPage {
  faults = [];
  browser;
  system;
  page;
  own;
  #server;

  /** Opens a browser of its own, so that nothing of another engine is in it. */
  static async open(server, { size, flags }) {
    const measured = new MeasuredPage();
    measured.#server = server;
    measured.browser = await openBrowser(flags);
    measured.system = await measured.browser.newBrowserCDPSession();
    const context = await measured.browser.newContext({ viewport: size, deviceScaleFactor: 1 });
    measured.page = await context.newPage();
    measured.page.setDefaultTimeout(PATIENCE_MS);
    measured.page.on("pageerror", (error) => measured.faults.push(String(error)));
    measured.page.on("console", (line) => line.type() === "error" && measured.faults.push(line.text()));
    measured.own = await context.newCDPSession(measured.page);
    await measured.own.send("Performance.enable");
    return measured;
  }

  async close() {
    await this.browser.close();
  }

  /** Opens an engine's page; waits for the harness unless it is a cold start. */
  async visit(engine, { seed, cold }) {
    await this.page.goto(this.#server.address(engine, { seed, cold }), { waitUntil: cold ? "commit" : "load" });
    if (!cold) await this.page.waitForFunction("globalThis.bench");
  }

  /** Runs an expression in the page. */
  run(expression) {
    return this.page.evaluate(expression);
  }

  /** The processes of the browser by kind. */
  async processes() {
    const { processInfo } = await this.system.send("SystemInfo.getProcessInfo");
    const ids = (kind) => processInfo.filter(({ type }) => kind.test(type)).map(({ id }) => id);
    return { renderers: ids(/^renderer$/), gpu: ids(/gpu/i), all: ids(/./) };
  }

  /** What has been spent so far. */
  async spent() {
    const [{ renderers, gpu, all }, { metrics }] = await Promise.all([
      this.processes(),
      this.own.send("Performance.getMetrics"),
    ]);
    const { value: script } = metrics.find(({ name }) => name === "ScriptDuration");
    return {
      at: performance.now(),
      main: sum(renderers, mainThreadMs),
      renderer: sum(renderers, processMs),
      gpu: sum(gpu, processMs),
      ours: sum([...all, this.#server.pid, process.pid], processMs),
      machine: machineMs(),
      script: script * 1000,
    };
  }

  /**
   * What `action` costs, in milliseconds: the page's main thread, its other threads (workers, raster, compositor), the GPU
   * process, script by the wall clock (waits inside of GL calls too); `foreign` is the share of the processors that others had.
   */
  async cost(action) {
    const before = await this.spent();
    const result = await action();
    const after = await this.spent();
    const gone = (what) => after[what] - before[what];
    const wall = gone("at");
    const cost = {
      wall,
      main: gone("main"),
      workers: Math.max(0, gone("renderer") - gone("main")),
      gpu: gone("gpu"),
      script: gone("script"),
      foreign: Math.max(0, gone("machine") - gone("ours")) / wall / cpus().length,
    };
    return { result, cost };
  }
}

/** A cost shared out over so many frames, batches or thousands of changes. */
export const costPer = ({ main, workers, gpu, script }, count) => ({
  main: main / count,
  workers: workers / count,
  gpu: gpu / count,
  script: script / count,
});
