// What Furun must reach, held against what was measured in the same run. What was not measured is left out.

import { median } from "./figures.mjs";

const MIB = 2 ** 20;
/** Widths of the windows that are measured. */
const HD = 1280;
const UHD = 3840;

const thousands = (count) => count.toLocaleString("en");

/** Bytes a mark may take, in wasm's memory and on the graphics card; the card's are not seen by the browser's own measure. */
const MARK_BYTES = 56;

/** Every aim for which both sides were measured: what it is, what it was, and the most it may be. */
export function aimsOf(samples) {
  const sound = samples.filter(({ error }) => !error).map((sample) => ({ ...sample, width: sample.size.width }));
  /** The median of a figure over the samples of which all that is in `like` holds; NaN of none. */
  const figure = (like, of) => {
    const alike = sound.filter((sample) => Object.entries(like).every(([key, value]) => sample[key] === value));
    const values = alike.map(of).filter((value) => Number.isFinite(value));
    return values.length ? median(values) : NaN;
  };
  const aims = [
    ...flights(figure),
    ...batches(figure),
    ...products(figure),
    ...starts(figure),
    ...memories(figure),
    ...picks(figure),
    ...readings(figure),
    ...rests(figure),
  ];
  return aims.filter(({ is, most }) => Number.isFinite(is) && Number.isFinite(most));
}

/** S2: the map without any marks, and 1.3 times what the marks add to the hand-written floor. */
function flights(figure) {
  const aim = (width, count, part) => {
    const frame = (engine, marks) =>
      figure({ scenario: "s2", engine, count: marks, width }, ({ perFrame }) => perFrame[part]);
    return {
      what: `S2, ${thousands(count)} marks, ${width} px wide: ${part} ms/frame`,
      is: frame("furun", count),
      most: frame("maplibre", 0) + 1.3 * (frame("rawgl", count) - frame("rawgl", 0)),
    };
  };
  return [HD, UHD].flatMap((width) =>
    [10_000, 100_000].flatMap((count) => ["main", "gpu"].map((part) => aim(width, count, part))),
  );
}

/** S3b: a third of MapLibre's main thread, half of its GPU process; one change 1.2 times the floor's. */
function batches(figure) {
  const batch = (engine, count, changes, part) =>
    figure({ scenario: "s3b", engine, count, changes }, ({ perBatch }) => perBatch[part]);
  const shares = { main: 1 / 3, gpu: 1 / 2 };
  const thousand = [10_000, 100_000].flatMap((count) =>
    Object.entries(shares).map(([part, share]) => ({
      what: `S3b, 1,000 changes, ${thousands(count)} marks: ${part} ms/batch`,
      is: batch("furun", count, 1000, part),
      most: share * batch("maplibre", count, 1000, part),
    })),
  );
  const one = {
    what: "S3b, one change, 10,000 marks: main ms",
    is: batch("furun", 10_000, 1, "main"),
    most: 1.2 * batch("rawgl", 10_000, 1, "main"),
  };
  return [...thousand, one];
}

/** S3p: half of MapLibre's way to the pixel and no more than Leaflet's; half, then a quarter of its main thread; none lost. */
function products(figure) {
  const shares = { 1000: 1 / 2, 10000: 1 / 4 };
  return [10_000, 100_000].flatMap((count) =>
    Object.entries(shares).flatMap(([changes, share]) => {
      const rate = Number(changes);
      const of = (engine, what) => figure({ scenario: "s3p", engine, count, rate }, what);
      const latency = (engine) => of(engine, (sample) => sample.latency?.median);
      const main = (engine) => of(engine, ({ perThousand }) => perThousand?.main);
      const what = `S3p, ${thousands(count)} marks, ${thousands(rate)}/s`;
      return [
        { what: `${what}: change → pixel ms, of MapLibre's`, is: latency("furun:product"), most: latency("maplibre") / 2 },
        { what: `${what}: change → pixel ms, of Leaflet's`, is: latency("furun:product"), most: latency("leaflet") },
        { what: `${what}: main ms/1,000`, is: main("furun:product"), most: share * main("maplibre") },
        { what: `${what}: lost`, is: of("furun:product", ({ lost }) => lost), most: 0 },
      ];
    }),
  );
}

function starts(figure) {
  const ready = (engine) => figure({ scenario: "s1", engine, count: 1000 }, ({ times }) => times.ready);
  return [{ what: "S1: ready ms", is: ready("furun"), most: 1.25 * ready("maplibre") }];
}

function memories(figure) {
  const count = 1_000_000;
  const added = figure({ scenario: "s4", engine: "furun", count }, (sample) => sample.added.heap + sample.added.buffers);
  return [{ what: "S4: bytes a mark in memory, of 1,000,000", is: (added * MIB) / count, most: MARK_BYTES }];
}

function picks(figure) {
  return ["straight down", "tilted and turned"].flatMap((view) => {
    const of = (what) => figure({ scenario: "s5", engine: "furun", count: 100_000, view }, what);
    return [
      { what: `S5, ${view}: not exact`, is: of(({ n, exact }) => n - exact), most: 0 },
      { what: `S5, ${view}: pick ms`, is: of((sample) => sample.median), most: 0.06 },
      { what: `S5, ${view}: first pick ms`, is: of(({ first }) => first), most: 0.06 },
    ];
  });
}

function readings(figure) {
  const decoded = figure({ scenario: "s6", name: "furun: decoded" }, (sample) => sample.median);
  return [{ what: "S6: 100,000 changes decoded, ms", is: decoded, most: 1.5 }];
}

/** Idle: no frame; blinking, two draws a second, each 1.5 times a mere clear. */
function rests(figure) {
  const idle = (blinking, of) => figure({ scenario: "idle", engine: "furun", width: UHD, blinking }, of);
  const perSecond = ({ framesPerSecond }) => framesPerSecond;
  const gpu = ({ perFrame }) => perFrame.gpu;
  const clear = figure({ scenario: "floor", engine: "clear", width: UHD }, gpu);
  return [
    { what: "idle: frames/s", is: idle(0, perSecond), most: 0 },
    { what: "200 blinking: frames/s", is: idle(200, perSecond), most: 2.1 },
    { what: "200 blinking: GPU ms/draw", is: idle(200, gpu), most: 1.5 * clear },
  ];
}
