// A picture below the marks that is dark but for one spot, so that it can be seen on the screen where the ground is.

import { once } from "node:events";
import { createServer } from "node:http";
import { encode } from "./pixels.mjs";

/** The spot's colour. */
export const SPOT = [200, 60, 200];

/** From its middle to its edges, in pixels of a tile, at every zoom. */
const REACH = 32;

/** Serves such a picture with its spot at `place` until the test is over; gives it as a deployment's setting. */
export async function spottedBasemap(t, place, coordinates) {
  const tiles = createServer((request, response) => {
    const [z, x, y] = request.url.slice(1).split(/[/.]/).map(Number);
    response.setHeader("content-type", "image/png").end(tileWithSpot(place, z, x, y));
  }).listen(0, "127.0.0.1");
  await once(tiles, "listening");
  t.after(() => tiles.close());
  return `
[basemap]
name = { zh = "试验影像", en = "Trial picture" }
kind = "drawn"
source = { kind = "xyz", url = "http://127.0.0.1:${tiles.address().port}/{z}/{x}/{y}.png" }
coordinates = "${coordinates}"
tile_size = 256
`;
}

/** A tile of 256 × 256 with the part of the spot that lies in it. */
function tileWithSpot({ lon, lat }, z, x, y) {
  const world = 256 * 2 ** z;
  const sine = Math.sin((lat * Math.PI) / 180);
  const east = ((lon + 180) / 360) * world - x * 256;
  const south = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world - y * 256;
  return encode(256, 256, (column, row) => {
    const inside = Math.abs(column + 0.5 - east) < REACH && Math.abs(row + 0.5 - south) < REACH;
    return inside ? SPOT : [16, 20, 24];
  });
}
