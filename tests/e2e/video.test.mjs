// Cameras' pictures for real: a WebRTC peer, fMP4 over a WebSocket and HLS, played in Chromium. How old a picture is, is read from
// the clock in its pixels.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { assertAccessible } from "./axe.mjs";
import { POLICE, ingest, report } from "./deployment.mjs";
import { ageOfPicture, cameraPoints, forToken, Gateway, withGateway } from "./gateway.mjs";
import { picture, poll } from "./rig.mjs";
import { stage } from "./stage.mjs";
import { test } from "./test.mjs";

const { startHub, show, ending } = stage({});

/** What a page says when its gateway is away: that much is no fault of the page. */
const GATEWAY_GONE = /WebSocket|status of (404|502|503)|ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)/;

async function startGateway(options, ways, token) {
  const gateway = await Gateway.start(options);
  ending(() => gateway.kill());
  const paths = await gateway.paths();
  const hub = await startHub({
    config: withGateway(POLICE, gateway, ways, token && forToken(token)),
    files: { "camera-points.json": cameraPoints(paths) },
  });
  await poll("the hub knows what is live", async () => {
    const { states } = (await hub.get("/api/v1/cameras", { token })).body;
    return paths.every(({ name }) => states[name] === "live");
  });
  return { gateway, hub };
}

const watch = (hub, streams, options = {}) =>
  show(hub, `/video?show=${streams.join(",")}`, { ready: false, ...options });

const tile = (page, stream) => page.locator(`.video-tile[data-stream="${stream}"]`);
const reaches = (page, stream, state) => page.locator(`.video-tile[data-stream="${stream}"][data-state="${state}"]`).waitFor();
const streams = (count) => Array.from({ length: count }, (_, at) => `cam${at + 1}`);

/** Waits until a picture moves, and gives how old it is. */
async function playsYoungerThan(page, stream, limitMs) {
  await reaches(page, stream, "playing");
  return poll(`${stream} is younger than ${limitMs} ms`, async () => {
    const age = await ageOfPicture(page, stream);
    return age !== null && age < limitMs && { age };
  });
}

for (const [way, limitMs] of [
  ["whep", 1_000],
  ["fmp4", 2_000],
  ["hls", 8_000],
]) {
  test(`a picture that is offered over ${way} alone plays, and its own clock says that it is young`, async () => {
    const { hub } = await startGateway({}, [way]);
    const page = await watch(hub, ["cam1"]);
    await playsYoungerThan(page, "cam1", limitMs);
    assert.equal(await tile(page, "cam1").getAttribute("data-transport"), way);
    // It goes on: a second look finds a later picture, as young.
    await playsYoungerThan(page, "cam1", limitMs);
    page.watch.assertCalm();
  });
}

const TOKEN = "a-token-of-the-hall";
for (const way of ["whep", "fmp4", "hls"]) {
  test(`a wall that has a token and no session plays film over ${way}, and says its token in no address`, async () => {
    const { hub } = await startGateway({ streams: 2 }, [way], TOKEN);
    const addresses = [];
    const page = await show(hub, `/video?show=cam1&tiles=1#token=${TOKEN}`, {
      ready: false,
      prepare: (context) => {
        context.on("request", (request) => addresses.push(request.url()));
        context.on("page", (page) => page.on("websocket", (socket) => addresses.push(socket.url())));
      },
    });
    await playsYoungerThan(page, "cam1", 8_000);
    assert.equal(await tile(page, "cam1").getAttribute("data-transport"), way);
    if (way === "hls") await picture(page, "video-wall-token");
    // Where it goes away, it says goodbye as itself: nothing is refused.
    await page.goto(`${hub.origin}/video?show=cam2&tiles=1`);
    await playsYoungerThan(page, "cam2", 8_000);
    page.watch.assertCalm();
    assert.ok(addresses.some((address) => address.includes("/plays/")), "the plays were seen");
    // The one that whoever set the wall up typed in has it behind its #, which is sent nowhere.
    const told = addresses.map((address) => address.split("#")[0]);
    assert.deepEqual(told.filter((address) => address.includes(TOKEN)), []);
    assert.ok(!hub.log.includes(TOKEN) && !hub.log.includes(Buffer.from(TOKEN).toString("hex")), "nor does the hub's log");
  });
}

