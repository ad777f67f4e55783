// The line from a platform's report to a mark on the wall, on the built hub and the built app.

import assert from "node:assert/strict";
import { KEY, POLICE, fact, ingest, report } from "./deployment.mjs";
import { pixelsOf, token } from "./pixels.mjs";
import { HUB_GONE, marks, picture, poll, settled } from "./rig.mjs";
import { stalledSocket } from "./sockets.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({ config: POLICE });

test("a posted report appears as a mark, a change of stage recolours it, picking it opens its card", async () => {
  const hub = await startHub();
  const page = await show(hub);
  assert.deepEqual(await marks(page), []);

  await ingest(hub, report("F-1", { subject: "夜间噪声扰民" }));
  const [mark] = await poll("the mark is there", async () => {
    const found = await marks(page);
    return found.length === 1 && found[0].stage === "reported" && found;
  });
  const waiting = await token(page, "--color-waiting");
  const taken = await token(page, "--color-taken");
  await poll("it is drawn in the colour of waiting", async () => (await pixelsOf(page, mark, waiting)) > 20);
  assert.equal(await pixelsOf(page, mark, taken), 0);

  await ingest(hub, fact("F-1", "accept"));
  await poll("its stage has changed", async () => (await marks(page))[0].stage === "accepted");
  await poll("it is drawn in the colour of taken", async () => (await pixelsOf(page, mark, taken)) > 20);
  assert.equal(await pixelsOf(page, mark, waiting), 0);
  await picture(page, "line-accepted");

  assert.deepEqual(await page.evaluate(({ x, y }) => window.furun.pick(x, y), mark), { id: mark.id });
  await page.mouse.click(mark.x, mark.y);
  const card = page.locator(".incident-card");
  await card.waitFor({ state: "visible" });
  assert.match(await card.innerText(), /夜间噪声扰民/);
  await picture(page, "line-card");
  page.watch.assertCalm();
  hub.assertQuiet();
});

test("after kill -9 in the middle of a stream nothing acknowledged is missing and nothing is doubled", async () => {
  const hub = await startHub();
  const page = await show(hub);
  page.watch.expects(HUB_GONE);

  const acknowledged = [];
  const refused = [];
  let killed = false;
  const stream = (async () => {
    for (let number = 0; number < 120; number += 1) {
      const id = `K-${number}`;
      const place = { east: ((number % 12) - 6) * 90, north: (Math.floor(number / 12) - 5) * 90 };
      for (;;) {
        try {
          // Sent again until it is acknowledged, as a platform does: the hub must make one of it.
          await ingest(hub, report(id, place));
          acknowledged.push(id);
          break;
        } catch (error) {
          refused.push(String(error));
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      if (number === 40) killed = true;
    }
  })();
  await poll("a third is through", () => killed);
  await hub.kill();
  await poll("the platform feels it", () => refused.length > 0);
  await hub.restart();
  await stream;
  assert.equal(acknowledged.length, 120);

  await poll("the page knows all of them", async () => {
    const { incidents } = await page.evaluate(() => window.furun.stats());
    return incidents === 120;
  });
  await settled(page);
  const ids = (await marks(page)).map((mark) => mark.id);
  assert.equal(new Set(ids).size, ids.length, "no mark twice");
  const { body } = await hub.get("/api/v1/incidents?network=police&limit=1000");
  assert.equal(body.total, 120);
  page.watch.assertCalm();
});

test("a malformed frame does not stop the feed", async () => {
  const hub = await startHub();
  let injected = 0;
  const page = await show(hub, "/wall", {
    // Between page and hub: one frame of rubbish before every tenth of the hub's own.
    prepare: (context) =>
      context.routeWebSocket(/\/feeds\//, (socket) => {
        const server = socket.connectToServer();
        let count = 0;
        server.onMessage((message) => {
          count += 1;
          if (count % 10 === 5) {
            injected += 1;
            socket.send(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
          }
          socket.send(message);
        });
      }),
  });
  for (let number = 0; number < 30; number += 1) {
    await ingest(hub, report(`M-${number}`, { east: (number - 15) * 60 }));
  }
  await poll("all thirty are on the screen", async () => {
    const { incidents } = await page.evaluate(() => window.furun.stats());
    return incidents === 30;
  });
  assert.ok(injected > 0, "no rubbish was sent");
  assert.equal(page.watch.foreign.length, 0);
});

test("a body that cannot be read is refused with its field, and harms nothing else", async () => {
  const hub = await startHub();
  const page = await show(hub);
  const wrong = await hub.post("/ingest/110", { ...report("B-1"), lon: "east" }, { token: KEY });
  assert.equal(wrong.body.status, wrong.status);
  assert.match(wrong.headers.get("content-type"), /application\/problem\+json/);
  assert.equal(wrong.body.field, "lon");
  const rubbish = await hub.post("/ingest/110", "{", { token: KEY });
  assert.equal(rubbish.status, 400);
  const stranger = await hub.post("/ingest/110", report("B-1"), { token: "not the platform's key" });
  assert.equal(stranger.status, 401);

  await ingest(hub, report("B-2"));
  await poll("the next report is on the screen", async () => (await marks(page)).length === 1);
  page.watch.assertCalm();
});

test("a client that stops reading costs the others nothing", async (t) => {
  const hub = await startHub();
  const page = await show(hub);
  const stalled = [];
  t.after(() => stalled.forEach((socket) => socket.destroy()));
  for (let number = 0; number < 20; number += 1) {
    const headers = { "Sec-WebSocket-Protocol": "furun.json.v1" };
    stalled.push(await stalledSocket(hub, "/feeds/police", { headers, first: '{"open":{"token":null,"resume":null}}' }));
  }

  // More than the sockets' buffers and the hub's queues hold for those who do not read.
  for (let round = 0; round < 12; round += 1) {
    const batch = Array.from({ length: 500 }, (_, number) =>
      report(`S-${round}-${number}`, { east: (number % 50) * 40 - 1000, north: Math.floor(number / 50) * 40 - 200 }),
    );
    await ingest(hub, batch);
  }
  await poll("the reading client has all of them", async () => {
    const { incidents, dropped } = await page.evaluate(() => window.furun.stats());
    return incidents === 6000 && dropped === 0;
  });
  page.watch.assertCalm();
});

test("no request leaves our own origin, on the wall and on the console", async () => {
  const hub = await startHub();
  await ingest(hub, report("O-1"));
  for (const path of ["/wall", "/console"]) {
    const page = await show(hub, path);
    await page.mouse.move(960, 540);
    await page.mouse.wheel(0, -600);
    await page.mouse.down();
    await page.mouse.move(760, 440, { steps: 5 });
    await page.mouse.up();
    await settled(page);
    page.watch.assertCalm();
  }
  hub.assertQuiet();
});
