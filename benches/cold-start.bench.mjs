// How long a wall takes from its address to its first picture, with nothing cached, and what it loads.

import { print, printMachine } from "./figures.mjs";
import { POLICE, ingest, report } from "../tests/e2e/deployment.mjs";
import { Hub, openBrowser, openPage, settled } from "../tests/e2e/rig.mjs";

const STARTS = 10;
const INCIDENTS = 1000;

printMachine();
const hub = await Hub.start({ config: POLICE });
const browser = await openBrowser();
try {
  await ingest(
    hub,
    Array.from({ length: INCIDENTS }, (_, number) =>
      report(`C-${number}`, { east: (number % 40) * 60 - 1200, north: Math.floor(number / 40) * 60 - 750 }),
    ),
  );
  const ready = [];
  const bytes = [];
  for (let start = 0; start < STARTS; start += 1) {
    // Every page has a context of its own, and so an empty cache.
    const page = await openPage(browser, hub, "/wall", { ready: false });
    ready.push(
      await page.evaluate(async () => {
        while (globalThis.furun === undefined) await new Promise(requestAnimationFrame);
        await globalThis.furun.ready;
        return performance.now();
      }),
    );
    await settled(page);
    bytes.push(
      await page.evaluate(() =>
        [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
          .map((entry) => entry.transferSize)
          .reduce((sum, size) => sum + size, 0),
      ),
    );
    await page.context().close();
  }
  print(`wall/cold_start/incidents/${INCIDENTS}`, ready, "ms");
  print(`wall/cold_start/transferred`, bytes, "bytes");
} finally {
  await browser.close();
  await hub.stop();
}
