// Runs scenarios, adds their samples to a file and prints its tables. `cargo xtask bench peers` calls it once everything is built.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { hasOwnWire } from "./driver/engines.mjs";
import { MeasuredPage, openBrowser } from "./driver/measured-page.mjs";
import { USAGE, parseOptions } from "./driver/options.mjs";
import { stepsOf } from "./driver/plan.mjs";
import { Samples } from "./driver/samples.mjs";
import { SCENARIOS } from "./driver/scenarios.mjs";
import { ServerProcess } from "./driver/server-process.mjs";
import { faultOf } from "./driver/soundness.mjs";
import { PICTURES, RESULTS } from "./places.mjs";
import { printReport } from "./report/report.mjs";

const options = parseOptions(process.argv.slice(2));
if (options.help) {
  console.log(USAGE);
  process.exit();
}
const file = options.out ?? join(RESULTS, `${new Date().toISOString().replaceAll(":", "-")}.json`);
mkdirSync(PICTURES, { recursive: true });

const samples = new Samples(file);
const browser = await openBrowser();
await samples.describe(browser, { seed: options.seed, flavour: process.env.FURUN_FLAVOUR });
await browser.close();

const server = await ServerProcess.start();
let failed = 0;
try {
  for (const step of stepsOf(options)) await take(step);
} finally {
  server.stop();
}
printReport(file);
console.log(`\nsamples: ${file}`);
if (failed > 0) console.log(`${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Takes every sample of one step; the engines take turns, so that none has the machine's best or worst minutes. */
async function take(step) {
  const scenario = SCENARIOS.find(({ name }) => name === step.only);
  const asked = { ...scenario.defaults, ...step };
  const engines = asked.engines ?? scenario.engines;
  for (const setting of scenario.settings(asked)) {
    for (let repeat = 0; repeat < asked.repeats; repeat += 1) {
      for (const engine of rotated(engines, repeat + (step.rotation ?? 0))) {
        const fed = scenario.feeds || !hasOwnWire(engine);
        if (fed && scenario.takes(engine, setting)) await takeOne(scenario, engine, setting, asked);
      }
    }
  }
}

function rotated(all, by) {
  return all.map((_, i) => all[(i + by) % all.length]);
}

async function takeOne(scenario, engine, setting, asked) {
  const head = { at: new Date().toISOString(), scenario: scenario.name, engine, ...setting };
  const line = `${head.at.slice(11, 19)} ${scenario.name} ${engine} ${JSON.stringify(setting)}`;
  const begun = performance.now();
  const measured = await MeasuredPage.open(server, { size: setting.size, flags: scenario.flags });
  try {
    if (!scenario.cold) await measured.visit(engine, { seed: options.seed });
    const taken = await scenario.measure(measured, engine, setting, {
      ...asked,
      seed: options.seed,
      pictures: options.pictures,
    });
    const fault = measured.faults.join("; ") || taken.map((sample) => faultOf(engine, sample)).find(Boolean);
    // A run that measures tells of faults in its tables; one that only shows that all works fails.
    if (options.smoke && fault) throw new Error(fault);
    for (const sample of taken) samples.add({ ...head, ...sample, fault });
    console.log(`${line} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  } catch (error) {
    failed += 1;
    samples.add({ ...head, error: String(error).slice(0, 300) });
    console.log(`${line} failed: ${error}`);
  } finally {
    await measured.close();
  }
}
