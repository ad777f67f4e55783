// How a peer would be fed: JSON messages, applied once a frame with all that came since the last.

import { summary } from "../shared/statistics.js";

/** More changes than can come between two frames. */
const MOST = 1 << 20;

export class JsonWire {
  static coding = "json";
  handsOver = true;
  received = 0;
  #engine;
  #numbers = new Uint32Array(MOST);
  #statuses = new Uint8Array(MOST);
  #waiting = 0;
  #lags = [];
  #socket;

  constructor(engine) {
    this.#engine = engine;
  }

  /** Opens the feed; `heard` is called when a message has come, before it is read. */
  async open(address, heard) {
    this.#socket = new WebSocket(address);
    await new Promise((opened, failed) => {
      this.#socket.onopen = opened;
      this.#socket.onerror = failed;
    });
    this.#socket.onmessage = (event) => {
      const at = heard();
      const message = JSON.parse(event.data);
      for (const { id, s } of message.changes) {
        this.#numbers[this.#waiting] = id;
        this.#statuses[this.#waiting] = s;
        this.#waiting += 1;
      }
      this.received += message.changes.length;
      this.#lags.push(performance.timeOrigin + at - message.sent);
    };
  }

  /** Hands over what has come. */
  frame() {
    if (this.#waiting === 0) return;
    this.#engine.apply(this.#numbers, this.#statuses, this.#waiting);
    this.#waiting = 0;
  }

  /** How long messages of late were on their way, in milliseconds by the clock of both processes. */
  takeLags() {
    return summary(this.#lags.splice(0));
  }

  close() {
    this.#socket.close();
  }
}
