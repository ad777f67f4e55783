// S6: reading 100,000 changes from bytes: as plain script would, and as Furun does in wasm.

import { HD } from "../settings.mjs";

/** Marks that Furun's changes are about. */
const MARKS = 10_000;

export const reading = {
  name: "s6",
  engines: ["raf", "furun"],
  defaults: { repeats: 3 },
  settings: ({ size = HD }) => [{ size }],
  takes: () => true,
  async measure(measured) {
    await measured.run("bench.init()");
    return measured.run(`bench.read(${MARKS})`);
  },
};
