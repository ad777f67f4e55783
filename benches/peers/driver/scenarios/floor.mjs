// What a frame costs at least: an empty loop, a clear, and the hand-written floor without marks.

import { costPer } from "../measured-page.mjs";
import { HD, UHD } from "../settings.mjs";

export const floor = {
  name: "floor",
  engines: ["raf", "clear", "rawgl"],
  defaults: { milliseconds: 5000, repeats: 3 },
  settings: ({ size }) => (size ? [{ size }] : [{ size: HD }, { size: UHD }]),
  takes: () => true,
  async measure(measured, engine, setting, { milliseconds }) {
    await measured.run("bench.init()");
    await measured.run("bench.load(0)");
    const { result, cost } = await measured.cost(() => measured.run(`bench.fly(${milliseconds})`));
    return [{ ...result, cost, perFrame: costPer(cost, result.engineFrames || 1) }];
  },
};
