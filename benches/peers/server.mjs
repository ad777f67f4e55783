// Pages, tiles and feeds on the loopback address; prints its port when it listens.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

import { Feed } from "./server/feed.mjs";
import { prepare, serve } from "./server/files.mjs";
import { openWire } from "./server/wires.mjs";

/** Feeds by the session their page has named, each a promise. */
const feeds = new Map();

async function openFeed(asked) {
  const [count, seed] = [Number(asked.get("count")), Number(asked.get("seed"))];
  return new Feed(await openWire(asked.get("wire"), count, seed), count);
}

const server = createServer(serve);
const sockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: ([first]) => first,
});
sockets.on("connection", (socket, request) => {
  socket._socket.setNoDelay(true);
  const address = new URL(request.url, "http://localhost");
  const [, role, session] = address.pathname.split("/");
  if (role === "control") {
    const feed = openFeed(address.searchParams);
    feeds.set(session, feed);
    socket.on("message", async (text) => socket.send(JSON.stringify((await feed).answer(JSON.parse(text)))));
    socket.on("close", () => feeds.delete(session));
  } else {
    // What the page says first must not be missed while the feed is made.
    socket.pause();
    feeds.get(session)?.then((feed) => {
      feed.attach(socket);
      socket.resume();
    });
  }
});
prepare();
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
