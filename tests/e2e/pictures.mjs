// The README's pictures: moments of the demo that stand, from the built files alone. `cargo xtask pictures` runs it.
//
// Whoever takes them again from the same build gets the same files: an address is a moment.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveFiles } from "./files.mjs";
import { APP, openBrowser, openPage, poll, settled } from "./rig.mjs";

const FOLDER = process.env.FURUN_PICTURES;
if (!FOLDER) throw new Error("FURUN_PICTURES names the folder for the pictures");

/** A page in a README is read over slow lines too. */
const MOST_BYTES = 1_000_000;

/** What the pictures show: each a moment of Monday, 23 November 2026, in the district of seed 1. */
const PICTURES = {
  wall: "time=14:32:00&lang=zh-CN&incident=police/207800092&lon=106.27&lat=29.391&zoom=13.3",
  console: "time=18:20:00&lang=zh-CN&page=console&incident=police/207800118&lon=106.2712&lat=29.3855&zoom=15",
  night: "time=02:10:00&lang=zh-CN&incident=police/207800014&lon=106.2665&lat=29.3925&zoom=14.2",
  "wall-english": "time=10:40:00&lang=en&incident=police/207800077&lon=106.2869&lat=29.3941&zoom=14.2",
};

/** The best JPEG of the page that is small enough: an aerial photograph as a PNG is twice that. */
async function small(page) {
  for (let quality = 92; quality >= 50; quality -= 4) {
    const picture = await page.screenshot({ type: "jpeg", quality });
    if (picture.length < MOST_BYTES) return picture;
  }
  throw new Error("no quality makes the picture small enough");
}

const server = await serveFiles(APP);
const browser = await openBrowser();
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, query] of Object.entries(PICTURES)) {
    const path = server.at(`demo/?seed=1&date=2026-11-23&rate=1&paused=1&${query}`);
    const page = await openPage(browser, server, path);
    await poll("the card is open", async () => (await page.locator(".incident-card").count()) === 1);
    await poll("names stand", async () => (await page.locator('.map-label[data-shown="true"]').count()) > 3);
    await settled(page);
    page.watch.assertCalm();
    const file = join(FOLDER, `${name}.jpg`);
    const picture = await small(page);
    writeFileSync(file, picture);
    console.log(`${file}: ${Math.round(picture.length / 1000)} kB`);
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}
