// A product with a wire of its own: it opens the socket, reads it and draws by itself. The page only notes when messages come.

export class OwnWire {
  static coding = "furun";
  /** Whether what it reads waits for a frame of the page's to be handed over. */
  handsOver = false;
  #engine;
  #through = 0;

  constructor(engine) {
    this.#engine = engine;
  }

  /** Opens the feed and waits for the whole picture; `heard` is called when a message has come, before it is read. */
  async open(address, heard) {
    hearFirst(heard);
    this.#engine.ownWire.connect(address);
    while (!this.#engine.ownWire.isTold()) await new Promise((next) => setTimeout(next, 20));
    await this.#engine.settled();
    this.#through = this.#engine.ownWire.through();
  }

  /** Changes folded since the picture was whole. */
  get received() {
    return this.#engine.ownWire.through() - this.#through;
  }

  frame() {}

  // Its messages carry no time of sending.
  takeLags() {
    return null;
  }

  // The page goes, and the socket with it.
  close() {}
}

/** Listens to every socket that is opened from now on before whoever opens it can. */
function hearFirst(heard) {
  globalThis.WebSocket = class extends WebSocket {
    constructor(...asked) {
      super(...asked);
      this.addEventListener("message", heard);
    }
  };
}
