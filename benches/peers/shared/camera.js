// Where every engine looks.

/** Longitude and latitude of the picture's middle. */
export const CENTER = [106.27, 29.39];

/** Zoom in the convention of 256-pixel tiles (Leaflet, OpenLayers); MapLibre's and deck.gl's is one less. */
export const ZOOM = 12;

/** The camera path, `share` from 0 to 1: a figure of eight, closer, farther and back; longitude, latitude, zoom. */
export function cameraAt(share) {
  const turn = 2 * Math.PI * share;
  return [
    CENTER[0] + 0.06 * Math.sin(turn),
    CENTER[1] + 0.03 * Math.sin(2 * turn),
    ZOOM + 0.2 + Math.sin(turn) - 0.2 * Math.cos(turn),
  ];
}