test("whoever has neither token nor session sees no camera where pictures are for a token", async () => {
  const { hub } = await startGateway({}, ["fmp4"], TOKEN);
  const stranger = await show(hub, "/video?show=cam1", { ready: false });
  stranger.watch.expects(/status of 401/);
  await stranger.getByText("您无权查看摄像机").or(stranger.locator("input[type=password]")).first().waitFor();
  assert.equal(await stranger.locator(".video-tile").count(), 0);
});

test("of all that is offered WebRTC is taken, and the next where that brings nothing", async () => {
  const { hub } = await startGateway({});
  const page = await watch(hub, ["cam1"]);
  await reaches(page, "cam1", "playing");
  assert.equal(await tile(page, "cam1").getAttribute("data-transport"), "whep");
  page.watch.assertCalm();
  // A network that lets no datagrams through: the session is agreed on, and nothing comes.
  const deaf = await watch(hub, ["cam1"], {
    prepare: (context) =>
      context.addInitScript(() => {
        RTCPeerConnection.prototype.setRemoteDescription = async () => undefined;
      }),
  });
  await reaches(deaf, "cam1", "playing");
  assert.equal(await tile(deaf, "cam1").getAttribute("data-transport"), "fmp4");
});

test("a stream in H.265 alone, and one that is not there, say so plainly", async () => {
  const { hub } = await startGateway({ h265Streams: 1 });
  const page = await watch(hub, ["wide1", "nowhere"]);
  page.watch.expects(GATEWAY_GONE);
  await reaches(page, "wide1", "refused");
  await tile(page, "wide1").filter({ hasText: "H.265" }).waitFor();
  assert.equal(await tile(page, "wide1").getAttribute("data-why"), "only-h265");
  await tile(page, "nowhere").filter({ hasText: "没有这路码流" }).waitFor();
  await picture(page, "video-refused");
  await assertAccessible(page, "/video");
  page.watch.assertCalm();
});

test("nine pictures come back by themselves when their gateway was killed and started again", async () => {
  const nine = streams(9);
  const { gateway, hub } = await startGateway({ streams: 9, rate: 10 });
  const page = await watch(hub, nine);
  page.watch.expects(GATEWAY_GONE);
  for (const stream of nine) await playsYoungerThan(page, stream, 4_000);
  await picture(page, "video-nine");

  await gateway.kill();
  for (const stream of nine) {
    await page.locator(`.video-tile[data-stream="${stream}"]:not([data-state="playing"])`).waitFor();
  }
  await tile(page, "cam1").filter({ hasText: "重试" }).waitFor();
  await picture(page, "video-nine-gone");

  await gateway.restart();
  for (const stream of nine) await playsYoungerThan(page, stream, 4_000);
  await picture(page, "video-nine-back");
  page.watch.assertCalm();
});

test("a picture that stands still, and packets without a picture, are told apart", async () => {
  const { gateway, hub } = await startGateway({}, ["whep"]);
  const page = await watch(hub, ["cam1"]);
  page.watch.expects(GATEWAY_GONE);
  await reaches(page, "cam1", "playing");

  await gateway.fault("cam1", "stall");
  await reaches(page, "cam1", "stalled");
  await tile(page, "cam1").filter({ hasText: "画面停止" }).waitFor();
  // The picture says how old it is.
  await poll("the age is told", async () => {
    const words = await tile(page, "cam1").locator(".video-tile__age").textContent();
    return /\d+ 秒前/.test(words ?? "");
  });
  await picture(page, "video-stalled");
  await gateway.fault("cam1", "none");
  await playsYoungerThan(page, "cam1", 2_000);

  await gateway.fault("cam1", "undecodable");
  await reaches(page, "cam1", "no-pictures");
  await tile(page, "cam1").filter({ hasText: "有数据但没有画面" }).waitFor();
  await gateway.fault("cam1", "none");
  await playsYoungerThan(page, "cam1", 2_000);
  page.watch.assertCalm();
});

