// What a wall meets only now and then: a flood, an exercise, a finger, a person who wants less motion, a picture in another
// coordinate system, an emergency outside of what is seen.

import assert from "node:assert/strict";
import { HOME, POLICE, fact, ingest, report } from "./deployment.mjs";
import { gcj02FromWgs84 } from "./gcj02.mjs";
import { colours, distance, pixelsOf, token } from "./pixels.mjs";
import { marks, picture, poll, settled } from "./rig.mjs";
import { SPOT, spottedBasemap } from "./spot.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({ config: POLICE });

const stats = (page) => page.evaluate(() => window.furun.stats());
const camera = (page) => page.evaluate(() => window.furun.camera());

/** Waits for so many changes of the seconds on the screen's own clock. */
async function seconds(page, count) {
  const face = page.locator(".clock-face__time");
  for (let passed = 0; passed < count; passed += 1) {
    const before = await face.innerText();
    await poll("another second", async () => (await face.innerText()) !== before, { everyMs: 50 });
  }
}

test("in a flood the screen says so in words and nothing blinks", async () => {
  const hub = await startHub();
  const page = await show(hub);
  await ingest(hub, report("U-0", { priority: "urgent", east: -700 }));
  await poll("one urgent incident blinks", async () => (await stats(page)).blinking === 1);
  assert.equal(await page.locator('.banner[data-kind="flood"]').count(), 0);

  const more = Array.from({ length: 11 }, (_, number) =>
    report(`U-${number + 1}`, { priority: "urgent", east: (number - 5) * 120, north: 200 }),
  );
  await ingest(hub, more);
  const banner = page.locator('.banner[data-kind="flood"]');
  await banner.waitFor({ state: "visible" });
  await poll("nothing blinks", async () => (await stats(page)).blinking === 0);
  await settled(page);
  await picture(page, "trial-flood");
  page.watch.assertCalm();
});

test("an exercise has a banner of its own, and its marks are hatched", async () => {
  const hub = await startHub();
  const page = await show(hub);
  await ingest(hub, [
    report("X-1", { exercise: true, east: -300 }),
    report("R-1", { east: 300 }),
  ]);
  const banner = page.locator('.banner[data-kind="unreal"]');
  await banner.waitFor({ state: "visible" });
  const found = await poll("both are there", async () => {
    const found = await marks(page);
    return found.length === 2 && found;
  });
  await settled(page);
  const [hatched, real] = found.sort((one, other) => one.x - other.x);
  const waiting = await token(page, "--color-waiting");
  await poll("the real one is drawn", async () => (await pixelsOf(page, real, waiting)) > 100);
  const share = (await pixelsOf(page, hatched, waiting)) / (await pixelsOf(page, real, waiting));
  assert.ok(share > 0.2 && share < 0.85, `the exercise's mark has ${share} of the colour of a real one`);
  await picture(page, "trial-exercise");
  // Lists say so too, and figures count what is real.
  await page.locator('.incident-row[data-incident="police/1"] .incident-row__unreal').waitFor({ state: "visible" });
  assert.equal(await page.locator(".incident-row__unreal").count(), 1);
  assert.match(await page.locator(".timeline__peak").innerText(), /\b1 件/);
  await page.mouse.click(hatched.x, hatched.y);
  await page.locator('.incident-card .badge[data-weight="unreal"]').waitFor({ state: "visible" });
  page.watch.assertCalm();
});

test("somebody who wants less motion sees a live wall without a blink, and sees it blink again when he no longer does", async () => {
  const hub = await startHub();
  const page = await show(hub);
  await ingest(hub, report("M-1", { priority: "emergency" }));
  await poll("it blinks", async () => (await stats(page)).blinking === 1);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await settled(page);
  await seconds(page, 1);
  const before = (await stats(page)).draws;
  await seconds(page, 3);
  assert.equal((await stats(page)).draws, before, "a mark that does not blink needs no draw");
  const waiting = await token(page, "--color-waiting");
  const [mark] = await marks(page);
  assert.ok((await pixelsOf(page, mark, waiting)) > 100, "it stays lit");
  await picture(page, "trial-reduced-motion");

  await page.emulateMedia({ reducedMotion: "no-preference" });
  const still = (await stats(page)).draws;
  await seconds(page, 2);
  assert.ok((await stats(page)).draws >= still + 2, "it blinks again");
  page.watch.assertCalm();
});

test("fingers pan, pinch, tilt and tap", async () => {
  const hub = await startHub();
  await ingest(hub, report("T-1", { subject: "手指点选", east: 100 }));
  const page = await show(hub, "/console", { context: { hasTouch: true } });
  const [mark] = await poll("the mark is there", async () => {
    const found = await marks(page);
    return found.length === 1 && found;
  });
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    cdp.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  /** Fingers that move together from their places by so much each. */
  const gesture = async (fingers, moves, steps = 12) => {
    await touch("touchStart", ...fingers);
    for (let step = 1; step <= steps; step += 1) {
      const at = fingers.map(([x, y], index) => {
        const [dx, dy] = moves[index];
        return [x + (dx * step) / steps, y + (dy * step) / steps];
      });
      await touch("touchMove", ...at);
    }
    await touch("touchEnd");
    await settled(page);
  };

  // A finger beside the mark, nearer than its breadth.
  await page.touchscreen.tap(mark.x + 20, mark.y + 4);
  const card = page.locator(".incident-card");
  await card.waitFor({ state: "visible" });
  assert.match(await card.innerText(), /手指点选/);
  await page.touchscreen.tap(mark.x, mark.y + 200);
  await card.waitFor({ state: "hidden" });

  const start = await camera(page);
  await gesture([[960, 540]], [[200, 0]]);
  const panned = await camera(page);
  assert.ok(panned.lon < start.lon - 1e-3, `${start.lon} → ${panned.lon}`);
  await gesture([[900, 540], [1020, 540]], [[-150, 0], [150, 0]]);
  const pinched = await camera(page);
  assert.ok(pinched.zoom > panned.zoom + 0.5, `${panned.zoom} → ${pinched.zoom}`);
  await gesture([[900, 500], [1020, 500]], [[0, -120], [0, -120]]);
  const tilted = await camera(page);
  assert.ok(tilted.pitch > pinched.pitch + 5, `${pinched.pitch} → ${tilted.pitch}`);
  // Nobody's hand is fought: what comes in does not move the map.
  await ingest(hub, report("T-2", { east: 40_000 }));
  await poll("it has come", async () => (await stats(page)).incidents === 2);
  await seconds(page, 2);
  assert.deepEqual(await camera(page), tilted);
  await picture(page, "trial-touch");
  page.watch.assertCalm();
});

