// MapLibre GL JS: a circle layer over a GeoJSON source. Mode `state` changes feature states, mode `update` the source's data.

import { openMap } from "./maplibre-map.js";
import { PALETTE, RADIUS, hex } from "../shared/marks.js";

const colourOf = (status) => ["match", status, ...PALETTE.flatMap((colour, number) => [number, hex(colour)]), "#000000"];

export default function create({ mode = "state" } = {}) {
  let map;
  let frames = 0;
  const byState = mode === "state";

  function applyToState(numbers, statuses, count) {
    for (let i = 0; i < count; i += 1) map.setFeatureState({ source: "marks", id: numbers[i] }, { s: statuses[i] });
  }

  function applyToData(numbers, statuses, count) {
    const last = new Map();
    for (let i = 0; i < count; i += 1) last.set(numbers[i], statuses[i]);
    const update = [];
    for (const [id, value] of last) update.push({ id, addOrUpdateProperties: [{ key: "s", value }] });
    map.getSource("marks").updateData({ update });
  }

  return {
    async init(element, view) {
      map = await openMap(element, view);
      map.on("render", () => (frames += 1));
    },
    async load({ count, lon, lat, status }) {
      const features = Array.from({ length: count }, (_, id) => ({
        type: "Feature",
        id,
        geometry: { type: "Point", coordinates: [lon[id], lat[id]] },
        properties: { s: status[id] },
      }));
      const data = { type: "FeatureCollection", features };
      map.addSource("marks", { type: "geojson", data, buffer: 16, tolerance: 0, maxzoom: 16 });
      const shown = byState ? ["coalesce", ["feature-state", "s"], ["get", "s"]] : ["get", "s"];
      const paint = { "circle-radius": RADIUS, "circle-color": colourOf(shown) };
      map.addLayer({ id: "marks", type: "circle", source: "marks", paint });
      await new Promise((loaded) => {
        const look = () => {
          if (!map.isSourceLoaded("marks")) return;
          map.off("sourcedata", look);
          loaded();
        };
        map.on("sourcedata", look);
      });
    },
    apply: byState ? applyToState : applyToData,
    pick(x, y) {
      const box = [
        [x - RADIUS, y - RADIUS],
        [x + RADIUS, y + RADIUS],
      ];
      let best = -1;
      let nearest = Infinity;
      for (const found of map.queryRenderedFeatures(box, { layers: ["marks"] })) {
        const at = map.project(found.geometry.coordinates);
        const away = (at.x - x) ** 2 + (at.y - y) ** 2;
        if (away < nearest) {
          nearest = away;
          best = found.id;
        }
      }
      return best;
    },
    setCamera(lon, lat, zoom) {
      map.jumpTo({ center: [lon, lat], zoom: zoom - 1 });
    },
    settled() {
      return new Promise((settled) => {
        if (map.loaded() && map.areTilesLoaded() && !map._sourcesDirty && !map._repaint) {
          settled();
          return;
        }
        map.once("idle", () => settled());
        map.triggerRepaint();
      });
    },
    frames: () => frames,
  };
}
