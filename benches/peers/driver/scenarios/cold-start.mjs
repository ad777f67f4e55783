// S1: from an address and an empty cache to the first whole picture with 1,000 marks.

import { join } from "node:path";

import { PICTURES } from "../../places.mjs";
import { EVERY } from "../engines.mjs";
import { byCount } from "../settings.mjs";

/** A first picture that has not come after this long does not come, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What a transfer was for, by its address. */
function kindOf(address) {
  if (address.includes("/tiles/")) return "tiles";
  if (address.includes("/marks")) return "marks";
  const [, ending] = /\.(m?js|wasm|css)$/.exec(new URL(address).pathname) ?? [];
  return { js: "code", mjs: "code", wasm: "code", css: "style" }[ending] ?? "page";
}

/** Counts bytes and tiles as they come. */
async function watchTransfers(own) {
  const bytes = { tiles: 0, marks: 0, code: 0, style: 0, page: 0 };
  const addresses = new Map();
  await own.send("Network.enable");
  own.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, response.url));
  own.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const address = addresses.get(requestId);
    if (address) bytes[kindOf(address)] += encodedDataLength;
  });
  return bytes;
}

export const coldStart = {
  name: "s1",
  cold: true,
  engines: EVERY,
  defaults: { counts: [1_000], repeats: 5 },
  settings: byCount(),
  takes: () => true,
  async measure(measured, engine, { count }, { seed, pictures }) {
    const bytes = await watchTransfers(measured.own);
    const { cost } = await measured.cost(async () => {
      await measured.visit(engine, { seed, cold: count });
      await measured.page.waitForFunction("globalThis.coldStart", null, { polling: 50, timeout: PATIENCE_MS });
    });
    const times = await measured.run("globalThis.coldStart");
    if (pictures) await measured.page.screenshot({ path: join(PICTURES, `s1-${engine.replace(":", "-")}.png`) });
    return [{ times, cost, bytes }];
  },
};
