// Papers are dropped in; a value and its place on the paper light up together.
(() => {
  const drop = document.getElementById("drop"), input = document.getElementById("drop-files");
  if (drop && input) {
    const over = (event) => { if ([...(event.dataTransfer?.types ?? [])].includes("Files")) { event.preventDefault(); drop.classList.add("over"); } };
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
    document.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault(); drop.classList.remove("over");
      input.files = event.dataTransfer.files; drop.requestSubmit();
    });
    drop.addEventListener("submit", () => { document.getElementById("drop-said").textContent = gettext("正在上传……"); });
  }
  // What was chosen stays chosen while one looks through the forms of a paper.
  const take = document.getElementById("take"), chosen = `mingzhang-chosen-${location.pathname}`;
  if (take?.querySelector('input[type="checkbox"]')) {
    const boxes = [...take.querySelectorAll('input[type="checkbox"]')];
    const keep = () => { try { sessionStorage.setItem(chosen, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value))); } catch { /* private window */ } };
    try { const kept = JSON.parse(sessionStorage.getItem(chosen) ?? "null"); if (kept) boxes.forEach((box) => { box.checked = kept.includes(box.value); }); } catch { /* nothing kept */ }
    take.addEventListener("change", keep); take.addEventListener("click", () => setTimeout(keep));
    take.addEventListener("submit", () => { try { sessionStorage.removeItem(chosen); } catch { /* private window */ } });
  }
  document.querySelector("[data-all]")?.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll('#take input[name="n"]')], all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
  });
  const root = document.querySelector(".paperpage"), original = root?.querySelector(".original");
  if (!root) return;
  const places = (path) => [...original.querySelectorAll("[data-of]")].filter((each) => each.dataset.of.split(" ").includes(path));
  function light(path, scroll) {
    original.querySelectorAll(".lit").forEach((each) => each.classList.remove("lit"));
    const found = path === "department" ? [...places("department_code"), ...places("department_name")] : places(path);
    found.forEach((each) => each.classList.add("lit"));
    if (!scroll || !found.length) return;
    const box = found[0].getBoundingClientRect(), frame = original.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) original.scrollTop += box.top - frame.top - frame.height / 3;
  }
  root.addEventListener("focusin", (event) => { const path = event.target.dataset?.path; if (path) light(path, true); });
  root.querySelector(".values").addEventListener("click", (event) => { const cell = event.target.closest("[data-cell]"); if (cell) light(cell.dataset.cell, true); });
  original.addEventListener("click", (event) => {
    const paths = event.target.closest("[data-of]")?.dataset.of.split(" "); if (!paths) return;
    const cell = paths.map((path) => root.querySelector(`[data-cell="${CSS.escape(path)}"]`)).find(Boolean); if (!cell) return;
    cell.scrollIntoView({ block: "center" }); cell.querySelector("[data-path]")?.focus({ preventScroll: true }); light(cell.dataset.cell, false);
  });
})();
