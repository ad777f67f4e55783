// The mark in the middle of the picture that is watched.

import { shows } from "./pixels.js";
import { PALETTE } from "../shared/marks.js";

export class Probe {
  #look;

  constructor(engine) {
    this.#look = engine.probe ?? ((status) => ({ x: 0, y: 0, colour: PALETTE[status] }));
  }

  /** Whether it is drawn in a status's colour. */
  shows(status) {
    const { x, y, colour } = this.#look(status);
    return shows(innerWidth / 2 + x, innerHeight / 2 + y, colour);
  }
}
