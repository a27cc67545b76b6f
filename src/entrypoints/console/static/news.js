// What comes while the queue is open: it is announced, and rows that are shown are brought up to date where they stand.

import { say } from "./console.js";

const EVERY_MS = 4000;
const MOST_BETWEEN_MS = 60000;
const CHANGED_FOR_MS = 8000;
const REFUSALS = new Set([400, 401, 403, 404]);

const link = document.getElementById("news");
const since = link.dataset.after;
const added = new Set();
let after = since;
let wait = EVERY_MS;

/** Nothing is told here any more, to whoever is signed out above all: asking again would not change it. */
class Refused extends Error {}

setTimeout(listen, wait);
document.addEventListener("visibilitychange", () => { if (!document.hidden) wait = EVERY_MS; });

async function listen() {
  if (!document.hidden && navigator.onLine) {
    try {
      while (await ask()) { /* There is more to read at once. */ }
      wait = EVERY_MS;
    } catch (error) {
      if (error instanceof Refused) return;
      // Whoever has no connection is told so; asking goes on, less often.
      wait = Math.min(wait * 2, MOST_BETWEEN_MS);
    }
  }
  setTimeout(listen, wait);
}

async function ask() {
  const url = new URL(link.dataset.listens, location.href);
  url.searchParams.set("after", after);
  url.searchParams.set("since", since);
  for (const row of document.querySelectorAll("#rows > tr")) url.searchParams.append("shown", row.dataset.alert);
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "error" });
  const made = document.createElement("template");
  // Everything in it is escaped by the server, and what is in a template neither loads nor runs.
  made.innerHTML = await answer.text();
  if (REFUSALS.has(answer.status)) {
    document.getElementById("notices").replaceChildren(made.content);
    throw new Refused();
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const came = made.content.getElementById("came");
  after = came.dataset.after;
  for (const row of came.querySelectorAll("tr")) bringUpToDate(row);
  announce(came.dataset.added.split(" ").filter(Boolean));
  return came.dataset.more === "yes";
}

// The cells are exchanged and the row stays: what is selected, and where the reader is, is in the row.
function bringUpToDate(row) {
  const here = document.getElementById(row.id);
  if (!here || here.dataset.version === row.dataset.version && here.textContent === row.textContent) return;
  here.className = [row.className, ...["at", "chosen"].filter((name) => here.classList.contains(name)), "changed"].join(" ");
  here.dataset.version = row.dataset.version;
  const hadFocus = here.contains(document.activeElement) && document.activeElement.matches("[data-opens]");
  // What is done with it from now on is done with what is seen of it now.
  const box = here.cells[0].querySelector("input");
  if (box) box.value = row.cells[0].querySelector("input").value;
  [...here.cells].slice(1).forEach((cell) => cell.remove());
  [...row.cells].slice(1).forEach((cell) => here.append(cell));
  window.htmx.process(here);
  if (hadFocus) here.querySelector("[data-opens]").focus({ preventScroll: true });
  setTimeout(() => here.classList.remove("changed"), CHANGED_FOR_MS);
}

function announce(ids) {
  const before = added.size;
  ids.forEach((id) => added.add(id));
  if (added.size === before) return;
  const count = added.size.toLocaleString();
  link.textContent = (added.size === 1 ? link.dataset.one : link.dataset.several).replace("{count}", count);
  link.classList.add("some");
  say((added.size === 1 ? link.dataset.saidOne : link.dataset.saidSeveral).replace("{count}", count));
}
