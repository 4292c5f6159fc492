// Operator, number and unit of a value, one click each, below the cell that is typed in. Alt+1…4 set the operator by
// keyboard; units are those of the library for this kind of indicator.
(() => {
  const root = document.querySelector("[data-form]"), script = document.currentScript;
  if (!root || !script?.dataset.suggest) return;
  const operators = ["≥", "≤", "=", ""], units = new Map();
  const bar = document.createElement("div");
  bar.className = "measure"; bar.setAttribute("role", "toolbar"); bar.setAttribute("aria-label", gettext("指标值的符号和单位")); bar.hidden = true;
  document.body.append(bar);
  let field = null;
  const wanted = (each) => /^(whole|annual)\..+\.value$/.test(each?.dataset?.path ?? "");
  const parsed = (text) => { const found = /^\s*([≥≤=<>＝]?)\s*([\d.,]*)\s*(.*)$/.exec(text); return { operator: found[1], number: found[2], unit: found[3] }; };
  function put(change) {
    const now = parsed(field.value); if (!now.number && change.unit !== undefined && now.unit) now.unit = "";
    const next = { ...now, ...change };
    field.value = `${next.operator}${next.number}${next.unit}`; field.dispatchEvent(new Event("input", { bubbles: true })); field.focus();
    const end = next.operator.length + next.number.length; field.setSelectionRange?.(end, end); shown();
  }
  function level2(each) {
    const half = each.dataset.path.split(".")[0];
    for (let row = each.closest("tr"); row; row = row.previousElementSibling) {
      const label = row.querySelector(`[data-add="${half}"]`); if (label) return label.dataset.level2;
    }
    return "";
  }
  async function unitsOf(kind) {
    if (!units.has(kind)) {
      const answer = await fetch(`${script.dataset.suggest}?${new URLSearchParams({ level2: kind, q: "", project: script.dataset.project ?? "" })}`, { headers: { Accept: "application/json" } });
      const found = answer.ok ? (await answer.json()).indicators.filter((model) => model.level2 === kind).map((model) => model.unit) : [];
      units.set(kind, [...new Set(["%", ...found.filter(Boolean)])].slice(0, 8));
    }
    return units.get(kind);
  }
  function button(text, label, pressed, click) {
    const made = document.createElement("button"); made.type = "button"; made.tabIndex = -1; made.textContent = text; made.setAttribute("aria-label", label); made.setAttribute("aria-pressed", String(pressed)); made.onclick = click; return made;
  }
  async function shown() {
    const each = field; if (!each) return;
    const listed = await unitsOf(level2(each)); if (field !== each) return;
    const now = parsed(each.value);
    bar.replaceChildren(
      ...operators.map((sign) => button(sign || gettext("无符号"), sign ? gettext("符号 %(sign)s", { sign }) : gettext("无符号"), now.operator === sign, () => put({ operator: sign }))),
      ...listed.map((unit) => button(unit, gettext("单位 %(unit)s", { unit }), now.unit === unit, () => put({ unit }))),
    );
    const box = each.getBoundingClientRect();
    bar.hidden = false; bar.style.left = `${Math.max(4, Math.min(box.left, innerWidth - bar.offsetWidth - 8)) + scrollX}px`; bar.style.top = `${box.bottom + scrollY + 2}px`;
  }
  root.addEventListener("focusin", (event) => { if (wanted(event.target)) { field = event.target; shown(); } });
  root.addEventListener("focusout", () => setTimeout(() => { if (document.activeElement !== field) { field = null; bar.hidden = true; } }, 120));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === field) bar.hidden = true;
    const sign = event.altKey && event.target === field ? operators["1234".indexOf(event.key)] : undefined;
    if (sign !== undefined && event.key !== "") { event.preventDefault(); put({ operator: sign }); }
  });
  bar.addEventListener("mousedown", (event) => event.preventDefault());
})();
