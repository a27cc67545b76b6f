// Sends files from the page of a case, one after the other; how is in upload_protocol.js, and how that looks in
// upload_rows.js.

import { asked } from "./console.js";
import { forget, kept } from "./upload_kept.js";
import { Ended, interrupt, isSignedOut, look, remove, send } from "./upload_protocol.js";
import { filled, newRow } from "./upload_rows.js";

const form = document.getElementById("adding");
const rows = [];
let current = null;
if (form) begin();

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
    const row = known ?? add({ name: file.name, size: file.size, modified: file.lastModified });
    row.file = file;
    row.notes = form.elements.notes.value;
    row.gone = false;
    row.show("waits");
  }
  sendNext();
}

function add(what) {
  const row = newRow(form, what, { pause, resume, "give-up": giveUp });
  rows.push(row);
  return row;
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
    document.body.dispatchEvent(new CustomEvent("evidence-stored"));
  } catch (error) {
    if (!(error instanceof Ended)) row.show("failed");
  } finally {
    current = null;
  }
  sendNext();
}

function pause(row) {
  row.wantsPause = true;
  interrupt(row);
  row.loaded = 0;
  row.show("paused");
  row.parts.resume.focus();
}

function resume(row) {
  row.wantsPause = false;
  row.show(current === row ? "sends" : "waits");
  if (current === row) row.wake?.();
  else sendNext();
  row.parts.pause.focus();
}

async function giveUp(row) {
  if (!(await asked(filled(form.dataset.giveUpAsks, { name: row.name }), form.dataset.giveUp))) return;
  row.gone = true;
  interrupt(row);
  const answer = row.id ? await remove(row) : { status: 204 };
  const isStored = answer.body?.kind === "upload" || answer.body?.file_status === "stored";
  if (![204, 404, 409].includes(answer.status)) {
    // What has come of it is still there, and so is what is known of it here.
    row.show(isSignedOut(answer) ? "signed-out" : "not-given-up");
    row.say("saidNotGivenUp");
    return;
  }
  forget(row);
  row.id = null;
  row.show(isStored ? "done" : "given-up");
  document.body.dispatchEvent(new CustomEvent("evidence-stored"));
}

async function showUnfinished(one) {
  const row = add(one);
  row.state = "unfinished";
  const answer = await look(row);
  if (answer.status === 200) for (const part of answer.body.parts) row.there.set(part.number, part.size_bytes);
  const isMade = answer.body?.kind === "upload";
  if ((answer.status === 404 && !isMade) || answer.status === 409) {
    forget(row);
    rows.splice(rows.indexOf(row), 1);
    row.element.remove();
  } else if (row.state === "unfinished") row.show("unfinished");
}
