// What changes cost without a wire: batches, each drawn before the next is applied. No loop of animation frames runs beside, so
// that neither the transport nor the frame rate enters.

import { chance } from "../shared/chance.js";
import { PALETTE } from "../shared/marks.js";
import { summary } from "../shared/statistics.js";

/** An engine that has not drawn a batch after this long never will, in milliseconds. */
const PATIENCE_MS = 15000;

const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

/** Applies `batches` of `changes` to random marks but the probe; gives what the calls alone took. */
export async function applyBatches(engine, marks, batches, changes, seed) {
  const draw = chance(seed);
  const took = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const numbers = new Uint32Array(changes);
    const statuses = new Uint8Array(changes);
    for (let i = 0; i < changes; i += 1) {
      const number = Math.floor(draw() * (marks.count - 1));
      numbers[i] = number;
      // Always another status: some engines draw nothing for one that stays.
      statuses[i] = (marks.status[number] + 1 + Math.floor(draw() * (PALETTE.length - 1))) % PALETTE.length;
      marks.status[number] = statuses[i];
    }
    const frames = engine.frames();
    const begun = performance.now();
    engine.apply(numbers, statuses, changes);
    took.push(performance.now() - begun);
    while (engine.frames() === frames) {
      if (performance.now() - begun > PATIENCE_MS) throw new Error(`a batch of ${changes} was not drawn`);
      await pause(20);
    }
    // A second frame, if an engine needs one, belongs to the batch.
    await pause(100);
  }
  await engine.settled();
  return summary(took);
}
