// The editor of mappings: line numbers, so that a fault that names a line is found, and its verdict said.

import { say } from "./console.js";

for (const area of document.querySelectorAll("[data-numbered]")) {
  const lines = area.previousElementSibling;
  const number = () => {
    const count = area.value.split("\n").length;
    lines.textContent = Array.from({ length: count }, (_, place) => place + 1).join("\n");
    lines.scrollTop = area.scrollTop;
  };
  // As high as what it stands beside, also when that is made larger.
  const fit = () => { lines.style.height = `${area.offsetHeight}px`; lines.scrollTop = area.scrollTop; };
  new ResizeObserver(fit).observe(area);
  area.addEventListener("input", number);
  area.addEventListener("scroll", () => { lines.scrollTop = area.scrollTop; });
  number();
}

// The verdict alone, and once: whoever hears the page would hear all of the preview with each pause of typing.
let said = "";
const preview = document.getElementById("preview");
new MutationObserver(() => {
  const verdict = preview.querySelector("strong")?.textContent ?? "";
  if (verdict && verdict !== said) say(verdict);
  said = verdict;
}).observe(preview, { childList: true });
