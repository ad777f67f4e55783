// The physical floor of WebGL: one clear a frame, nothing else.

import { canvasIn } from "./canvas.js";

export default function create() {
  let gl;
  let frames = 0;
  return {
    async init(element) {
      gl = canvasIn(element).getContext("webgl2", { antialias: false, depth: false, alpha: false });
    },
    async load() {},
    apply() {},
    pick: () => -1,
    setCamera() {
      frames += 1;
      gl.clearColor((frames & 63) / 64, 0.3, 0.5, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    },
    async settled() {},
    frames: () => frames,
  };
}