test("no more play at once than the machine may decode, and each of the others has its still renewed in turn", async () => {
  const four = streams(4);
  const { hub } = await startGateway({ streams: 4, rate: 10 });
  const page = await watch(hub, four);
  await page.locator('select[name="limit"]').selectOption("2");
  // Asked again and again while all four come to a still of their own.
  const seen = new Set();
  await poll("every tile has shown a picture", async () => {
    const states = await page.locator(".video-tile").evaluateAll((tiles) =>
      tiles.map((tile) => [tile.dataset.stream, tile.dataset.state, tile.querySelector("canvas").width > 300]),
    );
    const decoding = states.filter(([, state]) => state !== "still");
    assert.ok(decoding.length <= 2, `${decoding.length} decode`);
    for (const [stream, state, hasStill] of states) {
      if (state === "playing" || hasStill) seen.add(stream);
    }
    return seen.size === 4;
  });
  await picture(page, "video-stills");
  // Of more than there are tiles, the next ones stand on the next sheet.
  await page.getByRole("button", { name: "1 画面" }).click();
  const [before, after] = await page.locator(".video-bar__sheets button").all();
  assert.deepEqual([await before.innerText(), await after.innerText()], ["←", "→"]);
  for (const stream of four.slice(1)) {
    await after.click();
    await tile(page, stream).waitFor();
    assert.equal(await page.locator(".video-tile").count(), 1);
  }
  assert.ok(await after.isDisabled(), "there is no sheet after the last");
  await before.click();
  await tile(page, four[2]).waitFor();
  await picture(page, "video-sheets");
  page.watch.assertCalm();
});

test("a tile is made large and small, kept as a file and taken away by its keys", async () => {
  const { hub } = await startGateway({ streams: 2 });
  const page = await watch(hub, streams(2));
  await reaches(page, "cam2", "playing");
  await tile(page, "cam2").focus();
  // Named by camera and time.
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("s")]);
  const begin = (await readFile(await file.path())).subarray(0, 8);
  assert.deepEqual([...begin], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "a PNG");
  assert.match(file.suggestedFilename(), /^米兰小镇瞭望点 云台 2 \d{8}-\d{6}\.png$/);

  await page.keyboard.press("Enter");
  await tile(page, "cam1").waitFor({ state: "detached" });
  await picture(page, "video-large");
  await page.keyboard.press("Enter");
  await reaches(page, "cam1", "playing");

  const [popup] = await Promise.all([page.waitForEvent("popup"), tile(page, "cam1").press("p")]);
  await popup.locator('.video-tile[data-stream="cam1"][data-state="playing"]').waitFor();
  assert.equal(await popup.locator(".video-bar").count(), 0);

  await tile(page, "cam1").press("Delete");
  await tile(page, "cam1").waitFor({ state: "detached" });
  await poll("the address forgets it", () => !page.url().includes("cam1"));
  page.watch.assertCalm();
});

