// The workbench saves facts as they are typed: an edit names the text that was seen, so nobody overwrites anybody; undo
// sends the opposite edit. Lists in which rows are ticked: all at once, how many are chosen.
(() => {
  document.querySelectorAll("[data-print]").forEach((button) => { button.onclick = () => window.print(); });
  document.addEventListener("change", (event) => {
    const form = event.target.form; if (!form?.matches("[data-picking]")) return;
    const boxes = [...form.elements].filter((box) => box.type === "checkbox" && !("every" in box.dataset));
    const every = form.querySelector("[data-every]"), said = form.querySelector("[data-picked]");
    if (event.target === every) boxes.forEach((box) => { box.checked = every.checked; });
    const n = boxes.filter((box) => box.checked).length;
    if (every) { every.checked = n > 0 && n === boxes.length; every.indeterminate = n > 0 && n < boxes.length; }
    if (said) { said.dataset.before ??= said.textContent; said.textContent = n ? `${said.dataset.picked} ${n}` : said.dataset.before; }
  });
  const bench = document.querySelector("[data-bench]"), state = document.getElementById("state");
  const form = document.querySelector("[data-facts]");
  if (!bench || !form || !form.querySelector("[data-fact]")) return;
  form.querySelector("[data-plain]")?.setAttribute("hidden", "");
  const token = () => document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  const at = (name) => form.querySelector(`[data-fact][name="${CSS.escape(name)}"]`);
  const kept = `mingzhang-publication-${bench.dataset.bench}`;
  const saved = new Map(), waiting = new Map(), done = [];
  let timer = 0, drawing = 0, sending = false;
  form.querySelectorAll("[data-fact]").forEach((field) => saved.set(field.name, field.value));
  const say = (text, kind = "") => { if (state) { state.textContent = text; state.className = `state noprint ${kind}`; } };
  const keep = () => { try { waiting.size ? localStorage.setItem(kept, JSON.stringify([...waiting].map(([name, text]) => [name, text, saved.get(name)]))) : localStorage.removeItem(kept); } catch { /* private window */ } };
  const beside = (field, name, text) => {
    const box = field.closest(".field, td"); box.querySelector(`.${name}`)?.remove();
    if (!text) return null;
    const words = document.createElement("div"); words.className = name; words.setAttribute("role", "alert"); words.textContent = text; box.append(words); return words;
  };
  function change(field) {
    if (field.value === saved.get(field.name)) waiting.delete(field.name); else waiting.set(field.name, field.value);
    keep(); say(gettext("还没有保存…"), "saving"); clearTimeout(timer); timer = setTimeout(send, 800);
  }
  async function send(only) {
    if (sending || !waiting.size) return;
    sending = true; say(gettext("正在保存…"), "saving");
    const now = [...waiting].filter(([name]) => !only || name === only);
    let again = 0;
    try {
      const edits = now.map(([name, text]) => ({ name, text, seen: saved.get(name) ?? "" }));
      const answer = await fetch(bench.dataset.save, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() }, body: JSON.stringify({ edits }) });
      if (answer.redirected || answer.status === 401) throw new Error(gettext("登录已过期，请在新窗口登录后回到这里，修改会接着保存"));
      if (answer.status === 409 || answer.status === 404 || answer.status === 403) { say((await answer.text()).replace(/<[^>]+>/g, "").trim() || gettext("不能保存"), "failed"); }
      else if (!answer.ok) throw new Error(gettext("服务器没有应答，稍后自动再试"));
      else { const result = await answer.json(); if (result.unfit) again = unfit(result, now); else took(result, now); }
    } catch (error) {
      say(gettext("没有保存：%(why)s。修改留在这台电脑上。", { why: error.message ?? gettext("网络断开") }), "failed"); again = 5000;
    }
    sending = false; keep();
    if (again) timer = setTimeout(send, again);
  }
  // What does not fit is told at its field and left there; the others go on without it.
  function unfit(result, now) {
    const [name] = now.find(([each]) => each === result.unfit || each.startsWith(`${result.unfit}/`)) ?? now[0];
    const field = now.length === 1 || name === result.unfit ? at(name) : null;
    if (field) { waiting.delete(name); beside(field, "unfit", result.said.replace(/。$/, "")); field.setAttribute("aria-invalid", "true"); say(gettext("有一处没有保存"), "failed"); return waiting.size ? 50 : 0; }
    setTimeout(async () => { for (const [each] of now) await send(each); }, 50); return 0;
  }
  function took(result, now) {
    let conflicts = 0;
    for (const [name, text] of now) {
      const field = at(name); if (waiting.get(name) === text) waiting.delete(name);
      beside(field, "unfit"); field.removeAttribute("aria-invalid");
      if (name in result.conflicts) { conflicts += 1; conflict(field, result.conflicts[name]); continue; }
      beside(field, "conflict"); if (!undoing) done.push([name, saved.get(name) ?? "", text]); saved.set(name, text);
      field.closest(".field, td").classList.add("saved");
    }
    undoing = false; document.getElementById("undoing").hidden = !done.length;
    document.querySelectorAll("[data-revision]").forEach((field) => { field.value = result.revision; });
    conflicts ? say(gettext("有 %(n)s 处与别人的改动不同，没有保存，请选用一个", { n: conflicts }), "failed") : say(gettext("已保存 %(at)s", { at: result.at }));
    redraw();
    if (waiting.size) timer = setTimeout(send, 300);
  }
  // What is missing, drawn anew; not while someone is writing where it would be lost.
  function redraw() {
    clearTimeout(drawing);
    drawing = setTimeout(() => { document.activeElement?.closest("#checking, #screening, #handing") ? redraw() : window.htmx?.ajax("GET", bench.dataset.missing, { target: "#missing", swap: "outerHTML" }); }, 1200);
  }
  function conflict(field, theirs) {
    const box = beside(field, "conflict", gettext("别人刚刚把这里改成：“%(text)s”", { text: theirs }));
    const use = document.createElement("button"), mine = document.createElement("button");
    use.type = mine.type = "button"; use.textContent = gettext("用别人的"); mine.textContent = gettext("用我的");
    use.onclick = () => { field.value = theirs; saved.set(field.name, theirs); box.remove(); say(gettext("修改会自动保存")); };
    mine.onclick = () => { saved.set(field.name, theirs); box.remove(); change(field); };
    box.append(document.createElement("br"), use, " ", mine);
  }
  let undoing = false;
  document.getElementById("undo")?.addEventListener("click", () => {
    const last = done.pop(); if (!last) return;
    const field = at(last[0]); undoing = true; field.value = last[1]; field.focus(); change(field); clearTimeout(timer); send();
  });
  form.addEventListener("input", (event) => { if (event.target.matches("[data-fact]")) change(event.target); });
  form.addEventListener("focusout", () => { if (waiting.size) { clearTimeout(timer); timer = setTimeout(send, 100); } });
  window.addEventListener("beforeunload", (event) => { if (waiting.size || sending) event.preventDefault(); });
  try { for (const [name, text, seen] of JSON.parse(localStorage.getItem(kept) ?? "[]")) { const field = at(name); if (field && text !== field.value) { field.value = text; saved.set(name, seen); change(field); } } } catch { /* nothing kept */ }
})();
