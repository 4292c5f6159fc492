// Scripts run here: charts get their places before the page is first drawn, so that nothing moves when they come.
document.documentElement.classList.add("js");
// Whatever became of the scripts that draw: no table stays hidden.
addEventListener("load", () => document.querySelectorAll("details.figures:not(.ready)").forEach((each) => each.classList.add("ready")));
