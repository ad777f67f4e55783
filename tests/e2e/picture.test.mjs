// The camera picture: what is written into it against what is drawn, and the map beside it.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { beside, box } from "./cubes.mjs";
import { serveFiles } from "./files.mjs";
import { decode, distance } from "./pixels.mjs";
import { APP, keep, picture, poll, settled } from "./rig.mjs";
import { stage } from "./stage.mjs";
import { afterEach, test } from "./test.mjs";

const { show } = stage({ demo: false });

const servers = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** The console of the demo at a moment that stands. */
async function console_(more = "", options = {}) {
  const server = await serveFiles(APP);
  servers.push(server);
  const address = `demo/?seed=1&date=2026-11-23&time=16:00:00&paused=1&page=console${more}&lang=zh-CN`;
  return show(server, server.at(address), options);
}

const told = (page) => page.evaluate(() => globalThis.furun.picture());

/** Opens a camera's picture, and waits until it is drawn. */
async function open(page, camera) {
  await page.locator(".camera-open").click();
  await poll("the picture is open", async () => (await told(page)) !== null);
  if (camera) {
    await page.evaluate((camera) => globalThis.furun.setPicture({ camera }), camera);
    await poll("it is that camera's", async () => (await told(page)).camera === camera);
  }
  await settled(page);
}

const look = (page, wish) => page.evaluate((wish) => globalThis.furun.setPicture(wish), wish);

/** Poses that a head takes, and some that it does not: zooms are the camera's own. */
const POSES = [
  { pan: 0, tilt: -10, zoom: 1 }, { pan: 47.3, tilt: -2.5, zoom: 1 }, { pan: 133, tilt: -33, zoom: 1 },
  { pan: 180, tilt: 0, zoom: 1 }, { pan: 234.6, tilt: -12.7, zoom: 2.5 }, { pan: 271, tilt: 8, zoom: 1 },
  { pan: 300, tilt: -70, zoom: 1 }, { pan: 318, tilt: -4, zoom: 8 }, { pan: 359.9, tilt: -1.5, zoom: 30 },
];