test("cameras are chosen from a tree by key, found by pinyin, and kept as one's own", async () => {
  const { hub } = await startGateway({ streams: 2, rate: 10, h265Streams: 1 });
  const page = await watch(hub, []);
  const tree = page.getByRole("tree");
  await tree.getByRole("treeitem").first().waitFor();
  await page.getByText("1 个点位，3 路视频，在线 3 路").waitFor();
  await tree.focus();
  const row = (words) => tree.getByRole("treeitem").filter({ hasText: words });
  // Area, platform, point, camera.
  for (let level = 0; level < 3; level += 1) {
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
  }
  await poll("a camera is the active row", async () => {
    const active = await tree.getAttribute("aria-activedescendant");
    return active === "camera-row-L-001-1";
  });
  await page.keyboard.press("Enter");
  await reaches(page, "cam1", "playing");
  assert.equal(await row("云台 1").getAttribute("aria-selected"), "true");
  await page.keyboard.press("s");
  await picture(page, "video-tree");
  await assertAccessible(page, "/video with its tree");

  await page.keyboard.press("/");
  await page.keyboard.type("mlxz 云台 2");
  await page.getByText("找到 1 台").waitFor();
  await row("云台 2").click();
  await reaches(page, "cam2", "playing");
  await page.keyboard.press("Escape");

  // The browser has it the next time, and the nearest stands first with its distance.
  await page.goto(`${hub.origin}/video?near=106.2756,29.3842`);
  await row("米兰小镇瞭望点").filter({ hasText: "1.0 公里" }).waitFor();
  await page.getByRole("button", { name: "收藏", exact: true }).click();
  await row("米兰小镇瞭望点 云台 1").waitFor();
  assert.equal(await tree.getByRole("treeitem").count(), 1);
  page.watch.assertCalm();
});

test("an officer sees what cameras near an incident see, and what they saw when it was reported", async () => {
  const { hub } = await startGateway({ rate: 10, recordSecs: 300 });
  const ago = (secs) => ({ occurred_at: new Date(Date.now() - secs * 1_000).toISOString() });
  const near = { east: 500, north: 300 };
  await ingest(hub, report("R-1", near));
  await ingest(hub, report("R-2", { ...near, ...ago(3 * 3_600) }));
  const page = await show(hub, "/console");
  page.watch.expects(GATEWAY_GONE);
  await page.locator(".worklist").getByText("事件 R-1").first().click();
  const camera = page.locator('.near-camera[data-camera="L-001-1"]');
  await camera.filter({ hasText: "在线" }).click();
  await page.locator('.near-cameras__picture .video-tile[data-state="playing"]').waitFor();
  const opened = await page.locator(".near-cameras__picture").boundingBox();
  assert.ok(opened.y + opened.height <= 1080, `it is seen without scrolling: ${JSON.stringify(opened)}`);
  await picture(page, "near-cameras");

  await page.getByRole("button", { name: "录像" }).click();
  const recorded = page.locator(".recorded");
  const state = (state) => page.locator(`.recorded[data-state="${state}"]`).waitFor();
  await state("playing");
  // It is older than what is live, and goes on to what is recorded by then.
  await state("ended");
  // Again from the moment of the report, of which there is more by now.
  await recorded.getByRole("button", { name: /上报/ }).click();
  await state("playing");
  const age = await poll("its clock is read", () => ageOfPicture(page, null, ".recorded video"));
  assert.ok(age > 3_000, `${age} ms old`);
  await picture(page, "near-recorded");
  await assertAccessible(page, "/console with a recording");
  await recorded.getByRole("button", { name: "暂停" }).click();
  await state("paused");

  // Of what happened before anything was recorded it says so.
  await page.locator(".worklist").getByText("事件 R-2").first().click();
  await camera.click();
  await page.getByRole("button", { name: "录像" }).click();
  await state("not-recorded");
  await recorded.filter({ hasText: "这一时段没有录像" }).waitFor();

  // From the map: where the cameras stand, and what one sees.
  await page.getByRole("button", { name: "摄像头点位" }).click();
  await page.locator('.map__point[data-point="L-001"]').click();
  await page.getByRole("region", { name: "米兰小镇瞭望点" }).getByRole("button", { name: /云台 1/ }).click();
  await page.locator('.video-tile[data-stream="cam1"][data-state="playing"]').waitFor();
  await picture(page, "camera-points");
  page.watch.assertCalm();
});
