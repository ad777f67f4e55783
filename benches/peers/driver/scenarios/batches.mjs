// S3b: what one drawn batch of changes costs, without any wire.

import { CHANGING, LEAFLET_MOST, isLeaflet } from "../engines.mjs";
import { costPer } from "../measured-page.mjs";
import { byCount } from "../settings.mjs";

/** Changes a batch. */
const SIZES = [1, 1_000];

/** Batches, fewer where one takes seconds. */
const batchesFor = (count) => (count > 10_000 ? 5 : 12);

export const batches = {
  name: "s3b",
  engines: CHANGING,
  defaults: { counts: [10_000, 100_000], repeats: 2 },
  settings: byCount(),
  takes: (engine, { count }) => !isLeaflet(engine) || count <= LEAFLET_MOST,
  async measure(measured, engine, { count }) {
    await measured.run("bench.init()");
    await measured.run(`bench.load(${count})`);
    await measured.run("bench.apply(2, 100)");
    const samples = [];
    for (const changes of SIZES) {
      const many = batchesFor(count);
      const frames = await measured.run("bench.engine.frames()");
      const { result: call, cost } = await measured.cost(() => measured.run(`bench.apply(${many}, ${changes})`));
      const drawn = (await measured.run("bench.engine.frames()")) - frames;
      samples.push({ changes, batches: many, frames: drawn / many, call, cost, perBatch: costPer(cost, many) });
    }
    return samples;
  },
};
