// Every scenario, in the order of its name. Each gives:
//   name, engines, and the defaults of what can be asked for;
//   settings(asked): what one sample each is taken with;
//   takes(engine, setting): whether an engine can be asked that;
//   measure(measured, engine, setting, options): samples, a list.

import { coldStart } from "./scenarios/cold-start.mjs";
import { floor } from "./scenarios/floor.mjs";
import { flight } from "./scenarios/flight.mjs";
import { idle } from "./scenarios/idle.mjs";
import { batches } from "./scenarios/batches.mjs";
import { live, product } from "./scenarios/live.mjs";
import { memory } from "./scenarios/memory.mjs";
import { picking } from "./scenarios/picking.mjs";
import { reading } from "./scenarios/reading.mjs";

export const SCENARIOS = [floor, coldStart, flight, live, batches, product, memory, picking, reading, idle];
