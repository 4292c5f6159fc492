// The grid of budget lines: code pickers, sums as one types, rows pasted from a spreadsheet.
(() => {
  const form = document.getElementById("budget"); if (!form) return;
  const rows = document.getElementById("rows"), unit = document.getElementById("unit"), blank = document.getElementById("blank");
  const state = document.getElementById("budget-state");
  const per = { "元": 100n, "万元": 1000000n };
  let changed = "unsaved" in form.dataset, now = unit?.value ?? form.dataset.unit, open = null;
  const KEYS = ["function", "departmental", "government", "fund", "period", "procurement", "amount"];

  function cents(text, of) {
    const match = text.trim().replace(/[,，\s]/g, "").match(/^(-?)(\d+)(?:\.(\d+))?$/); if (!match) return null;
    const places = of === "元" ? 2 : 6, fraction = match[3] ?? "";
    if (fraction.replace(/0+$/, "").length > places) return null;
    const whole = BigInt(match[2]) * per[of] + BigInt(fraction.slice(0, places).padEnd(places, "0"));
    return match[1] ? -whole : whole;
  }
  function written(value, of, least = 0) {
    const minus = value < 0n, all = minus ? -value : value, places = of === "元" ? 2 : 6;
    let fraction = String(all % per[of]).padStart(places, "0").replace(/0+$/, ""); fraction = fraction.padEnd(least, "0");
    return `${minus ? "-" : ""}${String(all / per[of])}${fraction ? `.${fraction}` : ""}`;
  }
  const grouped = (text) => text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",");
  const wan = (value) => { const minus = value < 0n, all = ((minus ? -value : value) + 5000n) / 10000n; return `${minus ? "-" : ""}${all / 100n}.${String(all % 100n).padStart(2, "0")}`; };
  const put = (id, text) => { const found = document.getElementById(id); if (found) found.textContent = text; };
  function reckon() {
    let lines = 0n, carried = 0n;
    for (const row of rows.rows) {
      const field = row.querySelector('[name="amount"]'), other = row.querySelector(".other"); if (!other) continue;
      const text = field ? field.value : row.querySelector("td.amount")?.firstChild?.textContent ?? "", value = cents(text, now);
      other.textContent = value === null ? "" : grouped(written(value, now === "元" ? "万元" : "元", now === "元" ? 2 : 0));
      if (value === null) continue;
      lines += value; if (row.querySelector('[name="period"]')?.value === "carried") carried += value;
    }
    if (!unit) return;
    put("sum-lines", wan(lines)); put("sum-yuan", `${grouped(written(lines, "元", 2))} 元`); put("sum-current", wan(lines - carried)); put("sum-carried", wan(carried));
    put("other-unit", now === "元" ? "万元" : "元");
    if (form.dataset.formCents !== undefined) {
      const difference = lines - BigInt(form.dataset.formCents), box = document.getElementById("sum-difference");
      box.className = difference ? "differs" : "same"; box.querySelector("b").textContent = wan(difference);
    }
  }
  reckon();
  if (!unit) return;
  const said = () => { changed = true; state.textContent = gettext("还没有保存"); };
  if (changed) said();
  const add = () => { const row = blank.content.firstElementChild.cloneNode(true); rows.append(row); return row; };
  document.getElementById("add-row").addEventListener("click", () => { add().querySelector("input").focus(); });
  unit.addEventListener("change", () => {
    for (const field of rows.querySelectorAll('[name="amount"]')) { const value = cents(field.value, now); if (value !== null) field.value = written(value, unit.value); }
    now = unit.value; reckon();
  });
  rows.addEventListener("click", (event) => { if (event.target.closest("[data-gone]")) { event.target.closest("tr").remove(); if (!rows.rows.length) add(); said(); reckon(); } });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  // code pickers
  const list = document.createElement("ul"); list.className = "picker"; list.id = "picker"; list.setAttribute("role", "listbox"); list.hidden = true; document.body.append(list);
  let asked = 0, timer = 0;
  function shut() { list.hidden = true; open?.setAttribute("aria-expanded", "false"); open?.removeAttribute("aria-activedescendant"); open = null; asked += 1; clearTimeout(timer); }
  async function ask(field) {
    const mine = ++asked, of = field.dataset.code === "government" ? field.closest("tr").querySelector('[name="departmental"]').value : "";
    const words = field.value.trim();
    const answer = await fetch(`${form.dataset.codes.replace("COLUMN", field.dataset.code)}?${new URLSearchParams({ q: words, of })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked || document.activeElement !== field) return;
    const { codes } = await answer.json();
    list.replaceChildren(...codes.map((code, n) => {
      const item = document.createElement("li"), strong = document.createElement("b"), above = document.createElement("small");
      item.id = `pick-${n}`; item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false"); item.dataset.code = code.code; item.dataset.name = code.name;
      strong.textContent = code.code; item.append(strong, ` ${code.name} `);
      if (code.proposed) { const mark = document.createElement("i"); mark.textContent = gettext("对应"); item.append(mark); }
      above.textContent = code.above; item.append(above); return item;
    }));
    if (!codes.length) { const none = document.createElement("li"); none.textContent = gettext("没有这样的科目，换个说法试试"); list.append(none); }
    const box = field.getBoundingClientRect();
    list.style.left = `${Math.min(box.left, innerWidth - 470) + scrollX}px`; list.style.top = `${box.bottom + scrollY}px`;
    list.hidden = false; open = field; field.setAttribute("aria-expanded", "true"); field.setAttribute("aria-controls", "picker");
    if (words && codes.length) choose(0);
  }
  const items = () => [...list.querySelectorAll("li[data-code]")];
  function choose(n) {
    items().forEach((item, i) => { item.setAttribute("aria-selected", String(i === n)); if (i === n) { item.scrollIntoView({ block: "nearest" }); open?.setAttribute("aria-activedescendant", item.id); } });
  }
  function take(field, item) {
    field.value = item.dataset.code; field.parentElement.querySelector(".codename").textContent = item.dataset.name; clean(field); shut(); said();
    if (field.dataset.code === "departmental") propose(field);
  }
  async function propose(field) {
    const government = field.closest("tr").querySelector('[name="government"]'); if (government.value.trim()) return;
    const answer = await fetch(`${form.dataset.codes.replace("COLUMN", "government")}?${new URLSearchParams({ of: field.value })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || government.value.trim()) return;
    const found = (await answer.json()).codes.find((code) => code.proposed); if (!found) return;
    government.value = found.code; government.parentElement.querySelector(".codename").textContent = found.name; clean(government);
  }
  const clean = (field) => { const cell = field.closest("td"); cell.classList.remove("has-error"); field.removeAttribute("aria-invalid"); cell.querySelector(".wrong")?.remove(); };
  rows.addEventListener("focusin", (event) => { const field = event.target; if (field.dataset?.code === "government" && !field.value && field.closest("tr").querySelector(`[name="departmental"]`).value) ask(field); });
  rows.addEventListener("focusout", (event) => { if (event.target === open) setTimeout(() => { if (document.activeElement !== open) shut(); }, 150); });
  rows.addEventListener("input", (event) => {
    const field = event.target; said();
    if (field.closest("td")) clean(field);
    if (field.dataset?.code) { field.parentElement.querySelector(".codename").textContent = ""; clearTimeout(timer); timer = setTimeout(() => ask(field), 150); }
    reckon();
  });
  rows.addEventListener("keydown", (event) => {
    const field = event.target; if (!field.dataset?.code) return;
    const all = items(), at = all.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); ask(field); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { if (list.hidden) return; event.preventDefault(); choose((at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % (all.length || 1)); }
    else if (event.key === "Enter") { event.preventDefault(); if (!list.hidden && at >= 0) take(field, all[at]); }
    else if (event.key === "Tab" && !list.hidden && at >= 0 && field.value && field.value !== all[at].dataset.code) take(field, all[at]);
    else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); shut(); }
  });
  list.addEventListener("mousedown", (event) => { event.preventDefault(); const item = event.target.closest("li[data-code]"); if (item && open) take(open, item); });

  // rows pasted from a spreadsheet fill the grid from the cell on
  rows.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "", first = KEYS.indexOf(event.target.name);
    if (first < 0 || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault(); shut();
    const all = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").slice(0, 300);
    let row = event.target.closest("tr");
    all.forEach((line) => {
      line.split("\t").forEach((cell, n) => {
        const field = row.querySelector(`[name="${KEYS[first + n]}"]`); if (!field) return;
        const plain = cell.trim();
        if (field.tagName === "SELECT") { const option = [...field.options].find((each) => plain && (each.text === plain || each.value === plain || each.text.startsWith(plain))); if (option) field.value = option.value; }
        else { field.value = field.dataset.code ? plain.match(/^\d+/)?.[0] ?? plain : plain.replace(/[,，]/g, ""); clean(field); if (field.dataset.code) field.parentElement.querySelector(".codename").textContent = plain.replace(/^\d+[\s\-_—]*/, ""); }
      });
      row = row.nextElementSibling ?? add();
    });
    said(); reckon();
  });
})();
