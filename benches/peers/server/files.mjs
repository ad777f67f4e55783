// What the pages load: themselves, scripts, tiles, marks. Text travels compressed, everything stays in memory.

import { existsSync, readFileSync } from "node:fs";
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

/** Folders by the first part of an address. */
const FOLDERS = {
  pages: PAGES,
  furun: FURUN,
  tiles: TILES,
  vendor: join(HERE, "node_modules"),
};

/** Where a library stands in its package. */
const DIST = { "maplibre-gl": "maplibre-gl/dist" };

// Only pages that are isolated may measure their memory.
const HEAD = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "public,max-age=3600",
};

const kept = new Map();

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

function found(address) {
  const [, first, ...rest] = address.pathname.split("/");
  if (first === "engine") return packed(KINDS[".html"], page(rest[0]));
  if (first === "marks") return packed(KINDS[".json"], marksAsJson(address.searchParams));
  return file(first, rest);
}

const packed = (kind, text) => ({ kind, body: gzipSync(text, { level: 9 }) });

function file(first, rest) {
  const inside = first === "vendor" ? [DIST[rest[0]] ?? "", ...rest.slice(1)] : rest;
  const folder = FOLDERS[first];
  const path = folder && join(folder, normalize(`/${inside.join("/")}`));
  if (!path || !existsSync(path)) return null;
  const kind = KINDS[extname(path)];
  const bytes = readFileSync(path);
  return kind === "image/jpeg" ? { kind, body: bytes } : packed(kind, bytes);
}

function page(engine) {
  const style = existsSync(join(PAGES, `${engine}.css`)) ? `<link rel="stylesheet" href="pages/${engine}.css">` : "";
  return `<!doctype html><html><head><meta charset="utf-8"><title>${engine}</title><base href="/"><link rel="icon" href="data:,">${style}
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
