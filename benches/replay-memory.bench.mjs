// What a wall holds in memory while real days are played on it, and how that compares with a fresh page on the same picture.
//
//     FURUN_REPLAY=sf_fire.csv.gz [FURUN_MAPPING=config/replay/sf-fire.toml] [FURUN_SPEED=600] [FURUN_MINUTES=120]
//     cargo xtask bench replay-memory
//
// The table is one of the examples' (docs/replay.md). When it has been played the wall stays open, until the minutes are over.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { printMachine } from "./figures.mjs";
import { Hub, HUB, openBrowser, openPage, ROOT } from "../tests/e2e/rig.mjs";

const TABLE = process.env.FURUN_REPLAY;
const MAPPING = process.env.FURUN_MAPPING ?? join(ROOT, "config/replay/sf-fire.toml");
const SPEED = process.env.FURUN_SPEED ?? "600";
const MINUTES = Number(process.env.FURUN_MINUTES ?? 15);
const CONFIG = join(ROOT, "config/examples/san-francisco.toml");
const KEY = "example-sf-fire-key";
const MIB = 2 ** 20;

if (TABLE) await watch();
else console.log("replay/memory: left out, FURUN_REPLAY names no table to play");

async function watch() {
  printMachine();
  const hub = await Hub.start({ config: readFileSync(CONFIG, "utf8") });
  const browser = await openBrowser();
  let replay;
  try {
    const wall = await openWall(browser, hub);
    await say(wall, "minute/0");
    replay = spawn(
      HUB,
      ["replay", "--file", TABLE, "--mapping", MAPPING, "--speed", SPEED, "--to", hub.origin, "--key", KEY],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    replay.stdout.setEncoding("utf8").on("data", (text) => process.stdout.write(text));
    replay.once("exit", (code) => console.log(`replay/memory: the table is played, exit ${code}`));
    for (let minute = 1; minute <= MINUTES; minute += 1) {
      await pause(60_000);
      await say(wall, `minute/${minute}`);
    }
    const fresh = await openWall(browser, hub);
    const incidents = await wall.page.evaluate(() => globalThis.furun.stats().incidents);
    await fresh.page.waitForFunction((all) => globalThis.furun.stats().incidents >= all, incidents);
    await say(fresh, "fresh");
  } finally {
    replay?.kill();
    await browser.close();
    await hub.stop();
  }
}

async function openWall(browser, hub) {
  const system = await browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await system.send("SystemInfo.getProcessInfo");
    return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  };
  const before = await renderers();
  const page = await openPage(browser, hub, "/wall?hud", { ready: false });
  await page.locator(".hud").waitFor();
  const own = await page.context().newCDPSession(page);
  // The browser keeps another renderer in store, which holds next to nothing.
  const fresh = (await renderers()).filter((id) => !before.includes(id));
  const renderer = fresh.reduce((one, other) => (residentMiB(other) > residentMiB(one) ? other : one));
  return { page, own, renderer };
}

async function say({ page, own, renderer }, when) {
  // What waits to be collected is no growth.
  await own.send("HeapProfiler.collectGarbage");
  const { usedSize } = await own.send("Runtime.getHeapUsage");
  const { incidents } = await page.evaluate(() => globalThis.furun.stats());
  const [, wasm] = (await page.locator(".hud").innerText()).match(/([\d.]+) MB/);
  console.log(
    `replay/memory/${when}: wasm ${wasm} MB, script heap ${(usedSize / MIB).toFixed(1)} MiB, ` +
      `page ${residentMiB(renderer).toFixed(0)} MiB resident, ${incidents} incidents`,
  );
}

function residentMiB(pid) {
  const [, kib] = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/);
  return Number(kib) / 1024;
}
