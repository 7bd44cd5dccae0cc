"use strict";
// Takes over the findings, sites and units sections from the JSON in #data. Every string in it is untrusted: it becomes a
// text node or an attribute that is no URL, and never markup. All state stands in the URL's hash.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const CHUNK = 200;
  const CONTEXT = 4;
  const LEVELS = ["critical", "high", "medium", "low", "note", "none"];
  const SHAPES = { critical: "◆", high: "▲", medium: "■", low: "●", note: "○", none: "✓" };
  const VIEWS = ["findings", "sites", "runtime", "units", "rules", "about"].filter((name) => document.getElementById(name));
  const rules = new Map(data.rules.map((rule) => [rule.id, rule]));
  const excerpts = new Map(data.excerpts.map((e) => [e.file, new Map(e.lines.map((l) => [l.n, l.text]))]));
  const byId = (id) => document.getElementById(id);

  // --- Elements -------------------------------------------------------------------------------------------------------

  // Characters that turn the direction of writing would make code read otherwise than it compiles.
  const plain = (text) => String(text ?? "").replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g, "\ufffd");

  function h(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, plain(value));
    }
    element.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false)
      .map((c) => (c instanceof Node ? c : plain(c))));
    return element;
  }

  const code = (text) => h("code", null, text);
  const shape = (level) => h("span", { class: "shape", "aria-hidden": "true" }, SHAPES[level]);
  const badge = (level) => h("span", { class: `badge level-${level}` }, shape(level), ` ${level}`);
  const place = (at) => `${at.file}:${at.line}:${at.col}`;
  // Messages name things of the source between backticks.
  const spoken = (text) => String(text ?? "").split(/`([^`]+)`/).map((part, i) => (i % 2 ? code(part) : part));
  const unique = (values) => [...new Set(values)].filter(Boolean).sort();

  // --- State in the hash ----------------------------------------------------------------------------------------------

  function readHash() {
    const text = location.hash.slice(1);
    if (VIEWS.includes(text)) return new URLSearchParams({ v: text });
    if (text.startsWith("rule-")) return new URLSearchParams({ v: "rules", rule: decodeURIComponent(text.slice(5)) });
    return new URLSearchParams(text);
  }
  let state = readHash();

  function writeHash(changes) {
    for (const [key, value] of Object.entries(changes)) value ? state.set(key, value) : state.delete(key);
    const text = state.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  }

  // --- Findings -------------------------------------------------------------------------------------------------------

  const STATE_CHOICES = {
    open: (f) => f.state !== "fixed" && f.suppressed === undefined,
    new: (f) => f.state === "new" && f.suppressed === undefined,
    unchanged: (f) => f.state === "unchanged" && f.suppressed === undefined,
    reopened: (f) => f.state === "reopened" && f.suppressed === undefined,
    suppressed: (f) => f.suppressed !== undefined && f.state !== "fixed",
    fixed: (f) => f.state === "fixed",
    confirmed: (f) => f.confirmed > 0 && f.state !== "fixed",
    all: () => true,
  };
  const familyOf = (finding) => rules.get(finding.rule)?.family ?? "";

  function haystack(finding) {
    finding.hay ??= [finding.message, finding.rule, finding.file, finding.function, finding.fingerprint,
      ...finding.steps.flatMap((s) => [s.file, s.text, s.why])].join("\n").toLowerCase();
    return finding.hay;
  }

  // Safe pairs (level none) come only when they, or those of one reason, are asked for.
  function chosenLevels() {
    const asked = (state.get("level") ?? "").split(",").filter((level) => LEVELS.includes(level));
    return asked.length ? asked : LEVELS.filter((level) => level !== "none" || state.get("reason"));
  }

  function filterFindings() {
    const levels = new Set(chosenLevels());
    const [rule, family, file, reason] = ["rule", "family", "file", "reason"].map((key) => state.get(key) ?? "");
    const fits = STATE_CHOICES[state.get("state")] ?? STATE_CHOICES.open;
    const words = (state.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    return data.findings.filter((f) => levels.has(f.level) && fits(f) && (!rule || f.rule === rule) &&
      (!family || familyOf(f) === family) && (!file || f.file.includes(file)) && (!reason || f.reason === reason) && words.every((w) => haystack(f).includes(w)));
  }

  let shown = [];
  let drawn = 0;
  let current = -1;
  let step = -1;
  const list = h("ol", { class: "list", id: "list", "aria-label": "Findings", tabindex: "-1" });
  const detail = h("div", { class: "detail", id: "detail", role: "region", "aria-label": "Finding" });
  const count = h("output", { id: "count", "aria-live": "polite" });

  function listRow(finding, index) {
    const chip = finding.suppressed !== undefined ? "suppressed" : finding.state;
    return h("li", null, h("a", { class: `level-${finding.level}`, href: `#f=${encodeURIComponent(finding.fingerprint)}`,
      "data-index": index, "aria-current": index === current ? "true" : null },
      h("div", { class: "line1" }, badge(finding.level), h("span", { class: "rule-name" }, finding.rule),
        chip !== "unchanged" && h("span", { class: "chip" }, chip),
        finding.confirmed > 0 && h("span", { class: "chip confirmed-chip" }, "✔ confirmed")),
      h("div", { class: "what" }, spoken(finding.message)),
      h("div", { class: "where", title: place(finding) }, h("bdi", null, place(finding)))));
  }

  function drawMore() {
    list.querySelector(".more")?.remove();
    list.append(...shown.slice(drawn, drawn + CHUNK).map((finding, i) => listRow(finding, drawn + i)));
    drawn = Math.min(drawn + CHUNK, shown.length);
    if (drawn === shown.length) return;
    const more = h("li", { class: "more" }, h("button", { class: "button", type: "button", onclick: drawMore },
      `Show ${Math.min(CHUNK, shown.length - drawn)} more of ${shown.length - drawn}`));
    list.append(more);
    watcher?.observe(more);
  }
  const watcher = "IntersectionObserver" in window
    ? new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && drawMore()) : null;

  function drawList() {
    shown = filterFindings();
    drawn = 0;
    current = shown.findIndex((f) => f.fingerprint === state.get("f"));
    step = -1;
    list.replaceChildren();
    drawMore();
    while (drawn <= current) drawMore();
    count.textContent = `${shown.length} of ${data.findings.length} findings`;
    for (const tile of document.querySelectorAll("button.tile"))
      tile.setAttribute("aria-pressed", String(chosenLevels().includes(tile.dataset.level)));
    list.parentElement.hidden = shown.length === 0;
    byId("none-shown").hidden = shown.length > 0;
    drawDetail();
    const row = list.querySelector(`[data-index="${current}"]`);
    if (row) list.scrollTop = row.offsetTop - list.clientHeight / 3; // sticky: the rows' offsets are from the list
  }

  // Without a chosen one the first is shown, but the address stays as it is.
  function drawDetail() {
    const finding = shown[Math.max(current, 0)];
    for (const row of list.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
    list.querySelector(`[data-index="${Math.max(current, 0)}"]`)?.setAttribute("aria-current", "true");
    detail.replaceChildren(...(finding ? findingParts(finding, "h2") : []));
  }

  function choose(index) {
    if (index < 0 || index >= shown.length) return;
    current = index;
    step = -1;
    while (drawn <= index) drawMore();
    writeHash({ f: shown[index].fingerprint });
    drawDetail();
    list.querySelector(`[data-index="${index}"]`).scrollIntoView({ block: "nearest" });
    if (detail.getBoundingClientRect().top < 0) detail.scrollIntoView({ block: "start" });
  }

  // --- One finding ----------------------------------------------------------------------------------------------------

  function findingParts(finding, heading) {
    const rule = rules.get(finding.rule);
    return [
      h("p", null, badge(finding.level), " ", h("a", { href: `#rule-${encodeURIComponent(finding.rule)}` }, finding.rule),
        rule && rule.cwe > 0 && h("span", { class: "meta" }, ` · CWE-${rule.cwe}`)),
      h(heading, null, spoken(finding.message)),
      h("p", { class: "meta" }, code(place(finding)), finding.function && [" in ", code(finding.function)],
        ` · ${finding.confidence} confidence`, finding.verdict && ` · ${finding.verdict}`,
        finding.reason && ` (${finding.reason})`, ` · ${finding.state}`, finding.known && " · in the baseline",
        finding.hits > 0 && ` · seen ${finding.hits} × at run time`),
      finding.confirmed > 0 && confirmedParts(finding),
      finding.suppressed !== undefined && h("p", { class: "notice" }, "Suppressed: ", finding.suppressed),
      actions(finding),
      (finding.gain || finding.repair) && h("dl", { class: "advice" },
        finding.gain && h("div", null, h("dt", null, "What it gives away"), h("dd", null, spoken(finding.gain))),
        finding.repair && h("div", null, h("dt", null, "Smallest repair"), h("dd", null, spoken(finding.repair)))),
      story(finding),
      rule?.help && h("details", null, h("summary", null, `About ${finding.rule}`), prose(rule.help)),
    ].filter(Boolean);
  }

  // One event of a trace, as the traced program made it.
  function eventParts(event) {
    return [code(`${event.interface ?? "access"}(${event.args ?? event.address ?? ""})${event.ret !== undefined ? ` = ${event.ret}` : ""}`),
      h("span", { class: "meta" }, ` event ${event.event} of trace ${event.trace}, ${event.comm} ${event.pid}/${event.tid}`, event.place && `, called at ${event.place}`,
        event.pkru && `, PKRU ${event.pkru}`, event.evidence && ` · ${event.evidence}`)];
  }

  function confirmedParts(finding) {
    return h("div", { class: "confirmed" },
      h("p", null, h("strong", null, "✔ Confirmed at run time"), ` by ${finding.confirmed} event${finding.confirmed === 1 ? "" : "s"}`,
        finding.hits > finding.confirmed && ` of ${finding.hits} that were seen`,
        finding.confirmed > (finding.confirmations ?? []).length && `; the first ${(finding.confirmations ?? []).length}:`),
      h("ul", null, (finding.confirmations ?? []).map((c) => h("li", null, spoken(c.why), c.events.map((e) => [h("br"), eventParts(e)]).flat(2)))));
  }

  function copyButton(label, text) {
    const button = h("button", { class: "button", type: "button", onclick: () => navigator.clipboard?.writeText(text).then(
      () => { button.textContent = "Copied"; setTimeout(() => { button.textContent = label; }, 1200); }, () => {}) }, label);
    return button;
  }

  function actions(finding) {
    const link = `${location.href.split("#")[0]}#f=${encodeURIComponent(finding.fingerprint)}`;
    return h("div", { class: "actions" }, copyButton("Copy place", place(finding)), copyButton("Copy link", link),
      copyButton("Copy suppression", `/* mpx-audit-ignore[${finding.rule}]: reason */`));
  }

  // The steps beside the source, and again in it, under the lines that they speak of.
  function story(finding) {
    if (!finding.steps.length && !excerpts.has(finding.file)) return null;
    const side = h("ol", { class: "side" }, finding.steps.map((s, i) => h("li", null, h("button", { type: "button",
      "data-step": i, onclick: () => goStep(i) }, h("span", { class: "ball" }, String(i + 1)),
      h("span", null, h("span", { class: "role" }, s.role), " ", code(`${s.file.split("/").pop()}:${s.line}`)),
      h("small", null, spoken(s.why))))));
    const files = unique([...finding.steps.map((s) => s.file), ...(finding.steps.length ? [] : [finding.file])]);
    files.sort((a, b) => finding.steps.findIndex((s) => s.file === a) - finding.steps.findIndex((s) => s.file === b));
    return h("div", { class: "story" },
      h("div", null, finding.steps.length > 0 && h("h3", null, "Step by step (n, p)"), side),
      h("div", null, h("h3", null, "Source"), files.map((file) => source(finding, file))));
  }

  function source(finding, file) {
    const known = excerpts.get(file) ?? new Map();
    const steps = finding.steps.map((s, i) => ({ ...s, i })).filter((s) => s.file === file);
    const marks = steps.length ? steps.map((s) => s.line) : [finding.line];
    const wanted = unique(marks.flatMap((line) => [...Array(2 * CONTEXT + 1).keys()].map((k) => line - CONTEXT + k)))
      .sort((a, b) => a - b).filter((line) => known.has(line) || marks.includes(line));
    const rows = [];
    wanted.forEach((line, k) => {
      if (k > 0 && line !== wanted[k - 1] + 1) rows.push(h("div", { class: "gap", "aria-label": "lines left out" }, "⋯"));
      const text = known.get(line) ?? steps.find((s) => s.line === line)?.text ?? "";
      rows.push(h("div", { class: marks.includes(line) ? "row hit" : "row" }, h("span", { class: "no" }, String(line)), h("span", null, text || " ")));
      for (const s of steps.filter((x) => x.line === line))
        rows.push(h("div", { class: "says", "data-says": s.i }, h("span", { class: "ball" }, String(s.i + 1)),
          h("span", null, h("span", { class: "role" }, s.role), ": ", spoken(s.why))));
    });
    return h("figure", { class: "source" }, h("figcaption", null, file),
      h("div", { class: "lines", tabindex: "0", role: "group", "aria-label": `Source of ${file}` }, h("div", null, rows)));
  }

  function goStep(index) {
    const says = detail.querySelector(`[data-says="${index}"]`);
    if (!says) return;
    step = index;
    for (const old of detail.querySelectorAll(".side [aria-current]")) old.removeAttribute("aria-current");
    for (const old of detail.querySelectorAll(".says.here")) old.classList.remove("here");
    detail.querySelector(`[data-step="${index}"]`).setAttribute("aria-current", "step");
    says.classList.add("here");
    says.scrollIntoView({ block: "center", inline: "nearest" });
  }

  // --- A small, safe part of Markdown: headings, lists, fences, tables as text, `code`, **bold**, [links](https://…) -------

  function inline(text) {
    const parts = [];
    let rest = 0;
    for (const m of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g)) {
      parts.push(text.slice(rest, m.index));
      parts.push(m[1] ? code(m[1]) : m[2] ? h("strong", null, m[2]) : h("a", { href: m[4], rel: "noreferrer noopener" }, m[3]));
      rest = m.index + m[0].length;
    }
    return [...parts, text.slice(rest)];
  }

  function prose(markdown) {
    const box = h("div", { class: "prose" });
    const lines = plain(markdown).split(/\r?\n/);
    const take = (test) => { const taken = []; while (lines.length && test(lines[0])) taken.push(lines.shift()); return taken; };
    while (lines.length) {
      const line = lines[0];
      if (!line.trim()) lines.shift();
      else if (/^(```|~~~)/.test(line)) {
        const fence = lines.shift().slice(0, 3);
        box.append(h("pre", { tabindex: "0" }, take((l) => !l.startsWith(fence)).join("\n")));
        lines.shift();
      } else if (/^#{1,6}\s/.test(line)) box.append(h("h4", null, inline(lines.shift().replace(/^#+\s*/, ""))));
      else if (/^( {4}|\t|\|)/.test(line)) box.append(h("pre", { tabindex: "0" }, take((l) => /^( {4}|\t|\|)/.test(l)).join("\n")));
      else if (/^\s*([-*]|\d+\.)\s/.test(line)) box.append(listOf(lines));
      else box.append(h("p", null, inline(take((l) => l.trim() && !/^(```|~~~|#{1,6}\s|\||\s*([-*]|\d+\.)\s)/.test(l)).join(" "))));
    }
    return box;
  }

  function listOf(lines) {
    const items = [];
    while (lines.length && lines[0].trim() && !/^(```|~~~|#)/.test(lines[0])) {
      const line = lines.shift();
      if (/^\s*([-*]|\d+\.)\s/.test(line)) items.push(line.replace(/^\s*([-*]|\d+\.)\s+/, ""));
      else items[items.length - 1] += ` ${line.trim()}`;
    }
    return h("ul", null, items.map((item) => h("li", null, inline(item))));
  }

  // --- Filters --------------------------------------------------------------------------------------------------------

  function select(label, key, choices, apply, names = {}) {
    const field = h("select", { id: `by-${key}`, onchange: () => { writeHash({ [key]: field.value, f: "" }); apply(); } },
      choices.map((choice) => h("option", { value: choice }, names[choice] ?? choice)));
    return h("label", null, label, field);
  }

  function search(label, key, apply, placeholder = "") {
    let wait = 0;
    const field = h("input", { type: "search", id: `by-${key}`, placeholder, autocomplete: "off", spellcheck: "false", oninput: () => {
      clearTimeout(wait);
      wait = setTimeout(() => { writeHash({ [key]: field.value, f: "" }); apply(); }, 120);
    } });
    return h("label", null, label, field);
  }

  function showFilters() {
    for (const field of document.querySelectorAll("select[id^=by-], input[id^=by-]")) {
      const value = state.get(field.id.slice(3)) ?? "";
      field.value = value;
      if (field.value !== value) field.value = "";
    }
    byId("by-state").value = STATE_CHOICES[state.get("state")] ? state.get("state") : "open";
  }

  function toggleLevel(level) {
    const asked = (state.get("level") ?? "").split(",").filter((l) => LEVELS.includes(l));
    const now = asked.includes(level) ? asked.filter((l) => l !== level) : [...asked, level];
    writeHash({ level: LEVELS.filter((l) => now.includes(l)).join(","), f: "" });
    drawList();
  }

  function buildTiles() {
    const open = data.findings.filter(STATE_CHOICES.open);
    if (!data.findings.length) return;
    byId("levels").replaceChildren(...LEVELS.map((level) => {
      const n = open.filter((f) => f.level === level).length;
      if (level === "none" && !n) return "";
      return h("li", null, h("button", { class: `tile level-${level}`, type: "button", "data-level": level, "aria-pressed": "false",
        onclick: () => toggleLevel(level) }, shape(level), h("strong", null, String(n)), h("span", null, level === "none" ? "safe" : level)));
    }));
  }

  function clearFilters() {
    writeHash(Object.fromEntries(["level", "rule", "family", "file", "reason", "state", "q", "f"].map((key) => [key, ""])));
    showFilters();
    drawList();
  }

  function buildFindings() {
    const app = byId("findings-app");
    const reasons = unique(data.findings.map((f) => f.reason));
    buildTiles();
    app.append(h("form", { class: "filters", role: "search", "aria-label": "Filter findings", hidden: !data.findings.length, onsubmit: (e) => e.preventDefault() },
      search("Text (/)", "q", drawList, "words"), search("File", "file", drawList, "part of a path"),
      select("Rule", "rule", ["", ...unique(data.findings.map((f) => f.rule))], drawList, { "": "all rules" }),
      select("Family", "family", ["", ...unique(data.findings.map(familyOf))], drawList, { "": "all families" }),
      reasons.length > 0 && select("Safe because", "reason", ["", ...reasons], drawList, { "": "any reason" }),
      select("State", "state", Object.keys(STATE_CHOICES), drawList),
      h("button", { class: "button", type: "button", onclick: clearFilters }, "Clear"), count),
    h("p", { class: "nothing", id: "none-shown", hidden: true }, data.findings.length
      ? "No finding fits these filters." : byId("findings-plain").textContent.trim()),
    h("div", { class: "split" }, list, detail));
    list.addEventListener("click", (event) => {
      const row = event.target.closest("a[data-index]");
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(Number(row.dataset.index));
    });
  }

  // --- Tables that filter and sort ---------------------------------------------------------------------------------------

  // name: prefix of the keys in the hash; columns: {title, cell(row), key(row)}; picks: {label, key, of(row) → values}.
  function table(name, rows, columns, picks, text) {
    const app = byId(`${name}-app`);
    const body = h("tbody");
    const total = h("output", { "aria-live": "polite" });
    const more = h("p", { class: "more" });
    let fitting = [];
    let done = 0;
    const draw = (n) => {
      body.append(...fitting.slice(done, done + n).map((row) => h("tr", null, columns.map((c, i) =>
        h(i ? "td" : "th", { scope: i ? null : "row", class: c.class?.(row) }, c.cell(row))))));
      done = Math.min(done + n, fitting.length);
      more.replaceChildren(...(done < fitting.length ? [h("button", { class: "button", type: "button", onclick: () => draw(CHUNK) },
        `Show ${Math.min(CHUNK, fitting.length - done)} more of ${fitting.length - done}`)] : []));
    };
    const heads = columns.map((c, i) => h("th", { scope: "col" }, h("button", { type: "button", onclick: () => {
      const now = state.get(`${name}-sort`);
      writeHash({ [`${name}-sort`]: now === String(i) ? `-${i}` : String(i) });
      apply();
    } }, c.title)));
    const sorted = (list2) => {
      const asked = state.get(`${name}-sort`) ?? "";
      const column = columns[Math.abs(parseInt(asked, 10))];
      const sign = asked.startsWith("-") ? -1 : 1;
      heads.forEach((head, i) => {
        if (columns[i] === column) head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      if (!column) return list2;
      return list2.map((row) => [column.key(row), row]).sort(([a], [b]) => sign * (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
    };
    const apply = () => {
      const words = (state.get(`${name}-q`) ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      const asked = picks.map((p) => [p, state.get(`${name}-${p.key}`)]).filter(([, value]) => value);
      fitting = sorted(rows.filter((row) => asked.every(([p, value]) => p.of(row).includes(value)) &&
        words.every((w) => (row.hay ??= text(row).toLowerCase()).includes(w))));
      total.textContent = `${fitting.length} of ${rows.length}`;
      body.replaceChildren();
      done = 0;
      draw(CHUNK);
    };
    app.append(h("form", { class: "filters", role: "search", "aria-label": `Filter ${name}`, onsubmit: (e) => e.preventDefault() },
      search("Text", `${name}-q`, apply, "words"),
      picks.map((p) => select(p.label, `${name}-${p.key}`, ["", ...unique(rows.flatMap(p.of))], apply, { "": "all" })), total),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": name }, h("table", null, h("caption", { class: "away" }, name),
      h("thead", null, h("tr", null, heads)), body)), more);
    return { apply, drawAll: () => draw(5000) };
  }

  const padded = (n) => String(n).padStart(9, "0");

  function argument(arg) {
    return h("div", { class: "arg" }, h("span", { class: "name" }, arg.name), " ", code(arg.text),
      arg.value !== undefined && arg.value !== arg.text && ` = ${arg.value}`,
      arg.tags && [" ", h("span", { class: "tags" }, arg.tags)]);
  }

  function ranCell(site) {
    if (!site.events?.length) return String(site.hits ?? 0);
    return h("details", null, h("summary", null, String(site.hits)), h("ul", { class: "last" },
      site.events.map((e) => h("li", null, eventParts(e)))));
  }

  const siteTable = () => table("sites", data.sites, [
    { title: "Interface", cell: (s) => [code(s.interface), s.value !== undefined && h("span", { class: "n" }, ` ${s.value}`)], key: (s) => s.interface },
    { title: "Family", cell: (s) => s.family, key: (s) => s.family },
    { title: "Kind", cell: (s) => `${s.kind} · ${s.side}`, key: (s) => `${s.kind} ${s.side}` },
    { title: "Place", cell: (s) => code(place(s)), key: (s) => `${s.file}\n${padded(s.line)}${padded(s.col)}`, class: () => "place" },
    { title: "Function", cell: (s) => code(s.function ?? ""), key: (s) => s.function ?? "" },
    { title: "Arguments", cell: (s) => s.args.map(argument), key: (s) => s.args.map((a) => a.text).join(), class: () => "args" },
    ...(data.traces ? [{ title: "Ran", cell: (s) => ranCell(s), key: (s) => s.hits ?? 0, class: () => "num" }] : []),
  ], [
    ...(data.traces ? [{ label: "Seen at run time", key: "seen", of: (s) => [s.hits > 0 ? "seen" : "never seen"] }] : []),
    { label: "Family", key: "family", of: (s) => [s.family] },
    { label: "Interface", key: "interface", of: (s) => [s.interface] },
    { label: "Kind", key: "kind", of: (s) => [s.kind] },
    { label: "Side", key: "side", of: (s) => [s.side] },
    { label: "Tag", key: "tag", of: (s) => s.args.flatMap((a) => (a.tags ?? "").split(",")) },
  ], (s) => [s.interface, s.family, s.kind, place(s), s.function, ...s.args.flatMap((a) => [a.name, a.text, a.value, a.tags])].join(" "));

  const RANKS = ["crashed", "timeout", "failed", "degraded", "skipped", "ok"];
  const unitTable = () => table("units",
    [...data.units].sort((a, b) => RANKS.indexOf(a.status) - RANKS.indexOf(b.status)), [
      { title: "File", cell: (u) => code(u.file), key: (u) => u.file, class: () => "place" },
      { title: "Status", cell: (u) => u.status, key: (u) => RANKS.indexOf(u.status), class: (u) => `status status-${u.status}` },
      { title: "Reason", cell: (u) => u.reason ?? "", key: (u) => u.reason ?? "" },
      { title: "Mode", cell: (u) => u.mode, key: (u) => u.mode },
      { title: "Functions", cell: (u) => String(u.functions), key: (u) => u.functions, class: () => "num" },
      { title: "Not read whole", cell: (u) => String(u.functions_degraded), key: (u) => u.functions_degraded, class: () => "num" },
    ], [
      { label: "Status", key: "status", of: (u) => [u.status] },
      { label: "Mode", key: "mode", of: (u) => [u.mode] },
    ], (u) => `${u.file} ${u.reason ?? ""}`);

  // --- Page -----------------------------------------------------------------------------------------------------------

  function show() {
    const view = VIEWS.includes(state.get("v")) ? state.get("v") : "findings";
    for (const name of VIEWS) byId(name).hidden = name !== view;
    for (const link of document.querySelectorAll(".top nav a"))
      link.getAttribute("href") === `#${view}` ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    showFilters();
    if (view === "findings") drawList();
    tables[view]?.apply();
    const rule = view === "rules" && byId(`rule-${state.get("rule")}`);
    if (!rule) return;
    rule.querySelector("details")?.setAttribute("open", "");
    rule.scrollIntoView();
  }

  function buildTools() {
    const order = ["", "light", "dark"];
    const names = { "": "Theme: system", light: "Theme: light", dark: "Theme: dark" };
    const theme = h("button", { class: "button", type: "button", onclick: () => {
      const next = order[(order.indexOf(document.documentElement.dataset.theme ?? "") + 1) % 3];
      next ? document.documentElement.dataset.theme = next : delete document.documentElement.dataset.theme;
      theme.textContent = names[next];
    } }, names[""]);
    byId("tools").append(theme, h("button", { class: "button", type: "button", onclick: () => help.showModal() }, "Keys (?)"));
  }

  const KEYS = [["j  k", "next, previous finding"], ["n  p", "next, previous step"], ["/", "search"], ["?", "these keys"], ["Esc", "leave a field, close"]];
  const help = h("dialog", { "aria-labelledby": "help-title" }, h("h2", { id: "help-title" }, "Keys"),
    h("table", null, h("tbody", null, KEYS.map(([key, what]) => h("tr", null, h("th", { scope: "row" }, key.split("  ").flatMap((k) => [h("kbd", null, k), " "])), h("td", null, what))))),
    h("p", { class: "meta" }, "The address bar holds the view, the filters and the finding: copy it to share what you see."),
    h("button", { class: "button", type: "button", onclick: () => help.close() }, "Close"));

  const COMMANDS = {
    j: () => choose(current < 0 ? Math.min(1, shown.length - 1) : current + 1),
    k: () => choose(Math.max(current, 0) - 1),
    n: () => goStep(step + 1),
    p: () => goStep(step - 1),
    "/": () => (byId(`by-${state.get("v") === "sites" || state.get("v") === "units" ? `${state.get("v")}-` : ""}q`) ?? byId("by-q")).focus(),
    "?": () => help.showModal(),
  };

  function onKey(event) {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || help.open || !COMMANDS[event.key]) return;
    if (byId("findings").hidden && "jknp".includes(event.key)) return;
    event.preventDefault();
    COMMANDS[event.key]();
  }

  // On paper there are no panes: every chosen finding is written out, every table drawn, everything opened.
  function beforePrint() {
    const paper = h("div", { class: "plain", id: "paper" }, shown.slice(0, 1000).map((f) => h("article", { class: "finding" }, findingParts(f, "h2"))));
    byId("findings").append(paper);
    Object.values(tables).forEach((t) => { t.apply(); t.drawAll(); });
    for (const one of document.querySelectorAll("details:not([open])")) one.setAttribute("open", "print");
  }

  function afterPrint() {
    byId("paper")?.remove();
    for (const one of document.querySelectorAll('details[open="print"]')) one.removeAttribute("open");
    show();
  }

  buildTools();
  buildFindings();
  const tables = { sites: siteTable(), units: unitTable() };
  for (const page of document.querySelectorAll("pre.markdown")) page.replaceWith(prose(page.textContent));
  for (const name of ["findings", "sites", "units"]) {
    byId(`${name}-app`).hidden = false;
    byId(`${name}-plain`).remove();
  }
  document.body.classList.add("app");
  document.body.append(help);
  show();
  addEventListener("hashchange", () => { state = readHash(); show(); });
  addEventListener("keydown", onKey);
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);
})();
