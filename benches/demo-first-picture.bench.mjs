// How long the demo takes from its address to its first picture, from files alone, with nothing cached; how
// long a jump in its day takes until it is drawn; and what the page loads.

import { print, printMachine } from "./figures.mjs";
import { serveFiles } from "../tests/e2e/files.mjs";
import { APP, openBrowser, openPage, settled } from "../tests/e2e/rig.mjs";

const STARTS = 10;
const JUMPS = 60;
const MOMENT = "demo/?seed=1&date=2026-11-23&time=20:59:00&paused=1";

printMachine();
const server = await serveFiles(APP);
const browser = await openBrowser();
try {
  const ready = [];
  const jumps = [];
  for (let start = 0; start < STARTS; start += 1) {
    // Every page has a context of its own, and so an empty cache.
    const page = await openPage(browser, server, server.at(MOMENT), { ready: false });
    ready.push(
      await page.evaluate(async () => {
        while (globalThis.furun === undefined) await new Promise(requestAnimationFrame);
        await globalThis.furun.ready;
        return performance.now();
      }),
    );
    if (start === 0) {
      await settled(page);
      jumps.push(...(await page.evaluate(jump, JUMPS)));
    }
    await page.context().close();
  }
  print("demo/first_picture", ready, "ms");
  print("demo/jump_until_folded", jumps, "ms");
} finally {
  await browser.close();
  await server.stop();
}

/** Sets the slider to places all over the day; gives how long the clock on the page took to follow. */
async function jump(count) {
  const slider = document.querySelector(".trainer__day");
  const face = document.querySelector(".clock-face__time");
  const took = [];
  for (let number = 0; number < count; number += 1) {
    const secs = (number * 7919 * 11) % 86_400;
    const text = [secs / 3600, (secs / 60) % 60, secs % 60]
      .map((part) => String(Math.floor(part)).padStart(2, "0"))
      .join(":");
    const begun = performance.now();
    slider.value = String(secs);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    while (face.textContent !== text) await new Promise((next) => setTimeout(next));
    took.push(performance.now() - begun);
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    await globalThis.furun.settled();
  }
  return took;
}
