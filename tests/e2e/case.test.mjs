// What an incident's card holds for whoever works at it: the second story of the brief with four browsers at once, photos,
// and only the networks that are the person's.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { mine, phone, photo, send, take, taken } from "./phone.mjs";
import { marks, picture, poll } from "./rig.mjs";
import { noise, open, PASSWORD, press, reaches, seated } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({});

const TABLET = { width: 1024, height: 768 };

/** Where a named place of the district is, as a phone there would say. */
async function at(hub, name) {
  const { body } = await hub.get("/api/v1/divisions");
  const { position } = body.places.find((place) => place.name.zh === name);
  return { longitude: position.lon, latitude: position.lat, accuracy: 9 };
}

/** Chooses a category of the form on the phone, in whichever class it stands. */
async function chooseCategory(page, words) {
  const tile = page.locator(".report-tile", { hasText: words });
  for (const one of await page.locator(".report-class").all()) {
    if (await tile.count()) break;
    await one.click();
  }
  await tile.first().click();
}

/** The words under the photos of a card, once there are so many and each is drawn. */
const photosOf = (page, count) =>
  poll(`${count} photos are drawn`, async () => {
    const drawn = page.locator('.photo__open[data-state="shown"] img');
    const sizes = await drawn.evaluateAll((all) => all.map((image) => image.naturalWidth));
    return sizes.length === count && sizes.every((width) => width > 0) && page.locator(".photo__act").allInnerTexts();
  });

test("the manhole cover in Fucheng Xiyuan goes from a phone to a closed case, and four screens see each act at once", async () => {
  const hub = await startHub();
  const wall = await show(hub, "/wall");
  const officer = await seated(show, hub, "demo-government");
  const department = await seated(show, hub, "demo-law-enforcement", { page: "department", ...TABLET });
  const worker = await phone(show, hub, { place: await at(hub, "福城西苑") });
  const COVER = "井盖";
  const everywhere = async (stage) => {
    // What is closed leaves the list of what is to be done; its card stays.
    if (stage === "closed") await officer.locator(".step[data-step=present]", { hasText: "结案" }).waitFor();
    else await reaches(officer, COVER, stage);
    await poll(`the wall shows ${stage}`, async () => (await marks(wall))[0]?.stage === stage);
    const word = stage.replace("_", "");
    await worker.locator(`.report-row__state[data-stage="${word}"]`).waitFor();
  };

  // The grid worker sees the raised edge, photographs it and sends it.
  await poll("the place is known", async () => /±9/.test(await worker.locator(".report-place__whence").innerText()));
  await take(worker, await photo(worker, { width: 1200, height: 900 }));
  await taken(worker);
  await chooseCategory(worker, COVER);
  await send(worker);
  await mine(worker);
  await everywhere("reported");

  // The duty officer sees the photo, accepts, and gives it to the department that is responsible.
  await open(officer, COVER);
  const [taken1] = await photosOf(officer, 1);
  assert.match(taken1, /上报/);
  await press(officer, "accept", "a");
  await everywhere("accepted");
  await press(officer, "assign", "d");
  await officer.locator(".choice", { hasText: "综合执法大队" }).click();
  await officer.keyboard.press("Enter");
  await everywhere("dispatched");

  // The department claims it, sees the same photo, and takes it up.
  const order = department.locator(".order", { hasText: COVER });
  await photosOf(department, 1);
  await picture(department, "case-offered");
  await order.locator('[data-action="receive"]', { hasText: "认领" }).click();
  await officer.locator(".assignment", { hasText: "已认领" }).waitFor();
  await worker.locator(".report-row__words", { hasText: "综合执法大队" }).waitFor();
  await order.locator('[data-action="begin_handling"]:enabled').click();
  await everywhere("handling");

  // Done, with a photo from the department's camera.
  await order.locator('[data-action="resolve"]:enabled').click();
  await order.locator("textarea").fill("井盖已更换，现场恢复");
  await order.locator(".shots__file").setInputFiles(await photo(department, { width: 2000, height: 1500 }));
  await order.locator(".shots__one img").waitFor();
  await picture(department, "case-resolving");
  await assertAccessible(department, "the department's page with a form and a photo");
  await order.locator(".action-form .button").first().click();
  await everywhere("resolved");
  await officer.locator(".notes", { hasText: "井盖已更换" }).waitFor();
  const captions = await photosOf(officer, 2);
  assert.match(captions[1], /办结/);

  // The officer looks at both by keys alone, then verifies.
  await officer.locator(".photo__open").first().focus();
  await officer.keyboard.press("Enter");
  const large = officer.locator('.large-photo[data-state="shown"]');
  await large.waitFor();
  await officer.keyboard.press("ArrowRight");
  await officer.locator(".large-photo__number", { hasText: "第 2 / 2 张" }).waitFor();
  await large.locator("img").waitFor();
  await picture(officer, "case-large");
  await assertAccessible(officer, "the console with a large photo");
  await officer.keyboard.press("Escape");
  await officer.locator(".large-photo").waitFor({ state: "detached" });
  assert.equal(await officer.locator(".incident-card").count(), 1, "Escape closes the photo, not the card below it");
  await press(officer, "verify", "v");
  await everywhere("closed");
  await press(officer, "reply", "y");
  await officer.locator(".action-form textarea").fill("井盖已换好，谢谢你的上报");
  await officer.keyboard.press("Enter");
  await officer.locator(".citizen__said", { hasText: "井盖已换好" }).waitFor();
  await officer.locator(".citizen__standing", { hasText: "已办结" }).waitFor();
  // The worker reads what was answered.
  await worker.locator(".report-row__reply", { hasText: "井盖已换好" }).waitFor();
  await picture(officer, "case-closed");
  await picture(worker, "case-worker");
  for (const page of [wall, officer, department, worker]) page.watch.assertCalm();
  hub.assertQuiet();
});

