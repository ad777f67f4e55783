// Calls taken at the console, and orders on the pages of those who are sent.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { marks, picture, poll } from "./rig.mjs";
import { noise, open, press, reaches, seated } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({});

const TABLET = { width: 1024, height: 768 };
const UPRIGHT = { width: 800, height: 1280 };

/** The box of the map in the window. */
const middleOf = async (page) => {
  const box = await page.locator(".glass__picture").boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

test("a call is taken with a pin, its grid is found, and it is selected once reported", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  await noise(hub, "F-1000", { subject: "先前的噪声" });
  await reaches(page, "先前的噪声", "reported");
  await page.keyboard.press("n");
  const call = page.locator(".call");
  await call.waitFor();
  // Nothing written: the field is named, and nothing is sent.
  await call.locator('button[type="submit"]').click();
  await call.locator(".field__fault", { hasText: "不能为空" }).waitFor();
  await call.locator('input[name="subject"]').fill("井盖边缘翘起");
  await call.locator('select[name="category"]').selectOption("noise");
  await call.locator('input[name="caller_name"]').fill("王先生");
  await call.locator('input[name="caller_phone"]').fill("023-1234");
  await call.locator('input[name="address"]').fill("米兰小镇 A 座");
  await call.locator(".place-field [aria-pressed]").click();
  const [mark] = await marks(page);
  await page.mouse.click(mark.x + 12, mark.y + 12);
  await call.locator(".place-field__where", { hasText: "巡区" }).waitFor();
  // What is near and new may be the same matter.
  await call.locator(".same__row", { hasText: "先前的噪声" }).waitFor();
  await picture(page, "call-zh");
  await assertAccessible(page, "the console with a call");
  // What was typed is there again after the page was loaded anew.
  await page.reload();
  await page.locator('.call input[name="subject"]').waitFor();
  assert.equal(await page.locator('.call input[name="subject"]').inputValue(), "井盖边缘翘起");
  await page.locator('.call button[type="submit"]').click();
  const card = page.locator(".incident-card", { hasText: "井盖边缘翘起" });
  await card.waitFor();
  await card.locator(".notes", { hasText: "王先生" }).waitFor();
  assert.equal(await page.locator(".call").count(), 0);
  page.watch.assertCalm();
});

test("a call is merged into what it is the same matter as", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  await noise(hub, "F-1100", { subject: "先前的噪声" });
  await reaches(page, "先前的噪声", "reported");
  await page.keyboard.press("n");
  const call = page.locator(".call");
  await call.locator('input[name="subject"]').fill("又一通噪声来电");
  await call.locator(".place-field [aria-pressed]").focus();
  // By key alone: the first arrow puts the pin in the middle of what is seen.
  await page.keyboard.press("ArrowUp");
  const [mark] = await marks(page);
  const middle = await middleOf(page);
  await call.locator(".place-field [aria-pressed]").click();
  await page.mouse.click(mark.x, mark.y + (mark.y > middle.y ? -1 : 1));
  await call.locator(".same__row", { hasText: "先前的噪声" }).waitFor();
  await call.locator('input[name="subject"]').focus();
  await page.keyboard.press("F9");
  await page.locator(".incident-card .chip", { hasText: "已并入 1 号" }).waitFor();
  page.watch.assertCalm();
});

test("a station works its orders on a tablet while the console sees each step", async () => {
  const hub = await startHub();
  const officer = await seated(show, hub, "demo-police");
  const station = await seated(show, hub, "demo-station", { page: "station", ...TABLET });
  await station.locator(".orders").first().waitFor();
  await picture(station, "station-empty");
  await noise(hub, "F-1200");
  await open(officer, "夜间噪声扰民");
  await press(officer, "assign", "d");
  await officer.locator(".choice", { hasText: "米兰小镇巡区服务工作站" }).click();
  await officer.keyboard.press("Enter");
  const order = station.locator(".order");
  await station.locator(".order-alert", { hasText: "1 张派单待接" }).waitFor();
  await poll("the title calls", async () => /新派单/.test(await station.title()));
  await picture(station, "station-offered");
  await assertAccessible(station, "the station's page");
  // Every button is high enough for a thumb.
  for (const button of await order.locator("button:visible").all()) {
    const { height } = await button.boundingBox();
    assert.ok(height >= 48, `${await button.innerText()} is ${height} px high`);
  }
  const step = async (verb) => order.locator(`[data-action="${verb}"]:enabled`).first().click();
  await step("receive");
  await station.locator(".order-alert").waitFor({ state: "detached" });
  await step("start_out");
  await step("arrive");
  await reaches(officer, "夜间噪声扰民", "on_scene");
  await step("begin_handling");
  await reaches(officer, "夜间噪声扰民", "handling");
  await station.setViewportSize(UPRIGHT);
  await picture(station, "station-upright");
  await step("feedback");
  await order.locator("textarea").fill("正在劝离");
  await order.locator(".action-form .button").first().click();
  await order.locator(".action-form").waitFor({ state: "detached" });
  await step("resolve");
  await order.locator("textarea").fill("已劝离");
  await order.locator(".action-form .button").first().click();
  await reaches(officer, "夜间噪声扰民", "resolved");
  await officer.locator(".notes", { hasText: "已劝离" }).waitFor();
  for (const page of [officer, station]) page.watch.assertCalm();
});

test("a department claims what it is offered and gives back what is not its own", async () => {
  const hub = await startHub();
  const officer = await seated(show, hub, "demo-police");
  const department = await seated(show, hub, "demo-department", { page: "department", ...TABLET });
  const DEPARTMENT = "双福派出所";
  const offer = async (subject) => {
    await noise(hub, `F-${subject}`, { subject });
    await open(officer, subject);
    await press(officer, "assign", "d");
    await officer.locator(".choice", { hasText: DEPARTMENT }).click();
    await officer.keyboard.press("Enter");
    await reaches(officer, subject, "dispatched");
  };
  await offer("纠纷调解");
  const order = department.locator(".order", { hasText: "纠纷调解" });
  await order.locator('[data-action="receive"]', { hasText: "认领" }).click();
  await order.locator('[data-action="begin_handling"]:enabled').click();
  await reaches(officer, "纠纷调解", "handling");
  await offer("不归我管");
  const other = department.locator(".order", { hasText: "不归我管" });
  await other.locator('[data-action="decline"]').click();
  await other.locator("textarea").fill("属城管职责");
  await other.locator(".action-form .button").first().click();
  await other.waitFor({ state: "detached" });
  // Nobody is left on it: it is the centre's again.
  await reaches(officer, "不归我管", "accepted");
  await picture(department, "department");
  await assertAccessible(department, "the department's page");
  for (const page of [officer, department]) page.watch.assertCalm();
});
