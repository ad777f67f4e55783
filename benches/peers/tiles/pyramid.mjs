// Makes the basemap's tiles around the picture's middle, once: zoom 10 to 16, as far as any camera of the bench sees.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { paint } from "./paint.mjs";
import { TILES } from "../places.mjs";
import { CENTER } from "../shared/camera.js";
import { mercatorX, mercatorY } from "../shared/mercator.js";

/** Half the width of what is covered, in degrees, by zoom. */
const REACH = { 10: 1.6, 11: 1.4, 12: 1.2, 13: 0.7, 14: 0.3, 15: 0.06, 16: 0.03 };

/** Height of what is covered against its width. */
const FLATNESS = 0.87;

let made = 0;
for (const [zoom, reach] of Object.entries(REACH)) {
  const columns = (lon) => Math.floor(mercatorX(lon) * 2 ** zoom);
  const rows = (lat) => Math.floor(mercatorY(lat) * 2 ** zoom);
  for (let x = columns(CENTER[0] - reach); x <= columns(CENTER[0] + reach); x += 1) {
    const folder = join(TILES, zoom, String(x));
    mkdirSync(folder, { recursive: true });
    for (let y = rows(CENTER[1] + reach * FLATNESS); y <= rows(CENTER[1] - reach * FLATNESS); y += 1) {
      writeFileSync(join(folder, `${y}.jpg`), paint(x, y));
      made += 1;
    }
  }
}
console.log(`${made} tiles`);
