// How the scripts in this folder print what they measured: one line a figure, named as criterion's
// benches are: where/what/how much.

import { cpus } from "node:os";

/** The value below which `share` (0 to 1) of the samples lie. */
export function quantile(samples, share) {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Prints median, 95th percentile and largest of some samples. */
export function print(name, samples, quantity) {
  const figure = (share) => quantile(samples, share).toFixed(quantity === "bytes" ? 0 : 1);
  console.log(
    `${name}: median ${figure(0.5)} ${quantity}, p95 ${figure(0.95)}, max ${figure(1)}, n ${samples.length}`,
  );
}

/** Which machine the figures are from. */
export function printMachine() {
  const [first, ...others] = cpus();
  console.log(`machine: ${others.length + 1} × ${first.model}, node ${process.version}`);
}