test("over a picture in GCJ-02 a mark stands on the pixel of its place", async (t) => {
  // A pyramid that is dark but for one spot: where the picture has the place that HOME is.
  const basemap = await spottedBasemap(t, gcj02FromWgs84(HOME), "gcj02");
  const hub = await startHub({ config: POLICE + basemap });
  const page = await show(hub);
  // The mark is a small one beside the spot, so that both are seen.
  await ingest(hub, report("G-1", { east: 0, north: 0 }));
  const [mark] = await poll("the mark is there", async () => {
    const found = await marks(page);
    return found.length === 1 && found;
  });
  await settled(page);
  await picture(page, "trial-gcj02");
  assert.ok(Math.abs(mark.lon - HOME.lon) < 1e-6 && Math.abs(mark.lat - HOME.lat) < 1e-6);
  // The spot is larger than the mark: it is seen all around it, and nowhere else.
  const around = async (dx, dy) => (await colours(page, mark.x + dx, mark.y + dy))[0];
  for (const [dx, dy] of [[-22, 0], [22, 0], [0, -22], [0, 22]]) {
    const seen = await around(dx, dy);
    assert.ok(distance(seen, SPOT) < 40, `${seen} at ${dx}, ${dy}`);
  }
  for (const [dx, dy] of [[-60, 0], [60, 0], [0, -60], [0, 60]]) {
    const seen = await around(dx, dy);
    assert.ok(distance(seen, SPOT) > 100, `${seen} at ${dx}, ${dy}`);
  }
  assert.deepEqual(page.watch.foreign, []);
});

test("what is urgent outside of the picture is told at its edge, and one straggler does not take the map along", async () => {
  const hub = await startHub();
  const crowd = Array.from({ length: 30 }, (_, number) =>
    report(`C-${number}`, { east: (number % 6) * 150 - 375, north: Math.floor(number / 6) * 150 - 300 }),
  );
  await ingest(hub, crowd);
  const page = await show(hub);
  await poll("they are there", async () => (await stats(page)).incidents === 30);
  await settled(page);
  const before = await camera(page);
  // About as far again as the view reaches to the south.
  await ingest(hub, report("C-30", { north: -4_500, priority: "emergency", subject: "机场火警" }));
  const call = page.locator('.edge-call[data-edge="bottom"]');
  await call.waitFor({ state: "visible" });
  assert.match(await call.innerText(), /1 件紧急/);
  await seconds(page, 2);
  assert.deepEqual(await camera(page), before, "the map stays where the city is");
  await picture(page, "trial-outside");

  await call.click();
  await poll("the map shows it", async () => (await marks(page)).some((mark) => mark.id === "police/31"));
  await call.waitFor({ state: "hidden" });
  await settled(page);
  // It is taken and done: nobody needs to be told any more.
  await page.evaluate((home) => window.furun.setCamera(home), before);
  await call.waitFor({ state: "visible" });
  await ingest(hub, [fact("C-30", "accept"), fact("C-30", "resolve")]);
  await call.waitFor({ state: "hidden" });
  page.watch.assertCalm();
});

test("far out urgent incidents are one sign with their number, beside the number of the others", async () => {
  const hub = await startHub();
  const page = await show(hub);
  const all = Array.from({ length: 40 }, (_, number) =>
    report(`Z-${number}`, {
      east: (number % 8) * 200 - 800,
      north: Math.floor(number / 8) * 200 - 400,
      priority: number % 5 === 0 ? "urgent" : "routine",
    }),
  );
  await ingest(hub, all);
  await poll("they are there", async () => (await stats(page)).incidents === 40);
  await page.evaluate((home) => window.furun.setCamera({ ...home, zoom: 4 }), HOME);
  await settled(page);
  await poll("two signs", async () => (await stats(page)).groups === 2);
  await picture(page, "trial-far-out");
  page.watch.assertCalm();
});

test("whoever asks for it sees what a second costs, and clicks through it", async () => {
  const hub = await startHub();
  const page = await show(hub, "/wall?hud");
  await ingest(hub, report("H-1"));
  const figures = page.locator(".hud__figure");
  await poll("the mark is counted", async () => {
    const all = await figures.allInnerTexts();
    return all.length === 6 && /^1 · 0 · 0$/.test(all[3]) && /^\d+\/s · [\d.]+ · [\d.]+ ms$/.test(all[0]);
  });
  const below = await page.locator(".hud").evaluate((hud) => {
    const { x, y } = hud.getBoundingClientRect();
    return hud.contains(document.elementFromPoint(x + 10, y + 10));
  });
  assert.equal(below, false);
  await picture(page, "trial-hud");
  page.watch.assertCalm();
});
