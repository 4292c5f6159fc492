// What stands on this page is old, or can no longer be saved: said across the page, with what to do. And rows that are
// pasted are taken in place.
(() => {
  const root = document.querySelector("[data-form]"), banner = document.getElementById("stale"), paste = document.getElementById("paste");
  if (!root || !banner) return;
  const words = banner.querySelector("p");
  function show(text, ...buttons) {
    words.textContent = text;
    banner.querySelectorAll("button, ul").forEach((each) => each.remove());
    for (const [said, does] of buttons) { const made = document.createElement("button"); made.type = "button"; made.textContent = said; made.onclick = does; banner.append(made, " "); }
    banner.hidden = false;
  }
  const reload = [gettext("刷新页面"), () => location.reload()], later = [gettext("先不管"), () => { banner.hidden = true; }];
  const elsewhere = () => { if (banner.hidden) show(gettext("这份表在别处改过了，这一页是旧的。刷新后再填；这里没有保存的修改会带过去。"), reload, later); };
  root.addEventListener("refused", (event) => {
    show(gettext("这一页的修改保存不了：%(why)s 请先把没有保存的内容抄下来，再刷新页面。", { why: event.detail.text }), reload);
    const list = document.createElement("ul");
    for (const edit of event.detail.waiting) {
      if (edit.op !== "set") continue;
      const title = root.querySelector(`[data-cell="${CSS.escape(edit.path)}"]`)?.dataset.title ?? edit.path, item = document.createElement("li");
      item.textContent = `${title}：${edit.text}`; list.append(item);
    }
    if (list.childElementCount) words.after(list);
    banner.focus();
  });
  root.addEventListener("gone", () => show(gettext("这一行刚刚被别人删去了，这里的改动没有保存。"), reload));
  root.addEventListener("others", () => show(gettext("别人刚刚也改了这份表。这一页还没有别人的改动。"), [gettext("显示最新的"), () => { banner.hidden = true; root.dispatchEvent(new Event("fresh")); }], later));
  const at = () => Math.max(Number(root.dataset.revision), ...[...document.querySelectorAll("#acts [name=revision]")].map((each) => Number(each.value)));
  window.addEventListener("storage", (event) => { if (event.key === `mingzhang-form-${root.dataset.form}-revision` && Number(event.newValue) > at()) elsewhere(); });
  async function look() {
    if (document.hidden || !banner.hidden) return;
    try {
      const answer = await fetch(root.dataset.now, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected && (await answer.json()).revision > at()) elsewhere();
    } catch { /* no network: said where it is saved */ }
  }
  document.addEventListener("visibilitychange", look); window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });

  paste?.addEventListener("submit", async (event) => {
    event.preventDefault(); event.stopImmediatePropagation();
    const said = document.getElementById("paste-said"), button = paste.querySelector("button.main");
    const tell = (text, kind) => { const line = document.createElement("p"); line.className = kind; line.textContent = text; said.replaceChildren(line); };
    button.disabled = true;
    try {
      const answer = await fetch(paste.action, { method: "POST", headers: { Accept: "application/json" }, body: new FormData(paste) });
      if (answer.redirected || answer.status === 401) tell(gettext("登录已过期，请在新窗口登录后回到这里，修改会接着保存"), "wrong");
      else if (!answer.ok) tell((await answer.text()).replace(/<[^>]+>/g, "").trim(), "wrong");
      else {
        const result = await answer.json();
        paste.elements.rows.value = ""; tell(result.said, "notice success");
        root.dispatchEvent(new CustomEvent("pasted", { detail: result }));
      }
    } catch { tell(gettext("没有粘贴：网络断开。粘贴的内容还在上面，稍后再试。"), "wrong"); }
    button.disabled = false;
  }, true);
})();
