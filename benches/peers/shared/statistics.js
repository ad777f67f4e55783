// Figures of samples.

/** The value below which `share` of sorted samples lie; null of none. */
const quantile = (sorted, share) =>
  sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : null;

/** Number, median, percentiles and largest of some samples. */
export function summary(samples) {
  const sorted = Float64Array.from(samples).sort();
  return {
    n: sorted.length,
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
  };
}
