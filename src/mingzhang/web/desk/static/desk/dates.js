// Days that are picked are written into the cell as a form says them; the cell stays text, whatever a paper said there.
(() => {
  const root = document.querySelector("[data-form]");
  if (!root) return;
  const lastOf = (year, month) => new Date(year, month, 0).getDate();
  function span(first, last) {
    const [a, b] = [first, last].map((day) => day.split("-").map(Number)), whole = a[2] === 1 && b[2] === lastOf(b[0], b[1]);
    return [a, b].map(([year, month, day]) => `${year}年${month}月${whole ? "" : `${day}日`}`).join("至");
  }
  root.addEventListener("change", (event) => {
    const path = event.target.dataset?.when; if (!path) return;
    const days = [...root.querySelectorAll(`[data-when="${CSS.escape(path)}"]`)].map((each) => each.value);
    const field = root.querySelector(`[data-path="${CSS.escape(path)}"]`);
    if (!field || days.some((day) => !day)) return;
    const [year, month, day] = days[0].split("-").map(Number);
    field.value = days.length > 1 ? span(days[0], days[1]) : `${year}年${month}月${day}日`;
    field.dispatchEvent(new Event("input", { bubbles: true })); field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  });
})();
