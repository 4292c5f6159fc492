// Search without a mouse and with less typing: names are offered while one types, ticked projects stay ticked from page to page.
(() => {
  "use strict";
  const WAIT = 200;

  function offer(input) {
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0].textContent);
    list.hidden = true;
    input.after(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "suggestions"], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    let timer = 0, asked = "", at = -1, stop = null;

    const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (text) => { input.value = text; close(); input.form.requestSubmit(); };
    const mark = (n) => {
      at = n;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      if (at >= 0) input.setAttribute("aria-activedescendant", list.children[at].id);
      else input.removeAttribute("aria-activedescendant");
    };
    const show = (terms) => {
      list.replaceChildren(...terms.map((term, n) => {
        const item = document.createElement("li");
        item.id = `suggestion-${n}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = term;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(term); });
        return item;
      }));
      at = -1;
      list.hidden = !terms.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    const ask = async () => {
      const text = input.value.trim();
      if (text === asked) return;
      asked = text;
      if (stop) stop.abort();
      if (text.length < 2) { close(); return; }
      stop = new AbortController();
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: stop.signal });
        if (answer.ok) show((await answer.json()).terms);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };
    input.addEventListener("input", (event) => { if (!event.isComposing) { clearTimeout(timer); timer = setTimeout(ask, WAIT); } });
    input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const count = list.children.length;
      if (event.key === "ArrowDown") mark((at + 1) % count);
      else if (event.key === "ArrowUp") mark(at < 0 ? count - 1 : at - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && at >= 0) choose(list.children[at].textContent);
      else return;
      event.preventDefault();
    });
  }

  // What is ticked goes along in the links of the page, as it would with the form.
  function picking() {
    const form = document.getElementById("search");
    const boxes = [...document.querySelectorAll('.pick input[name="project"]')];
    if (!form || !boxes.length) return;
    const carry = () => {
      const picked = new FormData(form).getAll("project");
      document.querySelectorAll('.pages a, .sorts a, .chips a, .compare .chip').forEach((link) => {
        if (link.closest(".compare")) return;
        const to = new URL(link.href);
        to.searchParams.delete("project");
        [...new Set(picked)].forEach((each) => to.searchParams.append("project", each));
        link.href = to.pathname + to.search;
      });
    };
    boxes.forEach((box) => box.addEventListener("change", carry));
  }

  document.querySelectorAll("input[data-suggest]").forEach(offer);
  picking();
})();
