// The form saves itself as it is typed. An edit names the text that was seen, so nobody overwrites anybody; what could
// not be sent stays in this browser and is sent when the page is opened again. Undo sends the opposite edit.
(() => {
  const root = document.querySelector("[data-form]");
  const state = document.getElementById("state");
  if (!root) return;
  const kept = `mingzhang-form-${root.dataset.form}`;
  const token = () => document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  const fieldAt = (path) => root.querySelector(`:is(input, textarea, select)[data-path="${CSS.escape(path)}"]`);
  let saved = new Map(), waiting = [], sending = false, timer = 0, done = [], undone = [], leaving = false, single = false;

  const remember = () => { root.querySelectorAll(":is(input, textarea, select)[data-path]").forEach((f) => saved.set(f.dataset.path, f.value)); };
  const say = (text, kind = "") => { if (state) { state.textContent = text; state.className = `state ${kind}`; } };
  const keep = () => { if (leaving) return; try { waiting.length ? localStorage.setItem(kept, JSON.stringify(waiting)) : localStorage.removeItem(kept); } catch { /* private window */ } };
  const grow = (f) => { if (f.tagName === "TEXTAREA") { f.style.height = "auto"; f.style.height = `${f.scrollHeight}px`; } };

  function queue(edit) {
    const last = waiting.findLast?.((e) => e.op === "set" && e.path === edit.path && !e.sent);
    if (edit.op === "set" && last) last.text = edit.text; else waiting.push(edit);
    keep(); say(gettext("还没有保存…"), "saving");
    clearTimeout(timer); timer = setTimeout(send, edit.op === "set" ? 700 : 0);
  }
  async function send() {
    if (sending || !waiting.length) return;
    sending = true; clearTimeout(timer);
    const now = single ? waiting.slice(0, 1) : waiting.slice(); now.forEach((e) => { e.sent = true; });
    say(gettext("正在保存…"), "saving");
    try {
      const answer = await fetch(root.dataset.save, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() }, body: JSON.stringify({ edits: now.map(({ op, path, text, seen, after }) => ({ op, path, text: text ?? "", seen: seen ?? "", after: after ?? "" })) }) });
      if (answer.redirected || answer.status === 401) { throw new Error(gettext("登录已过期，请在新窗口登录后回到这里，修改会接着保存")); }
      if (answer.headers.get("X-Edit") === "refused") { await apart(answer, now); return; }
      if (answer.status === 409 || answer.status === 403 || answer.status === 404) { const text = (await answer.text()).replace(/<[^>]+>/g, "").trim() || gettext("不能保存"); now.forEach((e) => { delete e.sent; }); say(text, "failed"); tell("refused", { text, waiting }); sending = false; return; }
      if (!answer.ok) throw new Error(gettext("服务器没有应答，稍后自动再试"));
      const result = await answer.json();
      waiting.splice(0, now.length); single = single && waiting.length > 0; keep();
      now.forEach((e) => { if (e.op === "set" && !(e.path in result.conflicts)) saved.set(e.path, e.text); });
      for (const e of now) { if (e.op === "set" && !(e.path in result.conflicts)) waiting.filter((w) => w.op === "set" && w.path === e.path).forEach((w) => { w.seen = e.text; }); }
      keep(); await take(result, now.some((e) => e.op !== "set"), now.findLast?.((e) => e.op === "add")?.path);
      const unsettled = root.querySelectorAll(".conflict").length;
      waiting.length ? say(gettext("还没有保存…"), "saving") : unsettled ? say(gettext("有 %(n)s 处与别人的改动不同，没有保存，请选用一个", { n: unsettled }), "failed") : say(gettext("已保存 %(at)s", { at: result.at }));
    } catch (error) {
      now.forEach((e) => { delete e.sent; });
      say(gettext("没有保存：%(why)s。修改留在这台电脑上。", { why: error.message ?? gettext("网络断开") }), "failed");
      timer = setTimeout(send, 5000);
    }
    sending = false;
    if (waiting.some((e) => !e.sent)) timer = setTimeout(send, 300);
  }
  // What a save answered. The number of the last revision is left where other windows of this browser see it.
  async function take(result, rows, focus) {
    const last = standing();
    root.dataset.revision = result.revision;
    if (result.revision) { try { localStorage.setItem(`${kept}-revision`, result.revision); } catch { /* private window */ } }
    const name = document.getElementById("name"); if (name && result.name) name.textContent = result.name;
    if (rows) await regrid(focus);
    conflicts(result.conflicts); findings(result.findings);
    if (result.revision > last + 1) tell("others");
  }
  // An answered opinion brings a revision of its own with the buttons.
  const standing = () => Math.max(Number(root.dataset.revision), ...[...document.querySelectorAll("#acts [name=revision]")].map((f) => Number(f.value)));
  const tell = (what, detail = {}) => root.dispatchEvent(new CustomEvent(what, { detail }));
  // One edit that makes no sense is told apart from the others and dropped: it must not hold them up.
  async function apart(answer, now) {
    const text = (await answer.text()).replace(/<[^>]+>/g, "").trim();
    if (now.length > 1) { single = true; now.forEach((e) => { delete e.sent; }); }
    else {
      waiting.shift(); keep(); single = waiting.length > 0;
      const words = document.createElement("p"); words.className = "wrong"; words.setAttribute("role", "alert"); words.textContent = text;
      document.getElementById("said")?.append(words); say(waiting.length ? gettext("还没有保存…") : gettext("有一处没有保存"), "failed");
    }
    sending = false;
    if (waiting.length) timer = setTimeout(send, 50);
  }
  async function regrid(focus) {
    const answer = await fetch(root.dataset.grid, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const at = document.activeElement?.dataset?.path;
    const open = [...root.querySelectorAll(".conflict[data-of]")].map((box) => ({ path: box.dataset.of, theirs: box.dataset.theirs, mine: fieldAt(box.dataset.of)?.value }));
    const drafts = [...root.querySelectorAll(".opinion")].map((o) => [o.id, o.querySelector("textarea")?.value]);
    document.getElementById("sheet").outerHTML = await answer.text();
    window.htmx?.process(document.getElementById("sheet"));
    drafts.forEach(([id, text]) => { const box = document.getElementById(id)?.querySelector("textarea"); if (box && text) box.value = text; });
    remember(); waiting.forEach((e) => { const f = fieldAt(e.path); if (e.op === "set" && f) { f.value = e.text; wan(f); } });
    for (const { path, theirs, mine } of open) { const f = fieldAt(path); if (f && mine !== undefined) { f.value = mine; conflicts({ [path]: theirs }); } }
    root.querySelectorAll("textarea").forEach(grow);
    (fieldAt(focus ? `${focus}.level3` : at ?? "") ?? null)?.focus();
  }
  function conflicts(found) {
    for (const [path, text] of Object.entries(found)) {
      if (/^(whole|annual)\.[^.]+$/.test(path)) { rowConflict(path, text); continue; }
      const field = fieldAt(path), cell = field?.closest("td, p");
      if (!cell) { tell("gone"); continue; }
      const { box, first: theirs, second: mine } = asked(cell, gettext("别人刚刚把这里改成：“%(text)s”", { text }), gettext("用别人的"), gettext("用我的"));
      box.dataset.of = path; box.dataset.theirs = text;
      theirs.onclick = () => { field.value = text; grow(field); saved.set(path, text); box.remove(); if (!waiting.length && !root.querySelector(".conflict")) say(gettext("修改会自动保存")); };
      mine.onclick = () => { saved.set(path, text); box.remove(); change(field); };
    }
  }
  // A row that was to be removed reads otherwise by now: it is still there.
  function rowConflict(path, text) {
    const cell = fieldAt(`${path}.level3`)?.closest("td"); if (!cell) return;
    done = done.filter((each) => each.row !== path); buttons();
    const { box, first: stay, second: go } = asked(cell, gettext("别人刚刚把这一行改成：“%(text)s”，没有删去", { text: text.replace("|", "，") }), gettext("保留"), gettext("仍然删去"));
    stay.onclick = () => { box.remove(); if (!waiting.length && !root.querySelector(".conflict")) say(gettext("修改会自动保存")); };
    go.onclick = () => { box.remove(); queue({ op: "remove", path, seen: text }); };
  }
  function asked(cell, said, one, other) {
    cell.querySelector(".conflict")?.remove();
    const box = document.createElement("div"); box.className = "conflict"; box.setAttribute("role", "alert");
    const words = document.createElement("p"); words.textContent = said;
    const first = document.createElement("button"), second = document.createElement("button");
    first.type = second.type = "button"; first.textContent = one; second.textContent = other;
    box.append(words, first, " ", second); cell.append(box);
    return { box, first, second };
  }
  function findings(list) {
    const panel = document.getElementById("findings");
    if (!panel) return;
    panel.replaceChildren(...list.map(shown));
    root.querySelectorAll("[data-beside]").forEach((b) => b.querySelectorAll(".finding").forEach((f) => f.remove()));
    root.querySelectorAll(".has-error, .has-warning").forEach((c) => c.classList.remove("has-error", "has-warning"));
    for (const each of list) {
      const cell = root.querySelector(`[data-cell="${CSS.escape(each.path)}"]`);
      if (!cell || each.explained || each.quiet) continue;
      if (each.severity !== "note") { cell.classList.add(`has-${each.severity}`); cell.querySelector("[data-beside]")?.append(shown(each)); }
    }
    const clean = document.getElementById("clean"); if (clean) clean.hidden = list.length > 0;
    tell("checked"); count();
  }
  // What is merely not filled in yet (todo.js) is counted apart.
  function count() {
    const of = (kind) => document.querySelectorAll(`#findings > .finding${kind}:not(.todo)`).length, tally = document.getElementById("tally");
    const errors = of(".error:not(.explained)"), all = of("");
    root.dataset.errors = errors; handing(); reach();
    if (tally) tally.textContent = all ? gettext("错误 %(errors)s，其他 %(others)s", { errors, others: all - errors }) : "";
  }
  function handing() {
    const hand = document.querySelector("[data-needs-clean]"), why = document.getElementById("why-not"); if (!hand) return;
    const errors = Number(root.dataset.errors), owed = Number(document.getElementById("acts").dataset.unanswered);
    hand.disabled = errors > 0 || owed > 0;
    if (why) why.textContent = errors ? gettext("还有 %(n)s 个错误没有改，也没有说明理由。", { n: errors }) : owed ? gettext("还有 %(n)s 条退回意见没有答复。", { n: owed }) : "";
    root.dataset.revision = standing();
    document.querySelectorAll("#acts [name=revision]").forEach((f) => { f.value = root.dataset.revision; });
  }
  const thousands = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const wan = (f) => {
    const small = f.closest("td")?.querySelector("[data-wan]"); if (!small) return;
    const [whole, part] = (Number(f.value.replace(/[,，¥￥\s]/g, "")) / 10000).toFixed(2).split(".");
    small.textContent = f.value && Number(`${whole}.${part}`) ? `${thousands(whole)}.${part} ${gettext("万元")}` : "";
  };
  // A sum is grouped by thousands when its cell is left; what is no plain sum stays as it was typed.
  function grouped(f) {
    const found = /^(-?)([1-9]\d*|0)(\.\d+)?$/.exec(f.value.replace(/[,，\s]/g, "")), text = found && `${found[1]}${thousands(found[2])}${found[3] ?? ""}`;
    if (!found || text === f.value || f.value === saved.get(f.dataset.path)) return;
    f.value = text; queue({ op: "set", path: f.dataset.path, text, seen: saved.get(f.dataset.path) ?? "" });
  }
  function shown(each) {
    const box = document.createElement("div");
    box.className = `finding ${each.severity}${each.explained ? " explained" : ""}${each.must ? " must" : ""}${each.quiet ? " todo" : ""}`; box.dataset.path = each.path; box.dataset.key = each.key; box.lang = "zh";
    if (each.kind) box.dataset.kind = each.kind;
    const first = document.createElement("p"), bold = document.createElement("b"), second = document.createElement("p");
    bold.textContent = { error: gettext("错误"), warning: gettext("警告"), note: gettext("提示") }[each.severity];
    first.append(bold, ` ${each.message}`); second.className = "remedy"; second.textContent = `${each.remedy}　${each.rule}`;
    box.append(first, second);
    if (each.explained) { const why = document.createElement("p"); why.className = "why"; why.textContent = `${gettext("说明")}：${each.explained}`; box.append(why); }
    return box;
  }
  // What a click on a finding does can be done by keyboard too.
  function reach() {
    const explains = state && document.getElementById("explain-template")?.content.firstElementChild;
    for (const each of document.querySelectorAll("#findings > .finding")) {
      if (each.querySelector(".does")) continue;
      const does = document.createElement("p"); does.className = "does";
      const add = (words, key) => { const b = document.createElement("button"); b.type = "button"; b.className = "link"; b.textContent = words; b.dataset[key] = ""; does.append(b, " "); };
      if (each.dataset.path || each.dataset.kind) add(gettext("到这一格"), "go");
      if (explains && each.classList.contains("error") && !each.classList.contains("must")) add(each.classList.contains("explained") ? gettext("改说明") : gettext("不是错误"), "why");
      if (does.childElementCount) each.append(does);
    }
  }
  // The cell of a finding; where a row is missing the label of its kind, with the button that adds one.
  function cellOf(finding) {
    const { path, kind } = finding.dataset, [half, level2] = (kind ?? "").split(":");
    return path ? root.querySelector(`[data-cell="${CSS.escape(path)}"]`) : kind ? root.querySelector(`[data-add="${half}"][data-level2="${CSS.escape(level2)}"]`)?.parentElement : null;
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
    if (last.row) { to.push(last); key === "before" ? putBack(last) : queue({ op: "remove", path: last.row, seen: `${last.level3 ?? ""}|${last.value ?? ""}` }); buttons(); return; }
    const field = fieldAt(last.path); if (!field) { buttons(); return; }
    to.push({ path: last.path, before: last.before, after: last.after });
    const text = last[key], seen = saved.get(last.path) ?? "";
    field.value = text; grow(field); wan(field); field.focus(); buttons();
    queue({ op: "set", path: last.path, text, seen });
  }
  // A row as it stands, and behind which other of its half: what is taken away can be put back where it was.
  function rowAt(path) {
    const half = path.split(".")[0]; let level2 = "", behind = "-";
    for (const each of root.querySelectorAll(`[data-add="${half}"], [data-remove^="${half}."]`)) {
      if (each.dataset.remove === path) return { row: path, level2, behind, level3: fieldAt(`${path}.level3`)?.value, value: fieldAt(`${path}.value`)?.value };
      if (each.dataset.add) level2 = each.dataset.level2; else behind = each.dataset.remove.split(".")[1];
    }
    return null;
  }
  function putBack(row) {
    queue({ op: "add", path: row.row, text: row.level2, after: row.behind });
    for (const part of ["level3", "value"]) if (row[part]) waiting.push({ op: "set", path: `${row.row}.${part}`, text: row[part], seen: "" });
    keep();
  }
  const buttons = () => { const u = document.getElementById("undo"), r = document.getElementById("redo"); if (u) { u.disabled = !done.length; r.disabled = !undone.length; } };

  root.addEventListener("input", (event) => { const f = event.target; if (f.dataset?.path) { grow(f); if (f.dataset.money !== undefined) wan(f); change(f); } });
  root.addEventListener("focusout", (event) => { const f = event.target; if (f.dataset?.path) { if (f.dataset.money !== undefined) grouped(f); send(); } });
  root.addEventListener("settled", count);
  root.addEventListener("fresh", () => regrid());
  root.addEventListener("pasted", (event) => { take(event.detail, true); });
  root.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]"), gone = event.target.closest("[data-remove]"), finding = event.target.closest(".panel .finding");
    if (add) queue({ op: "add", path: `${add.dataset.add}.${Math.random().toString(36).slice(2, 10)}`, text: add.dataset.level2 });
    if (gone) { const row = rowAt(gone.dataset.remove); if (row) { done.push(row); undone = []; buttons(); } queue({ op: "remove", path: gone.dataset.remove, seen: `${row?.level3?.trim() ?? ""}|${row?.value?.trim() ?? ""}` }); }
    if (finding && !event.target.closest("form")) {
      const cell = cellOf(finding), why = event.target.closest("[data-why]");
      if (!why) { cell?.scrollIntoView({ block: "center" }); cell?.querySelector(":is(input, textarea, select)[data-path], [data-add]")?.focus(); cell?.classList.add("flash"); }
      if (state && finding.classList.contains("error") && !finding.classList.contains("must") && !finding.querySelector("form")) finding.append(document.getElementById("explain-template").content.cloneNode(true));
      if (why) finding.querySelector("textarea")?.focus();
    }
  });
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest(".explain"); if (!form) return;
    event.preventDefault();
    const body = new URLSearchParams({ finding: form.closest(".finding").dataset.key, text: form.elements.text.value });
    const answer = await fetch(root.dataset.explain, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" }, body });
    if (answer.ok) { const result = await answer.json(); root.dataset.revision = result.revision; findings(result.findings); } else say((await answer.text()).replace(/<[^>]+>/g, "").trim(), "failed");
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
  // What is on its way while the page is left is sent once more when it is opened again: the page that comes may be older.
  window.addEventListener("beforeunload", (event) => { if (waiting.length) { send(); leaving = true; setTimeout(() => { leaving = false; keep(); }, 3000); event.preventDefault(); } else if (root.querySelector(".conflict")) event.preventDefault(); });
  document.addEventListener("submit", async (event) => { if (waiting.length && !event.target.closest(".explain") && !event.defaultPrevented) { event.preventDefault(); await send(); if (!waiting.length) event.target.requestSubmit(event.submitter ?? undefined); } });
  remember(); reach(); root.querySelectorAll("textarea").forEach(grow);
  if (state) { try { const old = JSON.parse(localStorage.getItem(kept) ?? "[]").filter((e) => e.op !== "remove" || root.querySelector(`[data-remove="${CSS.escape(e.path)}"]`)); if (old.length) { old.forEach((e) => { delete e.sent; const f = fieldAt(e.path); if (e.op === "set" && f) { f.value = e.text; grow(f); } }); waiting = old; say(gettext("上次没有保存的修改正在补存…"), "saving"); send(); } } catch { localStorage.removeItem(kept); } }
})();
