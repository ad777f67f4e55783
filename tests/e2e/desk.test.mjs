// Every action of the console once, by keys, against the built hub: what a form sends, the hub understands.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { picture } from "./rig.mjs";
import { MILAN_TOWN, noise, open, press, reaches, seated } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({});

/** Writes into the form that is open and sends it. */
async function sends(page, text) {
  await page.locator(".action-form textarea").fill(text);
  await page.keyboard.press("Enter");
  await page.locator(".action-form").waitFor({ state: "detached" });
}

/** Takes the choice with these words and sends it; with a reason, where one is wanted. */
async function chooses(page, words, reason) {
  await page.locator(".choice", { hasText: words }).first().click();
  if (reason === undefined) {
    await page.locator(".choices").focus();
    await page.keyboard.press("Enter");
    await page.locator(".action-form").waitFor({ state: "detached" });
  } else {
    await sends(page, reason);
  }
}

const badge = (page, words) => page.locator(".incident-card .badge", { hasText: words }).waitFor();

test("an officer puts right, merges, sends, hands over, takes back, rejects and reopens by keys alone", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  await noise(hub, "F-1", { subject: "第一件" });
  await noise(hub, "F-2", { subject: "第二件", lon: MILAN_TOWN.lon + 0.0005 });
  await reaches(page, "第一件", "reported");
  await open(page, "第二件");

  await press(page, "amend", "m");
  await page.locator('input[name="amended_subject"]').fill("更正过的事由");
  await page.keyboard.press("Enter");
  await page.locator(".incident-card__subject", { hasText: "更正过的事由" }).waitFor();
  await page.locator(".action-form").waitFor({ state: "detached" });

  await press(page, "merge_into", "g");
  await chooses(page, "第一件");
  await page.locator(".incident-card .chip", { hasText: "已并入 1 号" }).waitFor();
  await press(page, "unmerge", "j");
  await reaches(page, "更正过的事由", "reported");

  await press(page, "nobody_free", "b");
  await page.locator(".claim", { hasText: "组空闲" }).waitFor();
  await press(page, "nobody_free", "b");
  await badge(page, "无人可派");
  await press(page, "assign", "d");
  await chooses(page, "米兰小镇巡区服务工作站");
  await reaches(page, "更正过的事由", "dispatched");
  await press(page, "hand_over", "h");
  await chooses(page, "综合执法大队", "属城管职责");
  await page.locator(".assignment", { hasText: "已移交" }).waitFor();
  await press(page, "withdraw", "w");
  await chooses(page, "综合执法大队", "重复派单");
  await reaches(page, "更正过的事由", "accepted");

  await press(page, "reject", "r");
  await sends(page, "不属本中心");
  await page.locator(".step[data-step=present]", { hasText: "作废" }).waitFor();
  await press(page, "reopen", "7");
  await sends(page, "来电人补充了情况");
  await reaches(page, "更正过的事由", "accepted");
  page.watch.assertCalm();
});

test("a supervisor presses, watches, puts aside and closes, and an officer answers and rates", async () => {
  const hub = await startHub();
  const supervisor = await seated(show, hub, "demo-supervisor");
  await noise(hub, "F-3", { subject: "久拖未决" });
  const officer = await seated(show, hub, "demo-police");
  await open(officer, "久拖未决");
  await press(officer, "accept", "a");
  await open(supervisor, "久拖未决");
  await press(supervisor, "set_priority", "p");
  await chooses(supervisor, "特急");
  await badge(supervisor, "特急");
  await press(supervisor, "supervise", "o");
  await badge(officer, "督办");
  await press(supervisor, "escalate", "e");
  await supervisor.locator(".claim", { hasText: "再按一次确认升级" }).waitFor();
  await press(supervisor, "escalate", "e");
  await badge(officer, "已升级");
  await press(supervisor, "suspend", "u");
  await sends(supervisor, "等待鉴定");
  await badge(officer, "挂账");
  await press(supervisor, "resume", "u");
  await officer.locator(".incident-card .badge", { hasText: "挂账" }).waitFor({ state: "detached" });
  await press(supervisor, "close", "c");
  await sends(supervisor, "双方已和解");
  await officer.locator(".step[data-step=present]", { hasText: "结案" }).waitFor();
  await press(officer, "reply", "y");
  await sends(officer, "已告知来电人");
  await press(officer, "rate", "t");
  await chooses(officer, "非常满意");
  await badge(officer, "回访评分");
  for (const page of [supervisor, officer]) page.watch.assertCalm();
});

