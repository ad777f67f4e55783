// S3 and S3p: changes over a WebSocket. In S3 every engine is handed what the harness has read from JSON; in S3p Furun's own
// wire is read by Furun itself, from the bytes to the pixel, beside peers that are fed JSON as they would be.

import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { PICTURES } from "../../places.mjs";
import { CHANGING, LEAFLET_MOST, isEmptyLoop, isLeaflet } from "../engines.mjs";
import { costPer } from "../measured-page.mjs";
import { byCount } from "../settings.mjs";

/** A feed runs so long before its window begins, in milliseconds. */
const LEAD_MS = 800;

async function measure(measured, engine, { count }, { rates, milliseconds, probes, pictures }) {
  await measured.run("bench.init()");
  await measured.run(`bench.load(${count})`);
  await measured.run(`bench.openLive(${count})`);
  const samples = [];
  for (const rate of rates) {
    await measured.run(`bench.live.start(${rate})`);
    await pause(LEAD_MS);
    const { result, cost } = await measured.cost(() => measured.run(`bench.live.window(${milliseconds})`));
    const latency = isEmptyLoop(engine) ? null : await measured.run(`bench.live.latency(${probes})`);
    const stop = await measured.run("bench.live.stop()");
    const perThousand = result.received ? costPer(cost, result.received / 1000) : null;
    samples.push({ rate, ...result, cost, perThousand, latency, stop, lost: stop.sent - stop.received });
  }
  if (pictures) {
    await measured.page.screenshot({ path: join(PICTURES, `live-${engine.replace(":", "-")}-${count}.png`) });
  }
  await measured.run("bench.live.close()");
  return samples;
}

/** WebGLVector is not asked for more live marks than this. */
const VECTOR_MOST = 10_000;

const takes = (engine, { count }) => {
  // Of no marks none can be followed to its pixel.
  if (count === 0) return false;
  if (isLeaflet(engine)) return count <= LEAFLET_MOST;
  return engine !== "ol:vector" || count <= VECTOR_MOST;
};

export const live = {
  name: "s3",
  engines: [...CHANGING, "raf"],
  defaults: { counts: [10_000, 100_000], rates: [100, 1_000, 10_000], milliseconds: 5000, probes: 8, repeats: 3 },
  settings: byCount(),
  takes,
  measure,
};

export const product = {
  name: "s3p",
  feeds: true,
  engines: ["furun:product", "furun:ungrouped", "maplibre", "deck:buffer", "ol", "leaflet"],
  defaults: { counts: [10_000, 100_000], rates: [1_000, 10_000], milliseconds: 5000, probes: 8, repeats: 3 },
  settings: byCount(),
  takes,
  measure,
};
