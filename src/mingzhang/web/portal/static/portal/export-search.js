// The search of an export: no server, only scripts of pairs of characters that are loaded as they are asked for.
"use strict";
(() => {
  const form = document.querySelector("form[data-index]");
  const out = document.getElementById("found");
  const said = document.getElementById("said");
  if (!form || !out) return;
  const words = form.dataset;
  const AT_ONCE = 20;
  const waiting = new Map();
  const loaded = new Map();

  window.mzFound = (kind, n, body) => waiting.get(`${kind}/${n}`)?.(body);

  function load(kind, n) {
    const key = `${kind}/${n}`;
    if (!loaded.has(key)) {
      loaded.set(key, new Promise((done, failed) => {
        waiting.set(key, done);
        const script = document.createElement("script");
        script.src = `${words.index}${kind === "about" ? "about" : key}.js`;
        script.onerror = () => { loaded.delete(key); failed(new Error(key)); };
        document.head.append(script);
      }));
    }
    return loaded.get(key);
  }

  const plainer = (about) => {
    const simple = new Map();
    const both = [...about.traditional];
    for (let i = 0; i < both.length; i += 2) simple.set(both[i], both[i + 1]);
    return (text) => [...text.normalize("NFKC")].map((c) => simple.get(c) ?? c).join("").toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, "");
  };

  const pairs = (word) => { const all = [...word]; return [...new Set(all.slice(1).map((c, i) => all[i] + c))]; };

  function shardOf(pair, shards) {
    let reckoned = 0;
    for (let i = 0; i < pair.length; i++) {
      const unit = pair.charCodeAt(i);
      for (const byte of [unit & 255, unit >> 8]) reckoned = (reckoned * 31 + byte) % 1000003;
    }
    return reckoned % shards;
  }

  async function numbers(pair, about) {
    const steps = (await load("g", shardOf(pair, about.shards)))[pair] ?? [];
    let at = 0;
    return steps.map((step) => (at += step));
  }

  async function having(wanted, about, lacking) {
    const lists = await Promise.all(wanted.map((pair) => numbers(pair, about)));
    const counts = new Map();
    for (const list of lists) for (const n of list) counts.set(n, (counts.get(n) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= Math.max(1, lists.length - lacking)).map(([n]) => n);
  }

  async function found(asked, about) {
    const plain = plainer(about);
    const each = asked.split(/\s+/).map(plain).filter(Boolean);
    if (!each.length || each.some((word) => [...word].length < 2)) return { short: true };
    const range = about.years.find(([year]) => String(year) === form.elements.year.value)?.[1];
    const within = (n) => !range || (n >= range[0] && n <= range[1]);
    const all = [...new Set(each.flatMap(pairs))];
    const exact = (await having(all, about, 0)).filter(within).sort((a, b) => a - b);
    const sure = exact.length ? await verified(exact, each, about) : [];
    if (sure.length || each.every((word) => [...word].length < 4)) return { hits: sure, near: false };
    return { hits: (await having(all, about, 2)).filter(within).sort((a, b) => a - b), near: true };
  }

  async function verified(candidates, each, about) {
    const hits = [];
    for (const n of candidates) {
      const texts = (await entry(n, about))[4].split("\n");
      if (each.every((word) => texts.some((text) => text.includes(word)))) hits.push(n);
      if (hits.length >= 500) break;
    }
    return hits;
  }

  const entry = async (n, about) => (await load("d", Math.floor(n / about.each)))[n % about.each];

  async function show(hits, from, about) {
    for (const n of hits.slice(from, from + AT_ONCE)) {
      const [path, name, where, money] = await entry(n, about);
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = words.top + path;
      link.textContent = name;
      const about_ = document.createElement("span");
      about_.className = "quiet";
      about_.textContent = ` ${where}${money ? ` · ${Number(money).toLocaleString("en-US", { minimumFractionDigits: 2 })} ${words.wan}` : ""}`;
      line.append(link, about_);
      out.append(line);
    }
    document.getElementById("more").hidden = from + AT_ONCE >= hits.length;
    return from + AT_ONCE;
  }

  async function run() {
    const asked = form.elements.q.value.trim();
    out.replaceChildren();
    document.getElementById("more").hidden = true;
    said.textContent = "";
    if (!asked) return;
    try {
      const about = await load("about", 0);
      const { hits, near, short } = await found(asked, about);
      if (form.elements.q.value.trim() !== asked) return;
      if (short) { said.textContent = words.short; return; }
      const count = hits.length >= 500 ? words.many : words.count.replace("{n}", hits.length);
      said.textContent = hits.length ? (near ? words.near + count : count) : words.none;
      let from = await show(hits, 0, about);
      document.getElementById("more").onclick = async () => { from = await show(hits, from, about); };
    } catch (error) {
      said.textContent = words.failed;
    }
  }

  async function begin() {
    const given = new URLSearchParams(location.search);
    form.elements.q.value = given.get("q") ?? "";
    try {
      const about = await load("about", 0);
      for (const [year] of about.years) form.elements.year.add(new Option(String(year), String(year)));
      form.elements.year.value = given.get("year") ?? "";
    } catch (error) { said.textContent = words.failed; }
    run();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
    run();
  });
  begin();
})();
