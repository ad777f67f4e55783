// A camera that stands askew is calibrated by clicks: what is written into its picture stands beside the things before, and on them
// after. The drawn picture is the truth; marked cubes in it say where a place is drawn.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { assertAccessible } from "./axe.mjs";
import { beside, columns } from "./cubes.mjs";
import { decode } from "./pixels.mjs";
import { picture, poll, settled } from "./rig.mjs";
import { seated } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({});

const CAMERA = "L-007-01";

/** The demo's deployment on its demo day, with cameras that stand two degrees askew. */
async function startAskew() {
  const demo = readFileSync(new URL("../../crates/hub/config/demo.toml", import.meta.url), "utf8");
  const config = demo.replace("district_seed = 1", "district_seed = 1\naskew_degrees = 2.0");
  const hub = await startHub({ config });
  const set = await fetch(`${hub.origin}/api/v1/clock`, {
    method: "PUT",
    headers: { "content-type": "application/json", authorization: "Bearer demo-supervisor-token" },
    body: JSON.stringify({ now: "2026-11-23T12:00:00+08:00", rate: 1 }),
  });
  assert.equal(set.status, 200, await set.text());
  return hub;
}

/** Somebody at the tool, with the camera's picture open. */
async function atTheTool(hub, id) {
  const page = await seated(show, hub, id);
  await page.goto(`${hub.origin}/calibration?camera=${CAMERA}`);
  await poll("the picture is open", () => page.evaluate((camera) => globalThis.furun?.picture()?.camera === camera, CAMERA));
  await page.locator(".versions__row").first().waitFor();
  // A drawn picture can be looked around in without taking the head that others look through.
  await page.getByRole("button", { name: "自由视角" }).click();
  await settled(page);
  return page;
}

const told = (page) => page.evaluate(() => globalThis.furun.picture());
const look = (page, wish) => page.evaluate((wish) => globalThis.furun.setPicture(wish), wish);

/** Cubes by their bearing from the middle of the picture and their height above the horizon, in degrees, and how far away they are. */
const POINTED_AT = [
  [-20, 3, 420], [18, 4, 700], [-6, 9, 300], [9, 12, 520], [-15, 13, 820], [3, 5, 950],
].map(cube);
const LOOKED_AT = [[-11, 6, 640], [14, 9, 380], [0, 13, 900]].map(cube);

function cube([bearing, above, away]) {
  return { bearing, above, away, side: away / 30 };
}

/** Where a cube's middle is. */
function place(eye, pan, { bearing, above, away }) {
  const angle = ((pan + bearing) * Math.PI) / 180;
  const { lon, lat } = beside(eye, away * Math.sin(angle), away * Math.cos(angle));
  return { lon, lat, height: eye.height + away * Math.tan((above * Math.PI) / 180) };
}

/**
 * Draws cubes whose bearings are well apart, and gives where the middle of each is drawn, in CSS pixels of the window.
 * A picture that is drawn and looked at takes seconds, so all of them stand in one.
 */
async function drawn(page, eye, pan, cubes) {
  const features = cubes.map((cube) => {
    const { side } = cube;
    const at = place(eye, pan, cube);
    const ring = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]].map(([dx, dy]) => {
      const { lon, lat } = beside(at, dx * side, dy * side);
      return [lon, lat];
    });
    return {
      type: "Feature", geometry: { type: "Polygon", coordinates: [ring] },
      properties: { base: at.height - side / 2, top: at.height + side / 2, colour: "#ff00ff" },
    };
  });
  await look(page, { marked: JSON.stringify({ type: "FeatureCollection", features }) });
  await settled(page);
  const { x, y, width, height_px: height } = await told(page);
  const clip = { x: Math.ceil(x), y: Math.ceil(y) + 40, width: Math.floor(width) - 2, height: Math.floor(height) - 100 };
  return poll("the cubes are drawn", async () => {
    const colours = decode(await page.screenshot({ clip, scale: "css" }));
    const boxes = columns(colours, clip.width, ([r, g, b]) => r - g > 60 && b - g > 60);
    const middle = (from, to) => (from + to) / 2;
    const byBearing = cubes.toSorted((one, other) => one.bearing - other.bearing);
    return boxes.length === cubes.length && cubes.map((cube) => {
      const [left, top, right, bottom] = boxes[byBearing.indexOf(cube)];
      return { x: clip.x + middle(left, right), y: clip.y + middle(top, bottom) };
    });
  });
}

