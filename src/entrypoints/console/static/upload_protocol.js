// How a file is sent by parts. A part that does not arrive is sent again; what broke off goes on from there, after a
// reload too, when the same file is chosen again. A row (upload_rows.js) is what is known of a file; what comes of it is
// told to its `show` and `say`.

import { forget, keep } from "./upload_kept.js";

const UPLOADS = "/console/artifacts/uploads";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
// What may go well when it is asked again: a server that is busy, away or starting, and two writers who met.
const PASSING = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

export class Ended extends Error {}

/** Sends a file, from where it broke off; ends with an Ended where that was told on its row. */
export async function send(row) {
  row.there = new Map();
  const isMade = row.id ? await askWhatIsThere(row) : false;
  if (!row.id) await beginUpload(row);
  if (!isMade) await sendParts(row);
  row.show("checking");
  await call(row, "POST", `${UPLOADS}/${row.id}/complete`, "{}");
  forget(row);
  row.show("done");
  row.say("saidDone");
}

async function sendParts(row) {
  const size = row.place.partBytes;
  const count = Math.ceil(row.size / size);
  for (let number = 1; number <= count; number += 1) {
    const part = row.file.slice((number - 1) * size, number * size);
    if (row.there.get(number) !== part.size) await sendPart(row, number, part);
  }
}

async function beginUpload(row) {
  const wanted = {
    file_name: row.name,
    size_bytes: row.size,
    case_id: row.caseId,
    notes: row.notes,
    ...(row.file.type ? { content_type: row.file.type.slice(0, 255) } : {}),
  };
  const made = await call(row, "POST", UPLOADS, JSON.stringify(wanted));
  row.id = made.id;
  row.expires = made.expires_at;
  keep(row);
}

/** Asks which parts are there; tells whether they are a file already, of which only the answer was lost. */
async function askWhatIsThere(row) {
  const found = await call(row, "GET", `${UPLOADS}/${row.id}`, null, { takes: [404, 409] });
  if (found.status === 404 || found.status === 409) {
    if (found.kind === "upload" || found.file_status === "stored") return true;
    forget(row);
    row.id = null;
    return false;
  }
  for (const part of found.parts) row.there.set(part.number, part.size_bytes);
  return false;
}

async function sendPart(row, number, part) {
  row.show("sends");
  const progress = (loaded) => {
    row.loaded = loaded;
    row.show("sends");
  };
  await call(row, "PUT", `${UPLOADS}/${row.id}/parts/${number}`, part, { progress });
  row.loaded = 0;
  row.there.set(number, part.size);
  row.show("sends");
}

/** Asks until there is an answer; ends with an Ended where somebody ended it or it can come to nothing. */
async function call(row, method, path, body, { progress, takes = [] } = {}) {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    await whilePaused(row);
    const answer = await once(row, method, path, body, progress);
    if (row.gone) throw new Ended();
    if (row.wantsPause) continue;
    if (answer.status >= 200 && answer.status < 300) return answer.body ?? {};
    if (takes.includes(answer.status)) return { ...answer.body, status: answer.status };
    if (!PASSING.has(answer.status)) refuse(row, answer);
    if (!(await isReadable(row))) {
      row.show("failed", { because: "moved" });
      throw new Ended();
    }
    row.loaded = 0;
    if (row.state !== "waiting") row.say("saidWaiting");
    row.show("waiting");
    await pass(row, wait);
  }
}

function refuse(row, answer) {
  if (isSignedOut(answer)) {
    row.show("signed-out");
  } else {
    row.show("failed", { why: answer.body?.detail });
    if (answer.status === 404 || answer.body?.type === "/problems/not-pending") {
      forget(row);
      row.id = null;
    }
  }
  row.say("saidFailed");
  throw new Ended();
}

/** Tells whether an answer says that the session has ended. */
export function isSignedOut(answer) {
  return answer.status === 401 || (answer.status === 403 && answer.body?.type === "/problems/cross-site");
}

function once(row, method, path, body = null, progress = null) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    row.request = request;
    request.open(method, path);
    request.setRequestHeader("X-CSRF-Token", row.place.token);
    request.setRequestHeader("Accept", "application/json");
    if (body !== null) {
      request.setRequestHeader("Content-Type", typeof body === "string" ? "application/json" : "application/octet-stream");
    }
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("loadend", () => {
      row.request = null;
      resolve({ status: request.status, body: parsed(request.responseText) });
    });
    request.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function isReadable(row) {
  try {
    await row.file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function pass(row, wait) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait);
    row.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

async function whilePaused(row) {
  while (row.wantsPause && !row.gone) {
    row.loaded = 0;
    row.show("paused");
    await new Promise((resolve) => { row.wake = resolve; });
  }
  if (row.gone) throw new Ended();
}

/** Has what is on its way stop, or go on, as the row wants it now. */
export function interrupt(row) {
  row.request?.abort();
  row.wake?.();
}

/** Asks once how it stands with what was begun. */
export function look(row) {
  return once(row, "GET", `${UPLOADS}/${row.id}`);
}

/** Asks once that what was begun be removed. */
export function remove(row) {
  return once(row, "DELETE", `${UPLOADS}/${row.id}`);
}
