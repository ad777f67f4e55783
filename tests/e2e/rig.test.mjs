// The rig itself, against a page of four lines: what it claims to see, it sees.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { colours, distance } from "./pixels.mjs";
import { openBrowser, openPage, poll } from "./rig.mjs";
import { after, before, test } from "./test.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** Serves one page at every address and runs the test with it. */
async function withPage(html, check) {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8").end(html);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  let page;
  try {
    page = await openPage(browser, { origin }, "/", { ready: false, width: 300, height: 200 });
    await check(page);
  } finally {
    await page?.context().close();
    server.closeAllConnections();
    server.close();
  }
}

const BLANK = '<link rel="icon" href="data:,">';

test("a calm page raises no complaint", async () => {
  await withPage(BLANK, (page) => page.watch.assertCalm());
});

test("a request to another origin is seen, a worker's too", async () => {
  const worker = 'fetch("http://127.0.0.1:9/from-worker").catch(() => {})';
  const html = `${BLANK}<img src="http://127.0.0.1:9/from-page">
    <script>new Worker(URL.createObjectURL(new Blob([${JSON.stringify(worker)}])))</script>`;
  await withPage(html, async (page) => {
    await poll("both requests are seen", () => page.watch.foreign.length === 2);
    assert.throws(() => page.watch.assertCalm(), /left our own origin/);
  });
});

test("a console error and an exception are complaints unless they are expected", async () => {
  await withPage(BLANK, async (page) => {
    page.watch.expects(/foreseen/);
    await page.evaluate(() => {
      console.error("foreseen");
      console.error("a broken promise");
      setTimeout(() => {
        throw new Error("a thrown one");
      });
    });
    await poll("two complaints", () => page.watch.complaints.length === 2);
    assert.match(page.watch.complaints[0], /a broken promise/);
    assert.match(page.watch.complaints[1], /a thrown one/);
  });
});

test("colours are read from the screen as they were drawn", async () => {
  const html = `${BLANK}<body style="margin:0;background:rgb(10,200,30)">
    <div style="position:absolute;left:100px;top:50px;width:40px;height:40px;background:rgb(229,72,77)">`;
  await withPage(html, async (page) => {
    const [inside] = await colours(page, 120, 70);
    const [outside] = await colours(page, 20, 20);
    assert.ok(distance(inside, [229, 72, 77]) <= 1, `${inside}`);
    assert.ok(distance(outside, [10, 200, 30]) <= 1, `${outside}`);
    // An edge: the filters of PNG have something to predict from.
    const edge = await colours(page, 100, 50, 4);
    assert.equal(edge.length, 16);
    assert.ok(distance(edge[0], [10, 200, 30]) <= 1, `${edge[0]}`);
    assert.ok(distance(edge[15], [229, 72, 77]) <= 1, `${edge[15]}`);
  });
});

test("polling gives up with the last answer and the reason", async () => {
  await assert.rejects(
    poll("the sky falls", () => false, { seconds: 0.2, everyMs: 20 }),
    /still not: the sky falls \(last answer: false\)/,
  );
});
