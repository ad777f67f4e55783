// Picks at random points, each held against what a plain look at all marks says.

import { chance } from "../shared/chance.js";
import { CENTER, ZOOM } from "../shared/camera.js";
import { RADIUS } from "../shared/marks.js";
import { mercatorX, mercatorY, worldSize } from "../shared/mercator.js";
import { summary } from "../shared/statistics.js";

/** Distance from the camera to the picture's middle in heights of the picture: a field of view of 2·atan(1/3). */
const DISTANCE = 1.5;

/** Slow engines are asked for at least so many picks, and then until this many milliseconds are over. */
const LEAST = 12;
const PATIENCE_MS = 25000;

/** A mark a little farther than it may be is told apart from one that is far. */
const SLACK = 1.5;

/** Where every mark stands in the window, by formulas of the harness's own; pitch and bearing in degrees. */
function project({ count, lon, lat }, { pitch, bearing }) {
  const size = worldSize(ZOOM);
  const [centreX, centreY] = [mercatorX(CENTER[0]), mercatorY(CENTER[1])];
  const distance = DISTANCE * innerHeight;
  const [turn, tilt] = [(bearing * Math.PI) / 180, (pitch * Math.PI) / 180];
  const at = { x: new Float64Array(count), y: new Float64Array(count) };
  for (let i = 0; i < count; i += 1) {
    const east = (mercatorX(lon[i]) - centreX) * size;
    const south = (mercatorY(lat[i]) - centreY) * size;
    const right = east * Math.cos(turn) + south * Math.sin(turn);
    const near = south * Math.cos(turn) - east * Math.sin(turn);
    const depth = distance - near * Math.sin(tilt);
    at.x[i] = depth > 0 ? innerWidth / 2 + (distance * right) / depth : NaN;
    at.y[i] = depth > 0 ? innerHeight / 2 + (distance * near * Math.cos(tilt)) / depth : NaN;
  }
  return at;
}

const away = (at, number, x, y) => Math.hypot(at.x[number] - x, at.y[number] - y);

function nearest(at, x, y) {
  let found = -1;
  let least = RADIUS;
  for (let i = 0; i < at.x.length; i += 1) {
    const distance = away(at, i, x, y);
    if (distance <= least) {
      least = distance;
      found = i;
    }
  }
  return found;
}

function topmost(at, x, y, within) {
  for (let i = at.x.length - 1; i >= 0; i -= 1) {
    if (away(at, i, x, y) <= within) return i;
  }
  return -1;
}

/** What is wrong with a pick; null when nothing is. */
function fault(at, picked, expected, x, y) {
  if (picked === expected) return null;
  if (picked < 0) return "missed";
  return away(at, picked, x, y) <= RADIUS + SLACK ? "another one near" : "far";
}

/** Picks `count` times; `tilt` is { pitch, bearing }. */
export async function pickMany(engine, marks, count, tilt, seed) {
  const draw = chance(seed);
  const at = project(marks, tilt);
  const truth = engine.topmostWithin
    ? (x, y) => topmost(at, x, y, engine.topmostWithin)
    : (x, y) => nearest(at, x, y);
  const took = [];
  const faults = {};
  let hits = 0;
  const begun = performance.now();
  while (took.length < count && (took.length < LEAST || performance.now() - begun < PATIENCE_MS)) {
    const x = 100 + draw() * (innerWidth - 200);
    const y = 80 + draw() * (innerHeight - 160);
    const asked = performance.now();
    const picked = await engine.pick(x, y);
    took.push(performance.now() - asked);
    const expected = truth(x, y);
    if (expected >= 0) hits += 1;
    const wrong = fault(at, picked, expected, x, y);
    if (wrong) faults[wrong] = (faults[wrong] ?? 0) + 1;
    await new Promise((next) => setTimeout(next, 2));
  }
  const wrong = Object.values(faults).reduce((sum, times) => sum + times, 0);
  return { ...summary(took), first: took[0], exact: took.length - wrong, hits, faults };
}
