// S4: what so many marks add to the page's memory.

import { setTimeout as pause } from "node:timers/promises";

import { EVERY, LEAFLET_MOST, isLeaflet } from "../engines.mjs";
import { proportionalMiB } from "../processes.mjs";
import { byCount } from "../settings.mjs";

const MIB = 2 ** 20;
const sum = (all, of) => all.reduce((total, one) => total + of(one), 0);

/** After a collection: the script's heap, buffers (wasm's memory too), what the browser itself measures, whole processes; MiB. */
async function held(measured) {
  await measured.own.send("HeapProfiler.enable");
  await measured.own.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize = 0 } = await measured.own.send("Runtime.getHeapUsage");
  const { bytes } = await measured.run("bench.memory()");
  const { renderers, gpu } = await measured.processes();
  return {
    heap: usedSize / MIB,
    buffers: backingStorageSize / MIB,
    measured: bytes / MIB,
    renderer: sum(renderers, proportionalMiB),
    gpu: sum(gpu, proportionalMiB),
  };
}

export const memory = {
  name: "s4",
  engines: EVERY,
  // Measured at once, not at the next collection the browser thinks of.
  flags: ["--enable-blink-features=ForceEagerMeasureMemory"],
  defaults: { counts: [100_000, 1_000_000], repeats: 2 },
  settings: byCount(),
  takes: (engine, { count }) => !isLeaflet(engine) || count <= LEAFLET_MOST,
  async measure(measured, engine, { count }) {
    await measured.run("bench.init()");
    await measured.run("bench.load(0)");
    const before = await held(measured);
    const load = await measured.run(`bench.load(${count})`);
    await pause(1000);
    const after = await held(measured);
    const added = Object.fromEntries(Object.keys(after).map((what) => [what, after[what] - before[what]]));
    return [{ load, after, added }];
  },
};