test("a network that is not the person's is simply not there, and nothing is asked of it", async () => {
  const hub = await startHub();
  await noise(hub, "F-1");
  for (const [account, page, networks] of [
    ["demo-police", "console", ["police"]],
    ["demo-government", "console", ["government", "internet"]],
    ["demo-wall", "wall", ["police", "government", "internet"]],
  ]) {
    const asked = [];
    const prepare = (context) => context.on("page", (page) => page.on("websocket", (socket) => asked.push(socket.url())));
    const seat = await show(hub, `/signin?back=${page}`, { ready: false, prepare });
    await seat.locator('input[name="username"]').waitFor();
    await seat.locator('input[name="username"]').fill(account);
    await seat.locator('input[name="password"]').fill(PASSWORD);
    assert.deepEqual(asked, [], "whoever is at the door is shown nothing");
    await seat.locator('button[type="submit"]').click();
    await seat.waitForURL(`**/${page}`);
    await seat.waitForFunction(() => globalThis.furun !== undefined);
    await seat.evaluate(() => globalThis.furun.ready);
    await poll(`${account} hears its networks`, async () => {
      const { seq } = await seat.evaluate(() => globalThis.furun.stats());
      return Object.keys(seq).toSorted().join() === networks.toSorted().join();
    });
    const opened = [...new Set(asked.map((url) => new URL(url).pathname.split("/").pop()))];
    assert.deepEqual(opened.toSorted(), networks.toSorted(), account);
    if (page === "console") assert.equal(await seat.locator(".feed-line").count(), networks.length, account);
    assert.doesNotMatch(await seat.locator("body").innerText(), /无权访问|数据不全/, account);
    await picture(seat, `own-networks-${account}`);
    seat.watch.assertCalm();
  }
  hub.assertQuiet();
});

/** Reports something with a photo, as whoever sits at the page. */
const reportWithPhoto = (page, subject) =>
  page.evaluate(async (subject) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    canvas.getContext("2d").fillRect(100, 100, 200, 200);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
    const post = async (path, type, body) => {
      const headers = { "content-type": type, "idempotency-key": crypto.randomUUID() };
      return (await fetch(path, { method: "POST", headers, body })).json();
    };
    const { photo } = await post("/api/v1/police/photos", "image/jpeg", blob);
    const command = { report: { subject, place: { address: "米兰小镇 B 座" } } };
    return post("/api/v1/police/commands", "application/json", JSON.stringify({ command, photos: [photo] }));
  }, subject);

