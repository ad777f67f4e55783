// From a report to a closed case, by people at several screens at once: the built hub with the demo's people, the built app.

import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { marks, picture, poll } from "./rig.mjs";
import { can, noise, open, press, reaches, seated, signIn } from "./seats.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

// The demo deployment without its feed: its people sign in, and nothing happens but what the test does.
const { startHub, show } = stage({});

/** What the browser says of an answer that is part of the test. */
const ANSWERED = (status) => new RegExp(`status of ${status}`);

test("a wrong password is told and the right one leads back to the console", async () => {
  const hub = await startHub();
  const page = await show(hub, "/console");
  await page.locator(".seat button").click();
  await page.waitForURL("**/signin?back=console");
  await page.locator(".signin__form").waitFor();
  await picture(page, "signin-zh");
  await assertAccessible(page, "the sign-in page");
  page.watch.expects(ANSWERED(401));
  await signIn(page, "demo-police", "not the password");
  await page.locator(".signin__fault", { hasText: "账号或密码不正确" }).waitFor();
  await signIn(page, "demo-police");
  await page.waitForURL("**/console");
  await page.locator(".seat__name", { hasText: "公安值班员" }).waitFor();
  // Signing out leads to where one signs in, and the session is gone.
  await page.locator(".seat__button").click();
  await page.waitForURL("**/signin");
  page.watch.assertCalm();
});

test("the noise at Milan Town goes from report to closed case, and every screen sees each act at once", async () => {
  const hub = await startHub();
  const wall = await show(hub, "/wall");
  const officer = await seated(show, hub, "demo-police");
  const station = await seated(show, hub, "demo-station");
  const police = await seated(show, hub, "demo-department", { page: "department", width: 1024, height: 768 });
  const NOISE = "夜间噪声扰民";
  const everywhere = async (stage) => {
    for (const page of [officer, station]) await reaches(page, NOISE, stage);
    await poll(`the wall shows ${stage}`, async () => (await marks(wall))[0]?.stage === stage);
  };

  await noise(hub, "F-0200");
  await everywhere("reported");
  await open(officer, NOISE);
  await can(officer, "accept");
  await picture(officer, "dispatch-reported");
  await assertAccessible(officer, "the console with a card");
  await press(officer, "accept", "a");
  await everywhere("accepted");

  // Whom to send is proposed with why; the station of the area is among them.
  await press(officer, "assign", "d");
  const choice = officer.locator(".choice", { hasText: "米兰小镇巡区服务工作站" });
  await choice.waitFor();
  await picture(officer, "dispatch-proposals");
  await choice.click();
  await officer.keyboard.press("Enter");
  await everywhere("dispatched");

  await open(station, NOISE);
  await press(station, "receive", "1");
  await press(station, "arrive", "3");
  await everywhere("on_scene");
  await press(station, "begin_handling", "4");
  await everywhere("handling");
  await press(station, "feedback", "i");
  await station.locator(".action-form textarea").fill("已劝离，商户同意收摊");
  await station.keyboard.press("Enter");
  // What the station wrote is read on the officer's card.
  await officer.locator(".notes", { hasText: "已劝离" }).waitFor();

  // Then the police mediate: the police station is sent too, and claims it.
  await press(officer, "assign", "d");
  await officer.locator(".choice", { hasText: "双福派出所" }).click();
  await officer.locator(".choices").focus();
  await officer.keyboard.press("Enter");
  const order = police.locator(".order", { hasText: NOISE });
  await order.locator('[data-action="receive"]', { hasText: "认领" }).click();
  await officer.locator(".assignment", { hasText: "已认领" }).waitFor();
  await order.locator('[data-action="feedback"]:enabled').click();
  await order.locator("textarea").fill("民警调解中");
  await order.locator(".action-form .button").first().click();
  for (const page of [officer, station]) await page.locator(".notes", { hasText: "民警调解中" }).waitFor();
  await press(station, "resolve", "5");
  await station.locator(".action-form textarea").fill("现场已安静");
  await station.keyboard.press("Enter");
  await everywhere("resolved");

  await can(officer, "verify");
  await picture(officer, "dispatch-resolved");
  await press(officer, "verify", "v");
  await poll("the wall shows it closed", async () => (await marks(wall))[0]?.stage === "closed");
  await officer.locator(".step[data-step=present]", { hasText: "结案" }).waitFor();
  await picture(officer, "dispatch-closed");
  await assertAccessible(wall, "the wall");
  for (const page of [wall, officer, station, police]) page.watch.assertCalm();
  hub.assertQuiet();
});

