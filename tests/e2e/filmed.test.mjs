// A camera's film with labels on it: marks that the fixture's camera films at known places, and labels that stand on the same
// places. The fixture has a head of its own, which the hub turns by ONVIF as any device's; so the whole way is tried.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { HOME, POLICE, ingest, report } from "./deployment.mjs";
import { forToken, Gateway, withGateway } from "./gateway.mjs";
import { picture, poll, settled } from "./rig.mjs";
import { seated } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show, ending } = stage({});

/** What a page says when its gateway is away: that much is no fault of the page. */
const GATEWAY_GONE = /WebSocket|status of (404|502|503)|ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)/;

const CAMERA = "F-001-01";
const STREAM = "film1";

/** Two more on the same mast, whose films come late: of one somebody has said so, of the other nobody has. */
const LATE_CAMERA = "F-001-02";
const LATE_STREAM = "film2";
const UNTOLD_CAMERA = "F-001-03";
const UNTOLD_STREAM = "film3";
const FIELDS = [[1, 60], [2, 32.2], [10, 6.6]];
const HEIGHT = 60;

/** How much later the late films come than the other one, whose encoder and network take about as long as ONVIF does. */
const FILM_DELAY_MS = 300;

/** Marks so many metres east and north of the camera. */
const MARKS = [[-60, 240], [70, 330], [-170, 450], [10, 560], [190, 650], [-90, 760], [330, 820], [-330, 880]];

const placeOf = ([east, north]) => {
  const { lon, lat } = report("x", { east, north });
  return { lon, lat };
};

function catalogue() {
  const camera = (id, more) => ({
    id, name: { zh: "云台 1", en: "Dome 1" }, steerable: true,
    pose: { position: HOME, height_metres: HEIGHT, pan_degrees: 0, tilt_degrees: -6, roll_degrees: 0 },
    fields_of_view: FIELDS.map(([zoom, horizontal_degrees]) => ({ zoom, horizontal_degrees })),
    streams: [], ...more,
  });
  const point = (id, name, kind, east, north, mast, ...cameras) => ({
    id, name, kind, position: { ...HOME, ...placeOf([east, north]) }, mast_height_metres: mast,
    area: null, grid: null, platform: null, cameras,
  });
  const stream = { id: STREAM, role: "main", codec: "h264", width: 640, height: 360 };
  const beside = (id, stream_id, number, more = {}) => camera(id, {
    name: { zh: `云台 ${number}`, en: `Dome ${number}` }, streams: [{ ...stream, id: stream_id }],
    pose: { position: HOME, height_metres: HEIGHT - 0.01 * number, pan_degrees: 0, tilt_degrees: -6, roll_degrees: 0 }, ...more,
  });
  const low = placeOf([30, 420]);
  return JSON.stringify({
    points: [
      point("F-001", { zh: "米兰小镇瞭望点", en: "Milan Town lookout" }, "lookout", 0, 0, HEIGHT,
        camera(CAMERA, { streams: [stream] }),
        // A finger lower each: the highest opens first.
        beside(LATE_CAMERA, LATE_STREAM, 2, { film_delay_ms: FILM_DELAY_MS }),
        beside(UNTOLD_CAMERA, UNTOLD_STREAM, 3)),
      point("F-002", { zh: "米兰小镇北门", en: "Milan Town north gate" }, "xueliang", 30, 420, 6, camera("F-002-01", {
        steerable: false, streams: [{ ...stream, id: "cam1" }],
        pose: { position: low, height_metres: 6, pan_degrees: 180, tilt_degrees: -10, roll_degrees: 0 },
      })),
      point("F-003", { zh: "米兰小镇南门", en: "Milan Town south gate" }, "xueliang", -150, 300, 6, camera("F-003-01", {
        steerable: false,
        pose: { position: placeOf([-150, 300]), height_metres: 6, pan_degrees: 90, tilt_degrees: -10, roll_degrees: 0 },
      })),
    ],
  });
}

