// Live changes over a WebSocket, and how long one takes from its message to its pixel.

import { nextFrame } from "./frames.js";
import { JsonWire } from "./json-wire.js";
import { OwnWire } from "./own-wire.js";
import { summary } from "../shared/statistics.js";

/** Statuses the probe goes to and fro between, neither looking like the one before it nor like the one it begins with. */
const PROBED = [2, 3];

/** A probe that is not seen after this long is missed, in milliseconds; after two missed ones no more are sent. */
const PATIENCE_MS = 5000;

/** Changes still on their way after this long are lost, in milliseconds. */
const DRAIN_MS = 15000;

const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

export class Live {
  #engine;
  #probe;
  #frameEnd;
  #wire;
  #control;
  #arrivals = [];
  #answer = null;
  #waited = null;
  #receivedBefore = 0;
  #changes = 0;
  #frameAsked = false;

  constructor(engine, probe, frameEnd) {
    this.#engine = engine;
    this.#probe = probe;
    this.#frameEnd = frameEnd;
    this.#wire = engine.ownWire ? new OwnWire(engine) : new JsonWire(engine);
  }

  /** Opens a feed of `count` marks that tells nothing yet. */
  async open(count, seed) {
    const session = `${Date.now()}-${Math.random()}`;
    const host = `ws://${location.host}`;
    const { coding } = this.#wire.constructor;
    this.#control = new WebSocket(`${host}/control/${session}?wire=${coding}&count=${count}&seed=${seed}`);
    this.#control.onmessage = ({ data }) => this.#answer(JSON.parse(data));
    await new Promise((opened) => (this.#control.onopen = opened));
    await this.#wire.open(`${host}/feed/${session}`, () => this.#hear());
  }

  /** So many changes a second from now on. */
  async start(changesPerSecond) {
    this.#receivedBefore = this.#wire.received;
    await this.#ask({ do: "start", changesPerSecond });
  }

  /** What so many milliseconds bring. Nothing of the harness runs meanwhile but what hands changes over. */
  async window(milliseconds) {
    this.#wire.takeLags();
    const received = this.#wire.received;
    const frames = this.#engine.frames();
    const begun = performance.now();
    await pause(milliseconds);
    return {
      wall: performance.now() - begun,
      received: this.#wire.received - received,
      engineFrames: this.#engine.frames() - frames,
      lag: this.#wire.takeLags(),
    };
  }

  /** From the arrival of a message that changes the probe to the frame whose pixel shows it, `count` times. */
  async latency(count) {
    const took = [];
    const frames = [];
    let missed = 0;
    for (let i = 0; i < count && missed < 2; i += 1) {
      const seen = await this.#change();
      if (seen) {
        took.push(seen.took);
        frames.push(seen.frames);
      } else {
        missed += 1;
      }
      // Not in step with anything that comes at a beat.
      await pause(120 + Math.random() * 60);
    }
    return { ...summary(took), frames: summary(frames).median, missed };
  }

  /** Ends the changes; says how many were sent and received since they began. */
  async stop() {
    const { sent } = await this.#ask({ do: "stop" });
    const received = () => this.#wire.received - this.#receivedBefore;
    const asked = performance.now();
    while (received() < sent && performance.now() - asked < DRAIN_MS) await pause(20);
    await nextFrame();
    await nextFrame();
    return { sent, received: received(), drainMs: performance.now() - asked };
  }

  close() {
    this.#wire.close();
    this.#control.close();
  }

  #ask(question) {
    return new Promise((answered) => {
      this.#answer = answered;
      this.#control.send(JSON.stringify(question));
    });
  }

  #hear() {
    const at = performance.now();
    this.#arrivals.push(at);
    if (this.#wire.handsOver) this.#askFrame();
    return at;
  }

  // A loop that always runs would cost every page some milliseconds a second that no product spends, and the more of them the
  // less the page has to wait for its pictures.
  #askFrame() {
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#frameAsked = false;
    this.#wire.frame();
    const waited = this.#waited;
    if (!waited) return;
    this.#askFrame();
    waited.frames.push(performance.now());
    this.#frameEnd.call(() => {
      if (this.#probe.shows(waited.status)) waited.seen(performance.now());
    });
  }

  /** Has the probe change; gives how long that took, or null when it was not seen. */
  async #change() {
    const status = PROBED[this.#changes % PROBED.length];
    this.#changes += 1;
    const seen = new Promise((seen) => {
      this.#waited = { status, frames: [], seen };
      setTimeout(() => seen(null), PATIENCE_MS);
    });
    const waited = this.#waited;
    this.#askFrame();
    // The message may come before the word of which it was: its time has been noted.
    const { message } = await this.#ask({ do: "probe", status });
    const at = await seen;
    this.#waited = null;
    if (at === null) return null;
    const heard = this.#arrivals[message - 1];
    return { took: at - heard, frames: waited.frames.filter((frame) => frame >= heard).length };
  }
}
