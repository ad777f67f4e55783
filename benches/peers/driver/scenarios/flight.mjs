// S2: the camera flies its path over so many marks; 0 is the map alone.

import { join } from "node:path";

import { PICTURES } from "../../places.mjs";
import { EVERY, LEAFLET_MOST, isLeaflet } from "../engines.mjs";
import { costPer } from "../measured-page.mjs";
import { byCount } from "../settings.mjs";

/** Beyond this, flying once for the tiles alone would take minutes. */
const WARMED_MOST = 100_000;

export const flight = {
  name: "s2",
  engines: [...EVERY, "leaflet:css"],
  defaults: { counts: [0, 1_000, 10_000, 100_000, 1_000_000], milliseconds: 10_000, repeats: 3 },
  settings: byCount(),
  takes: (engine, { count }) => !isLeaflet(engine) || count <= (engine === "leaflet:css" ? 10_000 : LEAFLET_MOST),
  async measure(measured, engine, { count, size }, { milliseconds, pictures }) {
    await measured.run("bench.init()");
    const load = await measured.run(`bench.load(${count})`);
    if (count <= WARMED_MOST) await measured.run("bench.warm()");
    const { result, cost } = await measured.cost(() => measured.run(`bench.fly(${milliseconds})`));
    if (pictures) {
      await measured.run("bench.home()");
      const name = `s2-${engine.replace(":", "-")}-${count}-${size.width}.png`;
      await measured.page.screenshot({ path: join(PICTURES, name) });
    }
    // Leaflet draws up to twice a step of the camera: what counts is the step.
    const frames = Math.max(1, Math.min(result.engineFrames, result.pageFrames));
    return [{ load, ...result, frames, cost, perFrame: costPer(cost, frames) }];
  },
};
