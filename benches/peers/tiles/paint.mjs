// One tile of a picture that costs as much to decode and draw as a satellite's: four octaves of noise, and roads.

import jpeg from "jpeg-js";

import { chance } from "../shared/chance.js";

const SIDE = 256;
const QUALITY = 75;
const NOISE_SIDE = 1024;

/** Size of an octave's grain (a shift) and its weight. */
const OCTAVES = [
  [0, 0.22],
  [2, 0.26],
  [4, 0.28],
  [6, 0.24],
];

/** Smoothed noise from 0 to 1 that repeats. */
function noise(draw) {
  let field = Float32Array.from({ length: NOISE_SIDE ** 2 }, draw);
  const at = (column, row) => field[(row & (NOISE_SIDE - 1)) * NOISE_SIDE + (column & (NOISE_SIDE - 1))];
  for (let round = 0; round < 2; round += 1) {
    field = field.map((_, i) => {
      const [column, row] = [i % NOISE_SIDE, Math.floor(i / NOISE_SIDE)];
      return (at(column, row) + at(column, row - 1) + at(column - 1, row) + at(column - 1, row - 1)) / 4;
    });
  }
  const low = field.reduce((least, value) => Math.min(least, value));
  const high = field.reduce((most, value) => Math.max(most, value));
  return field.map((value) => (value - low) / (high - low));
}

const draw = chance(7);
const fields = OCTAVES.map(() => noise(draw));

/** One tile as a JPEG. */
export function paint(x, y) {
  const data = Buffer.alloc(SIDE * SIDE * 4, 255);
  let at = 0;
  for (let south = y * SIDE; south < (y + 1) * SIDE; south += 1) {
    for (let east = x * SIDE; east < (x + 1) * SIDE; east += 1) {
      paintPixel(data, at, east, south);
      at += 4;
    }
  }
  return jpeg.encode({ data, width: SIDE, height: SIDE }, QUALITY).data;
}

/** Writes a pixel's red, green and blue. Called three hundred million times: it makes nothing. */
function paintPixel(data, at, east, south) {
  if (east % 512 < 2 || south % 384 < 2) {
    data[at] = 170;
    data[at + 1] = 165;
    data[at + 2] = 150;
    return;
  }
  let value = 0;
  for (let octave = 0; octave < OCTAVES.length; octave += 1) {
    const [shift, weight] = OCTAVES[octave];
    const [column, row] = [(east >> shift) & (NOISE_SIDE - 1), (south >> shift) & (NOISE_SIDE - 1)];
    value += weight * fields[octave][row * NOISE_SIDE + column];
  }
  data[at] = 40 + 150 * value;
  data[at + 1] = 60 + 120 * Math.sqrt(value);
  data[at + 2] = 35 + 90 * value * value;
}