test("a place stands in the picture where the map library's own matrix puts it, at every pan, tilt, roll and zoom", async (t) => {
  const page = await console_();
  await open(page, "L-007-01");
  let worst = 0;
  let places = 0;
  for (const pose of POSES) {
    await look(page, pose);
    const seen = await told(page);
    const found = await page.evaluate(async (seen) => {
      // A second map of the test's own, put up by the library's own routine for a camera's place and rotation.
      const library = await import(new URL("../vendor/maplibre-gl/maplibre-gl.mjs", location.href).href);
      library.setWorkerUrl(document.querySelector('meta[name="furun-map-worker"]')?.content
        ?? new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", location.href).href);
      const box = document.createElement("div");
      Object.assign(box.style, {
        position: "fixed", left: 0, top: 0, visibility: "hidden", width: `${seen.width}px`, height: `${seen.height_px}px`,
      });
      document.body.append(box);
      const map = new library.Map({
        container: box, style: { version: 8, sources: {}, layers: [] }, maxPitch: 180, maxZoom: 25,
        centerClampedToGround: false, interactive: false, attributionControl: false,
      });
      try {
        let matrix = null;
        await new Promise((resolve) => map.once("style.load", resolve));
        map.addLayer({
          id: "matrix", type: "custom", renderingMode: "3d", onAdd() {},
          render(_, { defaultProjectionData }) {
            matrix = Array.from(defaultProjectionData.mainMatrix);
          },
        });
        const tangent = (seen.height_px / seen.width) * Math.tan((seen.field * Math.PI) / 360);
        map.setVerticalFieldOfView((2 * Math.atan(tangent) * 180) / Math.PI);
        map.jumpTo(map.calculateCameraOptionsFromCameraLngLatAltRotation(
          [seen.lon, seen.lat], seen.height, seen.pan, 90 + seen.tilt, seen.roll,
        ));
        await new Promise((resolve) => {
          map.once("render", resolve);
          map.triggerRepaint();
        });
        const middle = map.getCenter().lat;
        const degree = (2 * Math.PI * 6371008.8) / 360;
        const clip = ({ x, y }, z) => [0, 1, 3].map((row) => matrix[row] * x + matrix[row + 4] * y + matrix[row + 8] * z + matrix[row + 12]);
        const pairs = [];
        for (let step = 0; step < 1500; step += 1) {
          const random = (n) => (Math.sin(step * 12.9898 + n * 78.233) * 43758.5453) % 1;
          const far = 60 * 80 ** Math.abs(random(1));
          const bearing = ((seen.pan + random(2) * seen.field * 0.6) * Math.PI) / 180;
          const place = {
            lon: seen.lon + (far * Math.sin(bearing)) / (degree * Math.cos((seen.lat * Math.PI) / 180)),
            lat: seen.lat + (far * Math.cos(bearing)) / degree,
            height: Math.abs(random(3)) * 140,
          };
          const ours = globalThis.furun.seen(place);
          const metres = 2 * Math.PI * 6371008.8 * Math.cos((middle * Math.PI) / 180);
          const [cx, cy, w] = clip(library.MercatorCoordinate.fromLngLat(place, 0), place.height / metres);
          if (!ours || w <= 0) continue;
          const theirs = { x: ((cx / w + 1) / 2) * seen.width, y: ((1 - cy / w) / 2) * seen.height_px };
          const within = theirs.x >= 0 && theirs.x < seen.width && theirs.y >= 0 && theirs.y < seen.height_px;
          if (within) pairs.push(Math.hypot(ours.x - seen.x - theirs.x, ours.y - seen.y - theirs.y));
        }
        return { count: pairs.length, worst: Math.max(0, ...pairs) };
      } finally {
        map.remove();
        box.remove();
      }
    }, seen);
    places += found.count;
    worst = Math.max(worst, found.worst);
    t.diagnostic(`${JSON.stringify(pose)}: ${found.count} places, at most ${found.worst.toFixed(4)} px apart`);
  }
  assert.ok(places > 2000, `only ${places} places were seen`);
  assert.ok(worst <= 0.5, `${worst} px apart`);
});

/** Above the roofs, where no label comes, in colours that nothing else in the picture has: by day the light takes little of a side that faces it, and all of no other. */
const CUBES = [
  { name: "magenta", colour: "#ff00ff", is: ([r, g, b]) => r - g > 60 && b - g > 60, east: -350, north: -180, base: 240, side: 14 },
  { name: "green", colour: "#00ff00", is: ([r, g, b]) => g - r > 90 && g - b > 90, east: -620, north: -430, base: 320, side: 24 },
];

/** The corners of a cube. */
function corners(eye, { east, north, base, side }) {
  const all = [];
  for (const dx of [-0.5, 0.5]) {
    for (const dy of [-0.5, 0.5]) {
      for (const dz of [0, 1]) all.push({ ...beside(eye, east + dx * side, north + dy * side), height: base + dz * side });
    }
  }
  return all;
}

/** Cubes as the document that the picture draws. */
function marked(eye) {
  const features = CUBES.map((cube) => {
    const ring = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]].map(([dx, dy]) => {
      const { lon, lat } = beside(eye, cube.east + dx * cube.side, cube.north + dy * cube.side);
      return [lon, lat];
    });
    return {
      type: "Feature", geometry: { type: "Polygon", coordinates: [ring] },
      properties: { base: cube.base, top: cube.base + cube.side, colour: cube.colour },
    };
  });
  return JSON.stringify({ type: "FeatureCollection", features });
}

/** Where the cubes are drawn against where their corners are said to stand, in one frame of the page: the worst edge in pixels. */
async function compare(page, eye) {
  // What is said and what is drawn belong together only where nothing moves between them: it is asked before and after.
  const ask = () => page.evaluate((all) => ({
    aim: globalThis.furun.picture(),
    seen: all.map((cube) => cube.map((corner) => globalThis.furun.seen(corner))),
  }), CUBES.map((cube) => corners(eye, cube)));
  const before = await ask();
  const { x, y, width, height_px: height } = before.aim;
  const clip = { x: Math.ceil(x), y: Math.ceil(y) + 60, width: Math.floor(width) - 1, height: Math.floor(height) - 130 };
  const png = await page.screenshot({ clip, scale: "css" });
  const after = await ask();
  const still = ["pan", "tilt", "zoom"].every((part) => before.aim[part] === after.aim[part]);
  const colours = decode(png);
  const found = [];
  CUBES.forEach((cube, number) => {
    const drawn = box(colours, clip.width, cube.is);
    const seen = before.seen[number];
    if (!drawn || seen.some((corner) => !corner)) return;
    const xs = seen.map((corner) => corner.x - clip.x);
    const ys = seen.map((corner) => corner.y - clip.y);
    const said = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const inside = said[0] > 2 && said[1] > 2 && said[2] < clip.width - 2 && said[3] < clip.height - 2;
    if (!inside) return;
    // From below a body has no underside: its lower edge is not where its lowest corner is.
    const edges = [0, 1, 2].map((at) => Math.abs(said[at] - drawn[at]));
    found.push({ cube: cube.name, off: Math.max(...edges), said, drawn });
  });
  return { still, found, png };
}

