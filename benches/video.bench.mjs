// How long a camera's picture takes from the question to the hub until it is seen, and how old it is then, by each of the ways in
// which it can come. The age is read from the clock in the picture (docs/video.md).

import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { print, printMachine } from "./figures.mjs";
import { soak } from "./soak.mjs";
import { POLICE } from "../tests/e2e/deployment.mjs";
import { ageOfPicture, cameraPoints, Gateway, withGateway } from "../tests/e2e/gateway.mjs";
import { Hub, openBrowser, openPage, poll } from "../tests/e2e/rig.mjs";

const STARTS = 7;
const LOOKS = 40;

const { values: options } = parseArgs({
  options: {
    soak: { type: "string" },
    streams: { type: "string", default: "16" },
    rate: { type: "string", default: "5" },
    way: { type: "string", default: "whep" },
  },
});
printMachine();
if (options.soak) {
  const [minutes, streams, rate] = [options.soak, options.streams, options.rate].map(Number);
  await soak({ minutes, streams, rate, way: options.way });
  process.exit();
}
const gateway = await Gateway.start({ rate: 25 });
const browser = await openBrowser();
try {
  for (const way of ["whep", "fmp4", "hls"]) {
    const hub = await Hub.start({
      config: withGateway(POLICE, gateway, [way]),
      files: { "camera-points.json": cameraPoints(await gateway.paths()) },
    });
    await poll("the hub knows what is live", async () => {
      return (await hub.get("/api/v1/cameras")).body.states.cam1 === "live";
    });
    const starts = [];
    const ages = [];
    for (let start = 0; start < STARTS; start += 1) {
      const page = await openPage(browser, hub, "/video?show=cam1", {
        ready: false,
        prepare: (context) => context.addInitScript(noteFirstPicture),
      });
      starts.push(await page.evaluate(() => globalThis.firstPicture));
      // What was hurried at first has settled.
      await pause(3_000);
      for (let look = 0; look < LOOKS; look += 1) {
        const age = await ageOfPicture(page, "cam1");
        if (age !== null) ages.push(age);
        await pause(37);
      }
      await page.context().close();
    }
    print(`video/${way}/first_picture`, starts, "ms");
    print(`video/${way}/age`, ages, "ms");
    await hub.stop();
  }
} finally {
  await browser.close();
  await gateway.kill();
}

/** From the question to the hub up to the first picture that is seen. */
function noteFirstPicture() {
  globalThis.firstPicture = new Promise((seen) => {
    const { fetch } = globalThis;
    globalThis.fetch = (request, options) => {
      if (/\/plays$/.test(request.url ?? request)) {
        const asked = performance.now();
        document.querySelector("video").requestVideoFrameCallback((now) => seen(now - asked));
        globalThis.fetch = fetch;
      }
      return fetch(request, options);
    };
  });
}
