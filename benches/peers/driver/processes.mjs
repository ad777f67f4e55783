// Time on the processor, by process and thread, as Linux counts it.

import { readFileSync } from "node:fs";

/** Length of a tick in /proc, in milliseconds: 100 a second on every Linux that one meets. */
const TICK_MS = 10;

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // A process that is gone has used nothing since.
    return "";
  }
}

/** Milliseconds of a whole process. */
export function processMs(pid) {
  const stat = read(`/proc/${pid}/stat`);
  if (!stat) return 0;
  // The name in parentheses may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Milliseconds of a process's first thread, to the nanosecond. */
export const mainThreadMs = (pid) => Number(read(`/proc/${pid}/task/${pid}/schedstat`).split(" ")[0] || 0) / 1e6;

/** Milliseconds of everything on the machine: user, nice, system, interrupts. */
export function machineMs() {
  const [user, nice, system, , , hard, soft] = read("/proc/stat").split("\n")[0].trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + hard + soft) * TICK_MS;
}

/** Memory of a process in MiB, what it shares counted by its share. */
export function proportionalMiB(pid) {
  const found = /Pss:\s+(\d+)/.exec(read(`/proc/${pid}/smaps_rollup`));
  return found ? Number(found[1]) / 1024 : 0;
}
