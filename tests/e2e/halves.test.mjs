// The app's wasm in two, as it is shipped (`xtask/halves`): here of the quick build, cut by the same hands.

import assert from "node:assert/strict";
import { POLICE, ingest, report } from "./deployment.mjs";
import { HALVED, marks, picture, poll } from "./rig.mjs";
import { signIn } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({ app: HALVED });

const SECOND = "**/*_second.wasm";

/** A start on a busy machine may come to what no start was noted to do (a feed that is late): it need not be the first. */
const STARTS = 3;

/** Whether the page has noted this of its second half. */
const noted = (page, what) =>
  page.evaluate((what) => performance.getEntriesByName(`furun-second-${what}`).length > 0, what);

/** What the page has fetched whose address ends so. */
const fetched = (page, ending) =>
  page.evaluate(
    (ending) =>
      performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.endsWith(ending))
        .map(({ startTime, responseEnd }) => ({ startTime, responseEnd })),
    ending,
  );

/** Notes when the page has its first picture. */
const notingPicture = (context) =>
  context.addInitScript(() => {
    const look = setInterval(() => {
      if (!globalThis.furun) return;
      clearInterval(look);
      globalThis.furun.ready.then(() => (globalThis.pictureAt = performance.now()));
    }, 5);
  });

test("a wall starts on its first half, and the second comes after the first picture", async () => {
  const hub = await startHub({ config: POLICE });
  await ingest(hub, [report("A", { priority: "emergency" })]);
  let page;
  let asked;
  for (let start = 0; start < STARTS; start += 1) {
    page = await show(hub, "/wall", { prepare: notingPicture });
    await poll("the second half is here", () => noted(page, "here"));
    assert.equal((await fetched(page, "_bg.wasm")).length, 1);
    asked = await fetched(page, "_second.wasm");
    if (!(await noted(page, "awaited"))) break;
  }
  assert.ok(!(await noted(page, "awaited")), "every start has stood still for its second half");
  assert.equal(asked.length, 1);
  const pictureAt = await page.evaluate(() => globalThis.pictureAt);
  // Both wait for the same promise, one after the other.
  assert.ok(asked[0].startTime > pictureAt - 20, `asked for at ${asked[0].startTime}, the picture was there at ${pictureAt}`);
  await ingest(hub, [report("B", { east: 300, priority: "emergency" })]);
  await poll("what comes later is on the map", async () => (await marks(page)).length === 2);
  page.watch.assertCalm();
});

test("what is called before the second half is there waits for it", async () => {
  const hub = await startHub({ demo: true });
  // The one that is fetched beside the page does not come.
  const prepare = (context) =>
    context.route(SECOND, (route) => (route.request().resourceType() === "xhr" ? route.continue() : route.abort()));
  const page = await show(hub, "/signin?back=administration", { ready: false, prepare });
  page.watch.expects(/ERR_FAILED/);
  await signIn(page, "demo-administrator");
  await page.waitForURL("**/administration");
  await page.locator("h1").first().waitFor();
  assert.ok(await noted(page, "awaited"));
  assert.ok(!(await noted(page, "here")));
  page.watch.assertCalm();
});

test("a second half that cannot be fetched is said, and the page is opened anew when it can", async () => {
  const hub = await startHub({ demo: true });
  let isCut = true;
  const prepare = (context) =>
    context.route(SECOND, (route) => {
      const isHere = route.request().frame().url().endsWith("/administration");
      return isCut && isHere ? route.abort() : route.continue();
    });
  const page = await show(hub, "/signin?back=administration", { ready: false, prepare });
  page.watch.expects(/ERR_FAILED|NetworkError|unreachable|second\.wasm/);
  await signIn(page, "demo-administrator");
  await page.waitForURL("**/administration");
  const notice = page.locator(".start-failed", { hasText: "福润缺少一部分" });
  await notice.waitFor();
  assert.equal(await notice.count(), 1);
  await picture(page, "half-missing");
  isCut = false;
  await page.locator("h1").first().waitFor();
  assert.equal(await notice.count(), 0);
});

test("a page that is kept for use without a network keeps both halves", async () => {
  const hub = await startHub({ demo: true });
  for (const list of ["/demo/offline.js", "/report-offline.js"]) {
    const kept = await (await fetch(hub.origin + list)).text();
    assert.match(kept, /furun-[0-9a-f]{16}_bg\.wasm"/);
    assert.match(kept, /furun-[0-9a-f]{16}_second\.wasm"/);
  }
});
