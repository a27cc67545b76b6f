// Sends files by parts. A part that does not arrive is sent again; what broke off goes on from there, after a reload
// too, when the same file is chosen again. Kept in the browser until a file is stored: which file it is, by its name,
// its length and when it was changed, and the identifier under which its parts are. Nothing secret is among it.

import { asked, say } from "./console.js";

const KEPT = "watchfloor-uploads";
const UPLOADS = "/console/artifacts/uploads";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const SAID_AT = [25, 50, 75];
// What may go well when it is asked again: a server that is busy, away or starting, and two writers who met.
const PASSING = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

const form = document.getElementById("adding");
const list = document.getElementById("sending");
const rows = [];
let current = null;
if (form) begin();

class Ended extends Error {}

function begin() {
  const input = form.elements.file;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(input.files);
    input.value = "";
  });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => over(event, true));
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, (event) => over(event, false));
  form.addEventListener("drop", (event) => take(event.dataTransfer.files));
  addEventListener("online", () => rows.forEach((row) => row.wake?.()));
  addEventListener("beforeunload", (event) => {
    if (rows.some((row) => ["sends", "waiting", "checking", "waits"].includes(row.state))) event.preventDefault();
  });
  for (const one of kept()) if (one.caseId === form.dataset.case) showUnfinished(one);
}

function over(event, is) {
  event.preventDefault();
  form.classList.toggle("over", is);
}

function take(files) {
  for (const file of files) {
    const known = rows.find((row) => isSame(row, file) && ["unfinished", "failed", "not-given-up"].includes(row.state));
    const row = known ?? newRow({ name: file.name, size: file.size, modified: file.lastModified });
    row.file = file;
    row.notes = form.elements.notes.value;
    row.gone = false;
    show(row, "waits");
  }
  sendNext();
}

function isSame(row, file) {
  return row.name === file.name && row.size === file.size && row.modified === file.lastModified;
}

async function sendNext() {
  if (current) return;
  const row = rows.find((one) => one.state === "waits");
  if (!row) return;
  current = row;
  try {
    await send(row);
  } catch (error) {
    if (!(error instanceof Ended)) show(row, "failed", { why: form.dataset.lost });
  } finally {
    current = null;
  }
  sendNext();
}

async function send(row) {
  row.there = new Map();
  const isMade = row.id ? await askWhatIsThere(row) : false;
  if (!row.id) await beginUpload(row);
  if (!isMade) await sendParts(row);
  show(row, "checking");
  await call(row, "POST", `${UPLOADS}/${row.id}/complete`, "{}");
  forget(row);
  show(row, "done");
  say(filled(form.dataset.saidDone, { name: row.name }));
  document.body.dispatchEvent(new CustomEvent("evidence-stored"));
}

async function sendParts(row) {
  const size = Number(form.dataset.partBytes);
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
    case_id: form.dataset.case,
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
  show(row, "sends");
  const progress = (loaded) => {
    row.loaded = loaded;
    show(row, "sends");
  };
  await call(row, "PUT", `${UPLOADS}/${row.id}/parts/${number}`, part, { progress });
  row.loaded = 0;
  row.there.set(number, part.size);
  show(row, "sends");
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
      show(row, "failed", { why: form.dataset.moved });
      throw new Ended();
    }
    row.loaded = 0;
    if (row.state !== "waiting") say(filled(form.dataset.saidWaiting, { name: row.name }));
    show(row, "waiting");
    await pass(row, wait);
  }
}

function refuse(row, answer) {
  if (isSignedOut(answer)) {
    show(row, "signed-out");
  } else {
    show(row, "failed", { why: answer.body?.detail ?? form.dataset.lost });
    if (answer.status === 404 || answer.body?.type === "/problems/not-pending") {
      forget(row);
      row.id = null;
    }
  }
  say(filled(form.dataset.saidFailed, { name: row.name }));
  throw new Ended();
}

function isSignedOut(answer) {
  return answer.status === 401 || (answer.status === 403 && answer.body?.type === "/problems/cross-site");
}

function once(row, method, path, body, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    row.request = request;
    request.open(method, path);
    request.setRequestHeader("X-CSRF-Token", form.elements.csrf_token.value);
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
    show(row, "paused");
    await new Promise((resolve) => { row.wake = resolve; });
  }
  if (row.gone) throw new Ended();
}