test("marked cubes are drawn where their corners are said to stand", async (t) => {
  const page = await console_("&labels=none");
  await open(page, "L-006-01");
  const eye = await told(page);
  await look(page, { marked: marked(eye) });
  let worst = 0;
  let compared = 0;
  for (const pose of [{ pan: 235, tilt: 16, zoom: 1 }, { pan: 225, tilt: 15, zoom: 1.6 }, { pan: 242, tilt: 14.5, zoom: 3 }]) {
    await look(page, pose);
    await settled(page);
    const { found, png } = await compare(page, eye);
    for (const { cube, off, said, drawn } of found) {
      compared += 1;
      worst = Math.max(worst, off);
      if (off > 1.5) {
        keep(png, "picture-cubes-off");
        t.diagnostic(`${cube} at ${JSON.stringify(pose)}: said ${said.map((edge) => edge.toFixed(1))}, drawn ${drawn}`);
      }
    }
  }
  await picture(page, "picture-cubes");
  assert.ok(compared >= 4, `only ${compared} cubes were compared`);
  // An edge that lies across a pixel is drawn or not: half a pixel is the drawing's own.
  assert.ok(worst <= 1.5, `at rest a cube was ${worst} px from where it was said to stand`);
});

/** The middle of a cube and of the cross upon it in a picture of the page; null where not all of either is seen. */
function onCube(png, width, height, { is }) {
  const colours = decode(png);
  const cube = box(colours, width, is);
  if (!cube || cube[0] < 2 || cube[1] < 2 || cube[2] > width - 2 || cube[3] > height - 2) return null;
  const within = colours.map((colour, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const inside = x > cube[0] + 1 && x < cube[2] - 2 && y > cube[1] + 1 && y < cube[3] - 2;
    // A line that lies across two rows of pixels is half white in both.
    return inside && Math.min(...colour) > 120;
  });
  const cross = box(within, width, (is) => is);
  const middle = ([left, top, right, bottom]) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
  return cross && { cube: middle(cube), cross: middle(cross) };
}

/** How far the cross may slip against its cube, in pixels: 1, and what edges that stand on whole pixels are off. */
const SLIP = 1;
const EDGES = 1;

test("while the head turns, what is written stays on what it stands on in every frame that is shown", async (t) => {
  const page = await console_("&labels=none");
  await open(page, "L-006-01");
  const eye = await told(page);
  const cube = { ...CUBES[0], side: 18 };
  CUBES.splice(0, CUBES.length, cube);
  const spot = { ...beside(eye, cube.east, cube.north), height: cube.base + cube.side / 2 };
  await look(page, { marked: marked(eye), spot, pan: 236, tilt: 16, zoom: 1 });
  await settled(page);
  const { x, y, width, height_px: height } = await told(page);
  const clip = { x: Math.ceil(x), y: Math.ceil(y) + 60, width: Math.floor(width) - 1, height: Math.floor(height) - 170 };
  const shoot = () => page.screenshot({ clip, scale: "css" });
  const offset = ({ cube, cross }) => ({ x: cross.x - cube.x, y: cross.y - cube.y });
  const rest = await poll("the cube and its cross are seen at rest", async () => onCube(await shoot(), clip.width, clip.height, cube));
  let moving = 0;
  let worst = 0;
  // To and fro with every frame, as under a hand; a busy machine takes few pictures of it.
  await page.evaluate(() => {
    let count = 0;
    const swing = () => {
      if (globalThis.stopped) return;
      count += 1;
      globalThis.furun.setPicture({ pan: 238 + 9 * Math.sin(count / 25), tilt: 15 + 2 * Math.sin(count / 17) });
      requestAnimationFrame(swing);
    };
    requestAnimationFrame(swing);
  });
  let before = null;
  for (let frame = 0; moving < 8 && frame < 60; frame += 1) {
    const png = await shoot();
    const found = onCube(png, clip.width, clip.height, cube);
    if (!found) continue;
    if (before && Math.hypot(found.cube.x - before.x, found.cube.y - before.y) > 3) moving += 1;
    before = found.cube;
    const slip = Math.max(Math.abs(offset(found).x - offset(rest).x), Math.abs(offset(found).y - offset(rest).y));
    if (slip > SLIP + EDGES) keep(png, "picture-slipped");
    worst = Math.max(worst, slip);
  }
  await page.evaluate(() => (globalThis.stopped = true));
  t.diagnostic(`${moving} frames in motion, the worst ${worst} px off`);
  assert.ok(moving >= 8, `only ${moving} frames show the cube in motion`);
  assert.ok(worst <= SLIP + EDGES, `what is written was ${worst} px from what it stands on`);
});

