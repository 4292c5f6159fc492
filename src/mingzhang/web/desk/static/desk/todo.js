// What nobody has filled in yet is quiet: a mark in the cell and one count. It becomes an error where a cell is left
// blank, and everywhere when the form is to be handed in.
(() => {
  const root = document.querySelector("[data-form]"), panel = document.getElementById("findings"), told = document.getElementById("todo");
  if (!root || !panel || !told) return;
  const kept = `mingzhang-left-${root.dataset.form}`, left = new Set();
  let tried = root.dataset.tried !== undefined;
  try { const old = JSON.parse(sessionStorage.getItem(kept) ?? "{}"); tried ||= Boolean(old.tried); (old.left ?? []).forEach((path) => left.add(path)); } catch { /* private window */ }
  const keep = () => { try { sessionStorage.setItem(kept, JSON.stringify({ tried, left: [...left] })); } catch { /* private window */ } };
  const quiet = () => [...panel.querySelectorAll(":scope > .finding.todo")];
  const cellOf = (path) => (path ? root.querySelector(`[data-cell="${CSS.escape(path)}"]`) : null);
  const inputOf = (cell) => cell?.querySelector(":is(input, textarea)[data-path]");

  function settle() {
    root.querySelectorAll(".to-fill").forEach((cell) => { cell.classList.remove("to-fill"); inputOf(cell)?.removeAttribute("placeholder"); });
    for (const each of quiet()) {
      const cell = cellOf(each.dataset.path);
      if (tried || left.has(each.dataset.path)) loud(each, cell);
      else { cell?.classList.add("to-fill"); inputOf(cell)?.setAttribute("placeholder", gettext("要填")); }
    }
    const n = quiet().length;
    told.hidden = !n; told.querySelector("span").textContent = gettext("还有 %(n)s 项要填", { n });
    root.dispatchEvent(new Event("settled"));
  }
  function loud(finding, cell) {
    finding.classList.remove("todo");
    if (!cell) return;
    cell.classList.add("has-error"); cell.querySelector("[data-beside]")?.append(copied(finding));
  }
  function copied(finding) {
    const copy = finding.cloneNode(true); copy.querySelector(".does")?.remove(); return copy;
  }
  function next() {
    const fields = quiet().flatMap((each) => {
      const [half, level2] = (each.dataset.kind ?? "").split(":");
      return inputOf(cellOf(each.dataset.path)) ?? (half ? root.querySelector(`[data-add="${half}"][data-level2="${CSS.escape(level2)}"]`) : null) ?? [];
    });
    const ahead = (from, to) => from.compareDocumentPosition(to) & Node.DOCUMENT_POSITION_FOLLOWING, here = last?.isConnected ? last : null;
    fields.sort((a, b) => (ahead(a, b) ? -1 : 1));
    const to = (here && fields.find((field) => ahead(here, field))) ?? fields[0];
    to?.scrollIntoView({ block: "center" }); to?.focus();
  }
  let last = null;
  root.addEventListener("focusin", (event) => { if (event.target.matches("[data-path], [data-add]")) last = event.target; });
  root.addEventListener("focusout", (event) => {
    const path = event.target.dataset?.path; if (!path || event.target.value.trim() || left.has(path)) return;
    if (quiet().some((each) => each.dataset.path === path)) { left.add(path); keep(); setTimeout(settle); }
  });
  root.addEventListener("checked", settle);
  told.addEventListener("click", (event) => { if (event.target.closest("[data-next]")) next(); });
  // Before the form is handed in (and before anything is asked): are there blanks, all of them are said, and nothing is sent.
  document.addEventListener("submit", (event) => {
    if (!event.target.querySelector("[data-needs-clean]") || tried || !quiet().length) return;
    event.preventDefault(); event.stopImmediatePropagation();
    tried = true; keep(); const n = quiet().length; settle();
    const words = document.createElement("p"); words.className = "wrong"; words.setAttribute("role", "alert");
    words.textContent = gettext("没有提交：还有 %(n)s 项没有填。填好，或在右边逐条说明。", { n });
    document.getElementById("said")?.replaceChildren(words);
    const first = root.querySelector("td.has-error :is(input, textarea)[data-path]");
    first?.scrollIntoView({ block: "center" }); first?.focus();
  }, true);
  settle();
})();
