// The trainer's desk as a hand uses it, and pictures compared.

import assert from "node:assert/strict";
import { keep } from "./rig.mjs";

/** Asserts that pictures are the same to the pixel; keeps those that are not, with the one they should be. */
export function assertSame(pictures, name) {
  for (const [index, found] of pictures.entries()) {
    if (found.equals(pictures[0])) continue;
    keep(pictures[0], `${name}-0`);
    keep(found, `${name}-${index}`);
    assert.fail(`picture ${index} differs: ${name}-${index}.png is not ${name}-0.png`);
  }
}

/** Sets the slider as a hand does that jumps to a place. */
export async function seekTo(page, time) {
  const [hours, minutes, seconds] = time.split(":").map(Number);
  await page.locator(".trainer__day").evaluate((slider, value) => {
    slider.value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  }, hours * 3600 + minutes * 60 + seconds);
}

/** Drags the slider over the day, a step every animation frame; gives how many frames there were. */
export function drag(page, { from = 0, to = 86_000, step = 1_000 } = {}) {
  return page.locator(".trainer__day").evaluate(
    async (slider, { from, to, step }) => {
      let frames = 0;
      for (let value = from; step > 0 ? value <= to : value >= to; value += step) {
        slider.value = String(value);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
        frames += 1;
      }
      slider.dispatchEvent(new Event("change", { bubbles: true }));
      return frames;
    },
    { from, to, step },
  );
}
