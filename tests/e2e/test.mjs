// `node:test` for tests that drive a browser: one that hangs ends, is told as failed, and the others go on.

import { after, test as nodeTest } from "node:test";

export { after, afterEach, before, beforeEach } from "node:test";

/** Several times what the longest takes on a busy machine of two cores. Waits within a test give up long before. */
const HANGS_AFTER_SECS = 420;

/** How long closing what a test had may take. */
const CLOSES_WITHIN_SECS = 60;

/** How long a file's process may stay after its last test: longer than closing what it had, which is told. */
const LEAVES_WITHIN_SECS = CLOSES_WITHIN_SECS + 30;

/** A test: `node:test` waits for one without end, unless it is told otherwise. */
export const test = (name, check) => nodeTest(name, { timeout: HANGS_AFTER_SECS * 1000 }, check);

/**
 * Waits until something is closed, but not without end.
 * @param {() => unknown} close
 */
export async function closed(close) {
  let late;
  const waited = new Promise((_, reject) => {
    const fault = new Error(`not closed within ${CLOSES_WITHIN_SECS} s: ${close}`);
    late = setTimeout(reject, CLOSES_WITHIN_SECS * 1000, fault);
  });
  try {
    await Promise.race([close(), waited]);
  } finally {
    clearTimeout(late);
  }
}

// What a test that hung has left open would keep the process, and whoever waits for it.
after(() => {
  setTimeout(() => process.exit(), LEAVES_WITHIN_SECS * 1000).unref();
});
