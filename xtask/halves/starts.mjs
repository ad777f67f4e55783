// Goes through the app's starts and keeps which functions of its wasm they called, a byte each:
//
//   FURUN_HUB=… FURUN_APP=… node starts.mjs CALLS
//
// The app is one whose wasm notes its calls. A start ends when a page stands as whoever opens it wants it, with what comes in
// meanwhile: a wall, a console after signing in, a phone with its form, the demo's wall and console. What is done there then is
// not noted: by that time the second half is there.

import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { POLICE, fact, ingest, report } from "../../tests/e2e/deployment.mjs";
import { Hub, openBrowser, openPage, settled } from "../../tests/e2e/rig.mjs";
import { noise, seated } from "../../tests/e2e/seats.mjs";

/** Long enough for whatever comes by a clock: a blink, a second, a minute's turn now and then. */
const WATCHED_MS = 4_000;

/** Enough for groups, and for lists, trees and tables to have grown: what does that is called for the first time by many only. */
const INCIDENTS = 2_000;

/** In one request. */
const AT_ONCE = 500;

const PHONE = { width: 390, height: 844 };

const [file] = process.argv.slice(2);
if (!file) throw new Error("where do the calls go? node starts.mjs CALLS");
const calls = [];

/** Gives a page `furunNotes()`: of each function, by a digit, whether this page or one before it in its tab has called it. */
const noting = {
  prepare: (context) =>
    context.addInitScript(() => {
      const KEPT_AS = "furun.notes";
      const instantiate = WebAssembly.instantiateStreaming;
      let noting;
      WebAssembly.instantiateStreaming = async (...asked) => {
        const made = await instantiate.apply(WebAssembly, asked);
        noting ??= made.instance;
        return made;
      };
      globalThis.furunNotes = () => {
        const before = sessionStorage.getItem(KEPT_AS) ?? "";
        const notes = noting ? new Uint8Array(noting.exports.furun_calls.buffer) : [];
        return Array.from(notes, (note, at) => (note || before[at] === "1" ? "1" : "0")).join("") || before;
      };
      // Signing in leads to a page that is loaded anew.
      addEventListener("pagehide", () => sessionStorage.setItem(KEPT_AS, globalThis.furunNotes()));
    }),
};

const show = (browser) => (hub, path, options) => openPage(browser, hub, path, { ...options, ...noting, ready: false });

/** Waits until the page has its picture, and for what comes by the clock. */
async function stands(page) {
  await settled(page);
  await pause(WATCHED_MS);
}

/** Keeps what the page's wasm has noted, and closes it. */
async function note(page, what) {
  const notes = await page.evaluate(() => globalThis.furunNotes());
  page.watch.assertCalm();
  await page.context().close();
  let more = 0;
  for (const [at, note] of [...notes].entries()) {
    const isCalled = note === "1";
    if (isCalled && !calls[at]) more += 1;
    calls[at] ||= isCalled;
  }
  console.log(`${what}: ${more} functions more`);
}

const incident = (number) =>
  report(`S-${number}`, {
    east: (number % 50) * 40 - 1_000,
    north: Math.floor(number / 50) * 40 - 800,
    priority: ["routine", "urgent", "emergency"][number % 5] ?? "routine",
  });

async function ofWalls(browser) {
  const hub = await Hub.start({ config: POLICE });
  try {
    const calm = await show(browser)(hub, "/wall");
    await stands(calm);
    await note(calm, "a wall to which nothing was reported");
    for (let from = 0; from < INCIDENTS; from += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, more) => from + more);
      await ingest(hub, numbers.map(incident));
      // A third stays new, a third is accepted, and of that some are resolved.
      await ingest(hub, numbers.filter((number) => number % 3 === 1).map((number) => fact(`S-${number}`, "accept")));
      await ingest(hub, numbers.filter((number) => number % 9 === 1).map((number) => fact(`S-${number}`, "resolve")));
    }
    for (const [locale, width, height] of [["zh-CN", 1920, 1080], ["en", 3840, 2160]]) {
      const page = await show(browser)(hub, "/wall", { locale, width, height });
      await stands(page);
      await ingest(hub, [report(`L-${locale}`, { priority: "emergency" }), fact(`L-${locale}`, "accept")]);
      await pause(WATCHED_MS);
      await note(page, `a wall in ${locale}`);
    }
  } finally {
    await hub.stop();
  }
}

async function ofSeats(browser) {
  const hub = await Hub.start({ demo: true });
  try {
    const wall = await show(browser)(hub, "/wall");
    await stands(wall);
    await noise(hub, "S-wall");
    await pause(WATCHED_MS);
    await note(wall, "the demo's wall");
    for (const [id, locale] of [["demo-police", "zh-CN"], ["demo-government", "en"]]) {
      const page = await seated(show(browser), hub, id, { locale });
      await stands(page);
      await noise(hub, `S-${id}`);
      await pause(WATCHED_MS);
      await note(page, `the console of ${id}`);
    }
    const phone = await seated(show(browser), hub, "demo-grid-worker", { page: "report", ...PHONE });
    await phone.locator(".report-form").waitFor();
    await pause(WATCHED_MS);
    await note(phone, "the phone of a grid worker");
    for (const page of ["wall", "console"]) {
      const demo = await show(browser)(hub, `/demo/?page=${page}`);
      await stands(demo);
      await note(demo, `the demo's ${page} without a hub`);
    }
  } finally {
    await hub.stop();
  }
}

const browser = await openBrowser();
try {
  await ofWalls(browser);
  await ofSeats(browser);
} finally {
  await browser.close();
}
writeFileSync(file, Uint8Array.from(calls, Number));
