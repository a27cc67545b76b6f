// Finding something in the documents of an alert.

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-finds]")) find(event.target);
});

// What an act has come to is where whoever did it goes on.
document.addEventListener("htmx:after:swap", () => document.querySelector("#panel [data-tells]")?.focus());

function find(field) {
  const wanted = field.value.trim().toLowerCase();
  const section = field.closest(".raw");
  let found = 0;
  for (const leaf of section.querySelectorAll(".leaf")) {
    const has = wanted !== "" && leaf.textContent.toLowerCase().includes(wanted);
    leaf.hidden = wanted !== "" && !has;
    leaf.classList.toggle("found", has);
    if (has) found += 1;
  }
  for (const branch of section.querySelectorAll(".tree details")) {
    branch.parentElement.hidden = wanted !== "" && !branch.querySelector(".leaf:not([hidden])");
  }
  const told = section.querySelector("[data-found]");
  told.textContent = wanted === "" ? "" : told.dataset.found.replace("{count}", String(found));
}
