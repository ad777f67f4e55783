// Pictures for as long as one wants: what the page's process holds, minute by minute.
//
//     node benches/video.bench.mjs --soak 60 [--streams 16] [--rate 5] [--way whep]

import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { POLICE } from "../tests/e2e/deployment.mjs";
import { cameraPoints, Gateway, withGateway } from "../tests/e2e/gateway.mjs";
import { Hub, openBrowser, openPage, poll } from "../tests/e2e/rig.mjs";

const MIB = 2 ** 20;

/** Plays so many streams for so many minutes, and prints what the renderer holds every minute and how that grew. */
export async function soak({ minutes, streams, rate, way }) {
  const gateway = await Gateway.start({ streams, rate });
  const hub = await Hub.start({
    config: withGateway(POLICE, gateway, [way]),
    files: { "camera-points.json": cameraPoints(await gateway.paths()) },
  });
  const browser = await openBrowser();
  try {
    await poll("the hub knows what is live", async () => {
      return (await hub.get("/api/v1/cameras")).body.states.cam1 === "live";
    });
    const show = Array.from({ length: streams }, (_, at) => `cam${at + 1}`).join(",");
    const page = await openPage(browser, hub, `/video?show=${show}&tiles=16`, {
      ready: false,
      prepare: (context) => context.addInitScript(() => localStorage.setItem("furun.video.limit", "16")),
    });
    const playing = () => page.locator('.video-tile[data-state="playing"]').count();
    await poll("every stream plays", async () => (await playing()) === streams);
    const renderer = await rendererOf(browser, page);
    const inspector = await page.context().newCDPSession(page);
    const samples = [];
    console.log("minute, resident MiB, script heap MiB, nodes, playing");
    for (let minute = 0; minute <= minutes; minute += 1) {
      if (minute > 0) await pause(60_000);
      // What waits to be collected is no growth.
      await inspector.send("HeapProfiler.collectGarbage");
      const { usedSize } = await inspector.send("Runtime.getHeapUsage");
      const { nodes } = await inspector.send("Memory.getDOMCounters");
      const resident = residentOf(renderer);
      samples.push({ minute, resident, heap: usedSize });
      const figures = [minute, (resident / MIB).toFixed(1), (usedSize / MIB).toFixed(2), nodes, await playing()];
      console.log(figures.join(", "));
    }
    // What is taken at first, and kept, is no growth either.
    const settled = samples.slice(Math.ceil(samples.length / 3));
    for (const what of ["resident", "heap"]) {
      const slope = risePerMinute(settled.map((sample) => [sample.minute, sample[what] / MIB]));
      console.log(`video/soak/${way}/${streams}/${what}: ${(60 * slope).toFixed(1)} MiB an hour, n ${settled.length}`);
    }
  } finally {
    await browser.close();
    await hub.stop();
    await gateway.kill();
  }
}

/** The process that holds the page: of all that draw pages, the largest. */
async function rendererOf(browser, page) {
  await page.bringToFront();
  const inspector = await browser.newBrowserCDPSession();
  const { processInfo } = await inspector.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  return renderers.sort((one, other) => residentOf(other) - residentOf(one))[0];
}

/** How much of a process is in memory, in bytes. */
function residentOf(id) {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, "utf8"));
  return Number(kibibytes) * 1_024;
}

/** The slope of the straight line that fits best. */
function risePerMinute(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}
