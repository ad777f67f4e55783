// OpenLayers: WebGL tiles below, WebGL points above. Mode `points` is WebGLPoints (deprecated in 10, and still the faster one),
// mode `vector` WebGLVector.

import OlMap from "ol/Map.js";
import View from "ol/View.js";
import Feature from "ol/Feature.js";
import Point from "ol/geom/Point.js";
import WebGLPoints from "ol/layer/WebGLPoints.js";
import WebGLTile from "ol/layer/WebGLTile.js";
import WebGLVector from "ol/layer/WebGLVector.js";
import { fromLonLat } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import XYZ from "ol/source/XYZ.js";

import { PALETTE, RADIUS, hex } from "../shared/marks.js";

const LAST = PALETTE.length - 1;
const STYLE = {
  "circle-radius": RADIUS,
  "circle-fill-color": [
    "match",
    ["get", "s"],
    ...PALETTE.slice(0, LAST).flatMap((colour, number) => [number, hex(colour)]),
    hex(PALETTE[LAST]),
  ],
};

export default function create({ mode = "points" } = {}) {
  let map, view, source, features;
  let frames = 0;
  let moving = false;
  const asPoints = mode === "points";

  return {
    async init(element, { center, zoom, tileUrl }) {
      view = new View({
        center: fromLonLat(center),
        zoom,
        enableRotation: false,
        constrainResolution: false,
        smoothResolutionConstraint: false,
      });
      const tiles = new XYZ({ url: tileUrl, minZoom: 10, maxZoom: 16, transition: 0, wrapX: false });
      const layers = [new WebGLTile({ source: tiles })];
      map = new OlMap({ target: element, view, layers, controls: [], interactions: [], maxTilesLoading: 32 });
      map.on("postrender", () => (frames += 1));
    },
    async load({ count, lon, lat, status }) {
      features = Array.from({ length: count }, (_, number) => {
        const feature = new Feature(new Point(fromLonLat([lon[number], lat[number]])));
        feature.setId(number);
        feature.set("s", status[number], true);
        return feature;
      });
      source = new VectorSource({ features, wrapX: false });
      map.addLayer(asPoints ? new WebGLPoints({ source, style: STYLE }) : new WebGLVector({ source, style: STYLE }));
    },
    apply(numbers, statuses, changes) {
      for (let i = 0; i < changes; i += 1) features[numbers[i]].set("s", statuses[i], !asPoints);
      if (!asPoints) source.changed();
    },
    pick(x, y) {
      const found = map.forEachFeatureAtPixel([x, y], (feature) => feature, { hitTolerance: 0 });
      return found ? found.getId() : -1;
    },
    setCamera(lon, lat, zoom) {
      // As a person's drag does: the hint keeps OpenLayers from building the points' buffers anew in every frame.
      if (!moving) view.beginInteraction();
      moving = true;
      view.setCenter(fromLonLat([lon, lat]));
      view.setZoom(zoom);
    },
    settled() {
      if (moving) view.endInteraction(0);
      moving = false;
      return new Promise((settled) => {
        map.once("rendercomplete", () => settled());
        map.render();
      });
    },
    frames: () => frames,
  };
}
