// What the pages load: themselves, scripts, tiles, marks. Text travels compressed, everything stays in memory.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

import { FURUN, HERE, PAGES, TILES } from "../places.mjs";
import { marksOf } from "../shared/marks.js";

const KINDS = {
  ".css": "text/css",
  ".html": "text/html",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Folders by how an address begins. */
const FOLDERS = {
  "/pages/": PAGES,
  "/furun/": FURUN,
  "/tiles/": TILES,
  "/vendor/maplibre-gl/": join(HERE, "node_modules/maplibre-gl/dist"),
};

/** Of the library, what pages load: itself where Furun fetches it, and the workers of everybody's. */
const LIBRARY = ["maplibre-gl.mjs", "maplibre-gl-worker.mjs"].map((name) => `/vendor/maplibre-gl/${name}`);

/** What a page asks for beforehand: Furun's as the app's own does. */
const PRELOADS = {
  furun: `<link rel="modulepreload" href="furun/furun_peer.js">
<link rel="preload" href="furun/furun_peer_bg.wasm" as="fetch" type="application/wasm" crossorigin>`,
};

// Only pages that are isolated may measure their memory.
const HEAD = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "public,max-age=3600",
};

const kept = new Map();

/** Compresses scripts and wasm before anybody waits for them. */
export function prepare() {
  const built = ["/pages/", "/furun/"].flatMap((folder) =>
    readdirSync(FOLDERS[folder])
      .filter((name) => extname(name) in KINDS)
      .map((name) => folder + name),
  );
  for (const path of [...built, ...LIBRARY]) kept.set(path, file(path));
}

/** Answers one request. */
export function serve(request, response) {
  const address = new URL(request.url, "http://localhost");
  if (!kept.has(request.url)) kept.set(request.url, found(address));
  const { kind, body } = kept.get(request.url) ?? {};
  if (!body) {
    response.writeHead(404, HEAD).end();
    return;
  }
  const coding = kind === "image/jpeg" ? {} : { "Content-Encoding": "gzip" };
  response.writeHead(200, { ...HEAD, ...coding, "Content-Type": kind, "Content-Length": body.length }).end(body);
}

function found({ pathname, searchParams }) {
  const [, first, second] = pathname.split("/");
  if (first === "engine") return packed(KINDS[".html"], page(second));
  if (first === "marks") return packed(KINDS[".json"], marksAsJson(searchParams));
  return file(pathname);
}

const packed = (kind, text) => ({ kind, body: gzipSync(text, { level: 9 }) });

function file(pathname) {
  const folder = Object.keys(FOLDERS).find((folder) => pathname.startsWith(folder));
  const path = folder && join(FOLDERS[folder], normalize(`/${pathname.slice(folder.length)}`));
  const kind = path && KINDS[extname(path)];
  if (!kind || !existsSync(path)) return null;
  const bytes = readFileSync(path);
  return kind === "image/jpeg" ? { kind, body: bytes } : packed(kind, bytes);
}

function page(engine) {
  const style = existsSync(join(PAGES, `${engine}.css`)) ? `<link rel="stylesheet" href="pages/${engine}.css">` : "";
  return `<!doctype html><html><head><meta charset="utf-8"><title>${engine}</title><base href="/"><link rel="icon" href="data:,">${PRELOADS[engine] ?? ""}${style}
<style>html,body,#map{margin:0;padding:0;width:100%;height:100%;overflow:hidden;background:#fff}#map{position:relative}</style>
</head><body><div id="map"></div><script type="module" src="pages/${engine}.js"></script></body></html>`;
}

function marksAsJson(asked) {
  const { count, lon, lat, status } = marksOf(Number(asked.get("count")), Number(asked.get("seed")));
  const all = Array.from({ length: count }, (_, id) => ({
    id,
    lon: Number(lon[id].toFixed(6)),
    lat: Number(lat[id].toFixed(6)),
    status: status[id],
  }));
  return JSON.stringify(all);
}
