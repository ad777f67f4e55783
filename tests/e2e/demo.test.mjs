// The demo: from the built files alone, behind a server that knows nothing, below a folder.

import assert from "node:assert/strict";
import { serveFiles } from "./files.mjs";
import { assertSame, drag, seekTo } from "./desk.mjs";
import { APP, marks, picture, poll, settled } from "./rig.mjs";
import { stage } from "./stage.mjs";
import { afterEach, test } from "./test.mjs";

const { startHub, show } = stage({ demo: false });

const servers = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve() {
  const server = await serveFiles(APP);
  servers.push(server);
  return server;
}

/** A paused moment in the busiest hours. */
const EVENING = "demo/?seed=1&date=2026-11-23&time=18:20:00&rate=10&paused=1&lang=zh-CN";

/** A moment of the demo's day. */
const at = (time, more = "") => `demo/?seed=1&date=2026-11-23&time=${time}${more}&lang=zh-CN`;

const clock = (page) => page.locator(".clock-face__time").innerText();
const asks = async (page, name) => new URL(await page.evaluate(() => location.href)).searchParams.get(name);
const incidents = (page) => page.evaluate(() => globalThis.furun.stats().incidents);
/** The desk is there and knows what comes next. */
const desk = (page) => page.locator('.trainer__step[data-forward="true"]').innerText();

/** Waits until the address names a time other than `before`: it is written once a second at most. */
const timeOtherThan = (page, before) =>
  poll("the address says another time", async () => {
    const time = await asks(page, "time");
    return time !== before && time;
  });