test("a photo that cannot be had says why, and is asked for again by hand", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  page.watch.expects(/status of (403|404|500)/);
  await noise(hub, "F-none", { subject: "路灯不亮" });
  await open(page, "路灯不亮");
  await page.locator(".photos__none", { hasText: "尚无现场照片" }).waitFor();
  await reportWithPhoto(page, "井盖异响");
  const answers = { thumbnail: 500, whole: 500 };
  await page.route("**/photos/**", (route) => {
    const status = route.request().url().endsWith("/thumbnail") ? answers.thumbnail : answers.whole;
    return status === 200 ? route.continue() : route.fulfill({ status });
  });
  await open(page, "井盖异响");
  await page.locator('.photo__open[data-state="failed"]', { hasText: "暂时读不到" }).click();
  const large = page.locator(".large-photo");
  await large.locator(".large-photo__why", { hasText: "暂时读不到" }).waitFor();
  await picture(page, "photo-failed");
  answers.whole = 404;
  await large.locator(".large-photo__why button").click();
  await large.locator(".large-photo__why", { hasText: "已按规定删除" }).waitFor();
  await page.keyboard.press("Escape");
  answers.whole = 403;
  await page.locator(".photo__open").click();
  await large.locator(".large-photo__why", { hasText: "按权限不显示" }).waitFor();
  await page.keyboard.press("Escape");
  answers.whole = 200;
  await page.locator(".photo__open").click();
  await page.locator('.large-photo[data-state="shown"] img').waitFor();
  page.watch.assertCalm();
});

test("what an officer has just done is taken back by a key, and refused with words once somebody has acted since", async () => {
  const hub = await startHub();
  const NOISE = "夜间噪声扰民";
  const one = await seated(show, hub, "demo-police");
  const other = await seated(show, hub, "demo-police");
  const station = await seated(show, hub, "demo-station");
  await noise(hub, "F-undo");
  await open(one, NOISE);
  await open(other, NOISE);
  await press(one, "accept", "a");
  await reaches(one, NOISE, "accepted");
  // Nothing takes an acceptance back.
  assert.equal(await one.locator(".undo").count(), 0);
  const send = async () => {
    await press(one, "assign", "d");
    await one.locator(".choice", { hasText: "米兰小镇巡区服务工作站" }).click();
    await one.locator(".choices").focus();
    await one.keyboard.press("Enter");
    await one.locator(".undo", { hasText: "派遣" }).waitFor();
    await reaches(other, NOISE, "dispatched");
  };
  await send();
  await picture(one, "undo");
  await assertAccessible(one, "the console with something to take back");
  // Only whoever did it is offered the way back.
  assert.equal(await other.locator(".undo").count(), 0);
  await one.keyboard.press("z");
  for (const page of [one, other]) await reaches(page, NOISE, "accepted");
  await one.locator(".undo").waitFor({ state: "detached" });
  await other.locator(".notes", { hasText: "撤销刚才的操作" }).waitFor();

  await send();
  one.watch.expects(/status of 409/);
  const received = await station.evaluate(async () => {
    const { version } = await (await fetch("/api/v1/incidents/police/1")).json();
    const body = JSON.stringify({ incident: 1, version, command: { receive: { station: "S1" } } });
    const headers = { "content-type": "application/json", "idempotency-key": "received" };
    return (await fetch("/api/v1/police/commands", { method: "POST", headers, body })).status;
  });
  assert.equal(received, 200);
  await one.locator(".assignment", { hasText: "已接单" }).waitFor();
  await one.keyboard.press("z");
  await one.locator(".told__line[data-kind=rejected]", { hasText: "已有变化" }).waitFor();
  await picture(one, "undo-refused");
  assert.equal(await one.locator(".assignment", { hasText: "已接单" }).count(), 1, "the order stands");
  for (const page of [one, other, station]) page.watch.assertCalm();
});

