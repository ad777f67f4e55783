// Leaflet: tiles as images, circle markers on its canvas renderer. Mode `redraw` sets the view each frame, which draws everything
// anew, the same work as the others'; mode `css` moves as Leaflet's own flights do, by CSS, and draws only at the end.

import * as L from "leaflet";

import { PALETTE, RADIUS, hex } from "../shared/marks.js";

const COLOURS = PALETTE.map(hex);

export default function create({ mode = "redraw" } = {}) {
  let map, tiles, renderer, markers;
  let frames = 0;
  let moving = false;

  function moveByCss(lon, lat, zoom) {
    if (!moving) map._moveStart(true, true);
    moving = true;
    map._move(L.latLng(lat, lon), zoom, { flyTo: true });
    frames += 1;
  }

  return {
    domTiles: true,
    async init(element, { center, zoom, tileUrl }) {
      map = L.map(element, {
        center: [center[1], center[0]],
        zoom,
        zoomSnap: 0,
        zoomAnimation: false,
        fadeAnimation: false,
        markerZoomAnimation: false,
        inertia: false,
        zoomControl: false,
        attributionControl: false,
        preferCanvas: true,
      });
      renderer = L.canvas({ padding: 0 }).addTo(map);
      const redraw = renderer._redraw;
      renderer._redraw = function () {
        frames += 1;
        return redraw.call(this);
      };
      const options = { minZoom: 10, maxNativeZoom: 16, maxZoom: 18 };
      const eager = { updateWhenZooming: true, updateWhenIdle: false, updateInterval: 0 };
      tiles = L.tileLayer(tileUrl, { ...options, ...eager }).addTo(map);
    },
    async load({ count, lon, lat, status }) {
      markers = Array.from({ length: count }, (_, number) => {
        const paint = { stroke: false, fillOpacity: 1, fillColor: COLOURS[status[number]] };
        const marker = L.circleMarker([lat[number], lon[number]], { renderer, radius: RADIUS, ...paint });
        marker.number = number;
        return marker.addTo(map);
      });
    },
    apply(numbers, statuses, changes) {
      for (let i = 0; i < changes; i += 1) markers[numbers[i]].setStyle({ fillColor: COLOURS[statuses[i]] });
    },
    // What the canvas renderer does at a click: it walks the list it draws, and the last hit wins.
    pick(x, y) {
      const at = map.containerPointToLayerPoint([x, y]);
      let hit = -1;
      for (let entry = renderer._drawFirst; entry; entry = entry.next) {
        if (entry.layer.options.interactive && entry.layer._containsPoint(at)) hit = entry.layer.number;
      }
      return hit;
    },
    setCamera(lon, lat, zoom) {
      if (mode === "css") moveByCss(lon, lat, zoom);
      else map.setView([lat, lon], zoom, { animate: false, reset: false });
    },
    async settled() {
      if (moving) map._moveEnd(true);
      moving = false;
      while (tiles.isLoading()) await new Promise((next) => setTimeout(next, 8));
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    },
    frames: () => frames,
  };
}
