// A demo that is dragged, played and stepped through at random, and comes back: FURUN_SEED chooses another way through the day,
// FURUN_MOVES how long it is.

import { assertSame, drag, seekTo } from "./desk.mjs";
import { serveFiles } from "./files.mjs";
import { APP, poll, settled } from "./rig.mjs";
import { stage } from "./stage.mjs";
import { afterEach, test } from "./test.mjs";

const { show } = stage({ demo: false });
const SEED = Number(process.env.FURUN_SEED ?? 1);
const MOVES = Number(process.env.FURUN_MOVES ?? 20);

/** Whence one comes back: an outage and its end, a storm, the evening, the edges of the day. */
const MOMENTS = ["13:20:00", "13:26:00", "16:12:00", "18:20:00", "00:00:05", "23:59:59"];

const servers = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function* chances(seed) {
  for (let state = seed >>> 0; ; ) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

const asks = (page, name) => page.evaluate((name) => new URLSearchParams(location.search).get(name), name);

/** What a hand does, with a chance between 0 and 1. */
const HAND = [
  (page, chance) => seekTo(page, clockOf(chance)),
  async (page, chance) => {
    await seekTo(page, clockOf(chance));
    await settled(page);
  },
  (page, chance) => drag(page, { step: 500 + Math.floor(chance * 3_000) }),
  (page, chance) => drag(page, { from: 86_000, to: 0, step: -500 - Math.floor(chance * 3_000) }),
  async (page) => {
    await page.keyboard.press("Space");
    await poll("it plays", async () => (await asks(page, "paused")) === null);
    await page.keyboard.press("Space");
    await poll("it stands", async () => (await asks(page, "paused")) === "1");
  },
  async (page, chance) => {
    const camera = await page.evaluate(() => globalThis.furun.camera());
    await page.evaluate((zoom) => globalThis.furun.setCamera({ lon: 106.28, lat: 29.4, zoom }), 12 + chance * 4);
    await settled(page);
    await page.evaluate((camera) => globalThis.furun.setCamera(camera), camera);
  },
];

const clockOf = (chance) =>
  [24, 60, 60]
    .map((span, index) => Math.floor(chance * 86_400 / [3_600, 60, 1][index]) % span)
    .map((part) => String(part).padStart(2, "0"))
    .join(":");

test(`wherever one has been, a moment is the same picture (way ${SEED})`, async () => {
  const server = await serveFiles(APP);
  servers.push(server);
  const chance = chances(SEED);
  const draw = (list) => list[Math.floor(chance.next().value * list.length)];
  const address = (date, time) =>
    server.at(`demo/?seed=1&date=${date}&time=${time}&rate=60&paused=1&lang=en&lon=106.27&lat=29.39&zoom=13.6`);
  const shoot = async (page, time) => {
    await poll(`it is ${time}`, async () => (await page.locator(".clock-face__time").innerText()) === time);
    await page.evaluate(() => document.activeElement.blur());
    await page.mouse.move(2, 2);
    await settled(page);
    return page.screenshot();
  };
  const size = { width: 1280, height: 800 };
  const wanderer = await show(server, address("2026-11-23", "12:00:00"), size);
  for (let moved = 0; moved < MOVES; ) {
    for (let stretch = 1 + Math.floor(chance.next().value * 4); stretch > 0; stretch -= 1, moved += 1) {
      await draw(HAND)(wanderer, chance.next().value);
    }
    const time = draw(MOMENTS);
    await seekTo(wanderer, time);
    const found = await shoot(wanderer, time);
    await poll("the address says it", async () => (await asks(wanderer, "time")) === time);
    // Who plays over midnight comes back to another day.
    const date = await asks(wanderer, "date");
    const newcomer = await show(server, address(date, time), size);
    const expected = await shoot(newcomer, time);
    await newcomer.context().close();
    assertSame([expected, found], `wander-${SEED}-${moved}`);
  }
  wanderer.watch.assertCalm();
});
