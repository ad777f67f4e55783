// No peer but the floor: hand-written WebGL 2 doing the same pixels, tiles and marks in one context.

import { canvasIn } from "./canvas.js";
import { PALETTE, RADIUS } from "../shared/marks.js";
import { mercatorX, mercatorY, worldSize } from "../shared/mercator.js";

const MIN_ZOOM = 10;
const MAX_ZOOM = 16;

const TILE_VERTEX = `uniform vec4 box;
out vec2 at;
void main() {
  at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(box.xy + at * box.zw, 0, 1);
}`;
const TILE_FRAGMENT = `in vec2 at;
uniform sampler2D tile;
out vec4 colour;
void main() {
  colour = vec4(texture(tile, at).rgb, 1);
}`;
const MARK_VERTEX = `layout(location = 0) in vec2 place;
layout(location = 1) in uint status;
uniform vec4 view;
uniform vec3 colours[8];
flat out vec3 fill;
void main() {
  fill = colours[status & 7u];
  gl_PointSize = ${2 * RADIUS + 1}.0;
  gl_Position = vec4(place * view.xy + view.zw, 0, 1);
}`;
const MARK_FRAGMENT = `flat in vec3 fill;
out vec4 colour;
void main() {
  float away = length(gl_PointCoord - 0.5) * ${2 * RADIUS + 1}.0;
  float opacity = clamp(${RADIUS}.5 - away, 0.0, 1.0);
  if (opacity <= 0.0) discard;
  colour = vec4(fill * opacity, opacity);
}`;

function compile(gl, kind, source) {
  const shader = gl.createShader(kind);
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
  return shader;
}

/** A program and its uniforms by name. */
function programOf(gl, vertex, fragment) {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, `#version 300 es\n${vertex}`));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, `#version 300 es\nprecision highp float;\n${fragment}`));
  gl.linkProgram(program);
  const uniforms = {};
  for (let i = 0; i < gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS); i += 1) {
    const { name } = gl.getActiveUniform(program, i);
    uniforms[name.replace("[0]", "")] = gl.getUniformLocation(program, name);
  }
  return { program, uniforms };
}

/** Tiles as textures, fetched when they are first asked for. */
class Tiles {
  loading = 0;
  #gl;
  #url;
  #kept = new Map();
  #loaded;

  constructor(gl, url, loaded) {
    this.#gl = gl;
    this.#url = url;
    this.#loaded = loaded;
  }

  /** The texture; null while it is on its way. */
  texture(zoom, x, y) {
    const key = `${zoom}/${x}/${y}`;
    if (!this.#kept.has(key)) {
      this.#kept.set(key, null);
      this.#load(key, this.#url.replace("{z}", zoom).replace("{x}", x).replace("{y}", y));
    }
    return this.#kept.get(key);
  }

  async #load(key, address) {
    this.loading += 1;
    const answer = await fetch(address);
    const image = await createImageBitmap(await answer.blob());
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    for (const size of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, size, gl.LINEAR);
    image.close();
    this.#kept.set(key, texture);
    this.loading -= 1;
    this.#loaded();
  }
}

