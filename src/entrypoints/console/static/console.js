// What every page does with JavaScript; without it, forms and links do the same by whole pages.

const YEAR_S = 365 * 24 * 3600;
const LONGEST_WAIT_MS = 60000;
const POLLS = '[hx-trigger^="every"]';
// Of each part that asks by itself: until when it does not, and how long it waited last.
const waits = new WeakMap();
const body = document.body;
let running = 0;
let isLeaving = false;

document.documentElement.classList.add("scripted");
rememberZone();
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit();
});
document.addEventListener("submit", ask, true);
document.addEventListener("submit", forget);
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leave(event.target); });
document.addEventListener("click", (event) => { if (leads(event)) leave(event.target.closest("a")); });
document.addEventListener("click", copy);
addEventListener("pageshow", () => showLeaving(false));
// Whoever is asked whether to leave may stay; nothing goes on before that is answered.
addEventListener("beforeunload", (event) => setTimeout(() => { if (event.defaultPrevented) showLeaving(false); }));
document.addEventListener("htmx:config:request", (event) => {
  // Whose page asks is in Origin; that it is a page of this session, in its token.
  const token = document.querySelector("input[name=csrf_token]");
  if (token) event.detail.ctx.request.headers["X-CSRF-Token"] = token.value;
});
document.addEventListener("htmx:before:request", (event) => {
  showBusy(1);
  if (isEarly(event.target)) event.preventDefault();
});
document.addEventListener("htmx:response:error", (event) => {
  // It is refused once, and told so once; whoever reads that reloads the page.
  if (event.target.matches?.(POLLS)) waits.set(event.target, { until: Infinity, wait: 0 });
});
document.addEventListener("htmx:finally:request", () => showBusy(-1));
document.addEventListener("htmx:error", (event) => {
  if (!slowDown(event.target)) tell(body.dataset.failed);
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-closes-notices]")) document.getElementById("notices").replaceChildren();
});
addEventListener("offline", () => showOffline(true));
addEventListener("online", () => showOffline(false));
if (!navigator.onLine) showOffline(true);

/** Says something to whoever hears the page instead of seeing it. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Shows a notice above the page, as text and nothing else. */
export function tell(text) {
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.textContent = text;
  document.getElementById("notices").replaceChildren(notice);
}

/** Asks once, in a dialog of ours, and tells whether the answer was yes. */
export function asked(what, yes) {
  const dialog = document.getElementById("asks");
  document.getElementById("asks-what").textContent = what;
  if (yes) document.getElementById("asks-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Tells whether letters that are typed belong to a field, so that they are no commands. */
export function isTyping(target) {
  return target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), select, textarea");
}

function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `watchfloor-zone=${encodeURIComponent(zone)}; path=/console; max-age=${YEAR_S}; samesite=lax${secure}`;
}

async function ask(event) {
  const form = event.target;
  const what = form.dataset.asks;
  if (!what || form.dataset.answered) {
    delete form.dataset.answered;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  if (await asked(what, form.dataset.yes)) {
    form.dataset.answered = "yes";
    form.requestSubmit(submitter);
  }
}

// Names of files are evidence too: whoever sits there next is not told them.
function forget(event) {
  const name = event.target.dataset?.forgets;
  if (!name) return;
  try {
    localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

async function copy(event) {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copies);
  say(body.dataset.copied);
  const before = button.textContent;
  button.textContent = body.dataset.copied;
  setTimeout(() => { button.textContent = before; }, 1500);
}

// A part that asks by itself does not while nobody looks, nor before its time.
function isEarly(part) {
  if (!part.matches?.(POLLS)) return false;
  return document.hidden || performance.now() < (waits.get(part)?.until ?? 0);
}

// What does not answer is asked less and less often; tells whether it did not answer before either.
function slowDown(part) {
  if (!part.matches?.(POLLS)) return false;
  const before = waits.get(part);
  const wait = Math.min((before?.wait ?? 1000) * 2, LONGEST_WAIT_MS);
  waits.set(part, { until: performance.now() + wait, wait });
  return Boolean(before);
}

// Tells whether a click opens another page of ours in the place of this one.
function leads(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  return link.origin === location.origin && !(link.hash && link.pathname + link.search === location.pathname + location.search);
}

// A form or a link leads to another page, unless it brings a file: then this page stays, and nothing tells when it came.
function leave(by) {
  if (by.method !== "dialog" && !by.target && !("downloads" in by.dataset)) showLeaving(true);
}

function showLeaving(is) {
  isLeaving = is;
  showBusy(0);
}

// What takes longer than a moment is seen to go on; the stylesheet knows how long a moment is.
function showBusy(by) {
  running = Math.max(0, running + by);
  document.documentElement.classList.toggle("busy", running > 0 || isLeaving);
}

function showOffline(is) {
  const line = document.getElementById("offline"), notices = document.getElementById("notices");
  if (!is && notices.textContent === body.dataset.failed) notices.replaceChildren();
  line.textContent = is ? body.dataset.offline : "";
  line.hidden = !is;
}
