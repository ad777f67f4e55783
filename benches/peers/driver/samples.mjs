// Samples on disk: one file a run, added to as they come, so that a run that is broken off has lost nothing.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";

import { FLAGS } from "./measured-page.mjs";
import { HERE, PAGES } from "../places.mjs";

const json = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The WebGL of a browser, by its own words. */
async function rendererOf(browser) {
  const page = await browser.newPage();
  return page.evaluate(() => {
    const gl = document.createElement("canvas").getContext("webgl2");
    const named = gl.getExtension("WEBGL_debug_renderer_info");
    return gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  });
}

export class Samples {
  #file;
  #all;

  constructor(file) {
    this.#file = file;
    this.#all = existsSync(file) ? json(file) : { machine: null, samples: [] };
    mkdirSync(dirname(file), { recursive: true });
  }

  /** Notes what the samples were taken on and with. */
  async describe(browser, { seed, flavour }) {
    const [cpu, ...others] = cpus();
    this.#all.machine = {
      cpu: cpu.model,
      cpus: others.length + 1,
      node: process.version,
      chromium: browser.version(),
      renderer: await rendererOf(browser),
      flags: FLAGS,
      packages: json(join(HERE, "package.json")).devDependencies,
      sizes: json(join(PAGES, "sizes.json")),
      seed,
      furun: flavour,
    };
  }

  add(sample) {
    this.#all.samples.push(sample);
    writeFileSync(this.#file, JSON.stringify(this.#all));
  }
}