test("an officer's own cameras are the same in two browsers, and what the hub does not take is told and kept", async () => {
  const hub = await startHub();
  const [one, other] = [await seated(show, hub, "demo-police"), await seated(show, hub, "demo-police")];
  for (const page of [one, other]) await page.goto(`${hub.origin}/video`);
  const rows = (page) => page.getByRole("tree").getByRole("treeitem");
  const search = async (page, words) => {
    await page.getByRole("searchbox").fill(words);
    await page.getByText("找到 1 台").waitFor();
  };
  const keys = async (page, ...pressed) => {
    await page.getByRole("tree").focus();
    for (const key of pressed) await page.keyboard.press(key);
  };
  const own = (page) => page.getByRole("button", { name: "收藏", exact: true }).click();
  await own(other);
  await search(one, "L-001-01");
  await keys(one, "End", "s");
  await poll("the other browser has it", async () => (await rows(other).count()) === 1);

  // No answer comes: it is said, and nothing is lost.
  const door = "**/api/v1/me/favourites";
  const unsent = one.getByText("收藏暂存在本机");
  one.watch.expects(/ERR_FAILED/);
  await one.route(door, (route) => route.abort());
  await search(one, "L-002-01");
  await keys(one, "End", "s");
  await unsent.waitFor();
  await one.getByRole("searchbox").fill("");
  await own(one);
  await poll("both are there", async () => (await rows(one).count()) === 2);
  await picture(one, "favourites-unsent");
  await assertAccessible(one, "/video with favourites that the hub has not taken");
  await one.reload();
  await own(one);
  await poll("both are there again", async () => (await rows(one).count()) === 2);
  await one.unroute(door);
  await poll("the other browser has both", async () => (await rows(other).count()) === 2);
  await unsent.waitFor({ state: "hidden" });
  // Taken away in the other, it is gone here.
  await keys(other, "Home", "s");
  await poll("one is left", async () => (await rows(one).count()) === 1);
  for (const page of [one, other]) page.watch.assertCalm();
});

test("a counterpart is named by the number that came by telephone, each side by its own officer", async () => {
  const hub = await startHub();
  await noise(hub, "F-link");
  const statement = { kind: "report", id: "G-link", occurred_at: new Date().toISOString(), subject: "占道经营" };
  const told = await hub.post("/ingest/12345", statement, { token: "demo-12345-key" });
  assert.equal(told.status, 200, JSON.stringify(told.body));
  const police = await seated(show, hub, "demo-police");
  const government = await seated(show, hub, "demo-government");
  const supervisor = await seated(show, hub, "demo-supervisor");
  const LINKED = "政警联动";
  const flagged = (page) => page.locator(".incident-card .badge", { hasText: LINKED });
  const write = async (page, number, network) => {
    if (network) await page.locator('select[name="counterpart_network"]').selectOption(network);
    const field = page.locator('input[name="counterpart_number"]');
    await field.fill(number);
    await field.press("Enter");
  };

  await open(police, "夜间噪声扰民");
  await press(police, "link", "k");
  await write(police, "A-12");
  await police.locator(".counterpart .field__fault", { hasText: "只能是大于 0 的数字" }).waitFor();
  await picture(police, "link-by-number");
  await assertAccessible(police, "the form for a counterpart");
  await write(police, "1", "government");
  await flagged(police).waitFor();
  await police.locator(".action-form").waitFor({ state: "detached" });

  await open(government, "占道经营");
  assert.equal(await flagged(government).count(), 0, "the other side names it for itself");
  await press(government, "link", "k");
  await write(government, "77", "internet");
  await government.locator(".counterpart .field__fault", { hasText: "没有 77 号事件" }).waitFor();
  await write(government, "1", "police");
  await flagged(government).waitFor();

  // Whoever sees both networks goes from one to the other.
  await open(supervisor, "夜间噪声扰民");
  await supervisor.locator(".incident-card .chip", { hasText: "政务专网" }).click();
  await supervisor.locator(".incident-card__subject", { hasText: "占道经营" }).waitFor();
  await supervisor.locator(".incident-card .chip", { hasText: "公安网" }).waitFor();
  for (const page of [police, government, supervisor]) page.watch.assertCalm();
  hub.assertQuiet();
});