test("another camera is opened with the pose that is asked of it, whether or not a picture is on the page", async () => {
  const page = await console_();
  await open(page, "L-007-01");
  const poses = ({ camera, pan, tilt, zoom }) => ({ camera, pan: Number(pan.toFixed(6)), tilt: Number(tilt.toFixed(6)), zoom: Number(zoom.toFixed(6)) });
  const first = { camera: "L-006-01", pan: 133, tilt: -21, zoom: 2.5 };
  await look(page, first);
  await settled(page);
  assert.deepEqual(poses(await told(page)), first);
  await page.locator(".camera-view__corner button").last().click();
  await poll("no picture is open", async () => (await told(page)) === null);
  const second = { camera: "L-007-01", pan: 271, tilt: 8, zoom: 4 };
  await look(page, second);
  await poll("the picture is open with its pose", async () => {
    const seen = await told(page);
    return seen !== null && JSON.stringify(poses(seen)) === JSON.stringify(second);
  });
  await settled(page);
  assert.deepEqual(poses(await told(page)), second);
});

test("after the browser took the graphics card away and gave it back the drawn picture is the same, storeys and all", async (t) => {
  const page = await console_();
  await open(page, "L-007-01");
  await look(page, { pan: 234.6, tilt: -8, zoom: 3 });
  const view = page.locator(".camera-view__picture");
  const shot = async () => {
    await settled(page);
    return decode(await view.screenshot());
  };
  const before = await shot();
  const canvases = page.locator("canvas.maplibregl-canvas");
  const switchCards = (way) =>
    canvases.evaluateAll((canvases, way) => {
      globalThis.cards ??= canvases.map((canvas) => canvas.getContext("webgl2").getExtension("WEBGL_lose_context"));
      for (const card of globalThis.cards) card[way]();
    }, way);
  assert.equal(await canvases.count(), 2, "the map's and the picture's");
  await switchCards("loseContext");
  await poll("the cards are away", () =>
    canvases.evaluateAll((canvases) => canvases.every((canvas) => canvas.getContext("webgl2").isContextLost())));
  // The head turns meanwhile, and the cone on the map with it: nothing complains of that.
  await look(page, { pan: 60, tilt: -8, zoom: 3 });
  await look(page, { pan: 234.6, tilt: -8, zoom: 3 });
  await switchCards("restoreContext");
  const differs = async () => {
    const after = await shot();
    return before.filter((pixel, at) => distance(pixel, after[at]) > 8).length / before.length;
  };
  const share = await poll("the picture is back", async () => {
    const share = await differs();
    return share < 0.001 && { share };
  });
  t.diagnostic(`${(share.share * 100).toFixed(3)} % of it differ`);
  page.watch.assertCalm();
});

