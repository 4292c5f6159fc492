// The list of what waits for an approval paper: one box for the whole page, how many are chosen.
document.querySelectorAll("form[data-issue]").forEach((form) => {
  const boxes = [...form.querySelectorAll("input[name=project]")], every = form.querySelector("[data-every]"), all = form.querySelector("[data-all]"), said = form.querySelector("[data-picked]"), before = said?.textContent;
  const count = () => {
    const n = boxes.filter((box) => box.checked).length;
    if (every) { every.checked = n === boxes.length; every.indeterminate = n > 0 && n < boxes.length; }
    boxes.forEach((box) => { box.disabled = Boolean(all?.checked); });
    if (said) said.textContent = n && !all?.checked ? `${said.dataset.picked} ${n}` : before;
  };
  form.addEventListener("change", (event) => { if (event.target === every) boxes.forEach((box) => { box.checked = every.checked; }); count(); });
  count();
});
