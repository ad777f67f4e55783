// What the demo holds in memory after an hour at 60×, two and a half days of the district: the browser's
// processes as the kernel counts them. FURUN_MINUTES shortens the hour.

import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { printMachine } from "./figures.mjs";
import { serveFiles } from "../tests/e2e/files.mjs";
import { APP, DEADLINE_SECS, openBrowser, openPage } from "../tests/e2e/rig.mjs";

const MINUTES = Number(process.env.FURUN_MINUTES ?? 60);
const LOOKS = 6;

printMachine();
const server = await serveFiles(APP);
const browser = await openBrowser();
try {
  const page = await openPage(browser, server, server.at("demo/?time=00:00:00&rate=60"), { ready: false });
  // What plays is never settled.
  await page.waitForFunction(() => globalThis.furun?.stats().incidents > 0, null, { timeout: DEADLINE_SECS * 1000 });
  const system = await browser.newBrowserCDPSession();
  const own = await page.context().newCDPSession(page);
  for (let look = 0; look <= LOOKS; look += 1) {
    if (look > 0) await pause((MINUTES * 60_000) / LOOKS);
    const { processInfo } = await system.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => residentMiB(id));
    const { usedSize } = await own.send("Runtime.getHeapUsage");
    const { time, incidents } = await page.evaluate(() => ({
      time: new URLSearchParams(location.search).get("date") + " " + new URLSearchParams(location.search).get("time"),
      incidents: globalThis.furun.stats().incidents,
    }));
    console.log(
      `demo/memory/minute/${((look * MINUTES) / LOOKS).toFixed(0)}: page ${Math.max(...renderers).toFixed(0)} MiB resident, ` +
        `script heap ${(usedSize / 2 ** 20).toFixed(1)} MiB, ${incidents} incidents, ${time}`,
    );
  }
} finally {
  await browser.close();
  await server.stop();
}

function residentMiB(pid) {
  const [, kib] = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/);
  return Number(kib) / 1024;
}