test("of two officers who act on one incident one succeeds and the other is told why not", async () => {
  const hub = await startHub();
  const [one, other] = [await seated(show, hub, "demo-police"), await seated(show, hub, "demo-police")];
  const NOISE = "夜间噪声扰民";
  await noise(hub, "F-0300");
  for (const page of [one, other]) {
    page.watch.expects(ANSWERED(409));
    await open(page, NOISE);
    // Both have the form open before either sends.
    await press(page, "assign", "d");
    await page.locator(".choice").first().waitFor();
  }
  await Promise.all([one, other].map((page) => page.keyboard.press("Enter")));
  const outcomes = await poll("both know", async () => {
    const told = await Promise.all(
      [one, other].map(async (page) => {
        if (await page.locator(".told__line[data-kind=rejected]").count()) return "refused";
        return (await page.locator(".action-form").count()) === 0 && "done";
      }),
    );
    return told.every(Boolean) && told;
  });
  assert.deepEqual(outcomes.toSorted(), ["done", "refused"]);
  const refused = outcomes.indexOf("refused") === 0 ? one : other;
  assert.match(await refused.locator(".told__line").innerText(), /其间.*已有变化/);
  await picture(refused, "dispatch-refused");
  const { body } = await hub.get("/api/v1/incidents/police/1");
  assert.equal(body.assignments.length, 1, "one order, never two");
  for (const page of [one, other]) page.watch.assertCalm();
});

test("a session that has ended leads to signing in, and from there back to the open incident", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  await noise(hub, "F-0400");
  await open(page, "夜间噪声扰民");
  page.watch.expects(ANSWERED(401));
  // The same account signs out everywhere from somewhere else.
  const ended = await page.context().request.delete(`${hub.origin}/api/v1/sessions`, {
    headers: { origin: hub.origin },
  });
  assert.equal(ended.status(), 204);
  await page.waitForURL("**/signin?back=console&ended");
  await page.locator(".notice", { hasText: "登录已失效" }).waitFor();
  await signIn(page, "demo-police");
  await page.waitForURL("**/console");
  await page.locator(".incident-card", { hasText: "夜间噪声扰民" }).waitFor();
  page.watch.assertCalm();
});

test("a command whose answer is lost is asked again under the same key and happens once", async () => {
  const hub = await startHub();
  const page = await seated(show, hub, "demo-police");
  await noise(hub, "F-0500");
  await open(page, "夜间噪声扰民");
  page.watch.expects(/ERR_CONNECTION_RESET/);
  const keys = [];
  await page.route("**/api/v1/police/commands", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    // The hub hears and does it; its answer never arrives.
    await route.fetch();
    return route.abort("connectionreset");
  });
  await press(page, "acknowledge", "s");
  await poll("it was asked again", () => keys.length === 2);
  assert.equal(keys[0], keys[1]);
  await poll("nothing is pending", async () => (await page.locator(".actions[data-waiting]").count()) === 0);
  assert.equal(await page.locator(".told__line").count(), 0);
  const { body } = await hub.get("/api/v1/incidents/police/1");
  const seen = body.history.filter(({ kind }) => kind === "acknowledged");
  assert.equal(seen.length, 1, JSON.stringify(body.history));
  page.watch.assertCalm();
});
