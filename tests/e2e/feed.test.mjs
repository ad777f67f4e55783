// A feed that dies says so and comes back by itself.

import assert from "node:assert/strict";
import { POLICE, ingest, report } from "./deployment.mjs";
import { pixelsOf, token } from "./pixels.mjs";
import { HUB_GONE, marks, picture, poll } from "./rig.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({ config: POLICE });

/** How fresh the police column says its feed is. */
const freshness = (page) => page.locator('[data-network="police"]').getAttribute("data-feed");

test("a feed whose connection dies goes hollow and recovers by resume without a reload", async () => {
  const hub = await startHub();
  const page = await show(hub);
  page.watch.expects(HUB_GONE);
  await ingest(hub, report("R-1"));
  const [mark] = await poll("the mark is there", async () => {
    const found = await marks(page);
    return found.length === 1 && found;
  });
  const waiting = await token(page, "--color-waiting");
  const filled = await poll("the mark is filled", async () => {
    const count = await pixelsOf(page, mark, waiting);
    return count > 100 && count;
  });
  await poll("the feed is live", async () => (await freshness(page)) === "live");
  await page.evaluate(() => {
    globalThis.sameDocument = true;
  });

  await hub.kill();
  await poll("the feed owns up", async () => (await freshness(page)) === "lost");
  assert.equal((await marks(page)).length, 1, "what was known stays on the screen");
  await poll("its mark is hollow", async () => (await pixelsOf(page, mark, waiting)) < filled / 2);
  await picture(page, "feed-lost");

  await hub.restart();
  await ingest(hub, report("R-2", { east: 400 }));
  await poll("the feed is live again", async () => (await freshness(page)) === "live");
  await poll("what came meanwhile is there", async () => (await marks(page)).length === 2);
  await poll("the mark is filled again", async () => (await pixelsOf(page, mark, waiting)) > filled / 2);
  assert.equal(await page.evaluate(() => globalThis.sameDocument), true, "the page was reloaded");
  page.watch.assertCalm();
});
