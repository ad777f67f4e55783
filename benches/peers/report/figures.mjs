// Figures as they are taken together and written.

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Three digits that count, unless so many after the point are asked for. */
export function written(value, digits) {
  const size = Math.abs(value);
  if (size >= 1000) return String(Math.round(value));
  return value.toFixed(digits ?? (size >= 100 ? 0 : size >= 10 ? 1 : 2));
}
