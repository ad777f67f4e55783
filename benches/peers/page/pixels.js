// What is seen, by its pixels.

/** A canvas has drawn, but the browser has not yet taken its picture: the only moment when every engine's pixels can be read. */
export class FrameEnd {
  // A box whose width changes each time it is armed: its ResizeObserver runs after all animation callbacks of the same frame and
  // before compositing, when the drawing buffer of a canvas that does not preserve it is still there.
  #box = document.createElement("div");
  #callback = null;

  constructor() {
    this.#box.style.cssText = "position:fixed;left:0;top:0;width:1px;height:1px;opacity:0;pointer-events:none";
    document.body.appendChild(this.#box);
    new ResizeObserver(() => {
      const callback = this.#callback;
      this.#callback = null;
      callback?.();
    }).observe(this.#box);
  }

  /** Calls `callback` at the end of this frame. */
  call(callback) {
    this.#callback = callback;
    this.#box.style.width = this.#box.style.width === "1px" ? "2px" : "1px";
  }
}

/** The map's canvases, the topmost first. */
const canvases = () =>
  [...document.querySelectorAll("#map canvas")]
    .filter((canvas) => canvas.clientWidth > 50 && canvas.width > 1)
    .reverse();

const pixel = new Uint8Array(4);

/** Red, green, blue and opacity at a point of the window, of one canvas. */
function read(canvas, x, y) {
  // OpenLayers still has a context of WebGL 1.
  const gl = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  return gl ? readGl(gl, canvas, x, y) : read2d(canvas.getContext("2d"), canvas, x, y);
}

/** Reads past whatever the engine has bound, and leaves it as it was. */
function readGl(gl, canvas, x, y) {
  const two = "READ_FRAMEBUFFER" in gl;
  const target = two ? gl.READ_FRAMEBUFFER : gl.FRAMEBUFFER;
  const framebuffer = gl.getParameter(two ? gl.READ_FRAMEBUFFER_BINDING : gl.FRAMEBUFFER_BINDING);
  const packed = two ? gl.getParameter(gl.PIXEL_PACK_BUFFER_BINDING) : null;
  gl.bindFramebuffer(target, null);
  if (packed) gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  const column = Math.round((x * canvas.width) / canvas.clientWidth);
  const row = canvas.height - 1 - Math.round((y * canvas.height) / canvas.clientHeight);
  gl.readPixels(column, row, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  gl.bindFramebuffer(target, framebuffer);
  if (packed) gl.bindBuffer(gl.PIXEL_PACK_BUFFER, packed);
  return pixel;
}

function read2d(context, canvas, x, y) {
  const box = canvas.getBoundingClientRect();
  const column = Math.round(((x - box.left) * canvas.width) / box.width);
  const row = Math.round(((y - box.top) * canvas.height) / box.height);
  return context.getImageData(column, row, 1, 1).data;
}

const isNear = ([red, green, blue, opacity], colour) =>
  opacity > 200 && Math.abs(red - colour[0]) + Math.abs(green - colour[1]) + Math.abs(blue - colour[2]) < 40;

/** Whether any canvas shows a colour at a point. */
export const shows = (x, y, colour) => canvases().some((canvas) => isNear(read(canvas, x, y), colour));

/** Whether any canvas shows a picture at a point: neither nothing nor black. */
export const showsPicture = (x, y) =>
  canvases().some((canvas) => {
    const [red, green, blue, opacity] = read(canvas, x, y);
    return opacity > 250 && red + green + blue > 30;
  });
