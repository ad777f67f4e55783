// Furun: the marks of `src/engine` above the real MapLibre engine, compiled from the app's own rooms (`../furun`). Mode `engine`
// is handed decoded changes as the peers are; mode `product` has a line of its own to the feed and takes them from the bytes, with
// groups as the app draws them, mode `ungrouped` the same with every sign drawn.

import init, { Engine, FakeHub, Product, Reader } from "/furun/furun_peer.js";

import { PALETTE, RADIUS } from "../shared/marks.js";

/** Marks handed over at once: a copy of all of them would stay in wasm's memory for good. */
const CHUNK = 4096;

/** Width of a mark's rim against its radius (`Size::Dot`: 1.5 to 4.5 pixels); the rim belongs to what is picked. */
const RIM = 1.5 / 4.5;

/** Where a sign's fill is seen beside its letter, in pixels from its middle. */
const BESIDE_LETTER = { x: -12, y: 0 };

/** Changes a message and messages: a hub's tick at 10,000 changes a second, and 100,000 changes in all. */
const READ = { changes: 1000, messages: 100 };

const drawn = async (map, opening) => {
  await opening;
  while (!map.isSettled()) await new Promise((next) => setTimeout(next, 8));
};

function createEngine() {
  let engine, opening;
  return {
    tilts: true,
    topmostWithin: RADIUS * (1 + RIM),
    async init(element, { center, zoom, tileUrl }) {
      await init();
      engine = new Engine(element, ...center, zoom - 1, Uint8Array.from(PALETTE.flat()), RADIUS);
      // Marks do not wait for the map.
      opening = engine.openMap(tileUrl);
    },
    async load({ count, lon, lat, status }) {
      engine.clear(count);
      for (let first = 0; first < count; first += CHUNK) {
        const part = (all) => all.subarray(first, first + CHUNK);
        engine.add(first, part(lon), part(lat), part(status));
      }
    },
    apply(numbers, statuses, count) {
      engine.apply(numbers.subarray(0, count), statuses.subarray(0, count));
    },
    blink: (count) => engine.blink(count),
    pick: (x, y) => engine.pick(x, y),
    setCamera(lon, lat, zoom, pitch = 0, bearing = 0) {
      engine.setCamera(lon, lat, zoom - 1, pitch, bearing);
    },
    settled: () => drawn(engine, opening),
    frames: () => engine.frames(),
    readers,
  };
}

function createProduct(grouping) {
  let product, opening;
  return {
    async init(element, { center, zoom, tileUrl }) {
      await init();
      product = new Product(element, ...center, zoom - 1, grouping);
      opening = product.openMap(tileUrl);
    },
    // What there is comes over the wire.
    async load() {},
    ownWire: {
      connect: (address) => product.connect(address),
      isTold: () => product.isTold(),
      through: () => product.through(),
    },
    probe: (status) => ({ ...BESIDE_LETTER, colour: Product.fill(status) }),
    setCamera: (lon, lat, zoom) => product.setCamera(lon, lat, zoom - 1),
    settled: () => drawn(product, opening),
    frames: () => product.frames(),
  };
}

/** From a hub's messages to changes, and to a folded world. */
function readers(marks) {
  const hub = new FakeHub(marks.lon, marks.lat, marks.status, Date.now());
  const opening = hub.opening();
  const messages = Array.from({ length: READ.messages }, (_, message) => {
    const numbers = Uint32Array.from({ length: READ.changes }, (_, i) => (message * 7919 + i * 31) % marks.count);
    const statuses = Uint8Array.from({ length: READ.changes }, (_, i) => (message + i) % PALETTE.length);
    return hub.deltas(numbers, statuses);
  });
  hub.free();
  const bytes = messages.reduce((sum, message) => sum + message.length, 0);
  return {
    "furun: decoded": {
      bytes,
      read() {
        for (const message of messages) Reader.decode(message);
      },
    },
    "furun: decoded and folded": {
      bytes,
      // A world that knows the events already would fold nothing.
      prepare() {
        const reader = new Reader();
        for (const message of opening) reader.fold(message);
        return reader;
      },
      read(reader) {
        for (const message of messages) reader.fold(message);
      },
    },
  };
}

export default function create({ mode = "engine" } = {}) {
  return mode === "engine" ? createEngine() : createProduct(mode === "product");
}
