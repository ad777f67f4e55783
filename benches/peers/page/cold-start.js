// From the address to the first whole picture: the probe and the basemap at twelve points are seen by their pixels.

import { showsPicture } from "./pixels.js";

/** Points of the window, a few pixels beside a regular grid. */
function groundPoints() {
  const points = [];
  for (let column = 0; column < 4; column += 1) {
    for (let row = 0; row < 3; row += 1) {
      points.push([(innerWidth * (column + 0.5)) / 4 + 3, (innerHeight * (row + 0.5)) / 3 + 3]);
    }
  }
  return points;
}

/** Marks as they come in JSON, as arrays. */
function arraysOf(all) {
  return {
    count: all.length,
    lon: Float64Array.from(all, ({ lon }) => lon),
    lat: Float64Array.from(all, ({ lat }) => lat),
    status: Uint8Array.from(all, ({ status }) => status),
  };
}

/** Starts an engine as a page would; gives the times of its steps in milliseconds since the address was asked for. */
export async function startCold(engine, init, probe, frameEnd, count, seed) {
  const times = { script: performance.now() };
  const fetched = fetch(`/marks?count=${count}&seed=${seed}`).then((answer) => answer.json());
  await init();
  times.init = performance.now();
  const marks = arraysOf(await fetched);
  times.marks = performance.now();
  engine.load(marks);
  const tiles = engine.domTiles ? engine.settled() : null;
  await seen(engine, () => probe.shows(marks.status[count - 1]), tiles, frameEnd);
  times.ready = performance.now();
  return times;
}

/** Waits until mark and ground are both on the screen. An engine with a canvas for each may draw them in different frames. */
function seen(engine, showsMark, tiles, frameEnd) {
  return new Promise((seen) => {
    let mark = false;
    let ground = false;
    let frames = 0;
    tiles?.then(() => (ground = true));
    const points = groundPoints();
    const look = () =>
      frameEnd.call(() => {
        if (engine.frames() !== frames || engine.domTiles) {
          mark ||= showsMark();
          ground ||= !engine.domTiles && points.every(([x, y]) => showsPicture(x, y));
        }
        frames = engine.frames();
        if (mark && ground) seen();
        else requestAnimationFrame(look);
      });
    requestAnimationFrame(look);
  });
}
