// What a watch is made of besides the single incident: calls that somebody is taking, the watch handed over and signed for, the
// work log and the daily report. Two officers of one network in two browsers, against the built hub.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { keep, picture, poll } from "./rig.mjs";
import { can, noise, open, PASSWORD, press, reaches, signIn, seated } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show } = stage({});

const WANG = "demo-police";
const LI = { id: "desk-li", name: "李梅", password: "a password of her own" };
const NOISE = "夜间噪声扰民";

/** Makes an account for a second officer of the police network, as an administrator does. */
async function enrolLi(hub) {
  const headers = { origin: hub.origin, "content-type": "application/json" };
  const ask = (path, body, more = {}) =>
    fetch(hub.origin + path, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify(body) });
  const session = await ask("/api/v1/session", { id: "demo-administrator", password: PASSWORD });
  const cookie = session.headers.get("set-cookie").split(";")[0];
  const person = { ...LI, role: "duty_officer", networks: ["police"] };
  const made = await ask("/api/v1/people", person, { cookie });
  assert.equal(made.status, 201, await made.text());
}

/** Li at her console. */
async function seatedLi(hub, options = {}) {
  const page = await show(hub, "/signin?back=console", { ready: false, ...options });
  await signIn(page, LI.id, LI.password);
  await page.waitForURL("**/console");
  await page.locator(".seat__name", { hasText: LI.name }).waitFor();
  return page;
}

const rowState = (page) => page.locator(".incident-row", { hasText: NOISE }).locator(".incident-row__state");

test("a call that one officer has open is seen by the other, who takes it with a second press", async () => {
  const hub = await startHub();
  await enrolLi(hub);
  const wang = await seated(show, hub, WANG);
  const li = await seatedLi(hub);
  await noise(hub, "C-1");
  await reaches(li, NOISE, "reported");

  await open(wang, NOISE);
  await wang.locator(".claim[data-own]", { hasText: "您正在接此件" }).waitFor();
  await rowState(li).filter({ hasText: "公安值班员（演示） 正在接" }).waitFor();
  await li.locator(".incident-row__left", { hasText: /^(0:\d\d|1:00)$/ }).waitFor();
  await picture(li, "watch-claim-row");

  // Let go by Escape, and free at once for the other.
  await wang.keyboard.press("Escape");
  await rowState(li).filter({ hasNotText: "正在接" }).waitFor();

  // Held again: the other is told, and is not held up.
  await open(wang, NOISE);
  await wang.locator(".claim[data-own]").waitFor();
  // Whoever opens the card before hearing of it asks for the call, too, and is told who has it.
  li.watch.expects(/status of 409/);
  await open(li, NOISE);
  await li.locator(".claim", { hasText: "公安值班员（演示） 正在接" }).waitFor();
  await press(li, "accept", "a");
  await li.locator(".claim__again").waitFor();
  await picture(li, "watch-claim-card");
  await assertAccessible(li, "a card whose call somebody else is taking");
  assert.equal(await li.locator(".incident-row", { hasText: NOISE }).getAttribute("data-stage"), "reported");
  await li.keyboard.press("a");
  await reaches(wang, NOISE, "accepted");
  await wang.locator(".claim").waitFor({ state: "detached" });
  // Whom it no longer waits for, it no longer names.
  const claims = () => li.evaluate(async () => (await (await fetch("api/v1/police/claims")).json()).claims.length);
  await poll("nothing is held", async () => (await claims()) === 0);
  for (const page of [wang, li]) page.watch.assertCalm();
});

