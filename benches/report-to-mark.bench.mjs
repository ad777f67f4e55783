// From the moment a platform posts a report to the moment the wall counts it: the hub makes it durable,
// gathers a tick, sends it; the page folds it at its next animation frame.

import { print, printMachine } from "./figures.mjs";
import { POLICE, ingest, report } from "../tests/e2e/deployment.mjs";
import { Hub, openBrowser, openPage, poll } from "../tests/e2e/rig.mjs";

const REPORTS = 200;

printMachine();
const hub = await Hub.start({ config: POLICE });
const browser = await openBrowser();
try {
  const page = await openPage(browser, hub, "/wall");
  await page.evaluate(() => {
    globalThis.seen = [];
    const look = () => {
      const { incidents } = globalThis.furun.stats();
      while (globalThis.seen.length < incidents) globalThis.seen.push(Date.now());
      requestAnimationFrame(look);
    };
    look();
  });
  const posted = [];
  for (let number = 0; number < REPORTS; number += 1) {
    const place = { east: (number % 20) * 80 - 800, north: Math.floor(number / 20) * 80 - 400 };
    posted.push(Date.now());
    await ingest(hub, report(`L-${number}`, place));
    // One at a time: this measures the way, not the throughput.
    await poll("it is counted", () => page.evaluate((many) => globalThis.seen.length >= many, number + 1), {
      everyMs: 10,
    });
  }
  const seen = await page.evaluate(() => globalThis.seen);
  print("wall/report_to_mark/one_at_a_time", seen.map((at, number) => at - posted[number]), "ms");
} finally {
  await browser.close();
  await hub.stop();
}