test("the demo comes up from files alone, and asks for nothing that is not there", async () => {
  const server = await serve();
  const page = await show(server, server.at("demo/"), { ready: false });
  await poll("incidents are on the map", async () => (await marks(page)).length > 10);
  assert.equal(await asks(page, "date"), "2026-11-23");
  assert.match(await page.locator(".trainer__unreal").innerText(), /演示/);
  await picture(page, "demo-wall");
  page.watch.assertCalm();
  const failed = server.asked.filter(({ status }) => status >= 400);
  assert.deepEqual(failed, []);
  const foreign = server.asked.filter(({ path }) => /\/(api|feeds|tiles)\//.test(path));
  assert.deepEqual(foreign, []);
});

test("it plays, stands, and goes back", async () => {
  const server = await serve();
  // What plays is never settled.
  const page = await show(server, server.at(EVENING.replace("&paused=1", "")), { ready: false });
  await poll("the desk is there", () => desk(page));
  const first = await asks(page, "time");
  await timeOtherThan(page, first);
  await page.locator(".trainer__play").click();
  await poll("it stands", async () => (await asks(page, "paused")) === "1");
  await settled(page);
  const at = await clock(page);
  assert.equal(await asks(page, "time"), at);
  const there = await incidents(page);

  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  for (let hours = 0; hours < 6; hours += 1) await page.keyboard.press("Shift+ArrowLeft");
  await poll("an hour less", async () => {
    const minutes = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return minutes(at) - minutes(await clock(page)) === 3600;
  });
  await settled(page);
  assert.ok((await incidents(page)) < there, "an hour before there were fewer");

  await page.keyboard.press("Space");
  await poll("it plays again", async () => (await asks(page, "paused")) === null);
  page.watch.assertCalm();
});

test("from one moment of interest to the next, with its card open, and back", async () => {
  const server = await serve();
  const page = await show(server, server.at(EVENING));
  const words = await desk(page);
  await page.keyboard.press("n");
  const next = await timeOtherThan(page, "18:20:00");
  assert.ok(words.startsWith(next.slice(0, 5)), `${words} was promised, it is ${next}`);
  await poll("the card is in the address", () => asks(page, "incident"));
  await settled(page);
  assert.equal(await page.locator(".incident-card").count(), 1);
  assert.ok((await page.locator(".trainer__here").innerText()).startsWith(next.slice(0, 5)));
  await picture(page, "demo-interest");
  await page.keyboard.press("n");
  await timeOtherThan(page, next);
  await page.keyboard.press("p");
  await poll("back", async () => (await asks(page, "time")) === next);
  page.watch.assertCalm();
});

test("a moment can be shared: its address shows it elsewhere", async () => {
  const server = await serve();
  const page = await show(server, server.at(EVENING + "&page=console"));
  await page.evaluate(() => globalThis.furun.setCamera({ lon: 106.28, lat: 29.4, zoom: 14.5 }));
  await page.keyboard.press("n");
  await poll("the card is in the address", () => asks(page, "incident"));
  await poll("the camera is in the address", () => asks(page, "zoom"));
  await settled(page);
  const address = new URL(await page.evaluate(() => location.href));
  const other = await show(server, address.pathname + address.search);
  await poll("it is written again", async () => (await asks(other, "zoom")) !== null);
  assert.equal(await other.evaluate(() => location.href), address.href);
  assert.equal(await clock(other), await clock(page));
  assert.equal(await other.locator(".glass").getAttribute("data-view"), "console");
  const camera = await other.evaluate(() => globalThis.furun.camera());
  assert.ok(Math.abs(camera.zoom - 14.5) < 0.01 && Math.abs(camera.lon - 106.28) < 1e-4);
  await picture(other, "demo-console");
});

/** How many names of each kind stand on the map, and what they say. */
const names = (page) =>
  page.evaluate(() => {
    const kinds = {};
    for (const label of document.querySelectorAll('.map-label[data-shown="true"]')) {
      (kinds[label.dataset.kind] ??= []).push(label.textContent);
    }
    return kinds;
  });

test("names on the map are switched one by one or all at once, and the address carries it", async () => {
  const server = await serve();
  const page = await show(server, server.at(EVENING + "&lon=106.27&lat=29.39&zoom=14.8"));
  const chip = (page, words) => page.locator(".label-switch .chip", { hasText: words });
  await poll("names stand", async () => Object.keys(await names(page)).length >= 4);
  const all = await names(page);
  assert.ok(all.road.includes("双福大道"), JSON.stringify(all));
  const angles = await page.locator('.map-label[data-kind="road"][data-shown="true"]').evaluateAll((roads) =>
    roads.map((road) => Number(/rotate\((-?[\d.]+)rad\)/.exec(road.style.transform)[1])),
  );
  assert.ok(angles.some((angle) => Math.abs(angle) > 0.02), "names lie along their roads");
  assert.ok(angles.every((angle) => Math.abs(angle) <= Math.PI / 2), "none is upside down");

  await chip(page, "道路").click();
  await poll("roads have no names", async () => (await names(page)).road === undefined);
  assert.ok((await names(page)).area.length > 0, "areas still have");
  await poll("the address says so", async () => (await asks(page, "labels")) === "communities,areas,places");
  await picture(page, "demo-names-without-roads");

  const other = await show(server, await page.evaluate(() => location.pathname + location.search));
  await poll("the same names stand elsewhere", async () => {
    assert.deepEqual(await names(other), await names(page));
    return true;
  });
  assert.equal(await chip(other, "道路").getAttribute("aria-pressed"), "false");

  await page.keyboard.press("l");
  await poll("no name stands", async () => Object.keys(await names(page)).length === 0);
  await poll("the address says so", async () => (await asks(page, "labels")) === "none");
  await page.keyboard.press("l");
  await chip(page, "道路").click();
  await poll("all stand again", async () => {
    assert.deepEqual(await names(page), all);
    return true;
  });
  await poll("which is the usual", async () => (await asks(page, "labels")) === null);

  await page.locator('button[lang="en"]').click();
  await poll("they speak English", async () => (await names(page)).road?.some((name) => / (Avenue|Road|Street)$/.test(name)));
  assert.match((await names(page)).area.join(), /Patrol area/);
  page.watch.assertCalm();
});

test("the same address is the same picture, pixel for pixel, whatever was seen between", async () => {
  const server = await serve();
  const pictures = [];
  const shoot = async (page) => {
    await poll("the clock is there", async () => (await clock(page)) === "18:20:00");
    await settled(page);
    pictures.push(await page.screenshot());
  };
  const one = await show(server, server.at(EVENING));
  await shoot(one);
  const other = await show(server, server.at(EVENING));
  await shoot(other);
  // On, by playing, and back.
  await other.keyboard.press("Space");
  await timeOtherThan(other, "18:20:00");
  await other.keyboard.press("Space");
  await poll("it stands", async () => (await asks(other, "paused")) === "1");
  await seekTo(other, "18:20:00");
  await shoot(other);
  // Over the whole day, as fast as a hand drags, and back.
  await drag(other);
  await seekTo(other, "18:20:00");
  await shoot(other);
  assertSame(pictures, "demo-differs");
});

test("a network that falls silent says so, hollow and with its age, and comes back by itself", async () => {
  const server = await serve();
  const page = await show(server, server.at(at("13:14:50", "&rate=60&paused=1")));
  const column = page.locator('.network-column[data-network="government"]');
  const panel = page.locator(".panel", { has: column });
  const feed = () => column.getAttribute("data-feed");
  const freshness = () => panel.locator(".freshness").innerText();
  const kept = async (time) => {
    await poll(`it is ${time}`, async () => (await clock(page)) === time);
    await settled(page);
    return page.screenshot();
  };
  assert.equal(await feed(), "live");
  // By itself, by playing: nobody does anything but wait.
  await page.locator(".trainer__play").click();
  await poll("it is lost", async () => (await feed()) === "lost");
  await poll("the police are live", () =>
    page.locator('.network-column[data-network="police"][data-feed="live"]').count(),
  );
  await settled(page);
  await poll("it is back", async () => (await feed()) === "live");
  await page.locator(".trainer__play").click();
  await poll("it stands", async () => (await asks(page, "paused")) === "1");

  // By jumping, forward and back.
  for (const [time, state] of [["13:15:05", "live"], ["13:15:20", "stale"], ["13:20:00", "lost"]]) {
    await seekTo(page, time);
    await kept(time);
    assert.equal(await feed(), state, time);
  }
  const words = await freshness();
  assert.match(words, /5/, words);
  await page.evaluate(() => document.activeElement.blur());
  await page.mouse.move(960, 500);
  const pictures = [await kept("13:20:00")];
  await picture(page, "demo-silent");
  await seekTo(page, "13:40:00");
  await kept("13:40:00");
  assert.equal(await feed(), "live");
  await seekTo(page, "13:18:00");
  await kept("13:18:00");
  await seekTo(page, "13:20:00");
  pictures.push(await kept("13:20:00"));
  const other = await show(server, server.at(at("13:20:00", "&rate=60&paused=1")));
  await other.mouse.move(960, 500);
  await poll("it is there", async () => (await clock(other)) === "13:20:00");
  await settled(other);
  pictures.push(await other.screenshot());
  assertSame(pictures, "demo-silent-differs");
  page.watch.assertCalm();
});

test("where the day gets hard is marked on its slider, for the eye alone", async () => {
  const server = await serve();
  const page = await show(server, server.at(EVENING));
  const drawn = page.locator(".trainer__marks");
  assert.equal(await drawn.getAttribute("aria-hidden"), "true");
  const marked = await page
    .locator(".trainer__mark")
    .evaluateAll((paths) => paths.map((path) => path.getAttribute("d").split("M").length - 1));
  assert.ok(marked[0] > 50, `${marked[0]} about incidents`);
  // A network falls silent and comes back, a camera goes dark, a storm begins; the flood follows at once.
  assert.ok(marked[1] >= 4, `${marked[1]} about the whole picture`);
});

test("while it plays fast, what was told is drawn, and settled says so", async () => {
  const server = await serve();
  const page = await show(server, server.at(at("16:20:00", "&rate=60")));
  for (let times = 0; times < 5; times += 1) await settled(page);
  assert.equal(await asks(page, "paused"), null);
});

test("a slider dragged hard shows where the hand is at last", async () => {
  const server = await serve();
  const page = await show(server, server.at(EVENING));
  const frames = await drag(page);
  await seekTo(page, "09:30:00");
  await poll("it is half past nine", async () => (await clock(page)) === "09:30:00");
  await settled(page);
  assert.equal(await asks(page, "paused"), "1");
  assert.ok(frames > 0);
  page.watch.assertCalm();
});

test("after the first visit it comes up without a network", async () => {
  const server = await serve();
  const page = await show(server, server.at(EVENING));
  await poll("its files are kept", () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration(location.href);
      return registration?.active?.state === "activated" && navigator.serviceWorker.controller !== null;
    }),
  );
  const before = await page.evaluate(() => globalThis.furun.marks().length);
  await server.stop();
  page.watch.expects(/ERR_CONNECTION_REFUSED|Failed to fetch|net::/);
  await page.reload();
  await settled(page);
  assert.equal((await marks(page)).length, before);
  assert.equal(await clock(page), "18:20:00");
});

test("the hub serves the demo as well, and its rules for pages hold", async () => {
  const hub = await startHub();
  const page = await show(hub, "/demo?time=12:00:00&paused=1&lang=en");
  assert.equal(await page.evaluate(() => location.pathname), "/demo/");
  assert.equal(await asks(page, "time"), "12:00:00");
  await poll("incidents are on the map", async () => (await marks(page)).length > 10);
  assert.match(await page.locator(".trainer__unreal").innerText(), /invented/);
  await picture(page, "demo-english");
  page.watch.assertCalm();
});