test("a watch is handed over with what is open and a remark, and the other signs for it", async () => {
  const hub = await startHub();
  await enrolLi(hub);
  const wang = await seated(show, hub, WANG);
  const li = await seatedLi(hub);
  await noise(hub, "W-1");
  await noise(hub, "W-2", { subject: "井盖边缘翘起", priority: "routine", address: "福城西苑" });
  await reaches(wang, "井盖边缘翘起", "reported");

  // Nobody has it: whoever comes first begins.
  await wang.keyboard.press("q");
  await wang.locator(".watch button[type=submit]", { hasText: "开始值班" }).click();
  await wang.locator(".watch-line", { hasText: "您在值班" }).waitFor();
  await li.locator(".watch-line", { hasText: "公安值班员（演示） 值班" }).waitFor();

  // By the command bar and its pinyin, too.
  await wang.keyboard.press(":");
  await wang.locator(".command-bar__input").fill("jjb");
  await wang.locator(".command-bar__row", { hasText: "交接班" }).waitFor();
  await wang.keyboard.press("Enter");
  const form = wang.locator(".watch");
  await form.locator(".watch__stages", { hasText: "上报 2" }).waitFor();
  await form.locator(".watch__incident", { hasText: `${NOISE} · 米兰小镇 B 座` }).waitFor();
  assert.equal(await form.locator(".watch__incident", { hasText: "井盖" }).count(), 0, "not urgent");
  await form.locator('select[name="to"]').selectOption({ label: LI.name });
  await form.locator("textarea").fill("米兰小镇来电人会再来电话");
  await picture(wang, "watch-give");
  await assertAccessible(wang, "the handover's form");
  await form.locator("button[type=submit]", { hasText: "交班" }).click();
  await wang.locator(".handover-banner", { hasText: "已于" }).waitFor();

  await li.locator(".handover-banner", { hasText: "待您签收" }).waitFor();
  await li.locator(".handover-banner button", { hasText: "查看" }).click();
  await li.locator(".watch__remark", { hasText: "米兰小镇来电人会再来电话" }).waitFor();
  await li.locator(".watch__stages", { hasText: "上报 2" }).waitFor();
  await picture(li, "watch-sign");
  await assertAccessible(li, "a handover to sign for");
  await li.locator(".watch button[type=submit]", { hasText: "签收接班" }).click();
  await li.locator(".watch-line", { hasText: "您在值班" }).waitFor();
  await wang.locator(".watch-line", { hasText: `${LI.name} 值班` }).waitFor();
  for (const page of [wang, li]) assert.equal(await page.locator(".handover-banner").count(), 0);

  // She has gone without a word: he takes it over, and that is said.
  await wang.keyboard.press("q");
  await wang.locator(".watch__hint", { hasText: "接管将记入留痕" }).waitFor();
  await picture(wang, "watch-take-over");
  await wang.locator(".watch button[type=submit]", { hasText: "接管值班" }).click();
  await wang.locator(".watch-line", { hasText: "您在值班" }).waitFor();
  await li.locator(".watch-line", { hasText: "公安值班员（演示） 值班" }).waitFor();
  for (const page of [wang, li]) page.watch.assertCalm();
});

test("the work log holds what its person did and nothing else, and leads back to the incident", async () => {
  const hub = await startHub();
  await enrolLi(hub);
  const wang = await seated(show, hub, WANG);
  await noise(hub, "L-1");
  await open(wang, NOISE);
  await press(wang, "accept", "a");
  await reaches(wang, NOISE, "accepted");
  await wang.keyboard.press("q");
  await wang.locator(".watch button[type=submit]", { hasText: "开始值班" }).click();
  await wang.locator(".watch-line", { hasText: "您在值班" }).waitFor();

  const rows = (page) => page.locator(".sheet tbody tr");
  const own = await seated(show, hub, WANG, { page: "worklog" });
  await own.locator(".sheet__line", { hasText: "共 2 项" }).waitFor();
  assert.match(await rows(own).nth(0).innerText(), /公安网\s+受理\s+1\s+夜间噪声扰民/);
  assert.match(await rows(own).nth(1).innerText(), /公安网\s+开始值班/);
  assert.equal(await own.locator('select[name="person"]').count(), 0, "others' are not an officer's to read");
  await picture(own, "worklog-zh");
  await assertAccessible(own, "the work log");
  await own.keyboard.press("ArrowLeft");
  await own.locator(".sheet__none", { hasText: "当日没有记录" }).waitFor();
  await own.keyboard.press("ArrowRight");
  await own.locator(".sheet__link").click();
  await own.waitForURL("**/console?incident=police/1");
  await own.locator(".incident-card__subject", { hasText: NOISE }).waitFor();

  // Whoever may read the trail reads others', too.
  const supervisor = await seated(show, hub, "demo-supervisor", { page: "worklog" });
  await supervisor.locator(".sheet__none").waitFor();
  await supervisor.locator('select[name="person"]').selectOption(WANG);
  await supervisor.locator(".sheet__line", { hasText: "共 2 项" }).waitFor();
  const li = await show(hub, "/signin?back=worklog", { ready: false, width: 390, height: 844 });
  await signIn(li, LI.id, LI.password);
  await li.locator(".sheet__none").waitFor();
  await picture(li, "worklog-phone-empty");
  for (const page of [own, supervisor, li]) page.watch.assertCalm();
});