/** A hub before the films; with a token its cameras are for whoever says that, else everybody's. */
async function start(token) {
  const film = (stream, late_ms = 0) => ({
    stream, eye: { ...HOME, height_metres: HEIGHT }, pan_degrees: 0, tilt_degrees: -6, late_ms,
    fields_of_view: FIELDS, marks: MARKS.map((mark) => ({ ...placeOf(mark), height_metres: 0 })),
  });
  const gateway = await Gateway.start({ films: [film(STREAM), film(LATE_STREAM, FILM_DELAY_MS), film(UNTOLD_STREAM, FILM_DELAY_MS)] });
  ending(() => gateway.stop());
  const head = (camera, stream) => `
[[onvif]]
camera = "${camera}"
api = "${gateway.origin}/${stream}/onvif"
user = "hub"
password = "password-of-the-hub"
profile = "main"
zoom = [1.0, 10.0]
`;
  const onvif = head(CAMERA, STREAM) + head(LATE_CAMERA, LATE_STREAM) + head(UNTOLD_CAMERA, UNTOLD_STREAM);
  const hub = await startHub({
    config: `demo = true\n${withGateway(POLICE, gateway, ["whep", "fmp4"], token && forToken(token))}${onvif}`,
    files: { "camera-points.json": catalogue() },
  });
  await poll("the hub knows what is live", async () => {
    const { states } = (await hub.get("/api/v1/cameras", { token })).body;
    return [STREAM, LATE_STREAM, UNTOLD_STREAM, "cam1"].every((stream) => states[stream] === "live");
  });
  await ingest(hub, MARKS.map(([east, north], at) => report(`m${at + 1}`, { east, north, subject: `标记 ${at + 1}` })));
  return { gateway, hub };
}

const told = (page) => page.evaluate(() => globalThis.furun.picture());

async function openPicture(page) {
  await page.locator(".camera-open").click();
  await poll("the picture is open", async () => (await told(page)) !== null);
}

const isFilmed = (page, filmed = true) =>
  poll(filmed ? "the film is shown" : "the drawn picture is shown", async () => (await told(page))?.filmed === filmed);

/** Waits until the head stands where it was turned to, and has for a while: labels stand then. */
const stands = (page, is = () => true) => {
  let before = null;
  return poll("the head stands", async () => {
    const now = await told(page);
    const same = before && ["pan", "tilt", "zoom"].every((part) => Math.abs(now[part] - before[part]) < 1e-3);
    before = now;
    return same && is(now) && now.labels.every(({ opacity }) => opacity === 1) && now;
  }, { everyMs: 900 });
};

/**
 * For some pictures of the film, how far each label's anchor is from the mark that it stands on, in pixels of the film. A mark is found
 * by the middle of what is bright near the anchor.
 */
const offsets = (page, frames) =>
  page.evaluate((frames) => new Promise((resolve) => {
    const video = document.querySelector(".camera-view__film");
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const found = [];
    const look = () => {
      const seen = globalThis.furun.picture();
      context.drawImage(video, 0, 0);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      const scale = width / seen.width;
      const labels = seen.labels.filter(({ text }) => text.startsWith("标记"));
      const within = ({ x, y }) => {
        const at = [(x - seen.x) * scale, (y - seen.y) * scale];
        return at[0] > 24 && at[0] < width - 24 && at[1] > 58 && at[1] < height - 24;
      };
      const frame = labels.filter(within).map(({ text, x, y, opacity }) => {
        const at = { x: (x - seen.x) * scale, y: (y - seen.y) * scale };
        const reach = 40;
        // The nearest bright pixel leads to its mark.
        let nearest = null;
        for (let row = Math.max(34, Math.floor(at.y - reach)); row < Math.min(height, at.y + reach); row += 1) {
          for (let column = Math.max(0, Math.floor(at.x - reach)); column < Math.min(width, at.x + reach); column += 1) {
            const away = Math.hypot(column + 0.5 - at.x, row + 0.5 - at.y);
            if (data[4 * (row * width + column)] > 190 && (!nearest || away < nearest.away)) nearest = { away, row, column };
          }
        }
        if (!nearest) return { text, opacity, off: null };
        let [sum, sumX, sumY] = [0, 0, 0];
        for (let row = Math.max(0, nearest.row - 11); row <= Math.min(height - 1, nearest.row + 11); row += 1) {
          for (let column = Math.max(0, nearest.column - 11); column <= Math.min(width - 1, nearest.column + 11); column += 1) {
            const weight = Math.max(0, data[4 * (row * width + column)] - 120);
            sum += weight;
            sumX += weight * (column + 0.5);
            sumY += weight * (row + 0.5);
          }
        }
        return { text, opacity, off: Math.hypot(sumX / sum - at.x, sumY / sum - at.y) };
      });
      found.push({ pan: seen.pan, labels: frame });
      if (found.length < frames) video.requestVideoFrameCallback(look);
      else resolve(found);
    };
    video.requestVideoFrameCallback(look);
  }), frames);

