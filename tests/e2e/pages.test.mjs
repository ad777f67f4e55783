// The pages as a person first sees them: the demo, on the glasses they are designed for.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { marks, picture, poll, settled } from "./rig.mjs";
import { noise, open, press, seated } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({ demo: true });

const GLASSES = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];

/** By how much the document is larger than the window, in CSS pixels: nothing may need scrolling. */
const overflow = (page) =>
  page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return Math.max(scrollWidth - innerWidth, scrollHeight - innerHeight);
  });

test("the demo fills wall and console at both sizes, nothing overflows and nobody complains", async () => {
  const hub = await startHub();
  for (const path of ["/wall", "/console"]) {
    for (const glass of GLASSES) {
      const page = await show(hub, path, glass);
      await poll("the demo's incidents are on the map", async () => (await marks(page)).length > 0);
      await picture(page, `${path.slice(1)}-${glass.width}`);
      assert.ok((await overflow(page)) <= 0, `${path} at ${glass.width}: ${await overflow(page)} px too much`);
      page.watch.assertCalm();
      await page.context().close();
    }
  }
  hub.assertQuiet();
});

test("the screen speaks Chinese until somebody chooses, and keeps the choice", async () => {
  const hub = await startHub();
  const page = await show(hub, "/wall", { locale: "en-GB" });
  const spoken = () => page.evaluate(() => document.documentElement.lang);
  assert.equal(await spoken(), "zh-CN");
  await page.locator('button[lang="en"]').click();
  await poll("it speaks English", async () => (await spoken()) === "en");
  assert.match(await page.locator(".wall-header").innerText(), /reported/i);
  await page.reload();
  await settled(page);
  assert.equal(await spoken(), "en");
  page.watch.assertCalm();
});

test("names that were taken off the map stay off it in this tab", async () => {
  const hub = await startHub();
  const page = await show(hub, "/wall");
  const shown = () => page.locator('.map-label[data-shown="true"]').count();
  await poll("names are shown", async () => (await shown()) > 3);
  await page.keyboard.press("l");
  await poll("none is shown", async () => (await shown()) === 0);
  await page.reload();
  await settled(page);
  assert.equal(await shown(), 0);
  await page.keyboard.press("l");
  await poll("names are shown again", async () => (await shown()) > 3);
  page.watch.assertCalm();
});

test("names on the ground give way to incidents", async () => {
  const hub = await startHub();
  const page = await show(hub, "/wall");
  const isOpen = (mark) => !["closed", "void"].includes(mark.stage);
  // So near that each is drawn by itself: within a group an incident is not where its sign is.
  const first = await poll("an incident is open", async () => (await marks(page)).find(isOpen));
  await page.evaluate(({ lon, lat }) => window.furun.setCamera({ lon, lat, zoom: 16.5 }), first);
  await settled(page);
  await poll("names are shown", async () => (await page.locator('.map-label[data-shown="true"]').count()) > 3);
  await poll("no name lies under an open incident", async () => {
    const open = (await marks(page)).filter(isOpen);
    const names = await page.locator('.map-label[data-shown="true"]').evaluateAll((labels) =>
      labels.map((label) => {
        const { left, top, right, bottom } = label.getBoundingClientRect();
        return { left, top, right, bottom };
      }),
    );
    const under = names.filter(({ left, top, right, bottom }) =>
      open.some(({ x, y }) => x > left - 4 && x < right + 4 && y > top - 4 && y < bottom + 4),
    );
    return open.length > 0 && under.length === 0;
  }, { seconds: 20 });
  page.watch.assertCalm();
});

/** What a person cannot read or press as it should be: parts that run out of the page, words of buttons in two lines, figures that touch. */
const misfits = (page) =>
  page.evaluate(() => {
    const faults = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} wide on ${clientWidth}`);
    for (const part of document.querySelectorAll(".glass > *, .wall-header > *, .button, .chip, .figure, .incident-card")) {
      const { left, right, width } = part.getBoundingClientRect();
      const within = part.closest(".signs, .rows, .choices") ?? document.documentElement;
      const edge = within.getBoundingClientRect();
      if (width > 0 && (left < edge.left - 1 || right > edge.right + 1)) faults.push(`${part.className} runs out: ${part.textContent}`);
    }
    for (const button of document.querySelectorAll(".button")) {
      const words = document.createRange();
      words.selectNodeContents(button);
      const lines = [...words.getClientRects()].filter(({ width }) => width > 0);
      const apart = lines.some(({ top }) => lines.some(({ bottom }) => bottom <= top));
      if (apart) faults.push(`a button has two lines: ${button.textContent}`);
    }
    const figures = [...document.querySelectorAll(".figure")].map((figure) => {
      // As wide as its words, which may be wider than it; as high as itself, since letters' boxes are higher than their lines.
      const words = document.createRange();
      words.selectNodeContents(figure);
      const { left, right } = words.getBoundingClientRect();
      const { top, bottom } = figure.getBoundingClientRect();
      return { name: figure.textContent, left, right, top, bottom };
    });
    for (const [index, one] of figures.entries()) {
      for (const other of figures.slice(index + 1)) {
        const beside = one.right <= other.left || other.right <= one.left;
        const below = one.bottom <= other.top || other.bottom <= one.top;
        if (!beside && !below) faults.push(`figures lie on one another: ${one.name}, ${other.name}`);
      }
    }
    return faults;
  });

test("the console fits a phone, a tablet and a desk in both languages", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  await noise(hub, "S-1", { subject: "各种屏幕" });
  await open(page, "各种屏幕");
  await press(page, "assign", "d");
  await page.locator(".action-form").waitFor();
  for (const [width, height] of [[390, 844], [768, 1024], [1024, 768], [1366, 768], [1920, 1080]]) {
    await page.setViewportSize({ width, height });
    for (const language of ["zh-CN", "en"]) {
      await page.locator(`.language-switch button[lang="${language}"]`).evaluate((button) => button.click());
      const what = `${width} × ${height} in ${language}`;
      await poll(`it fits ${what}`, async () => {
        const faults = await misfits(page);
        assert.deepEqual(faults, []);
        return true;
      }, { seconds: 10 });
      const map = await page.locator(".glass__picture").boundingBox();
      assert.ok(map.height >= 0.4 * height, `the map is ${map.height} px high at ${what}`);
      if (width < 1280) await assertAccessible(page, `the console at ${what}`);
      await picture(page, `console-${width}-${language}`);
    }
  }
  page.watch.assertCalm();
});
