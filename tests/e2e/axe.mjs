// What axe-core says of a page: nobody with other eyes or without a mouse is left out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Fails when a fault is serious or critical, on the page or in one part of it; the map library's own canvas is the map's matter. */
export async function assertAccessible(page, what, within = "html") {
  await page.evaluate(AXE);
  const run = (within) => globalThis.axe.run(within, { resultTypes: ["violations"] });
  const { violations } = await page.evaluate(run, within);
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(grave, [], `axe on ${what}`);
}