const worstOf = (frames, least = 0.99) =>
  Math.max(0, ...frames.flatMap(({ labels }) => labels.filter(({ opacity }) => opacity >= least).map(({ off }) => off ?? 99)));

/**
 * What is off while the fixture's own head turns slowly, by 6° a second and unasked by the hub: so slowly that labels stay whole. A step of
 * every tenth of a second is a move of its own.
 */
async function turningSlowly(page, gateway, stream) {
  const looked = { done: false };
  const found = offsets(page, 30).finally(() => (looked.done = true));
  const began = performance.now();
  for (let pan = 0; pan < 24 && !looked.done; pan = 0.006 * (performance.now() - began)) {
    await gateway.turn(stream, { pan, tilt: -6 });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const pictures = await found;
  const turning = pictures.filter(({ pan }) => pan > 0.5 && pan < 20);
  assert.ok(turning.length >= 5, `only ${turning.length} pictures of the turn: ${pictures.map(({ pan }) => pan.toFixed(1))}`);
  return turning;
}

/** How far labels are off that are to be seen, half of the time. */
function median(frames) {
  const off = frames.flatMap(({ labels }) => labels.filter(({ opacity }) => opacity > 0.3).map(({ off }) => off ?? 40));
  assert.ok(off.length >= 5, `only ${off.length} labels`);
  return off.sort((one, other) => one - other)[Math.floor(off.length / 2)];
}

test("labels stand on the very things in a film, at rest and at another zoom, and fade while the head turns too fast", async (t) => {
  const { gateway, hub } = await start();
  const page = await seated(show, hub, "demo-police");
  page.watch.expects(GATEWAY_GONE);
  await openPicture(page);
  await isFilmed(page);
  await page.locator('.camera-view__kind[data-kind="filmed"]', { hasText: "实景" }).waitFor();
  const pad = (name) => page.locator(".camera-view__pads").getByRole("button", { name });
  assert.equal(await pad("向右").count(), 0, "nothing turns a head that is not held");
  await page.getByRole("button", { name: "接管云台" }).click();
  await page.locator(".camera-view__holder", { hasText: "您在操控" }).waitFor();

  await stands(page);
  const rest = await offsets(page, 5);
  assert.ok(rest.every(({ labels }) => labels.length >= 5), `only ${rest[0].labels.length} labels`);
  await picture(page, "filmed-rest");
  t.diagnostic(`at rest the worst label is ${worstOf(rest).toFixed(2)} px of the film off`);
  assert.ok(worstOf(rest) <= 1.5);
  await assertAccessible(page, "a filmed picture", ".glass__picture");

  // A step of 12 degrees: fast enough that what is written fades, and comes back with the rest.
  const before = await told(page);
  await pad("向右").click();
  const turning = await offsets(page, 60);
  await stands(page, ({ pan }) => Math.abs(((pan - before.pan + 540) % 360) - 180) > 11);
  const faded = Math.min(...turning.flatMap(({ labels }) => labels.map(({ opacity }) => opacity)));
  t.diagnostic(`while it turns what is shown whole is at most ${worstOf(turning).toFixed(1)} px off, what is half there ${worstOf(turning, 0.5).toFixed(1)}; the faintest has ${faded.toFixed(2)}`);
  assert.ok(faded < 0.5, "labels fade while it turns");
  assert.ok(worstOf(turning) <= 12, "what is shown whole stands on its thing, or just beside it");
  assert.ok(worstOf(await offsets(page, 5)) <= 1.5, "they stand again when it does");

  await page.locator(".camera-view__picture").focus();
  await page.keyboard.press("Home");
  await stands(page, ({ pan }) => Math.abs(((pan + 180) % 360) - 180) < 0.2);
  await pad("拉近").click();
  const near = await stands(page, ({ zoom }) => zoom > 1.5);
  const zoomed = worstOf(await offsets(page, 5));
  t.diagnostic(`at ${near.zoom.toFixed(2)}× the worst label is ${zoomed.toFixed(2)} px off`);
  assert.ok(zoomed <= 1.5);

  // A film that comes late is labelled by where its head looked when it was taken; and by where it looks since, if nobody has said so.
  const off = {};
  for (const [camera, stream] of [[LATE_CAMERA, LATE_STREAM], [UNTOLD_CAMERA, UNTOLD_STREAM]]) {
    await page.evaluate((camera) => globalThis.furun.setPicture({ camera }), camera);
    await isFilmed(page);
    await stands(page);
    off[camera] = median(await turningSlowly(page, gateway, stream));
  }
  const [said, unsaid] = [off[LATE_CAMERA], off[UNTOLD_CAMERA]];
  t.diagnostic(`turning slowly, a film ${FILM_DELAY_MS} ms late: labels are ${said.toFixed(1)} px off, and ${unsaid.toFixed(1)} px where nobody has said so`);
  // 300 ms are 19 px at that speed. What ONVIF takes to tell is some 50 to 100 ms and not the same in each run, which is up to 6 px in both.
  assert.ok(unsaid - said >= 4, "labels stay by what turns below them, and would be beside it");
  assert.ok(said <= 10, `${said} px`);

  // A click on a mark gives the place of what it stands on.
  const label = (await told(page)).labels.find(({ text }) => text.startsWith("标记"));
  await page.mouse.click(label.x + 24, label.y + 12);
  await page.locator(".camera-view__spot", { hasText: "误差椭圆" }).waitFor();
  await page.locator(".camera-view__spot button").last().click();

  // The camera is calibrated on its film: the discs are pointed at there, and their places on the map.
  await page.evaluate((camera) => globalThis.furun.setPicture({ camera }), CAMERA);
  await page.goto(`${hub.origin}/calibration?camera=${CAMERA}`);
  await poll("the picture is open", () => page.evaluate((camera) => globalThis.furun?.picture()?.camera === camera, CAMERA));
  await isFilmed(page);
  await page.locator(".versions__row").first().waitFor();
  await gateway.turn(STREAM, { pan: 0, tilt: -6 });
  await stands(page, ({ pan }) => Math.abs(((pan + 180) % 360) - 180) < 0.2);
  for (const [at, mark] of MARKS.slice(0, 6).entries()) {
    const disc = await page.evaluate((place) => globalThis.furun.seen(place), { ...placeOf(mark), height: 0 });
    await page.mouse.click(disc.x, disc.y);
    await page.evaluate(({ lon, lat }) => globalThis.furun.setCamera({ lon, lat, zoom: 17, pitch: 0, bearing: 0 }), placeOf(mark));
    await settled(page);
    const map = await page.locator(".calibration__views > .map").boundingBox();
    await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
    await poll("the point is there", async () => (await page.locator('.points__row:not([data-state="half"])').count()) === at + 1);
  }
  const verdict = await page.locator(".calibration__verdict").innerText();
  t.diagnostic(`calibrated on the film: ${verdict}`);
  const [, pixels] = /^6 个点，([\d.]+) 像素，.+内可用$/.exec(verdict) ?? assert.fail(verdict);
  assert.ok(Number(pixels) <= 2, verdict);
  await picture(page, "filmed-calibration");
  // While the head turns nobody knows what a pixel shows: no click is a point, and it says why.
  await gateway.turn(STREAM, { pan: 120, tilt: -6 });
  const view = await page.locator(".camera-view__picture").boundingBox();
  await poll("a click is refused", async () => {
    await page.mouse.click(view.x + view.width / 2, view.y + view.height / 2);
    return page.locator(".camera-view__says", { hasText: "停稳后再点" }).isVisible();
  });
  await page.goBack();
  await openPicture(page);
  await isFilmed(page);

  // Without the film the drawn picture stands there, and says so and why; with it again, it gives way.
  await gateway.kill();
  await isFilmed(page, false);
  await page.locator('.camera-view__kind[data-kind="drawn"]', { hasText: "虚拟画面 · " }).waitFor();
  await gateway.restart();
  await isFilmed(page);
  page.watch.assertCalm();
});

test("a wall that has a token and no session sees a lookout's film with its labels", async () => {
  const token = "a-token-of-the-hall";
  const { hub } = await start(token);
  const page = await show(hub, `/wall#token=${token}`);
  // It has no buildings.
  page.watch.expects(GATEWAY_GONE);
  await openPicture(page);
  await isFilmed(page);
  const { labels } = await stands(page, ({ labels }) => labels.some(({ kind }) => kind === "incident"));
  assert.ok(labels.some(({ text }) => text.startsWith("标记")), JSON.stringify(labels));
  await picture(page, "filmed-wall-token");
  page.watch.assertCalm();
});

test("two officers at one head: who holds it stands by name, the other is told so, and both see the same", async () => {
  const { hub } = await start();
  const [one, other] = [await seated(show, hub, "demo-police"), await seated(show, hub, "demo-police-2")];
  for (const page of [one, other]) {
    // Held by another; and a deployment without footprints says that there are none.
    page.watch.expects(/status of (404|409)/);
    await openPicture(page);
    await isFilmed(page);
  }
  const take = (page) => page.getByRole("button", { name: "接管云台" });
  await take(one).click();
  await one.locator(".camera-view__holder", { hasText: "您在操控" }).waitFor();
  await other.locator(".camera-view__holder", { hasText: "公安值班员（演示）操控中" }).waitFor();
  await take(other).click();
  await other.locator(".camera-view__says", { hasText: "公安值班员（演示）" }).waitFor();
  await picture(other, "filmed-held");
  const rest = await stands(other);
  await other.locator(".camera-view__picture").focus();
  await other.keyboard.press("ArrowRight");
  await other.locator(".camera-view__says", { hasText: "公安值班员（演示）" }).waitFor();
  // Nothing moved by that; then the one who holds it turns it, and both see it.
  await one.locator(".camera-view__picture").focus();
  await one.keyboard.press("ArrowLeft");
  const turned = (page) => stands(page, ({ pan }) => Math.abs((pan - rest.pan + 540) % 360 - 180 + 7.2) < 0.3);
  const [first, second] = [await turned(one), await turned(other)];
  assert.ok(Math.abs(first.pan - second.pan) < 0.05, "both look the same way");
  // Here: it takes a while, and a hold ends after half a minute without a move.
  const wall = await show(hub, "/wall");
  await openPicture(wall);
  await isFilmed(wall);
  if (await one.getByRole("button", { name: "释放云台" }).isVisible()) await one.getByRole("button", { name: "释放云台" }).click();
  await poll("nobody holds it", async () => (await other.locator(".camera-view__holder").innerText()) === "");
  await other.locator(".camera-view__says").waitFor({ state: "hidden" });
  await other.keyboard.press("ArrowRight");
  await other.locator(".camera-view__says", { hasText: "请先接管云台" }).waitFor();
  await take(other).click();
  await one.locator(".camera-view__holder", { hasText: "公安值班员乙（演示）操控中" }).waitFor();
  await other.locator(".camera-view__presets").selectOption("home");
  await stands(one, ({ pan }) => Math.abs(((pan + 180) % 360) - 180) < 0.2);

  // Whoever may not steer is offered nothing of it, and sees the same.
  await wall.locator(".camera-view__holder", { hasText: "操控中" }).waitFor();
  await wall.locator(".camera-view__picture").focus();
  await wall.keyboard.press("ArrowLeft");
  await wall.locator(".camera-view__says", { hasText: "无权转动" }).waitFor();
  assert.equal(await take(wall).count(), 0);
  assert.equal(await wall.locator(".camera-view__pads").count(), 0);

  // A low camera's label opens its picture within: its film, or drawn where there is none; never more than two.
  const low = async (name) => {
    const label = await poll(`${name} is labelled`, async () => (await told(one)).labels.find(({ text }) => text === name));
    await one.mouse.click(label.left + 20, label.top + label.height_px / 2);
  };
  await low("米兰小镇北门");
  await one.locator('.camera-view__inset[data-picture="filmed"] .video-tile[data-state="playing"]').waitFor();
  await low("米兰小镇南门");
  await one.locator('.camera-view__inset[data-picture="drawn"]', { hasText: "虚拟画面" }).waitFor();
  assert.equal((await told(one)).camera, CAMERA, "the high picture stays");
  await picture(one, "filmed-cascade");
  await one.locator('.camera-view__inset[data-picture="drawn"]').getByRole("button", { name: "关闭" }).click();
  await poll("it is closed", async () => (await one.locator(".camera-view__inset").count()) === 1);
  one.watch.assertCalm();
});
