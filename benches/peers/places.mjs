// Where things stand: `cargo xtask bench peers` says where what is made lies; what is written stands here.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { FURUN_PEERS: made, FURUN_ENGINE: engine } = process.env;
if (!made || !engine) throw new Error("FURUN_PEERS and FURUN_ENGINE name no folders; run `cargo xtask bench peers`");

export const HERE = fileURLToPath(new URL(".", import.meta.url));
export const FURUN = engine;
export const TILES = join(made, "tiles");
export const PAGES = join(made, "pages");
export const RESULTS = join(made, "results");
export const PICTURES = join(made, "pictures");
