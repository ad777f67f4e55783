// People at their screens: who signs in where, and what a card lets them do.

import { poll } from "./rig.mjs";

/** The password of the demo's people. */
export const PASSWORD = "this-is-only-a-demo";

/** Whoever reports through this platform of the demo deployment. */
const KEY_110 = "demo-110-key";

/** By the Milan Town station, the first of the district. */
export const MILAN_TOWN = { lon: 106.2756, lat: 29.3932 };

/** Signs somebody in on a page of its own and waits until that is seen on the page that one came for. */
export async function seated(show, hub, id, { page: wanted = "console", ...options } = {}) {
  const page = await show(hub, `/signin?back=${wanted}`, { ready: false, ...options });
  await signIn(page, id);
  await page.waitForURL(`**/${wanted}`);
  await page.locator(".seat__name").waitFor();
  // A network that is not the person's closes its feed.
  await poll("the page listens", () => page.evaluate(() => globalThis.furun !== undefined));
  return page;
}

/** Fills the form of the page in and sends it. */
export async function signIn(page, id, password = PASSWORD) {
  await page.locator('input[name="username"]').fill(id);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('button[type="submit"]').click();
}

/** The noise at Milan Town, told by 110. */
export async function noise(hub, id, more = {}) {
  const statement = {
    kind: "report",
    id,
    occurred_at: new Date().toISOString(),
    subject: "夜间噪声扰民",
    category: "noise",
    priority: "urgent",
    address: "米兰小镇 B 座",
    ...MILAN_TOWN,
    ...more,
  };
  const { status, body } = await hub.post("/ingest/110", statement, { token: KEY_110 });
  if (status !== 200 || body.refused) throw new Error(`ingest answered ${status}: ${JSON.stringify(body)}`);
}

/** Opens the card of the first incident of the list whose line has these words. */
export async function open(page, words) {
  await page.locator(".incident-row", { hasText: words }).first().click();
  await page.locator(".incident-card").waitFor();
}

/** The stage that the incident's line in the list shows. */
export const stageOf = (page, words) =>
  page.locator(".incident-row", { hasText: words }).first().getAttribute("data-stage");

/** Waits until the line shows the stage. */
export const reaches = (page, words, stage) =>
  poll(`${words} is ${stage}`, async () => (await stageOf(page, words)) === stage);

/** Waits until the card offers what a command's word stands for. */
export const can = (page, verb) => page.locator(`.action[data-action="${verb}"]:enabled`).first().waitFor();

/** Presses the key of what a command's word stands for, as soon as the card offers it. */
export async function press(page, verb, key) {
  await can(page, verb);
  await page.keyboard.press(key);
}
