// The files that are on their way, as they are shown: what is known of each, its bar and its buttons.

import { say } from "./console.js";

const SAID_AT = [25, 50, 75];

/**
 * Shows a file below the others, and returns its row.
 *
 * `what` is its name, its length in bytes (`size`) and when it was `modified`, with the `id` of an upload that was begun;
 * `form` holds the texts, the token and the length of a part; `acts` has what is done at each button.
 */
export function newRow(form, what, acts) {
  const element = document.getElementById("sending-row").content.firstElementChild.cloneNode(true);
  const row = { ...what, element, caseId: form.dataset.case, place: placeOf(form), there: new Map(), loaded: 0, said: 0, wantsPause: false, gone: false, parts: {} };
  row.show = (state, values) => show(form, row, state, values);
  row.say = (text, values) => say(filled(form.dataset[text], { name: row.name, ...values }));
  for (const name of ["name", "state", "pause", "resume", "give-up"]) row.parts[name] = element.querySelector(`.${name}`);
  row.parts.progress = element.querySelector("progress");
  row.parts.name.textContent = row.name;
  const labels = { pause: "pauseNamed", resume: "resumeNamed", "give-up": "giveUpNamed", progress: "progressOf" };
  for (const [part, text] of Object.entries(labels)) {
    row.parts[part].setAttribute("aria-label", filled(form.dataset[text], { name: row.name }));
  }
  for (const [part, act] of Object.entries(acts)) row.parts[part].addEventListener("click", () => act(row));
  document.getElementById("sending").append(element);
  return row;
}

function placeOf(form) {
  return {
    get token() { return form.elements.csrf_token.value; },
    get partBytes() { return Number(form.dataset.partBytes); },
  };
}

function percentOf(row) {
  let sent = row.loaded;
  for (const size of row.there.values()) sent += size;
  return row.size ? Math.min(100, Math.floor((sent / row.size) * 100)) : 0;
}

function show(form, row, state, { why, because = "lost" } = {}) {
  row.state = state;
  const percent = ["done", "checking"].includes(state) ? 100 : percentOf(row);
  const key = state.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  row.parts.state.textContent = filled(form.dataset[key], { percent, size: sizeText(row.size), why: why ?? form.dataset[because] });
  row.parts.progress.value = percent;
  row.element.dataset.state = state;
  row.parts.pause.hidden = !["waits", "sends", "waiting"].includes(state);
  row.parts.resume.hidden = !(state === "paused" || (state === "failed" && row.id));
  row.parts["give-up"].hidden = ["done", "given-up", "checking"].includes(state) || (state === "failed" && !row.id);
  for (const step of SAID_AT) {
    if (state === "sends" && percent >= step && row.said < step) {
      row.said = step;
      row.say("saidProgress", { percent });
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

/** Puts values into a text of the catalog. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
