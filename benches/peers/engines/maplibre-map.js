// The MapLibre map that `maplibre` and `deckml` draw on.

import { Map as MapLibre, setWorkerUrl } from "maplibre-gl";

export async function openMap(element, { center, zoom, tileUrl }) {
  setWorkerUrl("/vendor/maplibre-gl/maplibre-gl-worker.mjs");
  const map = new MapLibre({
    container: element,
    style: {
      version: 8,
      sources: {
        satellite: { type: "raster", tiles: [location.origin + tileUrl], tileSize: 256, minzoom: 10, maxzoom: 16 },
      },
      layers: [{ id: "satellite", type: "raster", source: "satellite", paint: { "raster-fade-duration": 0 } }],
    },
    center,
    zoom: zoom - 1,
    attributionControl: false,
    fadeDuration: 0,
    renderWorldCopies: false,
    maxPitch: 0,
    dragRotate: false,
    canvasContextAttributes: { antialias: false },
  });
  if (!map.isStyleLoaded()) await new Promise((loaded) => map.once("style.load", loaded));
  return map;
}
