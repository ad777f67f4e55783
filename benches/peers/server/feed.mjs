// One feed: what a page's second socket asks for is told on its first.

import { PALETTE } from "../shared/marks.js";

const below = (count) => Math.floor(Math.random() * count);

export class Feed {
  #wire;
  #count;
  #socket = null;
  #messages = 0;
  #sent = 0;
  #timer = null;

  constructor(wire, count) {
    this.#wire = wire;
    this.#count = count;
  }

  /** Tells on this socket from now on, when it first speaks or, where its wire has no greeting, at once. */
  attach(socket) {
    this.#socket = socket;
    socket.once("message", () => this.#wire.opening().forEach((message) => this.#send(message)));
    socket.on("close", () => clearInterval(this.#timer));
  }

  /** Answers what the page asks. */
  answer({ do: what, changesPerSecond, status }) {
    switch (what) {
      case "start":
        return this.#start(changesPerSecond);
      case "probe":
        return this.#change([this.#count - 1], [status]);
      case "stop":
        clearInterval(this.#timer);
        return { sent: this.#sent };
      default:
        throw new Error(`nobody knows how to ${what}`);
    }
  }

  #start(changesPerSecond) {
    const { everyMs, batch } = this.#wire.constructor;
    const begun = performance.now();
    this.#sent = 0;
    let told = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1000) * changesPerSecond);
      while (due - told >= (batch ?? 1)) {
        const changes = batch ?? due - told;
        const numbers = Array.from({ length: changes }, () => below(this.#count - 1));
        this.#change(numbers, Array.from({ length: changes }, () => below(PALETTE.length)));
        told += changes;
      }
    }, everyMs);
    return {};
  }

  /** Gives which message of the socket told it, counted from 1. */
  #change(numbers, statuses) {
    this.#sent += numbers.length;
    this.#send(this.#wire.write(numbers, statuses));
    return { message: this.#messages };
  }

  #send(message) {
    this.#messages += 1;
    this.#socket.send(message);
  }
}
