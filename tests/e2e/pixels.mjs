// Reads colours from the page as it is on the screen: by screenshot, so whatever drew it is included.

import { crc32, deflateSync, inflateSync } from "node:zlib";

/**
 * The colours of a square of `size` CSS pixels around a point, row by row, each `[r, g, b]`.
 * @returns {Promise<[number, number, number][]>}
 */
export async function colours(page, x, y, size = 1) {
  const left = Math.round(x - size / 2);
  const top = Math.round(y - size / 2);
  const png = await page.screenshot({
    clip: { x: left, y: top, width: size, height: size },
    scale: "css",
  });
  return decode(png);
}

/** The distance of two colours: the largest difference of a channel, 0 to 255. */
export function distance(one, other) {
  return Math.max(...one.map((channel, index) => Math.abs(channel - other[index])));
}

/** The colour a token of styles/tokens.css has on this page, as [r, g, b]. */
export function token(page, name) {
  return page.evaluate((name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color.match(/\d+/g).slice(0, 3).map(Number);
  }, name);
}

/** How many of the pixels around a mark have a colour, whatever letter stands in it. */
export async function pixelsOf(page, mark, colour) {
  const square = await colours(page, mark.x, mark.y, 24);
  return square.filter((pixel) => distance(pixel, colour) <= 24).length;
}

/** Decodes a PNG as browsers write screenshots: 8 bits a channel, RGB or RGBA, not interlaced. */
export function decode(png) {
  const chunks = [];
  let header;
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const kind = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") header = data;
    if (kind === "IDAT") chunks.push(data);
    at += 12 + length;
  }
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const [depth, colourType, , , interlaced] = header.subarray(8, 13);
  const channels = { 2: 3, 6: 4 }[colourType];
  if (depth !== 8 || !channels || interlaced) {
    throw new Error(`a PNG of depth ${depth}, colour type ${colourType}, interlace ${interlaced}`);
  }
  const rows = unfilter(inflateSync(Buffer.concat(chunks)), width * channels, height, channels);
  const found = [];
  for (let at = 0; at < rows.length; at += channels) {
    found.push([rows[at], rows[at + 1], rows[at + 2]]);
  }
  return found;
}

/** A PNG of `width` × `height` pixels, each the `[r, g, b]` that `colour(column, row)` gives. */
export function encode(width, height, colour) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      rows.set(colour(column, row), row * (width * 3 + 1) + 1 + column * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (kind, data) => {
    const named = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(data.length, 0);
    around.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Undoes PNG's five line filters (PNG specification, section 9). */
function unfilter(filtered, stride, height, channels) {
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = filtered[row * (stride + 1)];
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column >= channels ? out[at - channels] : 0;
      const above = row > 0 ? out[at - stride] : 0;
      const corner = row > 0 && column >= channels ? out[at - stride - channels] : 0;
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      out[at] = filtered[row * (stride + 1) + 1 + column] + predicted;
    }
  }
  return out;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
