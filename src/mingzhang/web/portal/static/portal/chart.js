// Draws the charts of a page out of the figures that stand in it, and saves them as SVG and PNG.
(() => {
  "use strict";
  const INK = "#1c2430", QUIET = "#5a6675", GROUND = "#ffffff", LINE = "#c9d1da";
  const FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Noto Sans SC, sans-serif"; // quotation marks would end what it stands in when it is saved
  // Told apart by people who see colours differently, and white writing on them is legible (4.5 : 1 and more).
  const COLOURS = ["#0b5394", "#9c4a00", "#00695c", "#7b3f98", "#a3273f", "#5c6b00", "#41586b", "#7a5230"];
  const THIS = "#0b5394", LAST = "#8fa1b3";
  const PAPER = 660; // pixels between the margins of A4
  const money = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const plain = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 });
  const wan = (cents) => money.format(cents / 1e6);
  // Money in 分 is told in 万元; what has a divisor of its own is told as it is.
  const tell = (told, value) => (told.divisor ? plain.format(value / told.divisor) : wan(value));
  const value = (told, cents) => (cents == null ? null : cents / (told.divisor || 1e6));
  const narrow = (box) => box.clientWidth < 520;
  const cut = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);

  const tooltip = (formatter) => ({ trigger: "item", renderMode: "richText", confine: true, formatter, backgroundColor: GROUND, borderColor: LINE, textStyle: { color: INK, fontFamily: FONT } });

  function sankey(told, box) {
    const small = narrow(box), most = small ? 7 : 18;
    const colours = {};
    told.nodes.filter((node) => node.side === "from").forEach((node, n) => { colours[node.id] = COLOURS[n % COLOURS.length]; });
    const named = Object.fromEntries(told.nodes.map((node) => [node.id, node.name]));
    return {
      tooltip: tooltip((at) => (at.dataType === "edge"
        ? `${named[at.data.source]} → ${named[at.data.target]}\n${wan(at.data.cents)} ${told.unit}`
        : `${named[at.name]}\n${wan(at.data.cents)} ${told.unit}`)),
      series: [{
        type: "sankey", left: 2, right: 2, top: 12, bottom: 12, nodeWidth: 14, nodeGap: 22, draggable: false,
        layoutIterations: 32, emphasis: { focus: "adjacency" },
        data: told.nodes.map((node) => ({
          name: node.id, cents: node.cents, value: node.cents, itemStyle: { color: colours[node.id] || "#41586b" },
          label: { position: node.side === "from" ? "right" : "left" },
        })),
        links: told.links.map((link) => ({ ...link, value: link.cents, lineStyle: { color: colours[link.source], opacity: 0.28 } })),
        label: {
          formatter: (at) => `${cut(named[at.name], most)} {n|${wan(at.data.cents)}}`, color: INK, fontFamily: FONT, fontSize: small ? 12 : 14,
          textBorderColor: GROUND, textBorderWidth: 3, rich: { n: { fontSize: 12, color: INK, fontFamily: FONT, textBorderColor: GROUND, textBorderWidth: 3 } },
        },
      }],
    };
  }

  const darker = (colour) => `#${[1, 3, 5].map((at) => Math.round(parseInt(colour.slice(at, at + 2), 16) * 0.7).toString(16).padStart(2, "0")).join("")}`;

  // A step that has one part only is left out: its part says more.
  function leaves(node, colour) {
    let below = node.children || [];
    while (below.length === 1 && (below[0].children || []).length) below = below[0].children;
    return {
      name: node.name, value: node.cents, to: node.to, itemStyle: { color: colour, borderColor: darker(colour) },
      children: below.map((each) => leaves(each, colour)),
    };
  }

  function treemap(told, box, set) {
    const tree = told.sets[set].tree.filter((node) => node.cents > 0);
    const deep = tree.some((node) => (node.children || []).length);
    const whole = tree.reduce((sum, node) => sum + node.cents, 0);
    const upper = { show: deep, height: 24, color: "#ffffff", fontFamily: FONT, fontSize: 13, fontWeight: "bold", padding: [0, 6], formatter: (at) => `${at.name}  ${wan(at.value)}` };
    return {
      tooltip: tooltip((at) => `${at.treePathInfo.slice(1).map((each) => each.name).join(" — ")}\n${wan(at.value)} ${told.unit}（${(at.value * 100 / whole).toFixed(1)}%）`),
      series: [{
        type: "treemap", animation: false, left: 0, right: 0, top: 0, bottom: 0, roam: false, nodeClick: false, breadcrumb: { show: false }, visibleMin: 40,
        data: tree.map((node, n) => leaves(node, COLOURS[n % COLOURS.length])),
        label: { color: "#ffffff", fontFamily: FONT, fontSize: 13, lineHeight: 18, formatter: (at) => `${at.name}\n${wan(at.value)}`, overflow: "break" },
        upperLabel: upper, emphasis: { upperLabel: upper },
        levels: [
          { itemStyle: { borderWidth: 0, gapWidth: 4 }, upperLabel: { show: false } },
          { itemStyle: { borderWidth: 1, gapWidth: 2 } },
          { itemStyle: { borderWidth: 1, gapWidth: 1 }, upperLabel: { ...upper, height: 22, fontSize: 12, fontWeight: "normal" } },
          { itemStyle: { borderWidth: 0, gapWidth: 1 } },
        ],
      }],
    };
  }

  function bars(told, box) {
    const small = narrow(box);
    return {
      ...legend(told),
      tooltip: { ...tooltip((all) => `${all[0].name}\n` + all.map((at) => `${at.seriesName}  ${at.data.cents == null ? "—" : tell(told, at.data.cents)}`).join("\n")), trigger: "axis", axisPointer: { type: "shadow" } },
      grid: { left: 4, right: small ? 76 : 96, top: told.series.length > 1 ? 34 : 6, bottom: 4, containLabel: true },
      xAxis: { type: "value", show: false },
      yAxis: { type: "category", inverse: true, data: told.names, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK, fontFamily: FONT, fontSize: small ? 12 : 14, formatter: (name) => cut(name, small ? 8 : 16) } },
      series: told.series.map((each) => ({
        type: "bar", name: each.name, barMaxWidth: 22, itemStyle: { color: each.quiet ? LAST : COLOURS[(each.colour || 0) % COLOURS.length] },
        data: each.cents.map((cents) => ({ value: value(told, cents), cents })),
        label: { show: true, position: "right", color: INK, fontFamily: FONT, fontSize: 12, formatter: (at) => tell(told, at.data.cents) },
      })),
    };
  }

  function stack(told) {
    return {
      ...legend(told),
      tooltip: { ...tooltip((all) => `${all[0].name}\n` + all.map((at) => `${at.seriesName}  ${at.data.cents == null ? "—" : tell(told, at.data.cents)}`).join("\n")), trigger: "axis", axisPointer: { type: "shadow" } },
      grid: { left: 4, right: 4, top: 40, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: told.names, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK, fontFamily: FONT, fontSize: 14 } },
      yAxis: { type: "value", show: false },
      series: told.series.map((each) => ({
        type: "bar", name: each.name, stack: "all", barMaxWidth: 90, itemStyle: { color: each.quiet ? "#41586b" : THIS, borderColor: GROUND, borderWidth: 1 },
        data: each.cents.map((cents) => ({ value: value(told, cents), cents })),
        label: { show: true, color: "#ffffff", fontFamily: FONT, fontSize: 12, formatter: (at) => tell(told, at.data.cents) },
      })),
    };
  }

  // Parts of several wholes: a bar for each whole, as long as the others.
  function shares(told, box) {
    const small = narrow(box);
    return {
      ...legend(told), tooltip: tooltip((at) => `${at.name}\n${at.seriesName}  ${tell(told, at.data.cents)}${told.unit}`),
      grid: { left: 4, right: 4, top: small ? 96 : 58, bottom: 4, containLabel: true },
      xAxis: { type: "value", show: false, max: 100 },
      yAxis: { type: "category", inverse: true, data: told.names, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: INK, fontFamily: FONT, fontSize: small ? 12 : 14, formatter: (name) => cut(name, small ? 6 : 16) } },
      series: told.series.map((each, n) => ({
        type: "bar", name: each.name, stack: "all", barMaxWidth: 34, itemStyle: { color: COLOURS[n % COLOURS.length], borderColor: GROUND, borderWidth: 1 },
        data: each.cents.map((cents) => ({ value: value(told, cents), cents })),
        label: { show: true, color: "#ffffff", fontFamily: FONT, fontSize: 12, formatter: (at) => (at.data.value >= (small ? 14 : 6) ? `${tell(told, at.data.cents)}${told.unit}` : "") },
      })),
    };
  }

  const legend = (told) => (told.series.length > 1
    ? { legend: { left: 0, top: 0, itemGap: 16, selectedMode: false, icon: "rect", itemWidth: 14, itemHeight: 10, textStyle: { color: INK, fontFamily: FONT, fontSize: 13 } } } : {});
  const DRAW = { sankey, treemap, bars, stack, shares };
  const option = (told, box, set) => ({ animation: false, textStyle: { fontFamily: FONT }, ...DRAW[told.kind](told, box, set) });

  // What is saved carries its title and where it comes from.
  function saved(told, box, set) {
    const width = Math.max(box.clientWidth, 800), height = box.clientHeight, head = 44, foot = 30;
    const inner = window.echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
    inner.setOption(option(told, { clientWidth: width }, set));
    const drawing = inner.renderToSVGString();
    inner.dispose();
    const safe = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
    const whole = height + head + foot;
    return {
      width, height: whole,
      text: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="${FONT}">`
        + `<title>${safe(told.title)}</title><desc>${safe(told.said)} ${safe(told.source)}</desc><rect width="100%" height="100%" fill="${GROUND}"/>`
        + `<text x="8" y="28" font-size="20" font-weight="bold" fill="${INK}">${safe(told.title)}（${safe(told.unit)}）</text>`
        + `<g transform="translate(0 ${head})">${drawing}</g>`
        + `<text x="8" y="${whole - 10}" font-size="12" fill="${QUIET}">${safe(told.source)}</text></svg>`,
    };
  }

  function hand(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function save(kind, told, box, set) {
    const drawing = saved(told, box, set);
    if (kind === "svg") {
      hand(new Blob([drawing.text], { type: "image/svg+xml" }), `${told.file}.svg`);
      return;
    }
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = drawing.width * 2;
      canvas.height = drawing.height * 2;
      const at = canvas.getContext("2d");
      at.scale(2, 2);
      at.drawImage(picture, 0, 0, drawing.width, drawing.height);
      canvas.toBlob((blob) => hand(blob, `${told.file}.png`), "image/png");
    };
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.text)}`;
  }

  function start(figure) {
    const told = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const box = figure.querySelector(".drawn"), figures = figure.querySelector("details.figures");
    if (figures) {
      figures.open = false;
      figures.classList.add("ready");
    }
    let set = 0;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    const draw = () => {
      chart.clear(); // a treemap leaves what it had otherwise
      chart.setOption(option(told, box, set));
      chart.getZr().flush(); // printing does not wait for the next frame
    };
    draw();
    const fit = (width) => {
      chart.resize({ width });
      draw();
    };
    addEventListener("beforeprint", () => fit(PAPER));
    addEventListener("afterprint", () => fit("auto"));
    new ResizeObserver(() => {
      if (box.clientWidth && box.clientWidth !== chart.getWidth()) {
        fit("auto");
      }
    }).observe(box);
    chart.on("click", (at) => { if (at.data && at.data.to) location.href = at.data.to; });
    figure.querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", () => save(button.dataset.save, told, box, set)));
    const sets = figure.querySelector(".sets");
    if (sets && told.sets && told.sets.length > 1) {
      told.sets.forEach((each, n) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = each.name;
        button.setAttribute("aria-pressed", String(n === 0));
        button.addEventListener("click", () => {
          set = n;
          sets.querySelectorAll("button").forEach((other, m) => other.setAttribute("aria-pressed", String(m === n)));
          draw();
        });
        sets.append(button);
      });
    }
    figure.dataset.ready = "yes";
  }

  document.querySelectorAll("figure.chart[data-chart]").forEach((figure) => {
    try {
      start(figure);
    } catch (error) {
      figure.querySelector(".drawn").classList.add("failed");
      const figures = figure.querySelector("details.figures");
      if (figures) { figures.classList.add("ready"); figures.open = true; }
      throw error;
    }
  });
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.figures").forEach((each) => { each.open = true; }));
})();
