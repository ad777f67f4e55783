// What the command line asks for.

import { parseArgs } from "node:util";

import { ENGINES } from "./engines.mjs";
import { SCENARIOS } from "./scenarios.mjs";

export const USAGE = `cargo xtask bench peers [--quick] [OPTIONS]

  without options      everything, twice, some minutes apart: hours on a quiet machine
  --smoke              everything once with small counts: shows that it works, measures nothing
  --only s2,s3b        these scenarios alone: ${SCENARIOS.map(({ name }) => name).join(" ")}
  --engines a,b:mode   these engines (engines/README.md)
  --counts 1000,10000  so many marks
  --rates 1000,10000   so many changes a second (s3, s3p)
  --repeats 3          samples of each
  --ms 5000            length of a window or flight, in milliseconds
  --probes 8           changes followed to their pixel (s3, s3p)
  --size 3840x2160     the window
  --seed 42            other places, statuses and picks
  --out FILE           where samples are added (a file of its own in target/peers/results)
  --pictures           also takes a picture of each engine (s1, s2, s3, s3p), into target/peers/pictures
  --quick              Furun built quickly, not as it is shipped`;

const list = (text) => text?.split(",").filter(Boolean);
const numbers = (text) => list(text)?.map(Number);

/** Reads the arguments; what is not asked for is undefined. */
export function parseOptions(argv) {
  const text = { type: "string" };
  const flag = { type: "boolean", default: false };
  const { values } = parseArgs({
    args: argv,
    options: {
      smoke: flag,
      pictures: flag,
      help: flag,
      only: text,
      engines: text,
      counts: text,
      rates: text,
      repeats: text,
      ms: text,
      probes: text,
      size: text,
      seed: { ...text, default: "42" },
      out: text,
    },
  });
  const [width, height] = values.size?.split("x").map(Number) ?? [];
  const number = (given) => (given === undefined ? undefined : Number(given));
  const asked = {
    engines: list(values.engines),
    counts: numbers(values.counts),
    rates: numbers(values.rates),
    repeats: number(values.repeats),
    milliseconds: number(values.ms),
    probes: number(values.probes),
    size: width && height ? { width, height } : undefined,
  };
  const only = list(values.only);
  const unknown = only?.find((name) => SCENARIOS.every((scenario) => scenario.name !== name));
  if (unknown) throw new Error(`there is no scenario ${unknown}\n\n${USAGE}`);
  const stranger = asked.engines?.find((name) => !ENGINES.includes(name.split(":")[0]));
  if (stranger) throw new Error(`there is no engine ${stranger}: ${ENGINES.join(" ")}\n\n${USAGE}`);
  return {
    asked: Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
    only,
    smoke: values.smoke,
    pictures: values.pictures,
    help: values.help,
    seed: Number(values.seed),
    out: values.out,
  };
}
