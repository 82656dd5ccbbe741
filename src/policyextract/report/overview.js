"use strict";
/** The overviews: `data` as overview.py gives it; `open` shows a record in the table and the text. */
function policyOverview(data, records, make, open) {
  const box = document.getElementById("overview");
  const byId = new Map(records.map((record) => [record.id, record]));
  const points = data.points.map(([group, place, kind, year, low, high, comparator, published, id]) => (
    { group, place, kind: kind === "target" ? "目标" : "实绩", year, low, high, comparator, published, id }));
  const ofGroup = new Map();
  points.forEach((point) => { ofGroup.set(point.group, [...(ofGroup.get(point.group) || []), point]); });
  const draws = typeof vegaEmbed === "function";
  const name = (place) => data.places[place][1] || "未注明地区";
  const placed = (list) => list.filter((point) => data.places[point.place][1]);
  const many = (list, of) => new Set(list.map(of)).size;
  let drawn = []; // what is drawn anew when the colours change
  let made = false; // whether the plots stand on the page

  // Plots

  const color = (variable) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  function config() {
    const [ink, soft, line] = ["--ink", "--soft", "--line"].map(color);
    return { background: null, font: getComputedStyle(document.body).fontFamily, view: { stroke: null },
      axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
      legend: { labelColor: ink, titleColor: soft, labelFontSize: 12, orient: "top", title: null }, text: { color: ink } };
  }
  const shades = () => (matchMedia("(prefers-color-scheme: dark)").matches
    ? { 目标: "#d8ad2b", 实绩: "#5fc07a", 承诺: "#6ea8ee" } : { 目标: "#b98900", 实绩: "#2b8a45", 承诺: "#3673c4" });
  function kinds(list) {
    return { field: "kind", type: "nominal", scale: { domain: list, range: list.map((kind) => shades()[kind]) }, title: null };
  }

  /** Draws with Vega-Lite, whose expressions are interpreted: the page allows no program made of text. */
  function plot(place, label, spec) {
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", label);
    const again = () => {
      vegaEmbed(place, { autosize: { type: "fit-x", contains: "padding" }, config: config(), ...spec() }, { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { theme: "custom", disableDefaultStyle: true } })
        .then(({ view }) => view.addEventListener("click", (_, item) => {
          const found = item && item.datum && byId.get(item.datum.id);
          if (found) open(found);
        })).catch((error) => { place.textContent = `图无法绘制：${error.message}`; });
    };
    if (made) drawn = drawn.filter((one) => one.place.isConnected);
    drawn.push({ place, again });
    if (made && !box.hidden) again();
  }
  const width = (element) => Math.max(260, Math.min(1100, element.clientWidth || box.clientWidth - 40));

  /** A table that tells what a plot shows. */
  function table(heads, rows, caption) {
    return make("table", { class: "plain" }, make("caption", { class: "hidden" }, caption),
      make("thead", {}, make("tr", {}, ...heads.map((head, n) => make("th", { scope: "col", class: head.number ? "number" : null }, head.label ?? head)))),
      make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, n) => make("td", { class: heads[n].number ? "number" : null }, cell))))));
  }
  const number = (label) => ({ label, number: true });
  const beside = (label, inner) => make("details", draws ? {} : { open: true }, make("summary", {}, label), make("div", { class: "tall", tabindex: "0", role: "region", "aria-label": label }, inner));

  // Figures

  /** In what size figures are told: 亿, 万 or as they are. */
  function scaled(list, group) {
    const unit = data.groups[group][1];
    const most = Math.max(0, ...list.flatMap((point) => [point.low, point.high]).filter((value) => value !== null).map(Math.abs));
    const [size, word] = most >= 1e12 ? [1e12, "万亿"] : most >= 1e8 ? [1e8, "亿"] : most >= 1e4 ? [1e4, "万"] : [1, ""];
    return { size, unit: word + unit };
  }
  const SIGNS = { ">=": "≥", ">": ">", "<=": "≤", "<": "<", "~": "≈", "=": "", range: "" };
  const round = (value, digits) => value.toLocaleString("zh-CN", { maximumSignificantDigits: digits });
  function figure(point, { size, unit }, digits = 6) {
    const bounds = [point.low, point.high].filter((value) => value !== null).map((value) => round(value / size, digits));
    const same = bounds.length === 2 && bounds[0] !== bounds[1];
    return `${SIGNS[point.comparator] ?? ""}${same ? bounds.join("–") : bounds[0]}${unit}`;
  }
  const value = (point) => (point.low ?? point.high);
  function datum(point, scale) {
    const mid = value(point) / scale.size;
    return { place: name(point.place), kind: point.kind, year: String(point.year), id: point.id, value: mid, text: figure(point, scale),
      low: (point.low ?? point.high) / scale.size, high: (point.high ?? point.low) / scale.size, published: point.published };
  }
  const tooltip = [{ field: "place", title: "地区" }, { field: "kind", title: "类型" }, { field: "year", title: "年份" }, { field: "text", title: "数值" }, { field: "published", title: "发布" }];
  /** The latest of each place, kind and year; points come in the order of their publication. */
  const latest = (list) => [...new Map(list.map((point) => [`${point.place} ${point.kind} ${point.year}`, point])).values()];
  const link = (point, text) => (byId.has(point.id) ? make("button", { type: "button", on: { click: () => open(byId.get(point.id)) } }, text) : text);

  // Due dates over time

  function due() {
    const counts = new Map();
    records.filter((record) => record.kind !== "实绩" && record.due).forEach((record) => {
      const key = `${record.due.slice(0, 4)} ${record.kind}`;
      counts.set(key, (counts.get(key) || 0) + 1);
    });
    const values = [...counts].map(([key, n]) => ({ year: key.slice(0, 4), kind: key.slice(5), n })).sort((a, b) => (a.year + a.kind < b.year + b.kind ? -1 : 1));
    const open_ = records.filter((record) => record.kind !== "实绩" && !record.due).length;
    const section = make("section", { "aria-label": "时限分布" }, make("h2", {}, "目标与承诺何时到期"));
    if (!values.length) return make("section", {}, make("h2", {}, "目标与承诺何时到期"), make("p", { class: "hint" }, "没有写明时限的目标或承诺。"));
    const place = make("div", { class: "plot" });
    section.append(place, open_ ? make("p", { class: "hint" }, `另有 ${open_.toLocaleString()} 条没有时限。`) : "",
      beside("数据表", table(["年份", "类型", number("条数")], values.map((one) => [one.year, one.kind, one.n.toLocaleString()]), "各年到期的目标与承诺")));
    if (draws) plot(place, "各年到期的目标与承诺条数，数据见下表", () => ({
      data: { values }, width: width(place), height: 200, mark: { type: "bar", cornerRadiusEnd: 2 },
      encoding: { x: { field: "year", type: "ordinal", title: null, axis: { labelAngle: 0, labelOverlap: true } }, y: { field: "n", type: "quantitative", title: "条", axis: { tickMinStep: 1 } }, color: kinds(["目标", "承诺"]),
        tooltip: [{ field: "year", title: "年份" }, { field: "kind", title: "类型" }, { field: "n", title: "条数" }] },
    }));
    return section;
  }

  // Choices

  function select(label, options, change) {
    const list = make("select", { on: { change: () => change(Number(list.value)) } }, ...options.map(([value_, text]) => make("option", { value: value_ }, text)));
    return make("label", {}, `${label} `, list);
  }
  /** Groups that hold more than one figure, those of most places and figures first. */
  const choices = [...ofGroup].filter(([, list]) => list.length > 1 || ofGroup.size < 3)
    .map(([group, list]) => ({
      group, list, places: many(placed(list), (point) => point.place), sides: many(list, (point) => point.kind),
      both: many(list, (point) => `${point.place} ${point.year} ${point.kind}`) - many(list, (point) => `${point.place} ${point.year}`), // years with a target and what became of it
    }));

  // Targets against actuals

  function against() {
    const section = make("section", {}, make("h2", {}, "目标与实绩：逐年对照"));
    const offered = choices.filter((one) => one.sides === 2).sort((a, b) => b.both - a.both || b.list.length - a.list.length || a.group - b.group);
    if (!offered.length) return section.append(make("p", { class: "hint" }, "没有既有目标又有实绩的同一指标。")), section;
    const body = make("div");
    const where = make("span");
    function group(n) {
      const list = ofGroup.get(n);
      const counts = new Map();
      list.forEach((point) => counts.set(point.place, (counts.get(point.place) || 0) + 1));
      const order = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([place]) => [place, name(place)]);
      where.replaceChildren(select("地区", order, (place) => draw(n, place)));
      draw(n, order[0][0]);
    }
    function draw(n, place) {
      const list = latest(ofGroup.get(n).filter((point) => point.place === place)).sort((a, b) => a.year - b.year);
      const scale = scaled(list, n);
      const values = list.map((point) => datum(point, scale));
      const plotted = make("div", { class: "plot" });
      const years = [...new Set(list.map((point) => point.year))];
      const span = Array.from({ length: years.at(-1) - years[0] + 1 }, (_, at) => String(years[0] + at));
      const cell = (year, kind) => {
        const point = list.find((one) => one.year === year && one.kind === kind);
        return point ? link(point, figure(point, scale)) : "未说明";
      };
      body.replaceChildren(plotted, beside("数据表", table(["年份", "目标", "实绩"], years.map((year) => [String(year), cell(year, "目标"), cell(year, "实绩")]), "逐年目标与实绩")));
      if (draws) plot(plotted, `${name(place)}${data.groups[n][0]}逐年目标与实绩，数据见下表`, () => ({
        data: { values }, width: width(plotted), height: 240,
        encoding: { x: { field: "year", type: "ordinal", title: null, axis: { labelAngle: 0, labelOverlap: true }, scale: { padding: 0.6, domain: span } }, color: kinds(["目标", "实绩"]), tooltip },
        layer: [
          { mark: { type: "line", strokeWidth: 1.5, opacity: 0.5 }, encoding: { y: { field: "value", type: "quantitative", title: scale.unit, scale: { zero: false } } } },
          { mark: { type: "rule", strokeWidth: 4, opacity: 0.45 }, encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" } } },
          { mark: { type: "point", filled: true, size: 90, cursor: "pointer", opacity: 1 }, encoding: { y: { field: "value", type: "quantitative" }, shape: { field: "kind", type: "nominal", scale: { domain: ["目标", "实绩"], range: ["diamond", "circle"] } } } },
        ],
      }));
    }
    section.append(make("div", { class: "controls" }, select("指标", offered.map((one) => [one.group, data.groups[one.group][0]]), group), where), body);
    group(offered[0].group);
    return section;
  }

  // One indicator over places

  function over() {
    const section = make("section", {}, make("h2", {}, "一项指标，各地比较"));
    const offered = choices.filter((one) => one.places).sort((a, b) => b.places - a.places || b.list.length - a.list.length || a.group - b.group);
    if (!offered.length) return section.append(make("p", { class: "hint" }, "没有可以比较的指标。")), section;
    const when = make("span");
    const body = make("div");
    function group(n) {
      const counts = new Map();
      latest(placed(ofGroup.get(n))).forEach((point) => {
        const key = `${point.year} ${point.kind}`;
        counts.set(key, { year: point.year, kind: point.kind, n: (counts.get(key)?.n || 0) + 1 });
      });
      const offers = [...counts.values()].sort((a, b) => b.year - a.year || (a.kind < b.kind ? 1 : -1));
      const best = offers.reduce((a, b) => (b.n > a.n ? b : a));
      const list = select("时期", offers.map((one, at) => [at, `${one.year} 年${one.kind}（${one.n} 地）`]), (at) => draw(n, offers[at]));
      list.querySelector("select").value = offers.indexOf(best);
      when.replaceChildren(list);
      draw(n, best);
    }
    function draw(n, { year, kind }) {
      const list = latest(placed(ofGroup.get(n)).filter((point) => point.year === year && point.kind === kind)).sort((a, b) => value(b) - value(a));
      const scale = scaled(list, n);
      const values = list.map((point) => datum(point, scale));
      const plotted = make("div", { class: "plot" });
      const silent = data.places.map((place, at) => ({ at, place })).filter(({ at, place }) => place[2].some((one) => Math.abs(one - year) <= 1) && !list.some((point) => point.place === at));
      const rows = [...list.map((point, at) => [String(at + 1), name(point.place), link(point, figure(point, scale))]), ...silent.map(({ at }) => ["", name(at), "未说明"])];
      body.replaceChildren(make("div", { class: "sides" }, make("div", {}, make("div", { class: "tall", tabindex: "0", role: "region", "aria-label": "排序图" }, plotted),
        beside("数据表", table([number("名次"), "地区", "数值"], rows, "各地数值"))), make("div", {}, tiles(list, year, scale), legend(year, scale.unit))));
      if (draws) plot(plotted, `${data.groups[n][0]}${year} 年各地${kind}排序，数据见下表`, () => ({
        data: { values }, width: width(plotted), height: 22 * values.length,
        encoding: { y: { field: "place", type: "nominal", sort: null, title: null, axis: { labelLimit: 140 } }, color: { ...kinds([kind]), legend: null }, tooltip },
        layer: [
          { mark: { type: "rule", strokeWidth: 5, opacity: 0.4 }, encoding: { x: { field: "low", type: "quantitative", title: scale.unit, scale: { zero: false }, axis: { orient: "top", tickCount: 5 } }, x2: { field: "high" } } },
          { mark: { type: "point", filled: true, size: 70, cursor: "pointer", opacity: 1 }, encoding: { x: { field: "value", type: "quantitative" } } },
          { mark: { type: "text", align: "left", dx: 9, fontSize: 12 }, encoding: { x: { field: "high", type: "quantitative" }, text: { field: "text" }, color: { value: color("--ink") } } },
        ],
      }));
    }
    /** Each province where it lies on the map: its figure, else that of its places, else whether anything was published. */
    function tiles(list, year, scale) {
      const rows = [];
      const all = list.map(value);
      const [least, most] = [Math.min(...all), Math.max(...all)];
      const shade = (point) => `v${most > least ? 1 + Math.min(4, Math.floor((5 * (value(point) - least)) / (most - least))) : 3}`;
      for (const [code, short, row, column] of data.tiles) {
        const inside = (place) => data.places[place][0].slice(0, 2) === code.slice(0, 2);
        const own = list.find((point) => data.places[point.place][0] === code);
        const below = list.filter((point) => inside(point.place));
        const told = data.places.some((place) => place[0].slice(0, 2) === code.slice(0, 2) && place[2].some((one) => Math.abs(one - year) <= 1));
        const brief = (point) => figure(point, { size: scale.size, unit: "" }, 3);
        const text = own ? brief(own) : below.length ? (below.length > 1 ? `${below.length} 地` : brief(below[0])) : told ? "未说明" : "无文献";
        const kind = own ? shade(own) : below.length ? shade(below[0]) : told ? "none" : "no-document";
        const title = own ? `${short}：${figure(own, scale)}` : !below.length ? `${short}：${text}` : below.map((point) => `${name(point.place)}：${figure(point, scale)}`).join("\n");
        (rows[row] ??= [])[column] = make("td", { class: kind, title }, make("span", {}, own || below.length !== 1 ? short : name(below[0].place)), make("span", { class: "value" }, text));
      }
      const columns = Math.max(...rows.map((row) => row.length));
      return make("table", { class: "tiles" }, make("caption", { class: "hidden" }, "各省份按地图位置排列"),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...Array.from({ length: columns - 1 }, (_, at) => row[at + 1] || make("td"))))));
    }
    function legend(year, unit) {
      const key = (name_, text) => make("span", {}, make("i", { class: name_ }), text);
      return make("p", { class: "legend" }, unit ? make("span", {}, `单位：${unit}`) : "", key("v1", "较低"), key("v5", "较高"), key("none", "未说明：有文献，但没有这项数值"),
        key("no-document", `无文献：${year - 1}—${year + 1} 年没有这里的文献`));
    }
    section.append(make("div", { class: "controls" }, select("指标", offered.map((one) => [one.group, `${data.groups[one.group][0]}　${one.places} 地`]), group), when), body);
    group(offered[0].group);
    return section;
  }

  addEventListener("overview", () => {
    if (!made) {
      const without = draws ? "" : make("p", { class: "note" }, "没有安装绘图库（pip install 'policyextract[report]'），以表格代图。");
      box.append(...[without, due(), against(), over()].filter(Boolean));
      made = true;
    }
    drawn.forEach((one) => one.again());
  });
  const again = () => { if (!box.hidden && made) drawn.forEach((one) => one.place.isConnected && one.again()); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(again, 150); });
}