/** How far beside what is drawn the labels of some places would stand, in pixels: the worst. */
async function labelError(page, eye, pan) {
  const things = await drawn(page, eye, pan, LOOKED_AT);
  const places = LOOKED_AT.map((cube) => place(eye, pan, cube));
  const labels = await page.evaluate((places) => places.map((at) => globalThis.furun.seen(at)), places);
  return Math.max(...labels.map((label, number) => Math.hypot(label.x - things[number].x, label.y - things[number].y)));
}

/** Points at a cube in the picture and at its place on the map, in this order or the other, and says how high it is. */
async function pointAt(page, at, thing, mapFirst) {
  await page.evaluate(({ lon, lat }) => globalThis.furun.setCamera({ lon, lat, zoom: 17, pitch: 0, bearing: 0 }), at);
  await settled(page);
  const map = await page.locator(".calibration__views > .map").boundingBox();
  const onMap = () => page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  const inPicture = () => page.mouse.click(thing.x, thing.y);
  for (const click of mapFirst ? [onMap, inPicture] : [inPicture, onMap]) await click();
  const height = page.locator(".points__height").last();
  await height.fill(at.height.toFixed(1));
  await height.press("Tab");
}

const verdict = (page) => page.locator(".calibration__verdict").innerText();
const rows = (page) => page.locator(".points__row").count();
const version = (page) => page.locator(".versions__row[data-current] .versions__number");