test("the daily report has the figures of the wall, and is black on white on paper", async () => {
  const hub = await startHub();
  const officer = await seated(show, hub, WANG);
  await noise(hub, "D-1");
  await noise(hub, "D-2", { subject: "井盖边缘翘起", priority: "routine", address: "福城西苑" });
  const aDayAgo = new Date(Date.now() - 24 * 3_600_000).toISOString();
  await noise(hub, "D-3", { subject: "路灯不亮", category: "street-light", priority: "routine", occurred_at: aDayAgo });
  await open(officer, NOISE);
  await press(officer, "accept", "a");
  await reaches(officer, NOISE, "accepted");

  const page = await seated(show, hub, WANG, { page: "daily" });
  await page.locator(".sheet__table").first().waitFor();
  const wall = await page.evaluate(async () => (await fetch("api/v1/rates?network=police")).json());
  for (const figure of ["reported", "open", "overdue", "unattended"]) {
    const told = await page.locator(`.sheet__figure[data-figure="${figure}"] dd`).first().innerText();
    assert.equal(Number(told), wall[figure], figure);
  }
  const told = await page.locator('tr[data-figure="rate"]').allInnerTexts();
  const rates = ["dispatched_on_time", "arrived_on_time", "right_first_dispatch", "handled", "handled_on_time", "closed_on_time"];
  for (const [place, rate] of rates.entries()) {
    assert.ok(told[place].includes(`${wall[rate].part} / ${wall[rate].whole}`), `${rate}: ${told[place]}`);
  }
  await page.locator(".sheet__line", { hasText: "对比缺失" }).waitFor();
  await page.locator(".sheet__line", { hasText: "另有迟报 1 件" }).waitFor();
  await picture(page, "daily-zh");
  await assertAccessible(page, "the daily report");

  const csv = await page.locator("a[download]").getAttribute("href").then(decodeURIComponent);
  assert.match(csv, /"日报","\d{4}-\d\d-\d\d","2"/);
  assert.match(csv, /"日报","迟报（不计入统计）","1"/);

  await page.emulateMedia({ media: "print" });
  const paper = await page.evaluate(() => {
    const look = (element) => getComputedStyle(element);
    return {
      ground: look(document.querySelector(".paper-page")).backgroundColor,
      ink: look(document.querySelector(".sheet__title")).color,
      bar: look(document.querySelector(".paper-bar")).display,
    };
  });
  assert.deepEqual(paper, { ground: "rgb(255, 255, 255)", ink: "rgb(0, 0, 0)", bar: "none" });
  await page.locator(".sheet__printed", { hasText: "公安值班员（演示） 打印于" }).waitFor();
  const sheets = await page.pdf({ preferCSSPageSize: true, printBackground: false });
  keep(sheets, "daily", "pdf");
  await page.emulateMedia({ media: "screen" });

  // A day that has not begun is said to be none; one before the hub began has nothing in it.
  page.watch.expects(/status of 400/);
  await page.keyboard.press("ArrowRight");
  await page.locator(".notice", { hasText: "尚未开始" }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.locator(".sheet__table").first().waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.locator(".sheet__none", { hasText: "当日没有上报" }).first().waitFor();
  page.watch.assertCalm();
});
