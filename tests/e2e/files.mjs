// A file server that knows nothing: what `python3 -m http.server` does, below a folder of its own, with a
// list of what was asked for.

import { once } from "node:events";
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
};

const kindOf = (file) => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isDirectory() ? "folder" : found?.isFile() ? "file" : "nothing";
};

/** Serves a folder below `under` on a free port. `stop()` ends it at once, open connections too. */
export async function serveFiles(folder, under = "/some/where/") {
  /** @type {{path: string, status: number}[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, "http://localhost");
    const end = (status, headers = {}) => {
      asked.push({ path: pathname, status });
      response.writeHead(status, headers);
    };
    const inside = pathname.startsWith(under) && normalize(decodeURIComponent(pathname.slice(under.length)));
    if (inside === false || inside.startsWith("..")) {
      end(404);
      return response.end();
    }
    let file = join(folder, inside);
    if (kindOf(file) === "folder") {
      if (!pathname.endsWith("/")) {
        end(301, { location: `${pathname}/${search}` });
        return response.end();
      }
      file = join(file, "index.html");
    }
    if (kindOf(file) !== "file" || file.split(sep).some((part) => part.startsWith(".furun"))) {
      end(404);
      return response.end();
    }
    end(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** The address of a path in the folder. */
    at: (path) => under + path,
    asked,
    async stop() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
