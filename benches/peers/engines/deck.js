// deck.gl standalone: TileLayer with BitmapLayers below, ScatterplotLayer above. Mode `binary` hands the whole array over, mode
// `buffer` writes what changed into a buffer of its own.

import { Deck, MapView } from "@deck.gl/core";
import { TileLayer } from "@deck.gl/geo-layers";
import { BitmapLayer } from "@deck.gl/layers";

import { coloursOf, positionsOf, scatterplot, writeColour } from "./scatterplot.js";
import { RADIUS } from "../shared/marks.js";

export default function create({ mode = "binary" } = {}) {
  let deck, ground, positions, colours, colourAttribute, buffer;
  let count = 0;
  let frames = 0;
  const buffered = mode === "buffer";

  function render() {
    deck.setProps({ layers: [ground, count ? scatterplot(count, positions, colourAttribute) : null] });
  }

  return {
    async init(element, { center, zoom, tileUrl }) {
      ground = new TileLayer({
        id: "satellite",
        data: tileUrl,
        tileSize: 256,
        minZoom: 10,
        maxZoom: 16,
        maxRequests: 32,
        renderSubLayers: (props) => {
          const { west, south, east, north } = props.tile.bbox;
          return new BitmapLayer(props, { data: null, image: props.data, bounds: [west, south, east, north] });
        },
      });
      await new Promise((loaded) => {
        deck = new Deck({
          parent: element,
          width: "100%",
          height: "100%",
          views: new MapView({ repeat: false }),
          viewState: { longitude: center[0], latitude: center[1], zoom: zoom - 1, pitch: 0, bearing: 0 },
          controller: false,
          deviceProps: {
            type: "webgl",
            webgl: { antialias: false, preserveDrawingBuffer: false, powerPreference: "high-performance" },
          },
          layers: [ground],
          onAfterRender: () => (frames += 1),
          onLoad: loaded,
        });
      });
    },
    async load(marks) {
      count = marks.count;
      positions = { value: positionsOf(marks), size: 2 };
      colours = coloursOf(marks);
      if (buffered) buffer = deck.device.createBuffer({ data: colours });
      colourAttribute = buffered
        ? { buffer, size: 4, type: "unorm8" }
        : { value: colours, size: 4, normalized: true };
      render();
    },
    apply(numbers, statuses, changes) {
      for (let i = 0; i < changes; i += 1) {
        const at = writeColour(colours, numbers[i], statuses[i]);
        if (buffered) buffer.write(colours.subarray(at, at + 4), at);
      }
      if (buffered) {
        deck.layerManager.setNeedsRedraw("data");
      } else {
        colourAttribute = { value: colours, size: 4, normalized: true };
        render();
      }
    },
    pick: (x, y) => deck.pickObject({ x, y, radius: RADIUS, layerIds: ["marks"] })?.index ?? -1,
    setCamera(lon, lat, zoom) {
      deck.setProps({ viewState: { longitude: lon, latitude: lat, zoom: zoom - 1, pitch: 0, bearing: 0 } });
    },
    async settled() {
      for (;;) {
        const layers = deck.layerManager.getLayers();
        if (layers.length && layers.every((layer) => layer.isLoaded) && !deck.layerManager.needsUpdate()) break;
        await new Promise((next) => setTimeout(next, 16));
      }
      // Loaded is not yet drawn, and nothing tells when it is.
      await new Promise((next) => setTimeout(next, 100));
    },
    frames: () => frames,
  };
}
