// The page of whoever walks the grid: a phone, a photo, three taps, and a network that comes and goes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { hasExif } from "./exif.mjs";
import { PHONE, category, mine, ownPlace, phone as phoneOf, photo, rows, send, take, taken } from "./phone.mjs";
import { APP, HUB_GONE, marks, picture, poll } from "./rig.mjs";
import { PASSWORD } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({ demo: true });
const phone = (hub, options) => phoneOf(show, hub, options);

const AXE = readFileSync(new URL("../../web/node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Somebody at the centre, who asks over the interface. */
async function officer(hub, account = "demo-government") {
  const answer = await fetch(`${hub.origin}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: hub.origin },
    body: JSON.stringify({ id: account, password: PASSWORD }),
  });
  assert.equal(answer.status, 200, await answer.text());
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  const get = async (path) => (await fetch(hub.origin + path, { headers: { cookie } })).json();
  let count = 0;
  return {
    get,
    async ask(number, command, note) {
      const { version } = await get(`/api/v1/incidents/government/${number}`);
      const response = await fetch(`${hub.origin}/api/v1/government/commands`, {
        method: "POST",
        headers: {
          cookie,
          origin: hub.origin,
          "content-type": "application/json",
          "idempotency-key": `e2e-${account}-${++count}-${number}`,
        },
        body: JSON.stringify({ incident: number, version, command, note }),
      });
      assert.equal(response.status, 200, await response.text());
    },
    /** The incidents that people have reported. */
    async reported() {
      const { incidents } = await get("/api/v1/incidents?network=government&platform=furun");
      return incidents.filter((incident) => incident.platform === "furun");
    },
  };
}

/** Fails on anything that axe finds serious or critical. */
async function assertAccessible(page, where) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => ["serious", "critical"].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  });
  assert.deepEqual(found, [], where);
}

test("a report is sent with three taps, stands on the wall, and what becomes of it comes back to the phone", async () => {
  const hub = await startHub();
  const wall = await show(hub, "/wall");
  const page = await phone(hub);
  await poll("the place is known", async () =>
    /±12/.test(await page.locator(".report-place__whence").innerText()),
  );
  await picture(page, "report-empty");
  await assertAccessible(page, "the empty form");
  await take(page, await photo(page, { width: 2400, height: 1800 }));
  await taken(page);
  await category(page);
  await picture(page, "report-filled");
  await assertAccessible(page, "the filled form");
  await send(page);
  await mine(page);
  await poll("it is sent", async () => (await rows(page, "sent")) === 1);
  const centre = await officer(hub);
  const [incident] = await poll("the hub has it", async () => {
    const all = await centre.reported();
    return all.length === 1 && all;
  });
  const number = Number(String(incident.id).split("/").pop());
  await poll("it stands on the wall", async () =>
    (await marks(wall)).some((mark) => mark.id === `government/${number}` && mark.stage === "reported"),
  );
  await poll("its photo is shown", async () => page.locator(".report-row__photo img").count());
  const { stations } = (await hub.get("/api/v1/divisions")).body;
  for (const [stage, command] of [
    ["accepted", { accept: {} }],
    ["dispatched", { assign: { station: stations[0].id } }],
  ]) {
    await centre.ask(number, command);
    await poll(`${stage} comes back`, async () =>
      page.locator(`.report-row__state[data-stage="${stage}"]`).count(),
    );
    await poll(`the wall shows ${stage} too`, async () =>
      (await marks(wall)).some((mark) => mark.id === `government/${number}` && mark.stage === stage),
    );
  }
  await picture(page, "report-mine");
  await assertAccessible(page, "the list");
  page.watch.assertCalm();
});

test("a photo says where it was taken, is made small, and what is sent says nothing of the kind", async () => {
  const hub = await startHub();
  const { longitude, latitude } = await ownPlace(hub);
  const page = await phone(hub, { allowed: false });
  let sent;
  page.on("request", (request) => {
    if (request.url().endsWith("/photos")) sent = request.postDataBuffer();
  });
  await page.locator(".report-place__whence").filter({ hasText: "定位被拒绝" }).waitFor();
  const file = await photo(page, { width: 2400, height: 1800 }, { lon: longitude, lat: latitude });
  assert.ok(hasExif(file.buffer));
  await take(page, file);
  await page.locator(".report-place__whence").filter({ hasText: "来自照片" }).waitFor();
  const size = await page
    .locator(".report-photo__picture")
    .evaluate(async (image) => (await image.decode(), [image.naturalWidth, image.naturalHeight]));
  assert.deepEqual(size, [1600, 1200]);
  await category(page);
  await send(page);
  await mine(page);
  await poll("it is sent", async () => (await rows(page, "sent")) === 1);
  assert.ok(sent && !hasExif(sent), "what is sent carries no EXIF");
  page.watch.assertCalm();
});

test("without a network reports wait, survive a closed page, and are sent exactly once", async () => {
  const hub = await startHub();
  const page = await phone(hub);
  page.watch.expects(HUB_GONE);
  page.watch.expects(/ERR_INTERNET_DISCONNECTED/);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await poll("the place is known", async () => /±12/.test(await page.locator(".report-place__whence").innerText()));
  await page.context().setOffline(true);
  const file = await photo(page, { width: 800, height: 600 });
  for (const index of [0, 1]) {
    await take(page, file);
    await taken(page);
    await category(page, index);
    await send(page);
    await poll("it is kept", async () => (await page.locator(".report-tab__count").innerText()) === String(index + 1));
  }
  await page.locator('.report-line[data-kind="waits"]').filter({ hasText: "没有网络：2 条" }).waitFor();
  await picture(page, "report-offline");
  await page.reload();
  await page.locator(".report-form").waitFor();
  await mine(page);
  await poll("both are there again", async () => (await page.locator(".report-row").count()) === 2);
  assert.equal(await rows(page, "sent"), 0);
  await page.context().setOffline(false);
  await poll("both are sent", async () => (await rows(page, "sent")) === 2);
  const centre = await officer(hub);
  assert.equal((await centre.reported()).length, 2);
});

test("a hub that is killed between hearing and answering is asked again, and makes one incident", async () => {
  const hub = await startHub();
  const page = await phone(hub);
  page.watch.expects(HUB_GONE);
  await poll("the place is known", async () => /±12/.test(await page.locator(".report-place__whence").innerText()));
  // The hub hears the report and makes it durable; its answer is lost with it.
  let lost = 0;
  await page.route("**/api/v1/government/commands", async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await hub.kill();
    await route.abort("connectionreset");
  });
  await category(page);
  await send(page);
  await mine(page);
  await poll("the answer is lost", () => lost > 0);
  await poll("it waits", async () => (await rows(page, "sent")) === 0 && (await page.locator(".report-row").count()) === 1);
  await hub.restart();
  await poll("it is sent", async () => (await rows(page, "sent")) === 1);
  const centre = await officer(hub);
  assert.equal((await centre.reported()).length, 1);
  assert.ok(lost > 1, "it was asked again");
});

test("what is no picture is said to be none, and nothing is sent of it", async () => {
  const hub = await startHub();
  const page = await phone(hub);
  await take(page, { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not a picture") });
  await page.locator(".report-fault").filter({ hasText: "不是照片" }).waitFor();
  await picture(page, "report-no-picture");
  page.watch.assertCalm();
});

test("a place outside of one's patrol areas is refused with words, and can be mended", async () => {
  const hub = await startHub();
  const page = await phone(hub, { place: { longitude: 106.9, latitude: 29.9, accuracy: 8 } });
  page.watch.expects(/403/);
  await page.locator(".report-fault").filter({ hasText: "不在你的巡区内" }).waitFor();
  await category(page);
  await send(page);
  await mine(page);
  await page.locator('.report-row[data-state="refused"]').waitFor();
  await picture(page, "report-refused");
  await assertAccessible(page, "a refused report");
  await page.locator('.report-row[data-state="refused"] .button').first().click();
  await page.context().setGeolocation(await ownPlace(hub));
  await page.locator(".report-place__map").click();
  // The device may still say where it was before. It is asked again only when its last answer has had time to come: a late one
  // would move the pin from under the hand that sends.
  await poll(
    "the pin stands in a grid",
    async () => {
      const stands = !(await page.locator(".report-sheet__division").innerText()).includes("不在");
      if (!stands) await page.locator(".report-sheet__device").click();
      return stands;
    },
    { everyMs: 1_500 },
  );
  await picture(page, "report-map");
  await page.locator(".report-sheet .report-send").click();
  await send(page);
  await mine(page);
  await poll("it is sent", async () => (await rows(page, "sent")) === 1);
  const centre = await officer(hub);
  assert.equal((await centre.reported()).length, 1);
});

test("a session that has ended keeps what waits, and says so", async () => {
  const hub = await startHub();
  const page = await phone(hub);
  page.watch.expects(/401|WebSocket/);
  await poll("the place is known", async () => /±12/.test(await page.locator(".report-place__whence").innerText()));
  await page.context().clearCookies();
  await category(page);
  await send(page);
  await page.locator('.report-line[data-kind="fault"]').filter({ hasText: "登录已失效，1 条" }).waitFor();
  await picture(page, "report-ended");
  await page.locator('.report-line[data-kind="fault"] button').click();
  await page.locator("input[name=username]").fill("demo-grid-worker");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.waitForURL(/\/report$/);
  await mine(page);
  await poll("it is sent", async () => (await rows(page, "sent")) === 1);
});

test("the page is an app of its own on a phone", async () => {
  const hub = await startHub();
  const page = await show(hub, "/report", { ...PHONE, ready: false });
  await page.locator(".report-welcome").waitFor();
  const href = await page.locator('link[rel="manifest"]').getAttribute("href");
  const { body, status } = await hub.get(`/${href}`);
  assert.equal(status, 200);
  const manifest = typeof body === "string" ? JSON.parse(body) : body;
  assert.deepEqual([manifest.display, manifest.start_url, manifest.short_name], ["standalone", "report", "随手报"]);
  for (const { src } of manifest.icons) assert.equal((await hub.get(`/${src}`)).status, 200);
  assert.match(readFileSync(`${APP}/report-offline.js`, "utf8"), /const PAGE = "report"/);
  page.watch.assertCalm();
});

test("every size is filled and nothing runs out of it, in both languages", async () => {
  const hub = await startHub();
  for (const { width, height } of [PHONE, { width: 360, height: 640 }, { width: 1024, height: 768 }, { width: 1440, height: 900 }]) {
    const page = await phone(hub, { width, height });
    await take(page, await photo(page, { width: 800, height: 600 }));
    await taken(page);
    await category(page);
    for (const language of ["zh-CN", "en"]) {
      await page.locator(`.report-head button[lang="${language}"]`).click();
      await picture(page, `report-${width}-${language}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${width} ${language}: ${over} px too wide`);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll(".report-form button, .report-tabs button, .report-input")]
          .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 47.5)
          .map((one) => one.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(small, [], "too small for a thumb");
    }
    page.watch.assertCalm();
    await page.context().close();
  }
});
