// What a test file of the app needs around its tests: one browser for all of them, and hubs and pages
// that are gone when their test ends, however it ends.

import { Hub, openBrowser, openPage } from "./rig.mjs";
import { after, afterEach, beforeEach, closed } from "./test.mjs";

/**
 * Sets the hooks of a test file up.
 * @param {object} usual what `startHub` uses where the test says nothing else
 */
export function stage(usual = {}) {
  let browser;
  const endings = [];

  beforeEach(async () => {
    browser ??= await openBrowser();
  });
  afterEach(async () => {
    const faults = [];
    for (const ending of endings.splice(0).reverse()) {
      await closed(ending).catch((fault) => faults.push(fault));
    }
    if (faults.length > 0) {
      // A browser that does not close a page does not serve the next test either; it ends with this process.
      browser = undefined;
      throw new AggregateError(faults, faults.map(({ message }) => message).join("; "));
    }
  });
  after(() => browser && closed(() => browser.close()));

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
