// The media gateway of the tests (fixtures/gateway), and a server in front of hub and gateway that does what the hub does for
// plays: it gives out addresses of its own and hands on what comes to them. It is the tests' alone.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, poll } from "./rig.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GATEWAY = process.env.FURUN_GATEWAY ?? join(ROOT, "target/debug/media-gateway");

/** The gateway as a process of its own, on one port over all its lives. */
export class Gateway {
  #arguments;
  #process;

  static async start({ streams = 1, h265Streams = 0, rate = 15 } = {}) {
    const gateway = new Gateway();
    gateway.port = await freePort();
    gateway.origin = `http://127.0.0.1:${gateway.port}`;
    gateway.#arguments = ["--port", gateway.port, "--streams", streams];
    gateway.#arguments.push("--h265-streams", h265Streams, "--rate", rate);
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

  /** Has a stream do something wrong: "stall", "undecodable" or "none". */
  async fault(name, fault) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(fault);
    const { status } = await fetch(`${this.origin}/test/${name}/fault`, { method: "PUT", headers, body });
    assert.equal(status, 204);
  }
}

/** What stands before hub and gateway. `ways` are the transports it offers; it may be changed at any time. */
export class Front {
  #tokens = new Map();
  #sockets = new Set();
  #server;

  static async start(hub, gateway, { ways = ["hls", "fmp4", "whep"] } = {}) {
    const front = new Front();
    Object.assign(front, { hub, gateway, ways, asked: 0 });
    front.#server = createServer((ask, answer) => front.#answer(ask, answer));
    front.#server.on("upgrade", (ask, socket, head) => front.#upgrade(ask, socket, head));
    front.#server.on("connection", (socket) => {
      front.#sockets.add(socket);
      socket.once("close", () => front.#sockets.delete(socket));
    });
    front.#server.listen(0, "127.0.0.1");
    await once(front.#server, "listening");
    front.port = front.#server.address().port;
    front.origin = `http://127.0.0.1:${front.port}`;
    return front;
  }

  async stop() {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Where a request goes: the gateway's port and path for a play, else the hub's. */
  #target(url) {
    const [, token, rest] = /^\/plays\/([^/]+)\/(.*)$/.exec(url) ?? [];
    if (token === undefined) return { port: this.hub.port, path: url };
    const name = this.#tokens.get(token);
    const path = `/${name}/${rest.replace(/^hls\//, "")}`;
    return name && { port: this.gateway.port, path, token, name };
  }

  async #answer(ask, answer) {
    const stream = /^\/api\/v1\/streams\/([^/]+)\/plays$/.exec(ask.url)?.[1];
    if (stream !== undefined) return this.#offer(decodeURIComponent(stream), answer);
    const target = this.#target(ask.url);
    if (!target) return answer.writeHead(404).end();
    const { port, path, token, name } = target;
    const options = { host: "127.0.0.1", port, path, method: ask.method, headers: ask.headers };
    const asked = request(options, (told) => {
      const headers = { ...told.headers };
      if (token && headers.location) headers.location = headers.location.replace(`/${name}/`, `/plays/${token}/`);
      answer.writeHead(told.statusCode, headers);
      told.pipe(answer);
    });
    asked.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    ask.pipe(asked);
  }

  async #offer(stream, answer) {
    this.asked += 1;
    const json = (status, body) => {
      answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    let paths;
    try {
      paths = await this.gateway.paths();
    } catch {
      return json(503, { type: "about:blank", title: "the gateway is away" });
    }
    const path = paths.find(({ name }) => name === stream);
    if (!path) return json(404, { type: "about:blank", title: "no such stream" });
    const token = randomBytes(12).toString("hex");
    this.#tokens.set(token, stream);
    const codec = path.tracks[0]?.toLowerCase() ?? "h264";
    const places = { whep: "whep", fmp4: "fmp4", hls: "hls/index.m3u8" };
    const offers = this.ways.map((transport) => ({
      transport,
      codec,
      address: `/plays/${token}/${places[transport]}`,
    }));
    json(201, { expires_at: new Date(Date.now() + 60_000).toISOString(), offers });
  }

  #upgrade(ask, socket, head) {
    const target = this.#target(ask.url);
    if (!target) return socket.destroy();
    const other = connect(target.port, "127.0.0.1", () => {
      const lines = [`GET ${target.path} HTTP/1.1`];
      for (let at = 0; at < ask.rawHeaders.length; at += 2) {
        lines.push(`${ask.rawHeaders[at]}: ${ask.rawHeaders[at + 1]}`);
      }
      other.write(`${lines.join("\r\n")}\r\n\r\n`);
      other.write(head);
      other.pipe(socket).pipe(other);
    });
    for (const [one, two] of [[socket, other], [other, socket]]) {
      one.on("error", () => two.destroy()).on("close", () => two.destroy());
    }
  }
}

/**
 * How old the picture is that a tile shows, in milliseconds, read from the clock in its pixels; null where there is none to read.
 * The clock is a row of squares with the milliseconds since 1970 modulo 2^20, and its inverse below (fixtures/gateway).
 */
export const ageOfPicture = (page, stream) =>
  page.locator(`.video-tile[data-stream="${stream}"] video`).evaluate((video) => {
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
