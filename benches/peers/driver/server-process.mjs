// The server of pages and feeds, in a process of its own so that what it costs is not the page's.

import { spawn } from "node:child_process";
import { join } from "node:path";

import { HERE } from "../places.mjs";

export class ServerProcess {
  #child;
  #port;

  static async start() {
    const server = new ServerProcess();
    server.#child = spawn(process.execPath, [join(HERE, "server.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
    server.#port = await new Promise((listens, failed) => {
      server.#child.stdout.once("data", (line) => listens(Number(line)));
      server.#child.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    });
    return server;
  }

  get pid() {
    return this.#child.pid;
  }

  /** The page of `engine` or `engine:mode`. */
  address(engine, { seed, cold }) {
    const [name, mode] = engine.split(":");
    const asked = new URLSearchParams({ seed, ...(mode && { mode }), ...(cold && { cold }) });
    return `http://127.0.0.1:${this.#port}/engine/${name}?${asked}`;
  }

  stop() {
    this.#child.kill();
  }
}
