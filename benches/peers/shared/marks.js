// The marks: discs of one radius whose colour is their status.

import { CENTER } from "./camera.js";
import { chance } from "./chance.js";

/** Radius in CSS pixels. */
export const RADIUS = 5;

/** The statuses' colours: red, green, blue. */
export const PALETTE = [
  [46, 204, 64],
  [255, 220, 0],
  [255, 65, 54],
  [0, 116, 217],
  [177, 13, 201],
  [255, 133, 27],
  [57, 204, 204],
  [240, 18, 190],
];

/** A colour as CSS writes it. */
export const hex = (colour) => "#" + colour.map((channel) => channel.toString(16).padStart(2, "0")).join("");

/** Extent of the marks around the middle, in degrees of longitude and latitude. */
const EXTENT = [0.42, 0.2];

/** No other mark stands nearer to the probe than this, in degrees: Furun's own signs are larger than the discs. */
const CLEAR = 0.012;

/** `count` marks; the last one, in the middle of the picture, is the probe, which no random change concerns. */
export function marksOf(count, seed) {
  const draw = chance(seed);
  const marks = {
    count,
    lon: new Float64Array(count),
    lat: new Float64Array(count),
    status: new Uint8Array(count),
  };
  const probe = count - 1;
  for (let number = 0; number < probe; number += 1) {
    let east, north;
    do {
      east = (draw() - 0.5) * EXTENT[0];
      north = (draw() - 0.5) * EXTENT[1];
    } while (Math.abs(east) < CLEAR && Math.abs(north) < CLEAR);
    marks.lon[number] = CENTER[0] + east;
    marks.lat[number] = CENTER[1] + north;
    marks.status[number] = Math.floor(draw() * PALETTE.length);
  }
  [marks.lon[probe], marks.lat[probe]] = CENTER;
  return marks;
}
