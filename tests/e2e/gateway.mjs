// The media gateway of the tests (fixtures/gateway), a hub's configuration for it, and the clock in its pictures.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, poll } from "./rig.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GATEWAY = process.env.FURUN_GATEWAY ?? join(ROOT, "target/debug/media-gateway");

/** The gateway as a process of its own, on one port over all its lives. */
export class Gateway {
  #arguments;
  #folder;
  #process;

  /** `films` are streams that are filmed: `{stream, eye, pan_degrees, tilt_degrees, fields_of_view, marks, late_ms}` (fixtures/gateway). */
  static async start({ streams = 1, h265Streams = 0, rate = 15, recordSecs = 0, films = [] } = {}) {
    const gateway = new Gateway();
    gateway.port = await freePort();
    gateway.origin = `http://127.0.0.1:${gateway.port}`;
    gateway.#arguments = ["--port", gateway.port, "--streams", streams];
    gateway.#arguments.push("--h265-streams", h265Streams, "--rate", rate, "--record-secs", recordSecs);
    if (films.length > 0) {
      gateway.#folder = mkdtempSync(join(tmpdir(), "furun-films-"));
      const file = join(gateway.#folder, "films.json");
      writeFileSync(file, JSON.stringify(films));
      gateway.#arguments.push("--films", file);
    }
    await gateway.restart();
    return gateway;
  }

  /** Its streams by name, as its control API tells them. */
  async paths() {
    const { items } = await (await fetch(`${this.origin}/v3/paths/list`)).json();
    return items;
  }

  /** Starts it, and waits until every stream is there. */
  async restart() {
    const child = spawn(GATEWAY, this.#arguments.map(String), { stdio: ["ignore", "ignore", "inherit"] });
    this.#process = child;
    const orphan = () => child.kill("SIGKILL");
    process.once("exit", orphan);
    child.once("exit", () => process.off("exit", orphan));
    await poll("every stream is there", async () => (await this.paths()).every(({ ready }) => ready));
  }

  /** `kill -9`. Its encoders end as soon as they find nobody to write to. */
  async kill() {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  /** Ends it for good, and what was written for it. */
  async stop() {
    await this.kill();
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Turns a filmed stream's head at 1×, without the hub: what it does by itself, the hub only hears of. */
  async turn(name, { pan, tilt }) {
    const body = `<tptz:AbsoluteMove><tt:PanTilt x="${pan}" y="${tilt}"/><tt:Zoom x="0"/></tptz:AbsoluteMove>`;
    const { status } = await fetch(`${this.origin}/${name}/onvif`, { method: "POST", body });
    assert.equal(status, 200);
  }

  /** Has a stream do something wrong: "stall", "undecodable" or "none". */
  async fault(name, fault) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(fault);
    const { status } = await fetch(`${this.origin}/test/${name}/fault`, { method: "PUT", headers, body });
    assert.equal(status, 204);
  }
}

/** Whose cameras are whose: everybody's, or of a screen with this token alone. */
const EVERYBODYS = "anonymous_cameras = true";
export const forToken = (token) => `anonymous_reading = false

[[tokens]]
name = "hall"
secret = "${token}"
rights = ["read", "cameras"]`;

/** The configuration of a hub in front of a gateway, which offers these ways only; `access` says who sees its cameras. */
export function withGateway(config, gateway, ways = ["whep", "fmp4", "hls"], access = EVERYBODYS) {
  const key = { whep: "webrtc", fmp4: "fmp4", hls: "hls" };
  const given = ways.map((way) => `${key[way]} = "${gateway.origin}"`);
  return `${config}
[access]
${access}

[place]
camera_points = "camera-points.json"

[[gateways]]
id = "test"
kind = "mediamtx"
api = "${gateway.origin}"
playback = "${gateway.origin}"
${given.join("\n")}
path = "{stream}"
poll_secs = 1
`;
}

/** A catalogue of one point with a camera for each of these streams of the gateway. */
export function cameraPoints(paths) {
  const camera = ({ name, tracks }, at) => ({
    id: `L-001-${at + 1}`,
    name: { zh: `云台 ${at + 1}`, en: `Dome ${at + 1}` },
    steerable: false,
    pose: null,
    fields_of_view: [],
    streams: [{ id: name, role: "main", codec: tracks[0].toLowerCase(), width: 640, height: 360 }],
  });
  const point = {
    id: "L-001",
    name: { zh: "米兰小镇瞭望点", en: "Milan Town lookout" },
    kind: "lookout",
    position: { lon: 106.2756, lat: 29.3932 },
    mast_height_metres: 62,
    area: null,
    grid: null,
    platform: null,
    cameras: paths.map(camera),
  };
  return JSON.stringify({ points: [point] });
}

/**
 * How old the picture is that a tile shows, in milliseconds, read from the clock in its pixels; null where there is none to read.
 * The clock is a row of squares with the milliseconds since 1970 modulo 2^20, and its inverse below (fixtures/gateway).
 */
export const ageOfPicture = (page, stream, where = `.video-tile[data-stream="${stream}"] video`) =>
  page.locator(where).evaluate((video) => {
    const [square, bits] = [16, 20];
    const span = 2 ** bits;
    if (video.videoWidth === 0) return null;
    const canvas = new OffscreenCanvas(square * (bits + 1), square * 2);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0);
    const now = Date.now();
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const isWhite = (column, row) =>
      data[4 * ((row * square + square / 2) * canvas.width + column * square + square / 2)] > 127;
    let read = 0;
    if (!isWhite(0, 0) || isWhite(0, 1)) return null;
    for (let column = 1; column <= bits; column += 1) {
      if (isWhite(column, 0) === isWhite(column, 1)) return null;
      read = 2 * read + Number(isWhite(column, 0));
    }
    return (((now % span) - read) % span + span) % span;
  });
