// Which scenarios run with what, in which order.

import { UHD } from "./settings.mjs";

/** Everything, so that every figure is taken again some minutes later, with the engines in another order. */
const PASS = [
  { only: "s2", counts: [0, 10_000, 100_000], repeats: 1 },
  { only: "s3", counts: [10_000], milliseconds: 3000, probes: 4, repeats: 1 },
  { only: "s3", counts: [100_000], milliseconds: 3000, probes: 4, repeats: 1 },
  { only: "s3p", counts: [10_000, 100_000], milliseconds: 3000, probes: 8, repeats: 1 },
  { only: "s3b", repeats: 1 },
  { only: "s1", repeats: 3 },
  { only: "s5", repeats: 1 },
  { only: "s4", counts: [100_000], repeats: 1 },
  { only: "s2", counts: [1_000, 1_000_000], repeats: 1 },
  { only: "s2", counts: [0, 10_000], size: UHD, repeats: 1 },
  { only: "s4", counts: [1_000_000], repeats: 1 },
  { only: "idle", repeats: 1 },
  { only: "floor", repeats: 2 },
  { only: "s6", repeats: 2 },
];

const FULL = [0, 2].flatMap((rotation) => PASS.map((step) => ({ ...step, rotation })));

const SMALL = { counts: [200], rates: [100], repeats: 1, milliseconds: 500, probes: 1 };

// A blink comes twice a second, later on a machine that is busy.
const BLINK = { milliseconds: 2000 };

const SMOKE = ["floor", "s1", "s2", "s3", "s3b", "s3p", "s4", "s5", "s6", "idle"].map((only) => ({
  ...SMALL,
  ...(only === "idle" && BLINK),
  only,
}));

/** The steps that options ask for; what is asked for goes before what the plan says. */
export function stepsOf({ only, smoke, asked }) {
  const named = ({ only: name }) => !only || only.includes(name);
  if (smoke) return SMOKE.filter(named).map((step) => ({ ...step, ...asked }));
  if (only) return only.map((name) => ({ only: name, ...asked }));
  return FULL.map((step) => ({ ...step, ...asked }));
}
