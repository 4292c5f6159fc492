// What every page may use: confirmation before what cannot be undone, and parts of pages that are answered with a refusal.
// A sentence in the language of the page: words.en.js, printed from the catalogue, is there on English pages alone.
window.gettext = (text, fill = {}) => (window.words?.[text] ?? text).replace(/%\((\w+)\)s/g, (_, key) => fill[key] ?? "");
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 409 || event.detail.xhr.status === 400) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
