// A phone in the hand of whoever walks the grid.

import { takenAt } from "./exif.mjs";
import { PASSWORD } from "./seats.mjs";

export const PHONE = { width: 390, height: 844 };

/** A place in the patrol area of the demo's grid worker: the middle of that area's first grid. */
export async function ownPlace(hub) {
  const { body } = await hub.get("/api/v1/divisions");
  const [area] = body.areas;
  const { boundary } = body.grids.find((grid) => grid.area === area.id);
  const ring = boundary[0].exterior;
  const middle = (axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length;
  return { longitude: middle("x"), latitude: middle("y"), accuracy: 12 };
}

/** The page on a phone, with somebody signed in. */
export async function phone(show, hub, { account = "demo-grid-worker", place, allowed = true, ...more } = {}) {
  const context = {
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
    geolocation: place ?? (await ownPlace(hub)),
    permissions: allowed ? ["geolocation"] : [],
  };
  const page = await show(hub, "/report", { ...PHONE, ready: false, ...more, context: { ...context, ...more.context } });
  await signIn(page, account);
  return page;
}

async function signIn(page, account) {
  await page.locator(".report-welcome button").click();
  await page.locator("input[name=username]").fill(account);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.waitForURL(/\/report$/);
  await page.locator(".report-form").waitFor();
}

/** A photo of that many pixels. */
export async function photo(page, { width, height }, place) {
  const blank = await page.context().newPage();
  await blank.setViewportSize({ width, height });
  await blank.setContent(`<body style="background: linear-gradient(red, blue); font-size: 200px">17</body>`);
  const jpeg = await blank.screenshot({ type: "jpeg", scale: "css" });
  await blank.close();
  const buffer = place ? takenAt(jpeg, place) : jpeg;
  return { name: "photo.jpg", mimeType: "image/jpeg", buffer };
}

export const take = (page, file) => page.locator(".report-photo__file").setInputFiles(file);
export const taken = (page) => page.locator('.report-photo[data-state="taken"]').waitFor();
export const category = (page, index = 0) => page.locator(".report-tile").nth(index).click();
export const send = (page) => page.locator(".report-form .report-send").click();
export const mine = (page) => page.locator(".report-tab").nth(1).click();
export const rows = (page, state) => page.locator(`.report-row[data-state="${state}"]`).count();
