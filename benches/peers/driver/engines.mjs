// Engines as they are named on the command line, by what they are asked.

/** Those that there are pages of (`../engines`). */
export const ENGINES = ["raf", "clear", "rawgl", "maplibre", "deck", "deckml", "ol", "leaflet", "furun"];

/** Furun, each peer as one would take it first, and the hand-written floor. */
export const EVERY = ["furun", "maplibre", "deck", "deckml", "ol", "leaflet", "rawgl"];

/** The same, and each peer's faster way to take changes. */
export const CHANGING = [
  "furun",
  "maplibre",
  "maplibre:update",
  "deck",
  "deck:buffer",
  "deckml",
  "ol",
  "ol:vector",
  "leaflet",
  "rawgl",
];

/** Leaflet's list of markers is not asked for more than this. */
export const LEAFLET_MOST = 100_000;

/** Brings its changes in by itself: only a scenario that `feeds` has anything for it. */
export const hasOwnWire = (engine) => engine.startsWith("furun:");

/** Draws nothing, and shows what the page and its wire cost by themselves. */
export const isEmptyLoop = (engine) => engine === "raf";

export const isLeaflet = (engine) => engine.startsWith("leaflet");
