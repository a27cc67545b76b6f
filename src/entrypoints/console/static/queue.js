// The queue by keyboard: moving, selecting, opening beside the list, and acting on what is selected.

import { isTyping, tell } from "./console.js";
import "./alert.js";

const bulk = document.getElementById("bulk");
const panel = document.getElementById("panel");
const keys = document.getElementById("keys");
const act = document.getElementById("act");
const OF_KEYS = { a: "take", e: "close", c: "case" };

let current = null; // The id of the alert that keys are about.
let anchor = null; // From where Shift selects.
let lent = null; // The alert that was selected for want of any other, until what was begun with it is done or given up.
let wanted = null; // The request whose answer the panel waits for.
let following = []; // Where to go when the current one has left the list.

document.getElementById("show-keys").hidden = false;
document.getElementById("show-keys").addEventListener("click", () => keys.showModal());
document.addEventListener("keydown", onKey);
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("#rows > tr");
  if (row) mark(row);
});
document.addEventListener("change", (event) => {
  if (event.target.name === "ids") { anchor = event.target.closest("tr").dataset.alert; showSelected(); }
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#rows input[name=ids]");
  if (box && event.shiftKey && anchor) selectTo(box.closest("tr"), box.checked);
  if (event.target.closest?.("[data-closes-panel]")) closePanel();
  if (event.target.closest?.("[data-closes-act]") && act.open) { event.preventDefault(); act.close(); }
});
document.addEventListener("htmx:before:request", makeRoom);
document.addEventListener("htmx:before:swap", dropUnwanted);
document.addEventListener("htmx:finally:request", giveRoomBack);
document.addEventListener("htmx:before:swap", () => { following = rows().map((row) => row.dataset.alert); });
document.addEventListener("htmx:after:swap", onSwap);
document.addEventListener("htmx:error", giveBack);
document.addEventListener("htmx:response:error", (event) => { if (!act.open) giveBack(event); });
act.addEventListener("close", giveBack);
document.addEventListener("queue-changed", () => { if (act.open) act.close(); refresh(); });
if (bulk) bulk.addEventListener("submit", chooseCurrent, true);
showSelected();

function refresh() {
  htmx.ajax("GET", bulk.elements.back.value, { target: "#queue", swap: "innerHTML" });
}

function rows() {
  return [...document.querySelectorAll("#rows > tr")];
}

function rowOf(id) {
  return id === null ? null : document.getElementById(`row-${id}`);
}

function mark(row) {
  rowOf(current)?.classList.remove("at");
  current = row.dataset.alert;
  row.classList.add("at");
}

function goTo(row) {
  if (!row) return;
  mark(row);
  row.querySelector("[data-opens]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (panel.hasChildNodes()) open(row);
}

function move(by) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.alert === current);
  goTo(at < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

function open(row) {
  row?.querySelector("[data-opens]").click();
}

// The panel has its place when it is asked for: were that taken when the answer comes, the list would move under its reader.
function makeRoom(event) {
  if (!isForPanel(event)) return;
  wanted = event.detail.ctx;
  if (!panel.hasChildNodes()) panel.append(document.getElementById("opening").content.cloneNode(true));
}

// What was asked for last is shown, and nothing once the panel was closed: nobody acts on another alert than they opened.
function dropUnwanted(event) {
  if (!isForPanel(event) || event.detail.ctx === wanted) return;
  event.preventDefault();
  if (event.detail.ctx.response.status >= 400) tell(panel.dataset.refused);
}

function giveRoomBack(event) {
  if (event.detail.ctx !== wanted) return;
  wanted = null;
  if (panel.querySelector(":scope > .opening")) panel.replaceChildren();
}

function isForPanel(event) {
  return event.detail.ctx?.target === panel;
}

function closePanel() {
  wanted = null;
  panel.replaceChildren();
  rowOf(current)?.querySelector("[data-opens]").focus();
}

function boxOf(row) {
  return row?.querySelector("input[name=ids]");
}

function select(row, is) {
  const box = boxOf(row);
  if (box) box.checked = is;
}

function selectTo(row, is) {
  const all = rows();
  const [from, to] = [all.indexOf(rowOf(anchor)), all.indexOf(row)].sort((one, other) => one - other);
  if (from >= 0) for (const between of all.slice(from, to + 1)) select(between, is);
  showSelected();
}

function toggle(row, isRange) {
  const box = boxOf(row);
  if (!box) return;
  if (isRange && rowOf(anchor)) {
    selectTo(row, true);
  } else {
    box.checked = !box.checked;
    anchor = row.dataset.alert;
  }
  showSelected();
}

function showSelected() {
  if (!bulk) return;
  const selected = rows().filter((row) => { row.classList.toggle("chosen", Boolean(boxOf(row)?.checked)); return boxOf(row)?.checked; });
  const told = document.getElementById("selected");
  told.textContent = selected.length ? told.dataset.some.replace("{count}", String(selected.length)) : told.dataset.none;
}

// What is done with nothing selected is done with the alert that the keys are about.
function chooseCurrent(event) {
  if (rows().some((row) => boxOf(row)?.checked)) return;
  const row = rowOf(current);
  if (!row) {
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(document.getElementById("selected").dataset.none);
    return;
  }
  lent = current;
  select(row, true);
  showSelected();
}

function giveBack() {
  if (lent !== null) select(rowOf(lent), false);
  lent = null;
  showSelected();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return onDialogKey(event);
  if (event.key === "Escape" && panel.hasChildNodes()) return closePanel();
  if (isTyping(event.target)) return;
  const row = rowOf(current);
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "o") open(row ?? rows()[0]);
  else if (event.key === "x" || event.key === "X") toggle(row, event.shiftKey);
  else if (event.key === "/") document.getElementById("search").focus();
  else if (event.key === "?") keys.showModal();
  else if (OF_KEYS[event.key] && bulk) bulk.querySelector(`[value=${OF_KEYS[event.key]}]`)?.click();
  else return;
  event.preventDefault();
}

// In the dialog that asks for a verdict, a digit chooses it.
function onDialogKey(event) {
  if (!act.open || isTyping(event.target) || !/^[1-9]$/.test(event.key)) return;
  const choice = act.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!choice) return;
  choice.checked = true;
  choice.focus();
  event.preventDefault();
}

function onSwap(event) {
  // Where an answer was led elsewhere by its headers, a selector stands there.
  const given = event.detail.ctx?.target;
  const target = typeof given === "string" ? document.querySelector(given) : given;
  if (target?.id === "act-body") {
    if (!act.open) act.showModal();
    act.querySelector("[autofocus]")?.focus();
  } else if (target?.id === "queue") {
    lent = null;
    if (act.open) act.close();
    stay();
  } else if (target?.id === "panel") {
    panel.scrollTop = 0;
  }
}

// After the list came anew: at the same alert, or at the first of those after it that is still there.
function stay() {
  const at = following.indexOf(current);
  const next = [...following.slice(Math.max(at, 0)), ...following.slice(0, Math.max(at, 0)).reverse()].map(rowOf).find(Boolean);
  showSelected();
  if (next ?? rows()[0]) goTo(next ?? rows()[0]);
}
