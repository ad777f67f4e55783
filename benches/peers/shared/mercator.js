// The Mercator unit square: x grows eastward, y southward, both 0 to 1.

export const mercatorX = (lon) => (lon + 180) / 360;
export const mercatorY = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

/** Width of the world in CSS pixels, zoom in the convention of 256-pixel tiles. */
export const worldSize = (zoom) => 256 * 2 ** zoom;
