// How a house is run: the first administrator by the printed link, accounts, walls by their code, the trail of it all.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible } from "./axe.mjs";
import { marks, picture, poll } from "./rig.mjs";
import { noise, signIn } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

/** Two networks, real people only, and nobody reads without signing in. */
const HOUSE = `
name = { zh = "双福街道基层治理中心", en = "Shuangfu Governance Centre" }
time_zone = "Asia/Chongqing"

[home]
lon = 106.27
lat = 29.39
zoom = 12.5

[access]
anonymous_reading = false

[place]
district_seed = 1

[[feeds]]
network = "government"
name = { zh = "政务专网", en = "Government network" }

[[feeds]]
network = "police"
name = { zh = "公安网", en = "Police network" }

[[platforms]]
id = "110"
name = { zh = "110 指挥平台", en = "110 command" }
network = "police"
key = "demo-110-key"

[[platforms]]
id = "12345"
name = { zh = "12345 政务热线", en = "12345 hotline" }
network = "government"
key = "an end-to-end key"
`;

const PASSWORD = "correct horse battery";
const TABLET = { width: 1024, height: 768 };
const PHONE = { width: 390, height: 844 };

/** What a page without a session says of itself: its feeds and doors are closed to it. */
const NOBODY = [/WebSocket/, /401/, /4401/];

const { startHub, show } = stage({ config: HOUSE });

/** Shows a page before anybody has signed in, which its feeds complain about. */
async function open(hub, path, options = {}) {
  const page = await show(hub, path, { ready: false, ...options });
  for (const pattern of NOBODY) page.watch.expects(pattern);
  return page;
}

