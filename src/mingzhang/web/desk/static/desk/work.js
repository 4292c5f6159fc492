// Lists by keyboard (j, k, x), choosing all of a page, and the reviewer's desk: a cell is clicked, the opinion is on it.
(() => {
  const typing = (t) => t.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const links = () => [...document.querySelectorAll("[data-rows] tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const row = document.activeElement?.closest("[data-rows] tbody tr"), all = links();
    if (all.length && (event.key === "j" || event.key === "k")) {
      const at = all.indexOf(row?.querySelector("a"));
      const to = all[event.key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0)];
      to.focus(); to.scrollIntoView({ block: "nearest" }); event.preventDefault();
    } else if (event.key === "x" && row) {
      const box = row.querySelector("input[type=checkbox]"); if (box) { box.checked = !box.checked; event.preventDefault(); }
    } else if (event.key === "j" || event.key === "k") {
      document.querySelector(`[data-key="${event.key}"]`)?.click();
    } else if (event.key === "Enter" && event.target.matches("[data-remarks] td[data-cell]")) { event.preventDefault(); choose(event.target); }
    else if (event.key === "Escape") { document.querySelectorAll("details.do[open]").forEach((d) => { d.open = false; d.querySelector("summary").focus(); }); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) event.target.closest("table").querySelectorAll("tbody input[type=checkbox]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-needs-text]")) { const text = event.target.form.elements.text; text.required = event.target.checked; }
    if (event.target.matches("[data-auto] select")) event.target.form.requestSubmit();
  });
  function choose(cell) {
    const field = document.getElementById("remark-field"), title = document.getElementById("remark-title"); if (!field) return;
    document.querySelectorAll("td.chosen").forEach((c) => c.classList.remove("chosen"));
    cell?.classList.add("chosen");
    field.value = cell?.dataset.cell ?? ""; title.textContent = cell?.dataset.title || title.dataset.whole;
    document.getElementById("remark-whole").hidden = !cell;
    field.form.querySelector("input[type=checkbox]")?.focus();
  }
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.do[open]").forEach((d) => { if (!d.contains(event.target)) d.open = false; });
    if (event.target.id === "remark-whole") { choose(null); return; }
    const cell = event.target.closest("[data-remarks] td[data-cell]");
    if (cell && !event.target.closest("button, a, form, details, input, textarea") && !String(window.getSelection())) choose(cell);
  });
  const reachable = () => document.querySelectorAll("[data-remarks] td[data-cell]").forEach((cell) => { cell.tabIndex = 0; });
  document.addEventListener("htmx:afterSettle", reachable);
  reachable();
})();
