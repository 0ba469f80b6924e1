// What pages do in the browser: charts, numbers and times in the reader's language, the live connection, the dialog.
// Everything here is an extra: pages read without it. No inline code anywhere, so this file is all there is.
(function () {
  "use strict";
  const language = document.documentElement.lang || "en";
  const all = (root, selector) => (root.matches && root.matches(selector) ? [root] : []).concat([...root.querySelectorAll(selector)]);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // Numbers and times
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const monthOfYear = new Intl.DateTimeFormat(language, { year: "numeric", month: "short" });
  const dayOfMonth = new Intl.DateTimeFormat(language, { month: "short", day: "numeric" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const dayAndClock = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const numberFormat = (digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

  function ago(date) {
    const seconds = (date - Date.now()) / 1000;
    for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
      if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
    }
    return relative.format(Math.round(seconds), "second");
  }

  function writeTime(element) {
    const date = new Date(element.dateTime);
    if (isNaN(date)) return;
    const how = element.dataset.time;
    element.textContent = how === "relative" ? ago(date) : how === "time" ? clock.format(date) : how === "date" ? day.format(date) : dayAndClock.format(date);
    element.title = dayAndClock.format(date);
  }

  function writeNumber(element) {
    const value = Number(element.value);
    if (element.value === "" || !isFinite(value)) return;
    element.textContent = numberFormat(Number(element.dataset.digits || 0)).format(value);
  }

  // Sparklines: empty values are gaps
  function drawSparkline(element) {
    const values = element.dataset.values.split(",").map((text) => (text.trim() === "" ? null : Number(text)));
    const known = values.filter((value) => value !== null && isFinite(value));
    if (known.length < 2) return;
    const low = Math.min(...known), high = Math.max(...known), span = high - low || 1;
    let path = "", pen = false;
    values.forEach((value, index) => {
      if (value === null || !isFinite(value)) { pen = false; return; }
      const x = (index / (values.length - 1)) * 96, y = 22 - ((value - low) / span) * 20;
      path += `${pen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = true;
    });
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "0 0 96 24");
    svg.setAttribute("preserveAspectRatio", "none");
    const line = document.createElementNS(namespace, "path");
    line.setAttribute("d", path);
    svg.append(line);
    element.replaceChildren(svg);
  }

  // Charts
  const charts = new Map();

  // A series that is optional is drawn where it has anything.
  function readSeries(canvas, items) {
    try {
      return JSON.parse(canvas.dataset.series || "[]").filter((one) => !one.optional || items.some((item) => item[one.key] > 0));
    } catch { return []; }
  }

  // What the answer tells of the whole span, in a sentence below the chart; hidden while one of its figures is nothing.
  function caption(canvas, body) {
    const note = canvas.closest(".chart")?.querySelector("figcaption[data-figures]");
    if (!note) return;
    const figure = /\{(\w+)\}/g, text = note.dataset.figures;
    note.hidden = ![...text.matchAll(figure)].every(([, name]) => body[name] > 0);
    note.textContent = note.hidden ? "" : text.replace(figure, (_, name) => numberFormat(1).format(body[name]));
  }

  function message(canvas, text) {
    const box = canvas.parentElement;
    let note = box.querySelector(".chart-message");
    if (!text) { if (note) note.remove(); return; }
    if (!note) { note = document.createElement("div"); note.className = "chart-message"; box.append(note); }
    note.textContent = text;
  }

  // Large figures are drawn in the unit that reads best: 7.0 PH/s, not 7,000 TH/s. Name, factor, and from where on it is used: a miner's power stays in W.
  const steps = { "TH/s": [["EH/s", 1e6, 1e6], ["PH/s", 1e3, 1e3]], W: [["MW", 1e6, 1e6], ["kW", 1e3, 1e4]] };

  function scaleOf(series, items, name) {
    const own = series.filter((one) => (one.axis || "y") === name);
    if (!own.length) return null;
    const unit = own[0].unit || "";
    let most = 0;
    for (const item of items) for (const one of own) most = Math.max(most, Math.abs(item[one.key] || 0));
    const found = (steps[unit] || []).find(([, , least]) => most >= least);
    return { unit: found ? found[0] : unit, factor: found ? found[1] : 1, isCount: unit === "", fits: own.every((one) => one.fit) };
  }

  function axis(scale, name, isEmpty) {
    return {
      display: !isEmpty, position: name === "y1" ? "right" : "left", beginAtZero: !scale.fits,
      grid: { color: name === "y" ? color("--chart-grid") : "transparent", drawBorder: false },
      ticks: { color: color("--muted"), maxTicksLimit: 6, precision: scale.isCount ? 0 : undefined, callback: (value) => (Math.abs(value) >= 10000 ? compact : plain).format(value) },
      title: { display: scale.unit !== "", text: scale.unit, color: color("--muted") },
    };
  }

  // Ticks stand at whole hours or days of the reader's clock.
  const tickSteps = [1, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 10080, 20160].map((minutes) => minutes * 60000);
  function timeAxis(from, to, isEmpty) {
    const step = (width) => tickSteps.find((size) => (to - from) / size <= Math.max(3, Math.floor(width / 70))) || 43200 * 60000;
    return {
      type: "linear", display: !isEmpty, min: from, max: to, offset: false, grid: { display: false, drawBorder: false },
      afterBuildTicks: (scale) => {
        const size = step(scale.chart.width), shift = new Date(to).getTimezoneOffset() * 60000;
        scale.ticks = [];
        for (let at = Math.ceil((from - shift) / size) * size + shift; at <= to; at += size) scale.ticks.push({ value: at });
      },
      ticks: {
        color: color("--muted"), maxRotation: 0, autoSkip: true, autoSkipPadding: 12,
        callback: (value) => {
          const date = new Date(value);
          if (to - from > 400 * 86400000) return monthOfYear.format(date);
          return date.getHours() + date.getMinutes() === 0 && to - from > 86400000 ? dayOfMonth.format(date) : clock.format(date);
        },
      },
    };
  }

  function options(series, kind, items, span) {
    const isEmpty = !items.length || !span;
    const scales = {};
    const units = {};
    if (kind !== "doughnut") {
      scales.x = kind === "line" && span ? timeAxis(span.from, span.to, span.isEmpty)
        : { grid: { display: false, drawBorder: false }, ticks: { color: color("--muted"), maxRotation: 0, autoSkip: true, autoSkipPadding: 24 } };
      for (const name of ["y", "y1"]) {
        const scale = scaleOf(series, items, name);
        if (scale) { units[name] = scale; scales[name] = axis(scale, name, kind === "line" && (isEmpty || span.isEmpty)); }
      }
    }
    return {
      responsive: true, maintainAspectRatio: false, animation: false, normalized: true, spanGaps: false, scales,
      interaction: { mode: kind === "line" ? "x" : "index", axis: "x", intersect: false },
      hover: { mode: "index", intersect: false },
      plugins: {
        legend: { display: (series.length > 1 && !(span && span.isEmpty)) || kind === "doughnut", position: kind === "doughnut" ? "right" : "bottom", labels: { color: color("--ink"), boxWidth: 12, boxHeight: 12 } },
        tooltip: {
          mode: "index", intersect: false, backgroundColor: color("--ink"), titleColor: color("--surface"), bodyColor: color("--surface"), boxPadding: 4, padding: 10,
          callbacks: {
            title: (found) => (kind === "line" && found.length ? dayAndClock.format(new Date(found[0].parsed.x)) : found.length ? found[0].label : ""),
            label: (item) => {
              const one = series[item.datasetIndex] || {}, scale = units[one.axis || "y"] || { unit: "", factor: 1 };
              const value = kind === "doughnut" ? item.raw : item.parsed.y;
              const name = kind === "doughnut" ? item.label : item.dataset.label;
              const digits = scale.factor > 1 ? 2 : one.digits ?? 0;
              return value === null ? name : ` ${name}: ${numberFormat(digits).format(value)} ${scale.unit}`;
            },
          },
        },
      },
    };
  }

  function timeOf(item) { return new Date(item.time || item.recorded_at).getTime(); }

  // What is asked for, even where its beginning or end holds nothing.
  function spanOf(answer, items, isEmpty) {
    const from = Date.parse(answer.from), to = Date.parse(answer.to);
    if (isNaN(from + to) && (!items.length || isNaN(timeOf(items[0])))) return null;
    return { from: isNaN(from) ? timeOf(items[0]) : from, to: isNaN(to) ? timeOf(items[items.length - 1]) : to, isEmpty };
  }

  function build(canvas, items) {
    const kind = canvas.dataset.chart;
    const series = readSeries(canvas, items);
    if (kind === "doughnut") {
      const colors = items.map((item, index) => color(`--chart-${item.color || (index % 6) + 1}`));
      return {
        labels: items.map((item) => item.label),
        datasets: [{ data: items.map((item) => item.value), backgroundColor: colors, borderColor: color("--surface"), borderWidth: 2 }],
      };
    }
    const factors = { y: (scaleOf(series, items, "y") || { factor: 1 }).factor, y1: (scaleOf(series, items, "y1") || { factor: 1 }).factor };
    const value = (item, one) => (item[one.key] === undefined || item[one.key] === null ? null : item[one.key] / factors[one.axis || "y"]);
    const isLine = kind === "line" && items.length > 0 && !isNaN(timeOf(items[0]));
    return {
      labels: isLine ? undefined : items.map((item) => item.label || item.time || item.recorded_at),
      datasets: series.map((one, index) => {
        const stroke = color(`--chart-${one.color || index + 1}`);
        return {
          label: one.label || one.key, data: items.map((item) => (isLine ? { x: timeOf(item), y: value(item, one) } : value(item, one))),
          yAxisID: one.axis || "y", borderColor: stroke, backgroundColor: kind === "bar" ? stroke : stroke + "26", fill: one.fill === true,
          borderWidth: 1.75, pointRadius: isolated(items, one.key), pointHoverRadius: 4, pointBackgroundColor: stroke, tension: 0, spanGaps: false,
        };
      }),
    };
  }

  // A value between two gaps has no line: it gets a point.
  function isolated(items, key) {
    const known = (index) => items[index] && items[index][key] !== null && items[index][key] !== undefined;
    return items.map((_, index) => (known(index) && !known(index - 1) && !known(index + 1) ? 2.5 : 0));
  }

  async function loadChart(canvas) {
    if (!window.Chart) return;
    const source = canvas.dataset.source;
    let body, items;
    try {
      const answer = await fetch(source, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      body = await answer.json();
      items = body.items || [];
    } catch {
      if (!charts.has(canvas)) message(canvas, document.body.dataset.chartFailed || "–");
      return;
    }
    // The reader may have left the page or chosen another span meanwhile.
    if (!canvas.isConnected || canvas.dataset.source !== source) return;
    const kind = canvas.dataset.chart;
    const keys = readSeries(canvas, items).map((one) => one.key);
    const isEmpty = kind === "doughnut" ? !items.some((item) => item.value > 0)
      : !items.some((item) => keys.some((key) => item[key] !== null && item[key] !== undefined));
    message(canvas, isEmpty ? canvas.dataset.empty || "–" : "");
    caption(canvas, body);
    const figure = canvas.closest(".chart");
    if (figure) figure.classList.toggle("is-empty", isEmpty);
    const data = build(canvas, items), span = spanOf(body, items, isEmpty), shape = options(readSeries(canvas, items), kind, items, span);
    const known = charts.get(canvas);
    if (known) { Object.assign(known, { items, span }); known.chart.options = shape; known.chart.data = data; known.chart.update("none"); return; }
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    charts.set(canvas, { chart: new Chart(canvas, { type: kind, data, options: shape }), items, span });
  }

  function startChart(canvas) {
    if (charts.has(canvas) || canvas.dataset.started) return;
    canvas.dataset.started = "true";
    // Chart.js measures the parent: give the canvas one of its own.
    const box = document.createElement("div");
    box.className = "chart-box";
    canvas.replaceWith(box);
    box.append(canvas);
    loadChart(canvas);
  }

  function recolor() {
    for (const [canvas, known] of charts) {
      known.chart.options = options(readSeries(canvas, known.items), canvas.dataset.chart, known.items, known.span);
      known.chart.data = build(canvas, known.items);
      known.chart.update("none");
    }
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);
  matchMedia("print").addEventListener("change", recolor);

  // Spans: buttons that change from= and step= of the charts they name; kept while the tab is open
  function chooseSpan(group, button) {
    group.querySelectorAll("[data-from]").forEach((one) => {
      one.classList.toggle("current", one === button);
      one.setAttribute("aria-pressed", String(one === button));
    });
    document.querySelectorAll(`${group.dataset.spans} canvas[data-source]`).forEach((canvas) => {
      const source = new URL(canvas.dataset.source, location.href);
      source.searchParams.set("from", button.dataset.from);
      source.searchParams.set("step", button.dataset.step);
      canvas.dataset.source = source.pathname + source.search;
      if (canvas.dataset.started) loadChart(canvas);
    });
  }

  function startSpans(group) {
    group.hidden = false;
    let kept = null;
    try { kept = sessionStorage.getItem("span"); } catch { /* private mode */ }
    const button = kept && group.querySelector(`[data-from="${CSS.escape(kept)}"]`);
    if (button) chooseSpan(group, button);
    group.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-from]");
      if (!chosen) return;
      try { sessionStorage.setItem("span", chosen.dataset.from); } catch { /* private mode */ }
      chooseSpan(group, chosen);
    });
  }

  function dropGoneCharts() {
    for (const [canvas, known] of charts) if (!canvas.isConnected) { known.chart.destroy(); charts.delete(canvas); }
  }

  // Rows that are links
  function clickableRow(link) {
    const row = link.closest("tr");
    if (!row || row.classList.contains("is-clickable")) return;
    row.classList.add("is-clickable");
    row.addEventListener("click", (event) => {
      if (event.target.closest("a, button, input, select, label") || String(getSelection())) return;
      link.click();
    });
  }

  function enhance(root) {
    all(root, "time[data-time]").forEach(writeTime);
    all(root, "data[data-digits]").forEach(writeNumber);
    all(root, ".sparkline[data-values]").forEach(drawSparkline);
    all(root, "[data-spans]").forEach(startSpans);
    all(root, "canvas[data-chart]").forEach(startChart);
    all(root, "a.row-link").forEach(clickableRow);
    all(root, ".meter-bar[data-percent]").forEach((bar) => { bar.style.width = `${Math.max(0, Math.min(100, Number(bar.dataset.percent)))}%`; });
  }

  // Live
  const waiting = new Map();
  function soon(key, milliseconds, work) {
    if (waiting.has(key)) return;
    waiting.set(key, setTimeout(() => { waiting.delete(key); work(); }, milliseconds));
  }

  function liveState(state) {
    const live = document.querySelector(".live");
    if (!live) return;
    live.dataset.liveState = state;
    live.querySelector(".live-text").textContent = state === "live" ? live.dataset.textLive : live.dataset.textWaiting;
  }

  function replacePage(templateId) {
    const template = document.getElementById(templateId);
    const page = document.getElementById("page");
    if (!template || !page) return;
    page.replaceChildren(template.content.cloneNode(true));
    page.querySelector("[role=alert]").focus();
    dropGoneCharts();
  }

  function data(event) {
    try { return JSON.parse(event.data); } catch { return {}; }
  }

  function listen(source) {
    if (source.hashinsight) return;
    source.hashinsight = true;
    source.addEventListener("hashinsight.disabled", (event) => {
      const id = data(event).plugin;
      document.querySelectorAll(`.sidebar-list a[href^="/${CSS.escape(id)}/"], .sidebar-list a[href="/${CSS.escape(id)}"]`).forEach((link) => link.closest("li").remove());
      if (document.body.dataset.plugin === id) replacePage("plugin-disabled");
    });
    // A page that stopped, or that had nothing to show, is whole again.
    source.addEventListener("hashinsight.enabled", () => { if (document.querySelector("[data-awaits-plugin]")) location.reload(); });
    // While a plugin is developed: what the page was made from has changed.
    source.addEventListener("hashinsight.reloaded", () => location.reload());
    source.addEventListener("hashinsight.session_ended", () => { source.close(); replacePage("session-ended"); });
    source.addEventListener("hashinsight.toggled", (event) => {
      const { tenant, plugin } = data(event);
      const cell = document.querySelector(`[data-cell="${CSS.escape(tenant + "/" + plugin)}"]`);
      if (cell && window.htmx) htmx.trigger(cell, "refresh");
    });
    source.addEventListener("hashinsight.rollout", (event) => {
      const part = document.querySelector(`[data-rollout="${CSS.escape(data(event).plugin)}"]`);
      if (part && window.htmx) htmx.trigger(part, "refresh");
    });
    const topics = new Set();
    document.querySelectorAll("[data-refresh], [data-live]").forEach((element) => {
      [element.dataset.refresh, element.dataset.live].forEach((topic) => topic && topics.add(topic.replace(/^sse:/, "")));
    });
    for (const topic of topics) {
      source.addEventListener(topic, () => {
        soon("charts " + topic, 5000, () => document.querySelectorAll("canvas[data-refresh]").forEach((canvas) => {
          if (canvas.dataset.refresh.replace(/^sse:/, "") === topic) loadChart(canvas);
        }));
        document.querySelectorAll(`[data-live="${CSS.escape(topic)}"]`).forEach((element) => {
          element.classList.remove("pulse");
          requestAnimationFrame(() => element.classList.add("pulse"));
        });
      });
    }
  }

  // While a plugin is developed, a host that comes back serves another build.
  let hasLostHost = false;
  document.addEventListener("htmx:sseOpen", (event) => {
    if (hasLostHost && document.body.hasAttribute("data-develop")) { location.reload(); return; }
    liveState("live");
    listen(event.detail.source);
  });
  document.addEventListener("htmx:sseError", () => { hasLostHost = true; liveState("waiting"); });

  // The dialog: filled by htmx, shown by Bootstrap; without either, its links lead to a page
  function dialog() {
    const element = document.getElementById("dialog");
    return element && window.bootstrap ? bootstrap.Modal.getOrCreateInstance(element) : null;
  }
  // The switch that was pressed is a new element after the answer: the focus goes back to it.
  let pressedCell = null;
  function focusSwitch() {
    const fresh = pressedCell && document.querySelector(`#${CSS.escape(pressedCell)} a[role=switch]`);
    const at = document.activeElement;
    if (fresh && (!at || at === document.body || at.closest("#dialog"))) fresh.focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("td.cell a[role=switch]");
    if (pressed) pressedCell = pressed.closest("td").id;
  });
  document.addEventListener("hidden.bs.modal", focusSwitch);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "dialog-content") { const shown = dialog(); if (shown) shown.show(); }
    if (event.detail.target.matches("td.cell")) {
      document.querySelectorAll("[data-count]").forEach((count) => { count.textContent = document.querySelectorAll(count.dataset.count).length; });
      focusSwitch();
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.elt.matches("[data-closes-dialog]")) { const shown = dialog(); if (shown) shown.hide(); }
  });
  document.addEventListener("closeDialog", () => { const shown = dialog(); if (shown) shown.hide(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#dialog a[data-bs-dismiss]");
    if (link) { event.preventDefault(); const shown = dialog(); if (shown) shown.hide(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a[role=switch]")) { event.preventDefault(); event.target.click(); }
    // Bootstrap hears Escape only while the focus is inside.
    if (event.key === "Escape" && document.body.classList.contains("modal-open")) { const shown = dialog(); if (shown) shown.hide(); }
    if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const status = event.detail.xhr ? event.detail.xhr.status : 0;
      if (status === 401) return;
      const shown = dialog();
      if (shown) shown.hide();
      const notices = document.getElementById("notices"), template = document.getElementById("request-failed");
      if (notices && template) notices.replaceChildren(template.content.cloneNode(true));
    });
  }

  document.addEventListener("htmx:load", (event) => { dropGoneCharts(); enhance(event.detail.elt); });
  function begin() {
    enhance(document);
    setInterval(() => document.querySelectorAll("time[data-time=relative]").forEach(writeTime), 15000);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
