// What every page may use: confirmation before what cannot be undone, and parts of pages that are answered with a refusal.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 409 || event.detail.xhr.status === 400) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