test("a camera that stands askew is calibrated by clicks, and what is written into its picture stands on the things from then on", async (t) => {
  const hub = await startAskew();
  const page = await atTheTool(hub, "demo-police");
  // Somebody else is to be faster once.
  page.watch.expects(/status of 409/);
  // On a slow line answers overtake what is done meanwhile.
  await page.route("**/calibrations", async (route) => {
    await pause(300);
    await route.continue();
  });
  const eye = await told(page);
  const { pan } = eye;
  await look(page, { pan, tilt: 7, zoom: 1 });
  await settled(page);
  const before = await labelError(page, eye, pan);
  t.diagnostic(`labels ${before.toFixed(1)} px beside the things before`);
  assert.ok(before > 15, `${before} px: it stands askew`);
  assert.match(await verdict(page), /还需 3 个点/);

  // Nothing stands over what is to be pointed at, until somebody asks for it.
  const isLabelled = async () => (await told(page)).labels.length > 0;
  const labelled = page.getByRole("button", { name: "画面标注" });
  assert.equal(await isLabelled(), false);
  await labelled.click();
  await poll("it is labelled", isLabelled);
  await labelled.click();
  await poll("it is not labelled any more", async () => !(await isLabelled()));

  const seen = await drawn(page, eye, pan, POINTED_AT);
  for (const [number, cube] of POINTED_AT.entries()) await pointAt(page, place(eye, pan, cube), seen[number], number % 2 === 1);
  assert.equal(await rows(page), POINTED_AT.length);
  assert.match(await verdict(page), /^6 个点，[\d.]+ 像素/);

  // A mistaken point is marked and left out; removed, it is gone.
  await page.mouse.click(eye.x + 60, eye.y + 200);
  const map = await page.locator(".calibration__views > .map").boundingBox();
  await page.mouse.click(map.x + map.width * 0.3, map.y + map.height * 0.3);
  await page.locator('.points__row[data-state="bad"]').waitFor();
  assert.match(await verdict(page), /^6 个点.*1 个未采用/);
  await picture(page, "calibration");
  await assertAccessible(page, "the calibration tool");
  await page.locator('.points__row[data-state="bad"] .points__ways button').last().click();
  assert.equal(await rows(page), POINTED_AT.length);

  await page.getByRole("button", { name: "保存" }).click();
  await version(page).waitFor();
  assert.equal(await version(page).innerText(), "第 1 版");
  await poll("labels stand by it", async () => (await labelError(page, eye, pan)) < before / 3);
  const after = await labelError(page, eye, pan);
  t.diagnostic(`labels ${after.toFixed(1)} px beside the things after`);
  assert.ok(after < 3, `${after} px`);
  const kept = (await hub.get("/api/v1/calibrations")).body.calibrations;
  assert.deepEqual(kept.map(({ camera, version }) => [camera, version]), [[CAMERA, 1]]);

  // Every other screen has it, too: the wall's picture is labelled by it.
  const other = await atTheTool(hub, "demo-supervisor");
  await version(other).waitFor();
  await look(other, { pan, tilt: 7, zoom: 1 });
  await settled(other);
  await poll("the other screen has it", async () => (await labelError(other, eye, pan)) < 5);

  // Back to the catalogue's pose, and forward again: each a version of its own.
  await other.locator(".versions__row").last().getByRole("button").click();
  await poll("the catalogue's pose is in use", async () => (await other.locator(".versions__row[data-current]").innerText()).includes("使用中")
    && (await other.locator(".versions__row").count()) === 3);
  await poll("labels stand beside the things again", async () => (await labelError(other, eye, pan)) > 15);
  // Whoever has not seen that saves nothing over it.
  await page.locator(".points__row").first().getByRole("button", { name: "停用" }).click();
  await page.getByRole("button", { name: "保存" }).click();
  await page.locator(".calibration__said[data-fault]", { hasText: "其他人" }).waitFor();
  assert.equal(await rows(page), POINTED_AT.length, "the points in hand stay");
  // Nor does a version take her changes away: they are saved or given up first.
  const back = page.locator(".versions__row", { hasText: "第 1 版" }).getByRole("button");
  assert.equal(await back.isDisabled(), true);
  assert.equal(await back.getAttribute("title"), "请先保存或放弃修改");
  await page.getByRole("button", { name: "放弃修改" }).click();
  await back.click();
  await version(page).filter({ hasText: "第 3 版" }).waitFor();
  assert.match(await page.locator(".versions__row[data-current]").innerText(), /恢复第 1 版/);
  assert.equal(await page.locator(".calibration__said").innerText(), "已恢复第 1 版");

  // The mast is knocked: whoever points at the same things again is told.
  await look(page, { askew: 2.8 });
  await settled(page);
  const stand = await drawn(page, eye, pan, POINTED_AT);
  for (const number of [0, 1, 3]) {
    const take = page.locator(".points__row").nth(number).getByRole("button", { name: "移动" });
    await take.click();
    const { x, y } = stand[number];
    await page.mouse.click(x, y);
    await take.click();
  }
  const moved = await page.locator(".calibration__moved").innerText();
  t.diagnostic(moved);
  const [, degrees] = moved.match(/转动了 ([\d.]+)°/);
  assert.ok(Number(degrees) > 0.5 && Number(degrees) < 1.3, moved);

  // A file that cannot be used is refused with its field, and nothing is lost; a good one is taken.
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "导出" }).click(),
  ]);
  const sheet = readFileSync(await download.path(), "utf8");
  const give = (text) => page.locator(".calibration__import input").setInputFiles({
    name: "points.json", mimeType: "application/json", buffer: Buffer.from(text),
  });
  const broken = JSON.parse(sheet);
  broken.views[0].points[0].position.lat = 190;
  await give("[]");
  await page.locator(".calibration__said[data-fault]", { hasText: "整个文件 内容不符" }).waitFor();
  await give(JSON.stringify(broken));
  await page.locator(".calibration__said[data-fault]", { hasText: "/views/0/points/0/position/lat 超出范围" }).waitFor();
  assert.equal(await rows(page), POINTED_AT.length);
  await page.locator(".points__row").first().getByRole("button", { name: "删除" }).click();
  await give(sheet);
  await poll("the file's points are in hand", async () => (await rows(page)) === POINTED_AT.length);
  // Another camera is another address, which opens it again. Whoever comes back before the hub has answered has the saved points once.
  await page.getByRole("button", { name: "放弃修改" }).click();
  await page.locator(".calibration__unsaved").waitFor({ state: "detached" });
  let answers = 0;
  page.on("requestfinished", (request) => (answers += Number(request.url().endsWith("/calibrations"))));
  for (const camera of ["L-001-01", CAMERA, "L-001-01", CAMERA]) {
    await look(page, { camera });
    await poll("the address names it", () => new URL(page.url()).searchParams.get("camera") === camera);
  }
  await poll("every answer has come", () => answers >= 4);
  await poll("the saved points are there", async () => (await rows(page)) >= POINTED_AT.length);
  assert.equal(await rows(page), POINTED_AT.length);
  assert.equal(await page.locator(".calibration__unsaved").count(), 0);
  page.watch.assertCalm();
});

