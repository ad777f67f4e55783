// deck.gl's ScatterplotLayer interleaved into MapLibre: one context, MapLibre draws the basemap.

import { MapLibreOverlay } from "@deck.gl/maplibre";

import { openMap } from "./maplibre-map.js";
import { coloursOf, positionsOf, scatterplot, writeColour } from "./scatterplot.js";
import { RADIUS } from "../shared/marks.js";

export default function create() {
  let map, overlay, positions, colours;
  let count = 0;
  let frames = 0;

  function render() {
    const colourAttribute = { value: colours, size: 4, normalized: true };
    overlay.setProps({ layers: [scatterplot(count, positions, colourAttribute)] });
  }

  return {
    async init(element, view) {
      map = await openMap(element, view);
      map.on("render", () => (frames += 1));
      overlay = new MapLibreOverlay({ interleaved: true, layers: [] });
      map.addControl(overlay);
    },
    async load(marks) {
      count = marks.count;
      positions = { value: positionsOf(marks), size: 2 };
      colours = coloursOf(marks);
      render();
    },
    apply(numbers, statuses, changes) {
      for (let i = 0; i < changes; i += 1) writeColour(colours, numbers[i], statuses[i]);
      render();
    },
    pick: (x, y) => overlay.pickObject({ x, y, radius: RADIUS, layerIds: ["marks"] })?.index ?? -1,
    setCamera(lon, lat, zoom) {
      map.jumpTo({ center: [lon, lat], zoom: zoom - 1 });
    },
    settled() {
      return new Promise((settled) => {
        map.once("idle", () => setTimeout(settled, 100));
        map.triggerRepaint();
      });
    },
    frames: () => frames,
  };
}