export default function create() {
  let gl, canvas, tiles, tileProgram, markProgram, noArray, marksArray, statusBuffer;
  let camera, origin;
  let count = 0;
  let frames = 0;
  let missing = 0;
  let stale = true;
  let places, statuses;
  let changed = { first: Infinity, last: -1 };

  function draw() {
    requestAnimationFrame(draw);
    if (!stale) return;
    stale = false;
    frames += 1;
    upload();
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.disable(gl.BLEND);
    drawTiles();
    if (count) drawMarks();
  }

  function upload() {
    const { first, last } = changed;
    if (last < first) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, statusBuffer);
    gl.bufferSubData(gl.ARRAY_BUFFER, first, statuses, first, last - first + 1);
    changed = { first: Infinity, last: -1 };
  }

  function drawTiles() {
    const { width, height } = canvas;
    const size = worldSize(camera.zoom);
    const zoom = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, Math.round(camera.zoom)));
    const side = size / 2 ** zoom;
    const [left, top] = [camera.x * size - width / 2, camera.y * size - height / 2];
    gl.useProgram(tileProgram.program);
    gl.bindVertexArray(noArray);
    missing = 0;
    for (let y = Math.floor(top / side); y <= Math.floor((top + height) / side); y += 1) {
      for (let x = Math.floor(left / side); x <= Math.floor((left + width) / side); x += 1) {
        const texture = tiles.texture(zoom, x, y);
        if (!texture) {
          missing += 1;
          continue;
        }
        gl.bindTexture(gl.TEXTURE_2D, texture);
        const east = ((x * side - camera.x * size) * 2) / width;
        const north = (-(y * side - camera.y * size) * 2) / height;
        gl.uniform4f(tileProgram.uniforms.box, east, north, (side * 2) / width, (-side * 2) / height);
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      }
    }
  }

  function drawMarks() {
    const size = worldSize(camera.zoom);
    const [across, up] = [(size * 2) / canvas.width, (-size * 2) / canvas.height];
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(markProgram.program);
    gl.bindVertexArray(marksArray);
    gl.uniform4f(markProgram.uniforms.view, across, up, (origin.x - camera.x) * across, (origin.y - camera.y) * up);
    gl.drawArrays(gl.POINTS, 0, count);
  }

  function look(lon, lat, zoom) {
    camera = { x: mercatorX(lon), y: mercatorY(lat), zoom };
    stale = true;
  }

  return {
    async init(element, { center, zoom, tileUrl }) {
      canvas = canvasIn(element);
      gl = canvas.getContext("webgl2", { antialias: false, depth: false, alpha: false });
      look(...center, zoom);
      origin = camera;
      tiles = new Tiles(gl, tileUrl, () => (stale = true));
      tileProgram = programOf(gl, TILE_VERTEX, TILE_FRAGMENT);
      markProgram = programOf(gl, MARK_VERTEX, MARK_FRAGMENT);
      noArray = gl.createVertexArray();
      gl.useProgram(markProgram.program);
      gl.uniform3fv(markProgram.uniforms.colours, PALETTE.flat().map((channel) => channel / 255));
      requestAnimationFrame(draw);
    },
    async load(marks) {
      count = marks.count;
      statuses = marks.status.slice();
      places = { x: Float64Array.from(marks.lon, mercatorX), y: Float64Array.from(marks.lat, mercatorY) };
      const offsets = new Float32Array(count * 2);
      for (let i = 0; i < count; i += 1) {
        offsets[2 * i] = places.x[i] - origin.x;
        offsets[2 * i + 1] = places.y[i] - origin.y;
      }
      marksArray = gl.createVertexArray();
      gl.bindVertexArray(marksArray);
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, offsets, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(0);
      gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
      statusBuffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, statusBuffer);
      gl.bufferData(gl.ARRAY_BUFFER, statuses, gl.DYNAMIC_DRAW);
      gl.enableVertexAttribArray(1);
      gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_BYTE, 0, 0);
      stale = true;
    },
    apply(numbers, changes, changeCount) {
      for (let i = 0; i < changeCount; i += 1) {
        const number = numbers[i];
        statuses[number] = changes[i];
        changed.first = Math.min(changed.first, number);
        changed.last = Math.max(changed.last, number);
      }
      stale = true;
    },
    pick(x, y) {
      const size = worldSize(camera.zoom);
      const [east, south] = [camera.x + (x - canvas.width / 2) / size, camera.y + (y - canvas.height / 2) / size];
      let least = (RADIUS / size) ** 2;
      let hit = -1;
      for (let i = 0; i < count; i += 1) {
        const away = (places.x[i] - east) ** 2 + (places.y[i] - south) ** 2;
        if (away <= least) {
          least = away;
          hit = i;
        }
      }
      return hit;
    },
    setCamera: look,
    async settled() {
      do {
        await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
      } while (tiles.loading || missing);
    },
    frames: () => frames,
  };
}
