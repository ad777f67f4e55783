// What a sample is taken with: so many marks in a window of some size.

export const HD = { width: 1280, height: 720 };
export const UHD = { width: 3840, height: 2160 };

/** A setting for every count that is asked for, in a window of the `usual` size unless another one is. */
export const byCount =
  (usual = HD) =>
  ({ counts, size = usual }) =>
    counts.map((count) => ({ count, size }));
