// A client that opens a feed and then stops reading, as a screen does whose machine hangs.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";

/**
 * Opens a WebSocket by hand and reads nothing after the handshake: the machine's buffers fill, and
 * what the hub still wants to send has to wait in the hub. `first` is the one text it says itself.
 */
export async function stalledSocket(hub, path, { headers = {}, first } = {}) {
  // A small window, so that the hub feels it soon.
  const socket = connect({ port: hub.port, host: "127.0.0.1", highWaterMark: 1024 });
  await once(socket, "connect");
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${hub.port}`,
    `Origin: ${hub.origin}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [answer] = await once(socket, "data");
  socket.pause();
  assert.match(answer.toString("latin1"), /^HTTP\/1\.1 101 /);
  if (first !== undefined) socket.write(textFrame(first));
  // The hub will cut it off at some time: that is its right.
  socket.on("error", () => {});
  return socket;
}

/** A short text as a client's frame: final, masked (RFC 6455, section 5). */
function textFrame(text) {
  const payload = Buffer.from(text);
  assert.ok(payload.length < 126, "only for short texts");
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ mask[index % 4]);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}
