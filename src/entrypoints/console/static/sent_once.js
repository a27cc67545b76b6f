// A form that creates something is sent once: what the first answer shows, the second does not.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches?.("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});
