// S5: what lies under a point, looked for 120 times and each time held against a plain look at all marks.

import { EVERY } from "../engines.mjs";
import { byCount } from "../settings.mjs";

const PICKS = 120;

/** Besides straight down, those that tilt are asked like this, in degrees. */
const TILTED = { pitch: 55, bearing: 40 };

export const picking = {
  name: "s5",
  engines: EVERY,
  defaults: { counts: [100_000], repeats: 3 },
  settings: byCount(),
  takes: () => true,
  async measure(measured, engine, { count }) {
    await measured.run("bench.init()");
    await measured.run(`bench.load(${count})`);
    const samples = [{ view: "straight down", ...(await measured.run(`bench.pick(${PICKS})`)) }];
    if (await measured.run("bench.engine.tilts === true")) {
      const tilt = JSON.stringify(TILTED);
      await measured.run(`bench.home(${tilt})`);
      samples.push({ view: "tilted and turned", ...(await measured.run(`bench.pick(${PICKS}, ${tilt})`)) });
    }
    return samples;
  },
};
