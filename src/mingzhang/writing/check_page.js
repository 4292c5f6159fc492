"use strict";
(function () {
  var root = document.documentElement, form = document.querySelector("form.filters");
  document.querySelector("header.page").after(form);
  root.classList.add("js");
  var findings = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var pieces = Array.prototype.slice.call(document.querySelectorAll(".piece"));
  var output = form.querySelector("output");
  function apply() {
    var severities = {}, defect = form.elements.defect.value, project = form.elements.project.value;
    form.querySelectorAll("input[name=severity]").forEach(function (box) { severities[box.value] = box.checked; });
    var only = form.elements.only.checked, shown = 0, on = {};
    findings.forEach(function (one) {
      var yes = severities[one.dataset.severity] && (!defect || one.dataset.defect === defect) && (!project || one.dataset.project === project);
      one.classList.toggle("off", !yes);
      if (yes) { shown += 1; on[one.id] = true; }
    });
    document.querySelectorAll("mark, sup[data-f]").forEach(function (mark) {
      var prefix = mark.closest("section.document").dataset.prefix;
      mark.classList.toggle("off", !mark.dataset.f.split(" ").some(function (n) { return on[prefix + "f" + n]; }));
    });
    pieces.forEach(function (piece) {
      piece.classList.toggle("off", only && !piece.querySelector(".finding:not(.off)"));
    });
    output.textContent = "显示 " + shown + " / " + findings.length + " 处";
  }
  function light(ids, yes) { ids.forEach(function (id) { var one = document.getElementById(id); if (one) { one.classList.toggle("lit", yes); } }); }
  document.addEventListener("mouseover", function (event) { hover(event, true); });
  document.addEventListener("mouseout", function (event) { hover(event, false); });
  function hover(event, yes) {
    var mark = event.target.closest("mark, sup[data-f]"), one = event.target.closest(".finding");
    if (mark) {
      var prefix = mark.closest("section.document").dataset.prefix;
      light(mark.dataset.f.split(" ").map(function (n) { return prefix + "f" + n; }), yes);
    } else if (one) {
      var section = one.closest("section.document"), number = one.dataset.number;
      section.querySelectorAll("mark").forEach(function (m) {
        if (m.dataset.f.split(" ").indexOf(number) >= 0) { m.classList.toggle("lit", yes); }
      });
    }
  }
  function unfold() {
    var one = location.hash && document.getElementById(location.hash.slice(1)), folded = one && one.closest("details");
    if (folded) { folded.open = true; one.scrollIntoView(); }
  }
  window.addEventListener("hashchange", unfold);
  document.addEventListener("click", function (event) {
    var link = event.target.closest("p.seen a");
    if (link && link.hash === location.hash) { unfold(); }
  });
  form.addEventListener("change", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  apply();
  unfold();
})();
