// Bundles one page script for every engine, minified as it would be shipped, with the styles and workers its library needs.

import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import esbuild from "esbuild";

import { ENGINES } from "./driver/engines.mjs";
import { FURUN, HERE, PAGES } from "./places.mjs";

const STYLES = {
  maplibre: "maplibre-gl/dist/maplibre-gl.css",
  deckml: "maplibre-gl/dist/maplibre-gl.css",
  furun: "maplibre-gl/dist/maplibre-gl.css",
  ol: "ol/ol.css",
  leaflet: "leaflet/dist/leaflet.css",
};

rmSync(PAGES, { recursive: true, force: true });
mkdirSync(PAGES, { recursive: true });
for (const engine of ENGINES) {
  await esbuild.build({
    stdin: {
      contents: `import create from "./engines/${engine}.js";\nimport { start } from "./page/bench.js";\nstart(create);\n`,
      resolveDir: HERE,
    },
    outfile: join(PAGES, `${engine}.js`),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"' },
    // Furun's own wasm is made by cargo.
    external: ["/furun/*"],
  });
}
for (const [engine, style] of Object.entries(STYLES)) {
  copyFileSync(join(HERE, "node_modules", style), join(PAGES, `${engine}.css`));
}

const sizes = {};
for (const folder of [PAGES, FURUN]) {
  for (const file of readdirSync(folder).filter((name) => /\.(js|css|wasm)$/.test(name))) {
    const bytes = readFileSync(join(folder, file));
    const gzip = gzipSync(bytes, { level: 9 }).length;
    sizes[file] = { raw: bytes.length, gzip, brotli: brotliCompressSync(bytes).length };
  }
}
writeFileSync(join(PAGES, "sizes.json"), JSON.stringify(sizes));
