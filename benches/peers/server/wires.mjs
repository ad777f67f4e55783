// How changes are written: as JSON, as the peers would be fed, and as Furun's hub writes them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { FURUN } from "../places.mjs";
import { marksOf } from "../shared/marks.js";

/** JSON, ten changes a message, sent as soon as ten have gathered. */
class Json {
  static everyMs = 4;
  static batch = 10;

  opening() {
    return [];
  }

  write(numbers, statuses) {
    const changes = numbers.map((id, i) => ({ id, s: statuses[i] }));
    return JSON.stringify({ sent: Date.now(), changes });
  }
}

/** Furun's frames, one a tick of the hub with everything that has gathered. */
class Furun {
  static everyMs = 80;
  static batch = null;
  #hub;

  constructor(hub) {
    this.#hub = hub;
  }

  opening() {
    return this.#hub.opening();
  }

  write(numbers, statuses) {
    return this.#hub.deltas(Uint32Array.from(numbers), Uint8Array.from(statuses));
  }
}

let peer = null;

/** The wasm of the page, which also knows how to be its hub. */
async function furunPeer() {
  if (!peer) {
    peer = await import(pathToFileURL(join(FURUN, "furun_peer.js")).href);
    peer.initSync({ module: readFileSync(join(FURUN, "furun_peer_bg.wasm")) });
  }
  return peer;
}

/** The wire of this name for so many marks. */
export async function openWire(name, count, seed) {
  if (name === "json") return new Json();
  const { FakeHub } = await furunPeer();
  const { lon, lat, status } = marksOf(count, seed);
  return new Furun(new FakeHub(lon, lat, status, Date.now()));
}
