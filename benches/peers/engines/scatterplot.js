// The ScatterplotLayer that both ways to use deck.gl draw, from arrays of positions and colours.

import { ScatterplotLayer } from "@deck.gl/layers";
import { PALETTE, RADIUS } from "../shared/marks.js";

/** Longitude and latitude of every mark. */
export function positionsOf({ count, lon, lat }) {
  const positions = new Float32Array(count * 2);
  for (let i = 0; i < count; i += 1) positions.set([lon[i], lat[i]], 2 * i);
  return positions;
}

/** Red, green, blue and opacity of every mark. */
export function coloursOf({ count, status }) {
  const colours = new Uint8Array(count * 4);
  for (let i = 0; i < count; i += 1) colours.set([...PALETTE[status[i]], 255], 4 * i);
  return colours;
}

/** Writes a mark's status into the colours; gives where. */
export function writeColour(colours, number, status) {
  const [red, green, blue] = PALETTE[status];
  const at = number * 4;
  colours[at] = red;
  colours[at + 1] = green;
  colours[at + 2] = blue;
  return at;
}

export function scatterplot(count, getPosition, getFillColor) {
  return new ScatterplotLayer({
    id: "marks",
    data: { length: count, attributes: { getPosition, getFillColor } },
    radiusUnits: "pixels",
    getRadius: RADIUS,
    stroked: false,
    pickable: true,
    parameters: { depthCompare: "always", depthWriteEnabled: false },
  });
}