function newRow(what) {
  const element = document.getElementById("sending-row").content.firstElementChild.cloneNode(true);
  const row = { ...what, element, there: new Map(), loaded: 0, said: 0, wantsPause: false, gone: false };
  row.parts = {};
  for (const name of ["name", "state", "pause", "resume", "give-up"]) row.parts[name] = element.querySelector(`.${name}`);
  row.parts.progress = element.querySelector("progress");
  row.parts.name.textContent = row.name;
  const labels = { pause: "pauseNamed", resume: "resumeNamed", "give-up": "giveUpNamed", progress: "progressOf" };
  for (const [part, text] of Object.entries(labels)) {
    row.parts[part].setAttribute("aria-label", filled(form.dataset[text], { name: row.name }));
  }
  row.parts.pause.addEventListener("click", () => pause(row));
  row.parts.resume.addEventListener("click", () => resume(row));
  row.parts["give-up"].addEventListener("click", () => giveUp(row));
  rows.push(row);
  list.append(element);
  return row;
}

function pause(row) {
  row.wantsPause = true;
  row.request?.abort();
  row.wake?.();
  row.loaded = 0;
  show(row, "paused");
  row.parts.resume.focus();
}

function resume(row) {
  row.wantsPause = false;
  show(row, current === row ? "sends" : "waits");
  if (current === row) row.wake?.();
  else sendNext();
  row.parts.pause.focus();
}

async function giveUp(row) {
  if (!(await asked(filled(form.dataset.giveUpAsks, { name: row.name }), form.dataset.giveUp))) return;
  row.gone = true;
  row.request?.abort();
  row.wake?.();
  const answer = row.id ? await once(row, "DELETE", `${UPLOADS}/${row.id}`, null) : { status: 204 };
  const isStored = answer.body?.kind === "upload" || answer.body?.file_status === "stored";
  if (![204, 404, 409].includes(answer.status)) {
    // What has come of it is still there, and so is what is known of it here.
    show(row, isSignedOut(answer) ? "signed-out" : "not-given-up");
    say(filled(form.dataset.saidNotGivenUp, { name: row.name }));
    return;
  }
  forget(row);
  row.id = null;
  show(row, isStored ? "done" : "given-up");
  document.body.dispatchEvent(new CustomEvent("evidence-stored"));
}

async function showUnfinished(one) {
  const row = newRow(one);
  row.state = "unfinished";
  const answer = await once(row, "GET", `${UPLOADS}/${row.id}`, null);
  if (answer.status === 200) for (const part of answer.body.parts) row.there.set(part.number, part.size_bytes);
  const isMade = answer.body?.kind === "upload";
  if ((answer.status === 404 && !isMade) || answer.status === 409) {
    forget(row);
    rows.splice(rows.indexOf(row), 1);
    row.element.remove();
  } else if (row.state === "unfinished") show(row, "unfinished");
}

function percentOf(row) {
  let sent = row.loaded;
  for (const size of row.there.values()) sent += size;
  return row.size ? Math.min(100, Math.floor((sent / row.size) * 100)) : 0;
}

function show(row, state, values = {}) {
  row.state = state;
  const percent = ["done", "checking"].includes(state) ? 100 : percentOf(row);
  const key = state.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  row.parts.state.textContent = filled(form.dataset[key], { percent, size: sizeText(row.size), ...values });
  row.parts.progress.value = percent;
  row.element.dataset.state = state;
  row.parts.pause.hidden = !["waits", "sends", "waiting"].includes(state);
  row.parts.resume.hidden = !(state === "paused" || (state === "failed" && row.id));
  row.parts["give-up"].hidden = ["done", "given-up", "checking"].includes(state) || (state === "failed" && !row.id);
  for (const step of SAID_AT) {
    if (state === "sends" && percent >= step && row.said < step) {
      row.said = step;
      say(filled(form.dataset.saidProgress, { name: row.name, percent }));
    }
  }
}

function sizeText(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit += 1) size /= 1000;
  return unit ? `${size.toFixed(1)} ${units[unit]}` : `${size} ${units[0]}`;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return found.filter((one) => Date.parse(one.expires) > Date.now());
  } catch {
    return [];
  }
}

function keep(row) {
  const { id, name, size, modified, expires } = row;
  store([...kept(), { id, name, size, modified, expires, caseId: form.dataset.case }]);
}

function forget(row) {
  store(kept().filter((one) => one.id !== row.id));
}

function store(all) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing sends all the same; what breaks off is then sent from its beginning.
  }
}