test("map and picture are one: what is selected is looked at, a click gives a place, and the map shows the cone", async () => {
  const page = await console_();
  await page.locator(".incident-row").nth(2).click();
  await open(page);
  const first = await told(page);
  // What was selected stands in the middle of the picture of the camera that sees it best.
  const selected = await poll("what is selected is in the middle", async () => {
    const { labels, x, y, width, height_px: height } = await told(page);
    return labels.find((label) => label.kind === "incident"
      && Math.hypot(label.x - x - width / 2, label.y - y - height / 2) < 8);
  });
  assert.match(await page.locator(".incident-card").innerText(), new RegExp(selected.text));
  const cone = await page.locator(".map__cone-sector").getAttribute("d");
  assert.match(cone, /^M.+Z$/);

  // Keys turn and zoom the head; the cone follows.
  await page.locator(".camera-view__picture").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("+");
  await settled(page);
  const turned = await told(page);
  assert.ok(turned.zoom > first.zoom && turned.pan !== first.pan);
  assert.notEqual(await page.locator(".map__cone-sector").getAttribute("d"), cone);

  // A click on the ground or a wall says where that is, here and on the map.
  await page.mouse.click(turned.x + turned.width * 0.3, turned.y + turned.height_px * 0.6);
  assert.match(await page.locator(".camera-view__spot").innerText(), /东经 106\.\d{5}°，北纬 29\.\d{5}° · 距 .+ · 误差椭圆 [\d.]+ × [\d.]+ 米/);
  assert.match(await page.locator(".map__cone-ellipse").getAttribute("d"), /^M.+Z$/);
  await page.locator(".camera-view__spot button").last().click();
  assert.equal(await page.locator(".camera-view__spot").count(), 0);

  // Another lookout is chosen from the list; the picture closes, and the map has the room again.
  await page.locator(".camera-view__choice").selectOption("L-003-01");
  await poll("it is the other camera's picture", async () => (await told(page)).camera === "L-003-01");
  await settled(page);
  await assertAccessible(page, "a camera's picture", ".glass__picture");
  await picture(page, "picture-hill");
  await page.locator(".camera-view__corner button").last().click();
  await poll("the picture is closed", async () => (await told(page)) === null);
  assert.equal(await page.locator(".map__cone-sector").getAttribute("d"), "");
  page.watch.assertCalm();
});

/** Labels that stand on a line that is burnt in or on a control, and the share of the picture that the controls take. */
const crowded = (page) => page.evaluate(() => {
  const { labels, height_px: height } = globalThis.furun.picture();
  const written = [...document.querySelectorAll(".camera-view__burnt > *, .camera-view__corner, .camera-view__bar")].map((one) => one.getBoundingClientRect());
  const covers = ({ left, top, width, height_px }) => written.some((other) => other.width > 0
    && left < other.right && left + width > other.left && top < other.bottom && top + height_px > other.top);
  const controls = document.querySelector(".camera-view__bar").getBoundingClientRect().height;
  return { covered: labels.filter(covers).map(({ text }) => text), controls: controls / height, labels: labels.length };
});

test("what stands behind one another far away is one label with its count, labels keep clear of what is burnt in, and a low camera opens within", async (t) => {
  const page = await console_();
  await open(page, "L-007-01");
  const turned = async (pan) => {
    await look(page, { pan, tilt: -7, zoom: 1 });
    await settled(page);
    return told(page);
  };
  let group;
  for (let pan = 0; pan < 360 && !group; pan += 40) group = (await turned(pan)).labels.find(({ count }) => count > 1);
  assert.match(group.text, / \+\d+$/);
  // Where signs alone are written it is still read out by its name.
  await page.getByRole("button", { name: "标注", exact: true }).click();
  const writing = page.locator(".camera-view__layers select");
  await writing.selectOption("signs");
  await poll("no name is written", async () => (await told(page)).labels.some(({ count, text }) => count > 1 && /^\+\d+$/.test(text)));
  await page.locator(".camera-view__picture").focus();
  await poll("its name is read out, and how many stand there", async () => {
    await page.keyboard.press("]");
    return /^[^+]+，同一处另有 \d+ 个$/.test(await page.locator(".camera-view__picture [role=status]").innerText());
  });
  await page.keyboard.press("Escape");
  await writing.selectOption("both");
  await page.getByRole("button", { name: "标注", exact: true }).click();
  await settled(page);
  const before = await told(page);
  await page.mouse.click(group.left + 30, group.top + group.height_px / 2);
  await settled(page);
  const closer = await told(page);
  assert.ok(closer.zoom > before.zoom * 1.9, `zoom ${before.zoom} → ${closer.zoom}`);
  assert.equal(await page.locator(".incident-card").count(), 0, "it is not its first one that opens");

  let low;
  for (let pan = 0; pan < 360 && !low; pan += 40) {
    low = (await turned(pan)).labels.find(({ kind, text, opacity }) => kind === "camera" && opacity === 1 && !/瞭望/.test(text));
  }
  await page.mouse.click(low.left + 20, low.top + low.height_px / 2);
  const inset = page.locator('.camera-view__inset[data-picture="drawn"]', { hasText: "虚拟画面" });
  await inset.waitFor();
  await inset.locator("canvas.maplibregl-canvas").waitFor();
  assert.equal((await told(page)).camera, "L-007-01", "the high picture stays");
  await settled(page);
  await picture(page, "picture-cascade");
  await assertAccessible(page, "a picture within a picture", ".glass__picture");
  await inset.getByRole("button", { name: "关闭" }).click();
  assert.equal(await inset.count(), 0);

  for (const [name, width, height] of [["desk", 1920, 1080], ["tablet", 1024, 768], ["phone", 390, 844]]) {
    await page.setViewportSize({ width, height });
    await settled(page);
    // What is written may find its place a moment later than the picture.
    await poll(`no label stands on what is burnt in on a ${name}`, async () => (await crowded(page)).covered.length === 0);
    const { controls, labels } = await crowded(page);
    t.diagnostic(`${name}: ${labels} labels, controls take ${(controls * 100).toFixed(0)} % of the height`);
    assert.ok(controls < 0.25, `controls take ${controls} of the picture on a ${name}`);
    await page.getByRole("button", { name: "关闭" }).click({ trial: true });
    await picture(page, `picture-${name}`);
  }

  // Two fingers zoom about what is between them; what the browser takes away is no click.
  await page.setViewportSize({ width: 1024, height: 768 });
  await turned(40);
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const wide = await told(page);
  const [x, y] = [wide.x + wide.width / 2, wide.y + wide.height_px * 0.4];
  await touch("touchStart", [x - 40, y], [x + 40, y]);
  for (const by of [50, 60, 70, 80]) await touch("touchMove", [x - by, y], [x + by, y]);
  await touch("touchEnd");
  await settled(page);
  const near = await told(page);
  assert.ok(Math.abs(near.zoom / wide.zoom - 2) < 0.1, `zoom ${wide.zoom} → ${near.zoom}`);
  assert.ok(Math.abs(near.pan - wide.pan) < 1, `pan ${wide.pan} → ${near.pan}`);
  await touch("touchStart", [x, y]);
  await touch("touchCancel");
  assert.equal(await page.locator(".camera-view__spot").count(), 0);
  page.watch.assertCalm();
});

