// Marked cubes in a drawn camera picture: bodies at known places in a colour that nothing else in it has.

/** A place so many metres east and north of another, on the sheet that maps are drawn on. */
export function beside({ lon, lat }, east, north) {
  const degree = (2 * Math.PI * 6371008.8) / 360;
  return { lon: lon + east / (degree * Math.cos((lat * Math.PI) / 180)), lat: lat + north / degree };
}

/** The rectangle around the pixels of a kind, as left, top, right, bottom edges; null where fewer than a few are seen. The kind is told a pixel's colour and column. */
export function box(colours, width, is) {
  let found = null;
  let count = 0;
  colours.forEach((colour, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (!is(colour, x)) return;
    count += 1;
    found ??= [x, y, x + 1, y + 1];
    found = [Math.min(found[0], x), Math.min(found[1], y), Math.max(found[2], x + 1), Math.max(found[3], y + 1)];
  });
  return count > 30 ? found : null;
}

/** The rectangles around the pixels of a kind, from left to right: what no column of others parts is one. */
export function columns(colours, width, is) {
  const hit = new Uint8Array(width);
  colours.forEach((colour, at) => {
    if (is(colour)) hit[at % width] = 1;
  });
  const starts = [...hit.keys()].filter((x) => hit[x] && !hit[x - 1]);
  const found = starts.map((left) => {
    const end = hit.indexOf(0, left);
    const right = end < 0 ? width : end;
    return box(colours, width, (colour, x) => x >= left && x < right && is(colour));
  });
  return found.filter((rectangle) => rectangle !== null);
}
