// Marks are drawn above the map by another canvas: while the camera flies, both must show the same moment.

import assert from "node:assert/strict";
import { HOME, POLICE, fact, ingest, report } from "./deployment.mjs";
import { decode, distance } from "./pixels.mjs";
import { keep, marks, poll, settled } from "./rig.mjs";
import { SPOT, spottedBasemap } from "./spot.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage();

/** Where of the page it is looked: in the middle of the map, clear of panels and names. */
const WINDOW = { x: 420, y: 160, width: 1000, height: 700 };

/** How far a mark may slip against its spot, in pixels: 1, and what the spot's own edges are off, which stand on whole pixels of a tile. */
const SLIP = 1;
const EDGES = 1;

/** Frames that must show the spot in motion, and flights that are flown for them at most. */
const ENOUGH = 8;
const MOST_FLIGHTS = 40;

/** Where flights begin, from home: degrees east and north, and the zoom. */
const FROM = [[0.02, -0.008, 13.2], [-0.022, 0.009, 12.8], [0.012, 0.012, 13.6]];

/** The middle of the spot and of the mark upon it, in pixels of the window; null where not all of the spot is seen. */
function seen(png) {
  const colours = decode(png);
  const spot = box(colours, (colour) => distance(colour, SPOT) < 40);
  if (!spot || spot.left === 0 || spot.top === 0) return null;
  if (spot.right === WINDOW.width - 1 || spot.bottom === WINDOW.height - 1) return null;
  const mark = box(colours, (colour) => distance(colour, SPOT) > 90, spot);
  return mark && { spot: middle(spot), mark: middle(mark) };
}

/** The smallest rectangle around the pixels of a kind, within another one if it is given. */
function box(colours, is, within = { left: 0, top: 0, right: WINDOW.width - 1, bottom: WINDOW.height - 1 }) {
  let found = null;
  for (let y = within.top; y <= within.bottom; y += 1) {
    for (let x = within.left; x <= within.right; x += 1) {
      if (!is(colours[y * WINDOW.width + x])) continue;
      found ??= { left: x, top: y, right: x, bottom: y };
      found.left = Math.min(found.left, x);
      found.right = Math.max(found.right, x);
      found.bottom = y;
    }
  }
  return found;
}

const middle = ({ left, top, right, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });
const offset = ({ spot, mark }) => ({ x: mark.x - spot.x, y: mark.y - spot.y });
const apart = (one, other) => Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y));

/** Takes pictures until something is done. */
async function until(done, take) {
  let over = false;
  const ended = done.finally(() => (over = true));
  const taken = [];
  while (!over) taken.push(await take());
  await ended;
  return taken;
}

test("while the camera flies a mark stands on its place on the ground in every frame", async (t) => {
  const basemap = await spottedBasemap(t, HOME, "wgs84");
  const hub = await startHub({ config: POLICE + basemap });
  const page = await show(hub, "/console");
  // Resolved: no clock of it runs out meanwhile, which would be written beside it.
  await ingest(hub, [report("F-1"), fact("F-1", "accept"), fact("F-1", "resolve")]);
  await poll("the mark is there", async () => (await marks(page)).length === 1);
  await settled(page);

  // A badge beside the sign makes its middle another than its place's: what counts is that the two keep together.
  const shoot = () => page.screenshot({ clip: WINDOW, scale: "css" });
  const rest = seen(await shoot());
  const begins = new Map();
  let moving = 0;
  let worst = 0;
  // There, and back, until enough was seen: a busy machine takes one picture of a flight. Each begins where the spot is near an edge.
  for (let flight = 0; moving < ENOUGH && flight < MOST_FLIGHTS; flight += 1) {
    const from = flight % FROM.length;
    const [lon, lat, zoom] = FROM[from];
    await page.evaluate((camera) => globalThis.furun.setCamera(camera), {
      lon: HOME.lon + lon, lat: HOME.lat + lat, zoom,
    });
    await settled(page);
    if (!begins.has(from)) begins.set(from, seen(await shoot()));
    const begin = begins.get(from);
    const search = page.locator(".search-box__input").first();
    await search.fill(`${HOME.lon}, ${HOME.lat}`);
    await page.locator(".search-box__result").first().waitFor();
    await search.press("Enter");
    for (const frame of await until(settled(page), shoot)) {
      const place = seen(frame);
      if (!place) continue;
      // Neither where the flight begins nor where it ends: on the way.
      if ([begin, rest].every((still) => !still || apart(place.spot, still.spot) > 3)) moving += 1;
      const slip = apart(offset(place), offset(rest));
      if (slip > SLIP + EDGES) keep(frame, "flight-slipped");
      worst = Math.max(worst, slip);
    }
  }
  assert.ok(moving >= ENOUGH, `only ${moving} frames show the spot in motion`);
  t.diagnostic(`${moving} frames in motion, the worst ${worst} px off`);
  assert.ok(worst <= SLIP + EDGES, `a mark was ${worst} px from its place`);
});

test("no sky is painted over a map on which no horizon can be seen", async (t) => {
  const basemap = await spottedBasemap(t, HOME, "wgs84");
  const hub = await startHub({ config: POLICE + basemap });
  // The library compiles a shader when it first draws with it.
  const noted = () => {
    const { shaderSource } = WebGL2RenderingContext.prototype;
    globalThis.shaders = [];
    WebGL2RenderingContext.prototype.shaderSource = function (shader, source) {
      globalThis.shaders.push(source);
      return shaderSource.call(this, shader, source);
    };
  };
  const page = await show(hub, "/console", { prepare: (context) => context.addInitScript(noted) });
  const shaders = await page.evaluate(() => globalThis.shaders);
  assert.ok(shaders.some((source) => source.includes("u_image0")), "the map's own shaders are noted");
  assert.ok(!shaders.some((source) => source.includes("u_horizon")), "the sky's shader is among them");
});