test("labels are switched by layer, as the address keeps it, and gone through and opened by keys", async () => {
  const page = await console_();
  await open(page);
  const kinds = async () => (await told(page)).labels.map(({ kind }) => kind);
  assert.ok((await kinds()).includes("camera"));
  await page.getByRole("button", { name: "标注", exact: true }).click();
  const layers = page.locator(".camera-view__layers");
  await layers.getByRole("button", { name: "摄像头" }).click();
  await layers.locator("select").selectOption("signs");
  await poll("no camera is labelled", async () => !(await kinds()).includes("camera"));
  await poll("the address says so", () => page.url().includes("&layers=incidents,crews,stations,signs"));
  await assertAccessible(page, "the choice of layers", ".camera-view");
  await picture(page, "picture-layers");
  await layers.getByRole("button", { name: "摄像头" }).click();
  await layers.locator("select").selectOption("both");
  await poll("the usual is not in the address", () => !page.url().includes("layers="));

  await settled(page);
  await page.locator(".camera-view__picture").focus();
  await page.keyboard.press("Enter");
  await page.locator(".camera-view__spot").waitFor();
  const says = page.locator(".camera-view__picture [role=status]");
  await page.keyboard.press("]");
  const first = await says.innerText();
  assert.ok(first, "what is chosen is said");
  await page.keyboard.press("]");
  await poll("it is another", async () => ![first, ""].includes(await says.innerText()));
  await page.keyboard.press("[");
  await poll("it is the one before", async () => (await says.innerText()) === first);
  await picture(page, "picture-keys");
  await page.keyboard.press("Escape");
  await poll("nothing is chosen", async () => (await says.innerText()) === "");
  page.watch.assertCalm();
});

test("a lookout's mark on the map opens its picture, and the wall has it too", async () => {
  const server = await serveFiles(APP);
  servers.push(server);
  const page = await show(server, server.at("demo/?seed=1&date=2026-11-23&time=18:40:00&paused=1&lang=en"), { locale: "en-GB" });
  await open(page);
  await picture(page, "picture-wall");
  const { camera } = await told(page);
  // The hill in the north-west, alone on its map.
  await page.evaluate(() => globalThis.furun.setCamera({ lon: 106.244075, lat: 29.4149231, zoom: 15 }));
  await settled(page);
  const map = await page.locator(".map").boundingBox();
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await poll("the hill's picture is open", async () => (await told(page)).camera === "L-003-01");
  assert.notEqual(camera, "L-003-01");
  page.watch.assertCalm();
});
