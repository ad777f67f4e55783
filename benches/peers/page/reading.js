// Reading 100,000 changes from bytes that lie ready: each into a status and a time by its mark's number.

import { decode, encode } from "@msgpack/msgpack";

import { chance } from "../shared/chance.js";
import { summary } from "../shared/statistics.js";

const CHANGES = 100_000;
const MARKS = 1_000_000;

/** Changes a message, where they come in many. */
const BATCH = 10;

/** A record of ours for comparison: number, status, time, padded to 16 bytes. */
const RECORD = 16;

/** Readings before any counts, and those that count. */
const WARM = 2;
const REPEATS = 7;

function changesOf(seed) {
  const draw = chance(seed);
  return Array.from({ length: CHANGES }, (_, i) => ({
    id: Math.floor(draw() * MARKS),
    s: Math.floor(draw() * 8),
    t: 1_700_000_000_000 + i,
  }));
}

const inBatches = (all) => Array.from({ length: all.length / BATCH }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH));

function recordsOf(changes) {
  const view = new DataView(new ArrayBuffer(changes.length * RECORD));
  changes.forEach(({ id, s, t }, i) => {
    view.setUint32(i * RECORD, id, true);
    view.setUint8(i * RECORD + 4, s);
    view.setFloat64(i * RECORD + 8, t, true);
  });
  return view.buffer;
}

/** The ways the peers' pages have. */
function plainReaders(seed) {
  const changes = changesOf(seed);
  const statuses = new Uint8Array(MARKS);
  const times = new Float64Array(MARKS);
  const keep = (read) => {
    for (const { id, s, t } of read) {
      statuses[id] = s;
      times[id] = t;
    }
  };
  const keepRecords = (buffer) => {
    const view = new DataView(buffer);
    for (let at = 0; at < buffer.byteLength; at += RECORD) {
      const id = view.getUint32(at, true);
      statuses[id] = view.getUint8(at + 4);
      times[id] = view.getFloat64(at + 8, true);
    }
  };
  const ways = [
    { name: "JSON", write: JSON.stringify, read: (text) => keep(JSON.parse(text)) },
    // The encoder gives a view of a buffer that it uses again.
    { name: "MessagePack", write: (all) => encode(all).slice(), read: (bytes) => keep(decode(bytes)) },
    { name: "16-byte records", write: recordsOf, read: keepRecords },
  ];
  const readers = {};
  for (const { name, write, read } of ways) {
    const one = write(changes);
    const many = inBatches(changes).map(write);
    const bytes = one.byteLength ?? one.length;
    readers[`${name}: one message`] = { bytes, read: () => read(one) };
    readers[`${name}: messages of ${BATCH}`] = { bytes, read: () => many.forEach((message) => read(message)) };
  }
  return readers;
}

/** Milliseconds and bytes by way of reading: the engine's own ways, or else the plain ones. */
export function readMany(engine, marks, seed) {
  const readers = engine.readers ? engine.readers(marks) : plainReaders(seed);
  const took = Object.fromEntries(Object.keys(readers).map((name) => [name, []]));
  for (let round = 0; round < WARM + REPEATS; round += 1) {
    for (const [name, { prepare, read }] of Object.entries(readers)) {
      const prepared = prepare?.();
      const begun = performance.now();
      read(prepared);
      if (round >= WARM) took[name].push(performance.now() - begun);
    }
  }
  return Object.entries(readers).map(([name, { bytes }]) => ({ name, bytes, ...summary(took[name]) }));
}