/** The place that is pointed at, as it is written. */
async function pointed(page) {
  const words = await page.locator(".camera-view__spot").innerText();
  return [...words.matchAll(/[\d.]+(?=°)/g)].map(([degrees]) => Number(degrees));
}

test("an officer takes a call at a place in the picture, and names another, which is found there and on the map, renamed and removed", async () => {
  const hub = await startAskew();
  const page = await seated(show, hub, "demo-police");
  await page.locator(".camera-open").click();
  await poll("the picture is open", async () => (await told(page)) !== null);
  await look(page, { askew: 0 });
  await settled(page);
  const { x, y, width, height_px: height } = await told(page);
  const ask = async (kind, text) => (await told(page)).labels.find((label) => label.kind === kind && label.text === text);
  await poll("a place is pointed at", async () => {
    await page.mouse.click(x + width * 0.42, y + height * 0.7);
    return page.locator(".camera-view__spot").isVisible();
  });
  // What was pointed at is where the call is: by its own button, and by the key.
  await page.getByRole("button", { name: "在此接警" }).click();
  const where = page.locator(".call .place-field__where", { hasText: "巡区" });
  await where.waitFor();
  await page.getByRole("button", { name: "清空" }).click();
  await where.waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.locator(".camera-view__picture").focus();
  await page.keyboard.press("n");
  await where.waitFor();
  await page.locator('.call input[name="subject"]').fill("路面积水");
  await page.keyboard.press("Enter");
  await page.locator(".incident-card", { hasText: "路面积水" }).waitFor();
  // Reported: the next call is elsewhere.
  await page.locator(".camera-view__spot").waitFor({ state: "detached" });

  // A name is of the place that is shown when it is saved, whatever was shown when the form opened.
  await page.mouse.click(x + width * 0.42, y + height * 0.7);
  const first = await pointed(page);
  await page.getByRole("button", { name: "命名此处" }).click();
  await page.locator('.naming input[name="zh"]').fill("西苑北门");
  await page.locator('.naming input[name="en"]').fill("North gate");
  const [lon, lat] = await poll("another place is pointed at", async () => {
    await page.mouse.click(x + width * 0.7, y + height * 0.7);
    const [lon, lat] = await pointed(page);
    return (lon !== first[0] || lat !== first[1]) && [lon, lat];
  });
  await page.locator('.naming button[type="submit"]').click();
  const label = await poll("it stands in the picture", () => ask("hand", "西苑北门"));
  await page.locator('.map-label[data-kind="hand"]', { hasText: "西苑北门" }).waitFor({ state: "attached" });

  // A click on it opens it to whoever may change it.
  await page.mouse.click(label.left + label.width / 2, label.top + label.height_px / 2);
  await page.locator('.naming input[name="zh"]').fill("西苑东门");
  await assertAccessible(page, "naming a thing", ".camera-view");
  await picture(page, "calibration-naming");
  await page.locator('.naming button[type="submit"]').click();
  const renamed = await poll("it is renamed", () => ask("hand", "西苑东门"));
  const { labels } = (await hub.get("/api/v1/police/labels", { token: "demo-supervisor-token" })).body;
  assert.deepEqual(labels.map(({ name, version }) => [name.zh, name.en, version]), [["西苑东门", "North gate", 2]]);
  const [{ position }] = labels;
  assert.deepEqual([position.lon, position.lat].map((degrees) => degrees.toFixed(5)), [lon, lat].map((degrees) => degrees.toFixed(5)));
  // What a colleague has just changed is not taken away by whoever has not seen it: that is said, and what she wrote stands.
  page.watch.expects(/status of 409/);
  const open = ({ left, top, width, height_px: height }) => page.mouse.click(left + width / 2, top + height / 2);
  const remove = page.locator(".naming").getByRole("button", { name: "删除" });
  await open(renamed);
  await remove.waitFor();
  const colleague = await seated(show, hub, "demo-supervisor");
  const [{ id, version, height_metres }] = labels;
  const body = { based_on: version, name_zh: "西苑南门", lon: position.lon, lat: position.lat, height_metres };
  const change = ({ id, body }) => fetch(`/api/v1/police/labels/${id}`, {
    method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  }).then((answer) => answer.status);
  assert.equal(await colleague.evaluate(change, { id, body }), 200);
  await remove.click();
  await page.locator(".naming__fault", { hasText: "他人刚修改过" }).waitFor();
  await poll("it is as she named it", () => ask("hand", "西苑南门"));
  await page.locator(".naming").getByRole("button", { name: "取消" }).click();
  await page.locator(".naming").waitFor({ state: "detached" });
  // Seen anew, it goes. Without the form the picture may be larger.
  await settled(page);
  await open(await ask("hand", "西苑南门"));
  await page.locator(".naming__by").waitFor();
  await remove.click();
  await poll("it is gone", async () => !(await ask("hand", "西苑南门")));
  const kept = async () => (await hub.get("/api/v1/police/labels", { token: "demo-supervisor-token" })).body.labels;
  assert.deepEqual(await kept(), []);

  // What a colleague has taken away meanwhile can be neither saved nor taken away; what was typed stands.
  await poll("a place is pointed at", async () => {
    await page.mouse.click(x + width * 0.42, y + height * 0.7);
    return page.locator(".camera-view__spot").isVisible();
  });
  await page.getByRole("button", { name: "命名此处" }).click();
  const zh = page.locator('.naming input[name="zh"]');
  const save = page.locator('.naming button[type="submit"]');
  await zh.fill("西苑西门");
  await save.click();
  await open(await poll("it stands in the picture", () => ask("hand", "西苑西门")));
  await remove.waitFor();
  await zh.fill("西苑正门");
  const [named] = await kept();
  const takeAway = ({ id, version }) => fetch(`/api/v1/police/labels/${id}?based_on=${version}`, { method: "DELETE" })
    .then((answer) => answer.status);
  assert.equal(await colleague.evaluate(takeAway, named), 204);
  page.watch.expects(/status of 404/);
  await save.click();
  await page.locator(".naming__fault", { hasText: "已被他人删除" }).waitFor();
  assert.equal(await save.isDisabled(), true);
  assert.equal(await remove.count(), 0);
  assert.equal(await zh.inputValue(), "西苑正门");
  await page.locator(".naming").getByRole("button", { name: "取消" }).click();
  await page.locator(".naming").waitFor({ state: "detached" });
  page.watch.assertCalm();
});
