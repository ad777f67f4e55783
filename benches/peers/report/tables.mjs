// Which figures of each scenario stand in which table.

const column = (title, of, digits) => ({ title, of, digits });
const windowOf = ({ size }) => `${size.width}×${size.height}`;
const foreign = column("foreign share", ({ cost }) => cost.foreign);

const costs = (unit, part) => [
  column(`main CPU ms/${unit}`, (sample) => sample[part]?.main),
  column(`workers ms/${unit}`, (sample) => sample[part]?.workers),
  column(`GPU ms/${unit}`, (sample) => sample[part]?.gpu),
  column(`script ms/${unit}`, (sample) => sample[part]?.script),
];

const live = (name) => ({
  title: ({ count, rate }) => `${name}: ${count} marks, ${rate} changes a second`,
  columns: [
    column("change → pixel ms", ({ latency }) => latency?.median),
    column("p95", ({ latency }) => latency?.p95),
    column("page frames", ({ latency }) => latency?.frames, 0),
    column("missed", ({ latency }) => latency?.missed, 0),
    ...costs("1,000", "perThousand"),
    column("frames/s", ({ engineFrames, wall }) => (engineFrames / wall) * 1000),
    column("lag p95 ms", ({ lag }) => lag?.p95 ?? NaN),
    column("lost", ({ lost }) => lost, 0),
    foreign,
  ],
});

export const TABLES = [
  {
    scenario: "floor",
    title: (sample) => `Floor, ${windowOf(sample)}`,
    columns: [
      column("frame ms", ({ interval }) => interval.median),
      column("p95", ({ interval }) => interval.p95),
      ...costs("frame", "perFrame"),
      foreign,
    ],
  },
  {
    scenario: "s1",
    title: ({ count }) => `S1 cold start, ${count} marks`,
    columns: [
      column("ready ms", ({ times }) => times.ready),
      column("script runs at ms", ({ times }) => times.script),
      column("main CPU ms", ({ cost }) => cost.main),
      column("workers ms", ({ cost }) => cost.workers),
      column("GPU ms", ({ cost }) => cost.gpu),
      column("code kB", ({ bytes }) => bytes.code / 1000),
      column("page and style kB", ({ bytes }) => (bytes.page + bytes.style) / 1000),
      column("tiles kB", ({ bytes }) => bytes.tiles / 1000),
      foreign,
    ],
  },
  {
    scenario: "s2",
    title: (sample) => `S2 flight, ${sample.count} marks, ${windowOf(sample)}`,
    columns: [
      column("frame ms", ({ interval }) => interval.median),
      column("p95", ({ interval }) => interval.p95),
      column("frames", ({ frames }) => frames, 0),
      ...costs("frame", "perFrame"),
      column("load ms", ({ load }) => load.settledMs),
      foreign,
    ],
  },
  { scenario: "s3", ...live("S3 live, decoded by the harness") },
  {
    scenario: "s3b",
    title: ({ count, changes }) => `S3b engine: one drawn batch of ${changes}, ${count} marks`,
    columns: [
      ...costs("batch", "perBatch"),
      column("call ms", ({ call }) => call.median, 3),
      column("frames/batch", ({ frames }) => frames),
      foreign,
    ],
  },
  { scenario: "s3p", ...live("S3p product, from the bytes to the pixel") },
  {
    scenario: "s4",
    title: ({ count }) => `S4 memory, ${count} marks, MiB`,
    columns: [
      column("heap added", ({ added }) => added.heap),
      column("buffers added", ({ added }) => added.buffers),
      column("measured by the browser, added", ({ added }) => added.measured),
      column("renderer added", ({ added }) => added.renderer),
      column("GPU process added", ({ added }) => added.gpu),
      column("load ms", ({ load }) => load.settledMs),
    ],
  },
  {
    scenario: "s5",
    title: ({ count, view }) => `S5 picks, ${count} marks, ${view}`,
    columns: [
      column("pick ms", ({ median }) => median, 3),
      column("p95", ({ p95 }) => p95, 3),
      column("first", ({ first }) => first, 3),
      column("picks", ({ n }) => n, 0),
      column("exact", ({ exact }) => exact, 0),
      column("on a mark", ({ hits }) => hits, 0),
      column("another one near", ({ faults }) => faults["another one near"] ?? 0, 0),
      column("far", ({ faults }) => faults.far ?? 0, 0),
      column("missed", ({ faults }) => faults.missed ?? 0, 0),
    ],
  },
  {
    scenario: "s6",
    title: () => "S6 reading 100,000 changes",
    rows: ({ name }) => name,
    columns: [column("ms", ({ median }) => median), column("p95", ({ p95 }) => p95), column("bytes", ({ bytes }) => bytes, 0)],
  },
  {
    scenario: "idle",
    title: (sample) => `Idle, ${sample.count} marks of which ${sample.blinking} blink, ${windowOf(sample)}`,
    columns: [
      column("frames/s", ({ framesPerSecond }) => framesPerSecond),
      column("main CPU ms", ({ cost }) => cost.main),
      column("GPU ms", ({ cost }) => cost.gpu),
      ...costs("frame", "perFrame"),
      foreign,
    ],
  },
];
