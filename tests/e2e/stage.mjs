// What a test file of the app needs around its tests: one browser for all of them, and hubs and pages
// that are gone when their test ends, however it ends.

import { after, afterEach, before } from "node:test";
import { Hub, openBrowser, openPage } from "./rig.mjs";

/**
 * Sets the hooks of a test file up.
 * @param {object} usual what `startHub` uses where the test says nothing else
 */
export function stage(usual = {}) {
  let browser;
  const endings = [];

  before(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const ending of endings.splice(0).reverse()) await ending();
  });
  after(() => browser?.close());

  return {
    /** A hub of this test's own. */
    async startHub(options = {}) {
      const hub = await Hub.start({ ...usual, ...options });
      endings.push(() => hub.stop());
      return hub;
    },
    /** Has something else end with the test. */
    ending: (end) => endings.push(end),
    /** A page of this test's own, once its first picture is drawn. */
    async show(hub, path = "/wall", options = {}) {
      const page = await openPage(browser, hub, path, options);
      endings.push(() => page.context().close());
      return page;
    },
  };
}
