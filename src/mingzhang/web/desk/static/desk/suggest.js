// Indicators from the library, below a cell of level 3: chosen by keyboard or mouse, name and value are filled in.
(() => {
  const script = document.currentScript, root = document.querySelector("[data-form]");
  if (!root || !script?.dataset.suggest) return;
  const list = document.createElement("ul"); list.className = "suggest"; list.id = "suggest"; list.setAttribute("role", "listbox"); list.setAttribute("aria-label", gettext("指标库")); list.hidden = true; document.body.append(list);
  let field = null, asked = 0, timer = 0, found = [];
  const wanted = (each) => each?.dataset?.path?.endsWith(".level3");
  // The kind of a row stands on the label before it, which carries the button that adds rows.
  function level2(each) {
    const half = each.dataset.path.split(".")[0];
    for (let row = each.closest("tr"); row; row = row.previousElementSibling) {
      const label = row.querySelector(`[data-add="${half}"]`); if (label) return label.dataset.level2;
    }
    return "";
  }
  function shut() { list.hidden = true; asked += 1; clearTimeout(timer); field?.removeAttribute("aria-activedescendant"); field?.removeAttribute("aria-controls"); field = null; }
  async function ask(each) {
    const mine = ++asked;
    const answer = await fetch(`${script.dataset.suggest}?${new URLSearchParams({ level2: level2(each), q: each.value.trim(), project: script.dataset.project ?? "" })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked || document.activeElement !== each) return;
    found = (await answer.json()).indicators.filter((model) => model.name !== each.value.trim());
    if (!found.length) { shut(); return; }
    list.replaceChildren(...found.map((model, n) => {
      const item = document.createElement("li"), name = document.createElement("span"), value = document.createElement("b"), small = document.createElement("small");
      item.id = `suggest-${n}`; item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false");
      name.textContent = model.name; value.textContent = model.value;
      small.textContent = [model.own ? gettext("本部门") : "", model.used ? gettext("用过 %(n)s 次", { n: model.used }) : "", model.returned ? gettext("退回 %(n)s 次", { n: model.returned }) : "", model.note].filter(Boolean).join(" · ");
      item.append(name, value); if (small.textContent) item.append(small); return item;
    }));
    const box = each.getBoundingClientRect();
    list.style.left = `${Math.min(box.left, innerWidth - 390) + scrollX}px`; list.style.top = `${box.bottom + scrollY + 1}px`;
    list.hidden = false; field = each; each.setAttribute("aria-controls", "suggest");
  }
  const at = () => [...list.children].findIndex((item) => item.getAttribute("aria-selected") === "true");
  function choose(n) {
    [...list.children].forEach((item, i) => { item.setAttribute("aria-selected", String(i === n)); if (i === n) { item.scrollIntoView({ block: "nearest" }); field.setAttribute("aria-activedescendant", item.id); } });
  }
  function put(each, text) { each.value = text; each.dispatchEvent(new Event("input", { bubbles: true })); }
  function take(n) {
    const model = found[n], name = field; if (!model || !name) return;
    const value = root.querySelector(`[data-path="${CSS.escape(name.dataset.path.replace(/level3$/, "value"))}"]`);
    shut(); put(name, model.name); shut();
    if (!value) return;
    const gap = model.value.indexOf("＿");
    if (!value.value.trim() && model.value) put(value, model.value.replace("＿", ""));
    value.focus();
    if (gap >= 0 && value.setSelectionRange) value.setSelectionRange(gap, gap);
  }
  root.addEventListener("focusin", (event) => { if (wanted(event.target) && !event.target.value.trim()) ask(event.target); });
  root.addEventListener("input", (event) => { if (!event.isTrusted || !wanted(event.target)) return; const each = event.target; clearTimeout(timer); timer = setTimeout(() => ask(each), 200); });
  root.addEventListener("focusout", (event) => { if (event.target === field) setTimeout(() => { if (document.activeElement !== field) shut(); }, 150); });
  root.addEventListener("keydown", (event) => {
    if (event.target !== field || list.hidden) return;
    const n = at(), count = list.children.length;
    if (event.key === "ArrowDown") { event.preventDefault(); event.stopPropagation(); choose((n + 1) % count); }
    else if (event.key === "ArrowUp") { event.preventDefault(); event.stopPropagation(); choose((n - 1 + count) % count); }
    else if (event.key === "Enter" && n >= 0) { event.preventDefault(); event.stopPropagation(); take(n); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); shut(); }
  }, true);
  list.addEventListener("mousedown", (event) => { event.preventDefault(); const item = event.target.closest("li"); if (item) take([...list.children].indexOf(item)); });
})();
