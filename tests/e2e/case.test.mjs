// What an incident's card holds for whoever works at it: the second story of the brief with four browsers at once, photos,
// and only the networks that are the person's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { mine, phone, photo, send, take, taken } from "./phone.mjs";
import { marks, picture, poll } from "./rig.mjs";
import { noise, open, press, reaches, seated } from "./seats.mjs";
import { stage } from "./stage.mjs";

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
    // Whoever is on the way to signing in has opened what the hub shows to anybody.
    await seat.locator('input[name="username"]').waitFor();
    await seat.locator('input[name="username"]').fill(account);
    await seat.locator('input[name="password"]').fill("this-is-only-a-demo");
    asked.length = 0;
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