/** The link that the hub printed, below its own origin. */
const printed = (hub) =>
  poll("the hub prints a link", () => {
    const link = hub.log.match(/http:\S+\/(first#secret=[0-9a-f]+)/);
    return link && `/${link[1]}`;
  });

const fill = (where, name, text) => where.locator(`input[name="${name}"]`).fill(text);

/** Makes the administrator with the printed link; the page is then the administration's. */
async function firstAdministrator(hub, options) {
  const page = await open(hub, await printed(hub), options);
  const form = page.locator(".signin__form");
  await form.waitFor();
  await fill(form, "name", "系统管理员");
  await fill(form, "username", "admin-1");
  await fill(form, "password", PASSWORD);
  await fill(form, "again", PASSWORD);
  await form.locator('button[type="submit"]').click();
  await page.waitForURL("**/administration");
  await page.locator('[data-account="admin-1"]').waitFor();
  return page;
}

/** Makes an account on the administration page. */
async function makeAccount(page, { id, name, role = "duty_officer", networks }) {
  await page.locator(".admin-list button", { hasText: "新建账号" }).click();
  const card = page.locator(".admin-card");
  await fill(card, "account", id);
  await fill(card, "name", name);
  await card.locator('select[name="role"]').selectOption(role);
  for (const network of networks) await card.locator(".chip", { hasText: network }).click();
  await fill(card, "password", PASSWORD);
  await card.locator('button[type="submit"]').click();
  await card.locator(".told-once", { hasText: PASSWORD }).waitFor();
  await card.locator("button", { hasText: "关闭" }).click();
  await page.locator(`[data-account="${id}"]`).waitFor();
}

/** Signs somebody in on a page of its own. */
async function seatedAs(hub, id, wanted = "console", options = {}) {
  const page = await open(hub, `/signin?back=${wanted}`, options);
  await signIn(page, id, PASSWORD);
  await page.waitForURL(`**/${wanted}*`);
  await page.locator(".seat__name").waitFor();
  return page;
}

test("the printed link makes the administrator, who makes an officer, who sees his networks until he is disabled", async () => {
  const hub = await startHub();
  const first = await open(hub, await printed(hub), TABLET);
  await first.locator(".signin__form").waitFor();
  assert.equal(new URL(first.url()).hash, "", "the secret is taken out of the address");
  await first.locator('button[type="submit"]').click();
  await first.locator(".field__fault").waitFor();
  await fill(first, "name", "系统管理员");
  await fill(first, "username", "admin-1");
  await fill(first, "password", "short");
  await first.locator('button[type="submit"]').click();
  await first.locator(".field__fault", { hasText: "至少 10 个字符" }).waitFor();
  await assertAccessible(first, "the first administrator's page");
  await picture(first, "first-fault");
  await first.context().close();

  const admin = await firstAdministrator(hub);
  const again = await open(hub, await printed(hub));
  await fill(again, "name", "另一人");
  await fill(again, "username", "admin-2");
  await fill(again, "password", PASSWORD);
  await fill(again, "again", PASSWORD);
  again.watch.expects(/403/);
  await again.locator('button[type="submit"]').click();
  await again.locator(".form-fault", { hasText: "此链接已用过" }).waitFor();

  await makeAccount(admin, { id: "desk-2", name: "公安值班员", networks: ["公安网"] });
  await makeAccount(admin, { id: "desk-2b", name: "政务值班员", networks: ["政务专网"] });
  await fill(admin, "search", "公安值班");
  await poll("one account is found", async () => (await admin.locator(".account-row").count()) === 1);
  await fill(admin, "search", "");
  await admin.locator('[data-account="desk-2"]').click();
  await admin.locator('.admin-form[data-part="standing"]').waitFor();
  await picture(admin, "people-zh");
  await assertAccessible(admin, "the accounts");

  await noise(hub, "F-1");
  const officer = await seatedAs(hub, "desk-2");
  await officer.locator(".incident-row", { hasText: "夜间噪声扰民" }).waitFor();
  const stranger = await seatedAs(hub, "desk-2b");
  assert.equal(await stranger.locator(".incident-row").count(), 0);
  assert.equal(await officer.locator(".seat", { hasText: "管理" }).count(), 0, "no way to the administration");

  // The last administrator stays one.
  await admin.locator('[data-account="admin-1"]').click();
  admin.watch.expects(/409/);
  const standing = admin.locator('.admin-form[data-part="standing"]');
  await poll("it is the administrator's card", async () => (await standing.locator('input[name="name"]').inputValue()) === "系统管理员");
  await standing.locator('select[name="role"]').selectOption("duty_officer");
  await standing.locator('button[type="submit"]').click();
  await standing.locator(".form-fault", { hasText: "最后一名" }).waitFor();
  const disabling = admin.locator('.admin-form[data-part="disabling"]');
  await disabling.locator('button[type="submit"]').click();
  await disabling.locator(".form-fault", { hasText: "最后一名" }).waitFor();
  await picture(admin, "people-last-administrator");

  await admin.locator('[data-account="desk-2"]').click();
  await admin.locator('.admin-form[data-part="sessions"]', { hasText: "1 个屏幕" }).waitFor();
  await fill(admin, "reason", "调离岗位");
  await disabling.locator('button[type="submit"]').click();
  await disabling.locator("p", { hasText: "已停用：调离岗位" }).waitFor();
  await officer.waitForURL("**/signin?back=console&ended");
  await officer.locator(".notice", { hasText: "登录已失效" }).waitFor();
  await signIn(officer, "desk-2", PASSWORD);
  await officer.locator(".signin__fault", { hasText: "账号已停用" }).waitFor();
  await picture(officer, "officer-disabled");
  for (const page of [admin, again, officer, stranger]) page.watch.assertCalm();
});

test("an account gets another ground and password, and its person another of its own", async () => {
  const hub = await startHub();
  const admin = await firstAdministrator(hub, TABLET);
  await makeAccount(admin, { id: "desk-3", name: "值班员", networks: ["公安网"] });
  const officer = await seatedAs(hub, "desk-3");
  await admin.locator('[data-account="desk-3"]').click();
  const standing = admin.locator('.admin-form[data-part="standing"]');
  await standing.locator(".chip", { hasText: "政务专网" }).click();
  await standing.locator('select[name="role"]').selectOption("station");
  await standing.locator('button[type="submit"]').click();
  await standing.locator(".field__fault", { hasText: "工作站" }).waitFor();
  await standing.locator('select[name="station"]').selectOption({ index: 1 });
  await standing.locator('button[type="submit"]').click();
  await standing.locator(".notice", { hasText: "已保存" }).waitFor();
  await officer.waitForURL("**/signin*");
  const part = admin.locator('.admin-form[data-part="password"]');
  await part.locator("button", { hasText: "生成" }).click();
  await part.locator('button[type="submit"]').click();
  const given = await part.locator(".told-once code").innerText();
  assert.match(given, /^([2-9a-z]{4}-){3}[2-9a-z]{4}$/);
  await picture(admin, "people-password-tablet");
  await assertAccessible(admin, "an account on a tablet");

  await signIn(officer, "desk-3", given);
  await officer.waitForURL("**/console");
  await officer.locator(".seat__name").click();
  await officer.waitForURL("**/account?back=console");
  officer.watch.expects(/422/);
  await fill(officer, "current", "not the password");
  await fill(officer, "new", PASSWORD);
  await fill(officer, "again", PASSWORD);
  await officer.locator('button[type="submit"]').click();
  await officer.locator(".field__fault", { hasText: "当前密码不正确" }).waitFor();
  await picture(officer, "own-account");
  await assertAccessible(officer, "one's own account");
  await fill(officer, "current", given);
  await officer.locator('button[type="submit"]').click();
  await officer.locator(".notice", { hasText: "密码已修改" }).waitFor();
  await officer.locator("button", { hasText: "全部退出" }).click();
  await officer.waitForURL("**/signin");
  await signIn(officer, "desk-3", PASSWORD);
  await officer.waitForURL("**/station");
  for (const page of [admin, officer]) page.watch.assertCalm();
});

test("a wall is let in by its code, shows marks, and shows a code again when it is sent away", async () => {
  const hub = await startHub();
  const admin = await firstAdministrator(hub);
  await noise(hub, "F-1");
  const wall = await open(hub, "/wall");
  const code = wall.locator(".enrolment__code");
  await code.waitFor();
  const shown = await code.innerText();
  assert.match(shown, /^\w{3}-\w{3}$/);
  await wall.reload();
  await code.waitFor();
  assert.equal(await code.innerText(), shown, "a page that is loaded again shows the same code");
  await picture(wall, "wall-code-zh");
  await assertAccessible(wall, "a wall that waits");
  await wall.locator('button[lang="en"]').click();
  await wall.locator(".enrolment__steps", { hasText: "supervisor or administrator" }).waitFor();
  await picture(wall, "wall-code-en");

  await admin.locator(".admin-tab", { hasText: "大屏" }).click();
  const form = admin.locator(".admin-form");
  admin.watch.expects(/404/);
  await fill(form, "code", "222-222");
  await fill(form, "name", "指挥大厅左侧");
  await form.locator('button[type="submit"]').click();
  await form.locator(".field__fault", { hasText: "没有大屏显示此码" }).waitFor();
  await fill(form, "code", shown.toLowerCase());
  await form.locator('button[type="submit"]').click();
  await admin.locator(".wall-row", { hasText: "指挥大厅左侧" }).waitFor();
  await poll("the wall shows marks", async () => (await marks(wall)).length > 0);
  await picture(wall, "wall-let-in");
  await admin.locator("button", { hasText: "刷新" }).click();
  const row = admin.locator(".wall-row", { hasText: "起显示" });
  await row.waitFor();
  await picture(admin, "walls-zh");
  await assertAccessible(admin, "the walls");
  await row.locator("button", { hasText: "撤销" }).click();
  await row.locator("button", { hasText: "确认撤销" }).click();
  await admin.locator(".wall-row").waitFor({ state: "detached" });
  await code.waitFor();
  assert.notEqual(await code.innerText(), shown);
  for (const page of [admin, wall]) page.watch.assertCalm();
});

test("the trail tells what was done, page by page, and its export has the same rows", async () => {
  const hub = await startHub();
  const admin = await firstAdministrator(hub);
  await makeAccount(admin, { id: "boss-1", name: "中心负责人", role: "supervisor", networks: ["公安网", "政务专网"] });
  await makeAccount(admin, { id: "desk-4", name: "值班员", networks: ["公安网"] });
  await noise(hub, "F-1");
  const officer = await seatedAs(hub, "desk-4");
  await officer.locator(".incident-row", { hasText: "夜间噪声扰民" }).click();
  await officer.locator('.action[data-action="accept"]:enabled').first().waitFor();
  await officer.keyboard.press("a");
  await poll("it is accepted", async () => (await officer.locator(".incident-row").first().getAttribute("data-stage")) === "accepted");

  const boss = await seatedAs(hub, "boss-1", "administration");
  assert.deepEqual(await boss.locator(".admin-tab").allInnerTexts(), ["大屏", "审计"]);
  await boss.locator(".admin-tab", { hasText: "审计" }).click();
  await boss.locator(".trail-row").first().waitFor();
  await picture(boss, "trail-zh");
  await assertAccessible(boss, "the trail");
  await fill(boss, "person", "desk-4");
  await boss.locator('.trail-search button[type="submit"]').click();
  const row = boss.locator('.trail-row[data-what="command_done"]');
  await row.filter({ hasText: "受理" }).filter({ hasText: "公安网 1 号" }).waitFor();
  const rows = boss.locator(".trail-row");
  await poll("all that concerns the account", async () => (await rows.count()) === 3);
  const waits = boss.waitForEvent("download");
  await boss.locator("a", { hasText: "导出 CSV" }).click();
  const csv = readFileSync(await (await waits).path(), "utf8");
  const lines = csv.trim().split("\r\n").slice(1);
  const told = await rows.evaluateAll((all) => all.map((one) => one.dataset.what));
  assert.deepEqual(lines.map((line) => JSON.parse(line.split(",")[1])), told);
  await fill(boss, "incident", "anything");
  await boss.locator('.trail-search button[type="submit"]').click();
  await boss.locator(".field__fault").waitFor();
  await fill(boss, "incident", "police/1");
  await fill(boss, "from", "2020-01-01T00:00");
  await boss.locator('.trail-search button[type="submit"]').click();
  await poll("only of that incident", async () => (await rows.count()) === 1);
  for (const page of [admin, officer, boss]) page.watch.assertCalm();
});

test("whoever administers nothing has no such page, and every door of it stays closed", async () => {
  const hub = await startHub();
  const admin = await firstAdministrator(hub);
  await makeAccount(admin, { id: "desk-5", name: "值班员", networks: ["公安网"] });
  const officer = await seatedAs(hub, "desk-5", "administration");
  await officer.locator(".notice", { hasText: "无权管理" }).waitFor();
  assert.equal(await officer.locator(".admin-tab").count(), 0);
  officer.watch.expects(/403/);
  for (const [method, path] of [
    ["GET", "/api/v1/people"],
    ["POST", "/api/v1/people"],
    ["PUT", "/api/v1/people/desk-5"],
    ["PATCH", "/api/v1/people/desk-5"],
    ["DELETE", "/api/v1/people/admin-1/sessions"],
    ["GET", "/api/v1/walls"],
    ["POST", "/api/v1/walls/222-222/confirm"],
    ["DELETE", "/api/v1/walls/wall-222222"],
    ["GET", "/api/v1/audit"],
    ["GET", "/api/v1/audit.csv"],
  ]) {
    const status = await officer.evaluate(
      async ([method, path]) => {
        const body = method === "GET" ? undefined : "{}";
        const headers = { "content-type": "application/json" };
        return (await fetch(path, { method, body, headers })).status;
      },
      [method, path],
    );
    assert.equal(status, 403, `${method} ${path}`);
  }
  officer.watch.assertCalm();
});

test("the pages of administration fit a phone, a tablet and a desk in both languages", async () => {
  const hub = await startHub();
  const admin = await firstAdministrator(hub);
  await makeAccount(admin, { id: "desk-6", name: "公安值班员（夜班）", networks: ["公安网"] });
  await makeAccount(admin, { id: "boss-6", name: "中心负责人", role: "supervisor", networks: ["公安网", "政务专网"] });
  for (const [size, glass] of [["desk", { width: 1920, height: 1080 }], ["tablet", TABLET], ["phone", PHONE]]) {
    await admin.setViewportSize(glass);
    for (const language of ["en", "zh-CN"]) {
      await admin.locator(`button[lang="${language}"]`).click();
      for (const part of ["people", "walls", "trail"]) {
        await admin.goto(`${hub.origin}/administration?part=${part}`);
        const there = { people: ".account-row", walls: ".admin-card", trail: ".trail-row" }[part];
        await admin.locator(there).first().waitFor();
        const excess = () => admin.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok((await excess()) <= 0, `${part} at ${size} in ${language}: ${await excess()} px too wide`);
        await picture(admin, `administration-${part}-${size}-${language}`);
        await assertAccessible(admin, `${part} at ${size} in ${language}`);
        if (part !== "people") continue;
        await admin.locator('[data-account="desk-6"]').click();
        await admin.locator('.admin-form[data-part="standing"]').waitFor();
        assert.ok((await excess()) <= 0, `an account at ${size} in ${language}: ${await excess()} px too wide`);
        await picture(admin, `administration-account-${size}-${language}`);
        await assertAccessible(admin, `an account at ${size} in ${language}`);
      }
    }
  }
  admin.watch.assertCalm();
});