test("an officer of two networks names the counterpart, and the command bar finds it by its pinyin", async () => {
  const hub = await startHub();
  const report = { kind: "report", occurred_at: new Date().toISOString(), ...MILAN_TOWN };
  const tell = async (platform, statement) => {
    const told = await hub.post(`/ingest/${platform}`, { ...report, ...statement }, { token: `demo-${platform}-key` });
    assert.equal(told.body.results?.[0]?.outcome ?? told.body.outcome, "applied", JSON.stringify(told.body));
  };
  const page = await seated(show, hub, "demo-government");
  await tell("12345", { id: "G-1", subject: "占道经营" });
  await tell("wechat", { id: "W-1", subject: "占道经营照片" });
  await reaches(page, "占道经营照片", "reported");
  await page.locator(".incident-row:not(:has-text('照片'))", { hasText: "占道经营" }).first().click();
  await page.keyboard.press(":");
  await page.locator(".command-bar__input").fill("ld");
  await page.locator(".command-bar__row", { hasText: "政警联动" }).waitFor();
  await page.keyboard.press("Enter");
  await chooses(page, "占道经营照片");
  await badge(page, "政警联动");
  // Both carry the other's reference, and nothing is said to be missing.
  await open(page, "占道经营照片");
  await badge(page, "政警联动");
  assert.equal(await page.locator(".told__line").count(), 0);
  page.watch.assertCalm();
});

test("a demo has no hub: nobody signs in there, and nothing can be asked", async () => {
  const hub = await startHub();
  const moment = "seed=1&date=2026-11-23&time=18:20:00&rate=10&paused=1";
  const page = await show(hub, `/demo/?${moment}&page=console`);
  await page.locator(".incident-row").first().click();
  await page.locator(".incident-card").waitFor();
  await page.keyboard.press(":");
  for (const nothing of [".seat", ".action-bar", ".call-button", ".command-bar"]) {
    assert.equal(await page.locator(nothing).count(), 0, nothing);
  }
  page.watch.assertCalm();
});

test("a new urgent call that is out of sight is told in one line until somebody takes it", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  await noise(hub, "U-1", { subject: "先到的一件" });
  await open(page, "先到的一件");
  // Another card is open: the row may be in sight, the call is not.
  await noise(hub, "U-2", { subject: "后到的急件" });
  const line = page.locator(".new-calls", { hasText: "后到的急件" });
  await line.waitFor();
  await picture(page, "new-call");
  await assertAccessible(page, "a new urgent call");
  await line.locator("button").click();
  await page.locator(".incident-card__subject", { hasText: "后到的急件" }).waitFor();
  await press(page, "accept", "a");
  await reaches(page, "后到的急件", "accepted");
  await page.locator(".new-calls", { hasText: "后到的急件" }).waitFor({ state: "detached" });
});

test("whoever opens a page of another role is told so, and led to the own one", async () => {
  const hub = await startHub();
  for (const [width, height] of [[1024, 768], [390, 844]]) {
    const page = await seated(show, hub, "demo-police", { page: "station", width, height });
    await page.getByText("本页不是您的工作页").waitFor();
    await picture(page, `not-yours-${width}`);
    await assertAccessible(page, "a page that is not the person's");
    await page.locator('a.button[data-weight="strong"]').click();
    await page.waitForURL("**/console");
  }
});
