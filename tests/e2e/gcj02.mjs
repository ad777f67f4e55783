// Where China's public maps draw a place of WGS 84: the published formula, written down a second time so that the app's own is
// checked by it.

const AXIS_METRES = 6378245;
const ECCENTRICITY_SQUARED = 0.00669342162296594323;

/** The GCJ-02 coordinates of a place in China. */
export function gcj02FromWgs84({ lon, lat }) {
  const x = lon - 105;
  const y = lat - 35;
  const wave = (value, turns) => Math.sin(value * turns * Math.PI);
  const common = ((20 * wave(x, 6) + 20 * wave(x, 2)) * 2) / 3;
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + common +
    ((20 * wave(y, 1) + 40 * wave(y, 1 / 3)) * 2) / 3 +
    ((160 * wave(y, 1 / 12) + 320 * wave(y, 1 / 30)) * 2) / 3;
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + common +
    ((20 * wave(x, 1) + 40 * wave(x, 1 / 3)) * 2) / 3 +
    ((150 * wave(x, 1 / 12) + 300 * wave(x, 1 / 30)) * 2) / 3;
  const radians = (lat * Math.PI) / 180;
  const magic = 1 - ECCENTRICITY_SQUARED * Math.sin(radians) ** 2;
  const metresNorth = (AXIS_METRES * (1 - ECCENTRICITY_SQUARED)) / (magic * Math.sqrt(magic));
  const metresEast = (AXIS_METRES / Math.sqrt(magic)) * Math.cos(radians);
  return {
    lon: lon + (east * 180) / (metresEast * Math.PI),
    lat: lat + (north * 180) / (metresNorth * Math.PI),
  };
}
