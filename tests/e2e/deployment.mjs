// A small deployment for the tests: one police network, one platform, no divisions, a heartbeat fast
// enough that nobody waits for it.

export const KEY = "an end-to-end key";

/** Where the map begins: marks of the tests stand around it. */
export const HOME = { lon: 106.27, lat: 29.39 };

export const POLICE = `
name = { zh = "端到端测试中心", en = "End-to-end centre" }
time_zone = "Asia/Chongqing"

[home]
lon = ${HOME.lon}
lat = ${HOME.lat}
zoom = 14.0

[[feeds]]
network = "police"
name = { zh = "公安网", en = "Police network" }

[[platforms]]
id = "110"
name = { zh = "110 指挥平台", en = "110 command" }
network = "police"
key = "${KEY}"

[limits]
heartbeat_ms = 500
stale_after_ms = 2500
`;

/** A report of the platform's incident `id`, `east` and `north` metres from home. */
export function report(id, { east = 0, north = 0, ...more } = {}) {
  const metresPerDegree = 111_320;
  return {
    kind: "report",
    id,
    occurred_at: new Date().toISOString(),
    subject: `事件 ${id}`,
    priority: "routine",
    lon: HOME.lon + east / (metresPerDegree * Math.cos((HOME.lat * Math.PI) / 180)),
    lat: HOME.lat + north / metresPerDegree,
    ...more,
  };
}

/** A later fact about it: `kind` is a word of the lifecycle, `more` what it needs beside. */
export function fact(id, kind, more = {}) {
  return { kind, id, occurred_at: new Date().toISOString(), ...more };
}

/** Posts statements as the platform 110; throws unless all are recorded. */
export async function ingest(hub, statements) {
  const { status, body } = await hub.post("/ingest/110", statements, { token: KEY });
  if (status !== 200) throw new Error(`ingest answered ${status}: ${JSON.stringify(body)}`);
  const refused = body.results.filter((result) => result.outcome === "refused");
  if (refused.length) throw new Error(`ingest refused: ${JSON.stringify(refused)}`);
}
