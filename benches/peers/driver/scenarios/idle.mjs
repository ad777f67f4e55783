// Idle: what a picture costs in which nothing changes, and one in which only 200 marks blink.

import { setTimeout as pause } from "node:timers/promises";

import { EVERY } from "../engines.mjs";
import { costPer } from "../measured-page.mjs";
import { UHD, byCount } from "../settings.mjs";

const BLINKING = 200;

/** An engine may still tidy up for so long after it has settled, in milliseconds. */
const REST_MS = 1000;

export const idle = {
  name: "idle",
  engines: [...EVERY, "clear"],
  defaults: { counts: [10_000], milliseconds: 5000, repeats: 3 },
  settings: byCount(UHD),
  takes: () => true,
  async measure(measured, engine, { count }, { milliseconds }) {
    await measured.run("bench.init()");
    await measured.run(`bench.load(${count})`);
    const rest = async (blinking) => {
      await pause(REST_MS);
      const frames = await measured.run("bench.engine.frames()");
      const { cost } = await measured.cost(() => pause(milliseconds));
      const drawn = (await measured.run("bench.engine.frames()")) - frames;
      return { blinking, framesPerSecond: drawn / (cost.wall / 1000), cost, perFrame: costPer(cost, drawn || NaN) };
    };
    const samples = [await rest(0)];
    if (await measured.run("typeof bench.engine.blink === 'function'")) {
      const blinking = Math.min(count, BLINKING);
      await measured.run(`bench.engine.blink(${blinking})`);
      samples.push(await rest(blinking));
    }
    return samples;
  },
};
