// Compresses what the hub serves, once and thoroughly: `x.br` (brotli 11) and `x.gz` (gzip 9) beside
// every text and wasm file that becomes at least a tenth smaller.
//
// With `--quick` only the wasm, in a fraction of a second: sent as it is, a page waits for it on a busy machine.
//
//   node compress.mjs DIST [--quick]

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [dist, pace] = process.argv.slice(2);
if (!dist) throw new Error("which folder? node compress.mjs DIST [--quick]");
const quick = pace === "--quick";
const COMPRESSIBLE = quick ? /\.wasm$/ : /\.(wasm|js|mjs|css|html|svg|json|txt)$/;

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const plain = readFileSync(file);
  const compressed = {
    ".br": brotliCompressSync(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quick ? 3 : constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
    ...(!quick && { ".gz": gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }) }),
  };
  for (const [suffix, bytes] of Object.entries(compressed)) {
    if (bytes.length <= plain.length * 0.9) writeFileSync(file + suffix, bytes);
    else rmSync(file + suffix, { force: true });
  }
}
