// The form saves itself as it is typed. An edit names the text that was seen, so nobody overwrites anybody; what could
// not be sent stays in this browser and is sent when the page is opened again. Undo sends the opposite edit.
(() => {
  const root = document.querySelector("[data-form]");
  const state = document.getElementById("state");
  if (!root) return;
  const kept = `mingzhang-form-${root.dataset.form}`;
  const token = () => document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  const fieldAt = (path) => root.querySelector(`[data-path="${CSS.escape(path)}"]`);
  let saved = new Map(), waiting = [], sending = false, timer = 0, done = [], undone = [];

  const remember = () => { root.querySelectorAll("[data-path]").forEach((f) => saved.set(f.dataset.path, f.value)); };
  const say = (text, kind = "") => { if (state) { state.textContent = text; state.className = `state ${kind}`; } };
  const keep = () => { try { waiting.length ? localStorage.setItem(kept, JSON.stringify(waiting)) : localStorage.removeItem(kept); } catch { /* private window */ } };
  const grow = (f) => { if (f.tagName === "TEXTAREA") { f.style.height = "auto"; f.style.height = `${f.scrollHeight}px`; } };

  function queue(edit) {
    const last = waiting.findLast?.((e) => e.op === "set" && e.path === edit.path && !e.sent);
    if (edit.op === "set" && last) last.text = edit.text; else waiting.push(edit);
    keep(); say("还没有保存…", "saving");
    clearTimeout(timer); timer = setTimeout(send, edit.op === "set" ? 700 : 0);
  }
  async function send() {
    if (sending || !waiting.length) return;
    sending = true; clearTimeout(timer);
    const now = waiting.slice(); now.forEach((e) => { e.sent = true; });
    say("正在保存…", "saving");
    try {
      const answer = await fetch(root.dataset.save, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() }, body: JSON.stringify({ edits: now.map(({ op, path, text, seen, after }) => ({ op, path, text: text ?? "", seen: seen ?? "", after: after ?? "" })) }) });
      if (answer.redirected || answer.status === 401) { throw new Error("登录已过期，请在新窗口登录后回到这里，修改会接着保存"); }
      if (answer.status === 409 || answer.status === 403 || answer.status === 404) { const text = (await answer.text()).replace(/<[^>]+>/g, "").trim(); say(text || "不能保存", "failed"); sending = false; return; }
      if (!answer.ok) throw new Error("服务器没有应答，稍后自动再试");
      const result = await answer.json();
      waiting.splice(0, now.length); keep();
      now.forEach((e) => { if (e.op === "set" && !(e.path in result.conflicts)) saved.set(e.path, e.text); });
      root.dataset.revision = result.revision;
      conflicts(result.conflicts); findings(result.findings);
      const name = document.getElementById("name"); if (name && result.name) name.textContent = result.name;
      if (now.some((e) => e.op !== "set")) await regrid(now.findLast?.((e) => e.op === "add")?.path);
      say(`已保存 ${result.at}`);
    } catch (error) {
      now.forEach((e) => { delete e.sent; });
      say(`没有保存：${error.message ?? "网络断开"}。修改留在这台电脑上。`, "failed");
      timer = setTimeout(send, 5000);
    }
    sending = false;
    if (waiting.some((e) => !e.sent)) timer = setTimeout(send, 300);
  }
  async function regrid(focus) {
    const answer = await fetch(root.dataset.grid, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const at = document.activeElement?.dataset?.path;
    document.getElementById("sheet").outerHTML = await answer.text();
    remember(); root.querySelectorAll("textarea").forEach(grow);
    (fieldAt(focus ? `${focus}.level3` : at ?? "") ?? null)?.focus();
  }
  function conflicts(found) {
    for (const [path, text] of Object.entries(found)) {
      const field = fieldAt(path), cell = field?.closest("td, p");
      if (!cell) { say("这一行刚刚被别人删去了，请刷新页面", "failed"); continue; }
      cell.querySelector(".conflict")?.remove();
      const box = document.createElement("div"); box.className = "conflict"; box.setAttribute("role", "alert");
      const words = document.createElement("p"); words.textContent = `别人刚刚把这里改成：“${text}”`;
      const theirs = document.createElement("button"), mine = document.createElement("button");
      theirs.type = mine.type = "button"; theirs.textContent = "用别人的"; mine.textContent = "用我的";
      theirs.onclick = () => { field.value = text; saved.set(path, text); box.remove(); };
      mine.onclick = () => { saved.set(path, text); box.remove(); change(field); };
      box.append(words, theirs, " ", mine); cell.append(box);
    }
  }
  function findings(list) {
    const panel = document.getElementById("findings"), tally = document.getElementById("tally");
    if (!panel) return;
    panel.replaceChildren(...list.map(shown));
    root.querySelectorAll("[data-beside]").forEach((b) => b.querySelectorAll(".finding").forEach((f) => f.remove()));
    root.querySelectorAll(".has-error, .has-warning").forEach((c) => c.classList.remove("has-error", "has-warning"));
    for (const each of list) {
      const cell = root.querySelector(`[data-cell="${CSS.escape(each.path)}"]`);
      if (!cell || each.explained) continue;
      if (each.severity !== "note") { cell.classList.add(`has-${each.severity}`); cell.querySelector("[data-beside]")?.append(shown(each)); }
    }
    const errors = list.filter((f) => f.severity === "error" && !f.explained).length;
    if (tally) tally.textContent = list.length ? `错误 ${errors}，其他 ${list.length - errors}` : "";
    document.getElementById("clean")?.remove();
    const hand = document.querySelector("[data-needs-clean]"); if (hand) hand.disabled = errors > 0;
  }
  function shown(each) {
    const box = document.createElement("div");
    box.className = `finding ${each.severity}${each.explained ? " explained" : ""}`; box.dataset.path = each.path; box.dataset.key = each.key;
    const first = document.createElement("p"), bold = document.createElement("b"), second = document.createElement("p");
    bold.textContent = { error: "错误", warning: "警告", note: "提示" }[each.severity];
    first.append(bold, ` ${each.message}`); second.className = "remedy"; second.textContent = `${each.remedy}　${each.rule}`;
    box.append(first, second);
    if (each.explained) { const why = document.createElement("p"); why.className = "why"; why.textContent = `说明：${each.explained}`; box.append(why); }
    return box;
  }
  function change(field) {
    const path = field.dataset.path, before = saved.get(path) ?? "";
    if (field.value === before && !waiting.some((e) => e.path === path)) return;
    const pending = waiting.find((e) => e.op === "set" && e.path === path && !e.sent);
    if (!pending) done.push({ path, before, get after() { return field.value; } });
    undone = []; buttons();
    queue({ op: "set", path, text: field.value, seen: before });
  }
  function step(from, to, key) {
    const last = from.pop(); if (!last) return;
    const field = fieldAt(last.path); if (!field) { buttons(); return; }
    to.push({ path: last.path, before: last.before, after: last.after });
    const text = last[key], seen = saved.get(last.path) ?? "";
    field.value = text; grow(field); field.focus(); buttons();
    queue({ op: "set", path: last.path, text, seen });
  }
  const buttons = () => { const u = document.getElementById("undo"), r = document.getElementById("redo"); if (u) { u.disabled = !done.length; r.disabled = !undone.length; } };

  root.addEventListener("input", (event) => { const f = event.target; if (f.dataset?.path) { grow(f); change(f); } });
  root.addEventListener("focusout", (event) => { if (event.target.dataset?.path) send(); });
  root.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]"), gone = event.target.closest("[data-remove]"), finding = event.target.closest(".panel .finding");
    if (add) queue({ op: "add", path: `${add.dataset.add}.${Math.random().toString(36).slice(2, 10)}`, text: add.dataset.level2 });
    if (gone) queue({ op: "remove", path: gone.dataset.remove });
    if (finding && !event.target.closest("form")) {
      const cell = root.querySelector(`[data-cell="${CSS.escape(finding.dataset.path)}"]`);
      cell?.scrollIntoView({ block: "center" }); cell?.querySelector("[data-path]")?.focus(); cell?.classList.add("flash");
      if (state && finding.classList.contains("error") && !finding.querySelector("form")) finding.append(document.getElementById("explain-template").content.cloneNode(true));
    }
  });
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest(".explain"); if (!form) return;
    event.preventDefault();
    const body = new URLSearchParams({ finding: form.closest(".finding").dataset.key, text: form.elements.text.value });
    const answer = await fetch(root.dataset.explain, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" }, body });
    if (answer.ok) findings((await answer.json()).findings); else say((await answer.text()).replace(/<[^>]+>/g, "").trim(), "failed");
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); send(); }
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z" && !event.target.dataset?.path) { event.preventDefault(); step(done, undone, "before"); }
    if ((event.ctrlKey || event.metaKey) && event.key === "y" && !event.target.dataset?.path) { event.preventDefault(); step(undone, done, "after"); }
  });
  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-opens]"); if (opens) { const box = document.getElementById(opens.dataset.opens); box.hidden = !box.hidden; box.querySelector("textarea, input")?.focus(); }
    if (event.target.closest("[data-print]")) window.print();
  });
  document.getElementById("undo")?.addEventListener("click", () => step(done, undone, "before"));
  document.getElementById("redo")?.addEventListener("click", () => step(undone, done, "after"));
  window.addEventListener("beforeunload", (event) => { if (waiting.length) { send(); event.preventDefault(); } });
  document.addEventListener("submit", async (event) => { if (waiting.length && !event.target.closest(".explain") && !event.defaultPrevented) { event.preventDefault(); await send(); if (!waiting.length) event.target.requestSubmit(event.submitter ?? undefined); } });
  remember(); root.querySelectorAll("textarea").forEach(grow);
  if (state) { try { const old = JSON.parse(localStorage.getItem(kept) ?? "[]"); if (old.length) { old.forEach((e) => { delete e.sent; const f = fieldAt(e.path); if (e.op === "set" && f) { f.value = e.text; grow(f); } }); waiting = old; say("上次没有保存的修改正在补存…", "saving"); send(); } } catch { localStorage.removeItem(kept); } }
})();
