// Whether a sample shows work that was done as it should be, however long it took.

import { isEmptyLoop } from "./engines.mjs";

/** Those whose picks are held to be exact. */
const EXACT = ["furun", "rawgl"];

/** Those that draw nothing while nothing changes. */
const RESTS = ["furun", "rawgl"];

/** What is wrong with a sample; undefined when nothing is. */
export function faultOf(engine, { latency, lost, received, engineFrames, blinking, framesPerSecond, exact, n }) {
  if (latency?.missed > 0) return `${latency.missed} changes were not seen`;
  if (lost > 0) return `${lost} changes were lost`;
  if (received === 0) return "no change came";
  if (engineFrames === 0 && !isEmptyLoop(engine)) return "nothing was drawn";
  if (blinking === 0 && framesPerSecond > 0 && RESTS.includes(engine)) return "it draws what does not change";
  if (blinking > 0 && framesPerSecond === 0) return "nothing blinked";
  if (exact !== undefined && exact < n && EXACT.includes(engine)) return `only ${exact} of ${n} picks were exact`;
  return undefined;
}
