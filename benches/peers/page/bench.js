// The harness in the page: `window.bench` is what the driver calls. It drives one engine.

import { applyBatches } from "./apply-cost.js";
import { startCold } from "./cold-start.js";
import { countFrames, nextFrame } from "./frames.js";
import { Live } from "./live.js";
import { pickMany } from "./picking.js";
import { FrameEnd } from "./pixels.js";
import { Probe } from "./probe.js";
import { readMany } from "./reading.js";
import { CENTER, ZOOM, cameraAt } from "../shared/camera.js";
import { marksOf } from "../shared/marks.js";
import { summary } from "../shared/statistics.js";

const TILES = "/tiles/{z}/{x}/{y}.jpg";
const UPRIGHT = { pitch: 0, bearing: 0 };

/** Looks on the way by which tiles are fetched beforehand. */
const WARM_STEPS = 10;

class Bench {
  engine;
  probe;
  frameEnd = new FrameEnd();
  live;
  #seed;
  #marks = null;

  constructor(engine, seed) {
    this.engine = engine;
    this.probe = new Probe(engine);
    this.#seed = seed;
  }

  init() {
    const element = document.getElementById("map");
    return this.engine.init(element, { center: CENTER, zoom: ZOOM, tileUrl: TILES });
  }

  /** Loads so many marks, none of 0, and waits until they are drawn; gives milliseconds. */
  async load(count) {
    const begun = performance.now();
    if (count > 0) {
      this.#marks = marksOf(count, this.#seed);
      await this.engine.load(this.#marks);
    }
    const loaded = performance.now();
    await this.engine.settled();
    await nextFrame();
    return { loadMs: loaded - begun, settledMs: performance.now() - begun };
  }

  /** Brings every tile of the path into the engine and the browser's cache. */
  async warm() {
    for (let step = 0; step <= WARM_STEPS; step += 1) {
      this.engine.setCamera(...cameraAt(step / WARM_STEPS));
      await nextFrame();
    }
    await this.engine.settled();
  }

  /** Flies the path in so many milliseconds. */
  async fly(milliseconds) {
    this.engine.setCamera(...cameraAt(0));
    await this.engine.settled();
    const frames = this.engine.frames();
    const { intervals, wall } = await countFrames(milliseconds, (passed) =>
      this.engine.setCamera(...cameraAt(passed / milliseconds)),
    );
    const engineFrames = this.engine.frames() - frames;
    return { interval: summary(intervals), pageFrames: intervals.length, engineFrames, wall };
  }

  /** Comes back to where it began. */
  async home({ pitch, bearing } = UPRIGHT) {
    this.engine.setCamera(...CENTER, ZOOM, pitch, bearing);
    await this.engine.settled();
  }

  apply(batches, changes) {
    this.#seed += 1;
    return applyBatches(this.engine, this.#marks, batches, changes, this.#seed);
  }

  pick(count, tilt = UPRIGHT) {
    return pickMany(this.engine, this.#marks, count, tilt, this.#seed);
  }

  read(count) {
    return readMany(this.engine, marksOf(count, this.#seed), this.#seed);
  }

  async openLive(count) {
    this.live = new Live(this.engine, this.probe, this.frameEnd);
    await this.live.open(count, this.#seed);
  }

  coldStart(count) {
    return startCold(this.engine, () => this.init(), this.probe, this.frameEnd, count, this.#seed);
  }

  /** Bytes as the browser measures them, by kind. */
  memory() {
    return performance.measureUserAgentSpecificMemory();
  }
}

/** Puts the harness into the window. `?cold=N` begins a cold start with so many marks at once. */
export function start(create) {
  const asked = new URLSearchParams(location.search);
  const engine = create({ mode: asked.get("mode") ?? undefined });
  const bench = new Bench(engine, Number(asked.get("seed")));
  globalThis.bench = bench;
  if (asked.has("cold")) {
    bench.coldStart(Number(asked.get("cold"))).then((times) => (globalThis.coldStart = times));
  }
}
