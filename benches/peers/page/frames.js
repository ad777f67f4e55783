// Animation frames of the page.

export const nextFrame = () => new Promise((next) => requestAnimationFrame(next));

/** Lets frames pass for so many milliseconds; gives the times between them. `step` is called in each with the time passed. */
export function countFrames(milliseconds, step = () => {}) {
  return new Promise((done) => {
    const intervals = [];
    let begun = null;
    let last = 0;
    const frame = (at) => {
      if (begun === null) begun = at;
      else intervals.push(at - last);
      last = at;
      const passed = at - begun;
      if (passed >= milliseconds) {
        done({ intervals, wall: passed });
        return;
      }
      step(passed);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}
