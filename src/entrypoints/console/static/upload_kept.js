// Which files are on their way, kept in the browser until they are stored: by their names, their lengths and when they
// were changed, with the identifiers under which their parts are. Nothing secret is among it.

const KEPT = "watchfloor-uploads";

/** Returns those that can still be gone on with, of all cases. */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return found.filter((one) => Date.parse(one.expires) > Date.now());
  } catch {
    return [];
  }
}

/** Keeps one, once it has an identifier. */
export function keep({ id, name, size, modified, expires, caseId }) {
  store([...kept(), { id, name, size, modified, expires, caseId }]);
}

/** Forgets one, which is stored, given up or not there any more. */
export function forget(row) {
  store(kept().filter((one) => one.id !== row.id));
}

function store(all) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing sends all the same; what breaks off is then sent from its beginning.
  }
}
