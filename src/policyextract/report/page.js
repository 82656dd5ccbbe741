"use strict";
(() => {
  const PAGE = 100; // rows shown at once
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const documents = data.documents;
  const records = data.records.map((cells, n) => {
    const record = { n };
    data.fields.forEach((name, i) => { record[name] = cells[i]; });
    return record;
  });
  const first = []; // of each document, its first record
  records.forEach((record) => { first[record.document] ??= record.n; });
  const byId = new Map(records.map((record) => [record.id, record]));

  const { make, blocks } = policyText(records);

  // The table: filtered, sorted, a page at a time

  const COLUMNS = [
    ["kind", "类型"], ["indicator", "指标"], ["quantity", "数值"], ["due", "时限"], ["place", "地区"],
    ["agent", "责任单位"], ["confidence", "置信度"],
  ];
  const state = { sort: null, down: false, found: records, page: 0, chosen: null, shown: null };
  const filters = $("filters");
  const many = documents.length > 1;

  function hay(record) {
    return (record.hay ??= [record.indicator, record.sentence, record.text, record.agents, record.section, record.programme,
      documents[record.document].title].filter(Boolean).join("\n").toLowerCase());
  }
  const has = (value, wanted) => value !== null && value !== undefined && String(value).toLowerCase().includes(wanted);
  const inPlace = (record, wanted) => (/^\d{2,6}$/.test(wanted)
    ? (record.code || "").startsWith(wanted.replace(/(00)+$/, "") || wanted)
    : has(record.place, wanted) || has(documents[record.document].place, wanted));

  function wanted() {
    const form = new FormData(filters);
    const text = (name) => (form.get(name) || "").trim().toLowerCase();
    const words = text("words").split(/\s+/).filter(Boolean);
    const kinds = new Set(form.getAll("kind"));
    const [indicator, place, agent] = ["indicator", "place", "agent"].map(text);
    const [after, before] = [form.get("after"), form.get("before")];
    const least = Number(form.get("confidence"));
    return (record) => kinds.has(record.kind) && record.confidence >= least
      && (!indicator || has(record.indicator, indicator)) && (!place || inPlace(record, place))
      && (!agent || has(record.agents, agent))
      && (!after || (record.due && record.due >= after)) && (!before || (record.due && record.due <= before))
      && words.every((word) => hay(record).includes(word));
  }

  const ranks = {}; // a column's texts in the order of the language, made once
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
  function key(name) {
    if (name === "confidence") return (record) => record.confidence;
    if (name === "quantity") return (record) => record.low;
    if (name === "due") return (record) => record.due;
    ranks[name] ??= new Map([...new Set(records.map((record) => record[name]))].filter(Boolean).sort(compare)
      .map((value, n) => [value, n]));
    return (record) => ranks[name].get(record[name]);
  }

  function refresh(keep) {
    const begun = performance.now();
    $("least").textContent = Number(filters.elements.confidence.value).toFixed(2);
    state.found = records.filter(wanted());
    if (state.sort) {
      const of = key(state.sort);
      const keyed = state.found.map((record) => [of(record), record]);
      const empty = (value) => value === null || value === undefined || value === "";
      keyed.sort(([a, one], [b, other]) => {
        if (empty(a) || empty(b)) return empty(a) - empty(b) || one.n - other.n; // what is not told stands last
        return (a < b ? -1 : a > b ? 1 : 0) * (state.down ? -1 : 1) || one.n - other.n;
      });
      state.found = keyed.map(([, record]) => record);
    }
    if (!keep) state.page = 0;
    draw();
    const docs = new Set(state.found.map((record) => record.document)).size;
    $("status").textContent = state.found.length
      ? `${state.found.length.toLocaleString()} 条记录` + (many ? `，${docs.toLocaleString()} 篇文档` : "")
      : "没有符合条件的记录；请放宽筛选条件";
    document.documentElement.dataset.took = (performance.now() - begun).toFixed(1);
  }

  function row(record) {
    const cells = COLUMNS.map(([name]) => {
      if (name === "kind") return make("td", {}, make("span", { class: `kind ${POLICY_KINDS[record.kind]}` }, record.kind));
      if (name === "indicator") {
        return make("td", { class: "indicator" }, make("button", { type: "button", tabindex: record.n === tabbed() ? "0" : "-1" }, record.indicator || "—"));
      }
      if (name === "quantity") return make("td", { class: "number" }, (record.change ? `${record.change} ` : "") + record.quantity);
      if (name === "confidence") {
        const much = record.confidence >= 0.7 ? "high" : record.confidence >= 0.4 ? "middle" : "low";
        return make("td", { class: `number ${much}` }, record.confidence.toFixed(2));
      }
      if (name === "due") return make("td", { class: "day" }, record.due || record.words || "");
      return make("td", { class: name }, record[name] || "");
    });
    return make("tr", { id: `row-${record.n}`, "data-n": record.n, class: record === state.chosen ? "chosen" : null }, ...cells);
  }

  /** The one row button that Tab stops at. */
  function tabbed() {
    const page = state.found.slice(state.page * PAGE, (state.page + 1) * PAGE);
    return state.chosen && page.includes(state.chosen) ? state.chosen.n : page.length ? page[0].n : -1;
  }

  function draw(all) {
    const from = all ? 0 : state.page * PAGE;
    const some = all ? state.found : state.found.slice(from, from + PAGE);
    $("table").tBodies[0].replaceChildren(...some.map(row));
    const last = Math.ceil(state.found.length / PAGE) - 1;
    $("pager").hidden = last < 1;
    $("back").disabled = state.page <= 0;
    $("on").disabled = state.page >= last;
    $("range").textContent = state.found.length
      ? `${(from + 1).toLocaleString()}–${(from + some.length).toLocaleString()} / ${state.found.length.toLocaleString()}` : "";
  }

  function heads() {
    for (const [name, label] of COLUMNS) {
      const button = make("button", { type: "button", on: { click: () => {
        state.down = state.sort === name && !state.down;
        state.sort = name;
        for (const head of $("table").tHead.rows[0].cells) head.removeAttribute("aria-sort");
        button.parentElement.setAttribute("aria-sort", state.down ? "descending" : "ascending");
        refresh();
      } } }, label);
      $("table").tHead.rows[0].append(make("th", { scope: "col", class: ["quantity", "confidence"].includes(name) ? "number" : null }, button));
    }
  }

  // The text of a document, and the record that is chosen

  function show(n) {
    if (state.shown === n) return;
    state.shown = n;
    const doc = documents[n];
    const link = /^https?:\/\//.test(doc.source || "")
      ? make("a", { href: doc.source, rel: "noreferrer noopener", target: "_blank" }, "网页") : doc.source !== doc.title ? doc.source : null;
    const facts = [doc.published, doc.body, doc.number, doc.place, link].filter(Boolean);
    $("source").replaceChildren(
      many ? picker(n) : "",
      make("h2", {}, doc.title),
      make("p", { class: "facts" }, ...facts.flatMap((fact, i) => (i ? [" · ", fact] : [fact]))),
      ...doc.warnings.map((warning) => make("p", { class: "note" }, warning)),
      doc.whole ? "" : make("p", { class: "note" }, "没有保存原文，只列出记录所在的句子。"),
    );
    $("text").replaceChildren(...blocks(doc.blocks, first[n] ?? 0));
    $("text").scrollTop = 0;
    const mark = $("text").querySelector("a.mark");
    if (mark) inView(mark);
  }

  function picker(n) {
    const step = (by) => () => { show(n + by); choose(null); };
    return make("div", { class: "picker" },
      make("button", { type: "button", "aria-label": "上一篇", disabled: n === 0, on: { click: step(-1) } }, "‹"),
      make("span", {}, `${(n + 1).toLocaleString()} / ${documents.length.toLocaleString()} 篇`),
      make("button", { type: "button", "aria-label": "下一篇", disabled: n === documents.length - 1, on: { click: step(1) } }, "›"));
  }

  /** Scrolls the text alone, so that a page around it stays where it is. */
  function inView(element) {
    for (let box = element.parentElement; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    for (const frame of [$("text"), $("scroll")]) {
      if (!frame.contains(element)) continue;
      const [inner, outer] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
      if (inner.top < outer.top + 40 || inner.bottom > outer.bottom - 20) {
        frame.scrollTop += inner.top - outer.top - frame.clientHeight / 3;
      }
    }
  }
  const markOf = (record) => [...$("text").querySelectorAll("a.mark")]
    .find((mark) => mark.dataset.n.split(" ").includes(String(record.n)));

  function choose(record, focus) {
    state.chosen = record;
    document.querySelectorAll(".chosen").forEach((element) => element.classList.remove("chosen"));
    document.querySelectorAll("#text .said").forEach((element) => element.classList.remove("said"));
    detail(record);
    if (!record) return;
    show(record.document);
    const at = state.found.indexOf(record);
    if (at >= 0 && Math.floor(at / PAGE) !== state.page) {
      state.page = Math.floor(at / PAGE);
      draw();
    }
    const line = $(`row-${record.n}`);
    if (line) {
      line.classList.add("chosen");
      document.querySelectorAll("#table tbody button").forEach((button) => { button.tabIndex = -1; });
      const button = line.querySelector("button");
      button.tabIndex = 0;
      if (focus === "row") button.focus({ preventScroll: true });
      inView(line);
    }
    const mark = markOf(record);
    const sentence = mark ? mark.parentElement.dataset.s : record.at;
    if (sentence !== undefined && sentence !== null) {
      document.querySelectorAll(`#text [data-s="${Number(sentence)}"]`).forEach((element) => element.classList.add("said"));
    }
    if (mark) {
      mark.classList.add("chosen");
      if (focus === "mark") mark.focus({ preventScroll: true });
      inView(mark);
    }
    if (!data.small) history.replaceState(null, "", `#${record.id}`);
  }

  function detail(record) {
    if (!record) {
      $("detail").replaceChildren(make("p", { class: "hint" }, "点表格中的指标或原文中的标记，这里说明它的依据。"));
      return;
    }
    const repeated = record.repeat && byId.get(record.repeat);
    const facts = [
      ["时限", [record.words, record.first || record.due ? `（${[record.first, record.due].filter(Boolean).join(" 至 ")}）` : ""].join("")],
      ["动词", record.action], ["力度", record.commitment], ["性质", record.nature], ["比较", [record.basis, record.baseline].filter(Boolean).join(" ")],
      ["口径", record.qualifiers], ["责任单位", (record.agents || "").replaceAll(";", "、")], ["行动", record.programme], ["章节", record.section],
      ["位置", [record.start === null ? "不在原文中" : `原文第 ${record.start}–${record.end} 字`, record.part].filter(Boolean).join("，")],
      ["重复", record.repeat ? (repeated ? make("a", { href: `#${record.repeat}`, on: { click: (event) => { event.preventDefault(); choose(repeated); } } }, "与另一条记录相同") : "与另一条记录相同") : ""],
      ["规则", (record.rules || "").replaceAll(";", "　")],
    ].filter(([, value]) => value);
    const sums = record.sums && make("details", { class: "sums", open: true }, make("summary", {}, "各项怎样选出"),
      make("table", {}, make("thead", {}, make("tr", {}, ...["项", "选定", "依据"].map((label) => make("th", { scope: "col" }, label)))),
        make("tbody", {}, ...record.sums.map(([slot, value, why]) => make("tr", {}, make("th", { scope: "row" }, slot), make("td", {}, value), make("td", {}, why))))));
    const hidden = state.found.includes(record) ? "" : make("p", { class: "note" }, "这条记录不符合左边的筛选条件。");
    $("detail").replaceChildren(
      make("p", { class: "head" }, make("span", { class: `kind ${POLICY_KINDS[record.kind]}` }, record.kind),
        make("strong", {}, record.indicator || ""), make("span", {}, `${record.change ? `${record.change} ` : ""}${record.quantity}`),
        make("span", { class: "sure" }, "置信度 ", make("meter", { min: 0, max: 1, value: record.confidence, "aria-label": "置信度" }), ` ${record.confidence.toFixed(2)}`)),
      hidden, make("dl", {}, ...facts.map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, value)))), sums || "");
  }

  // Keys, clicks, printing

  function step(by) {
    const at = state.chosen ? state.found.indexOf(state.chosen) : -1;
    const next = state.found[Math.min(Math.max(at + by, 0), state.found.length - 1)];
    if (next) choose(next, "row");
  }

  function listen() {
    filters.addEventListener("submit", (event) => event.preventDefault());
    filters.addEventListener("input", () => refresh());
    filters.addEventListener("reset", () => setTimeout(refresh));
    $("back").addEventListener("click", () => { state.page -= 1; draw(); $("scroll").scrollTop = 0; });
    $("on").addEventListener("click", () => { state.page += 1; draw(); $("scroll").scrollTop = 0; });
    $("table").tBodies[0].addEventListener("click", (event) => {
      const line = event.target.closest("tr");
      if (line) choose(records[line.dataset.n], "row");
    });
    $("text").addEventListener("click", (event) => {
      const mark = event.target.closest("a.mark");
      if (!mark) return;
      event.preventDefault();
      const own = mark.dataset.n.split(" ").map(Number); // of several records of one number, one after another
      choose(records[own[(own.indexOf(state.chosen ? state.chosen.n : -1) + 1) % own.length]], "mark");
    });
    $("left").addEventListener("keydown", (event) => {
      if (event.target.closest("form, #pager, thead")) return;
      const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -records.length, End: records.length }[event.key];
      if (by) {
        event.preventDefault();
        step(by);
      } else if (event.key === "Enter" && state.chosen && event.target.closest("tr")) {
        event.preventDefault();
        choose(records[event.target.closest("tr").dataset.n], "mark");
      } else search(event);
    });
    $("right").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.chosen) choose(state.chosen, "row");
      else search(event);
    });
    addEventListener("beforeprint", () => draw(true));
    addEventListener("afterprint", () => draw());
  }

  function search(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    filters.elements.words.focus();
  }

  function lists() {
    const kinds = ["目标", "实绩", "承诺"];
    $("kinds").append(...kinds.map((kind) => make("label", {}, make("input", { type: "checkbox", name: "kind", value: kind, checked: true }), kind)));
    for (const [id, name] of [["indicators", "indicator"], ["places", "place"], ["agents", "agent"]]) {
      const counts = new Map();
      records.forEach((record) => { if (record[name] && record.kind !== "承诺") counts.set(record[name], (counts.get(record[name]) || 0) + 1); });
      $(id).append(...[...counts].sort((a, b) => b[1] - a[1]).slice(0, 100).map(([value]) => make("option", { value })));
    }
  }

  function begin() {
    document.documentElement.classList.toggle("small", data.small);
    const count = (kind) => records.filter((record) => record.kind === kind).length.toLocaleString();
    $("counts").textContent = `${documents.length.toLocaleString()} 篇文档 · ${["目标", "实绩", "承诺"].map((kind) => `${kind} ${count(kind)}`).join(" · ")}`;
    lists();
    heads();
    listen();
    refresh();
    if (documents.length) show(0);
    detail(null);
    const named = byId.get(location.hash.slice(1));
    if (named) choose(named);
    if (data.overview) policyOverview(data.overview, records, make, (record) => { view("records"); choose(record, "row"); });
    const view = (name) => {
      for (const one of ["records", "overview"]) {
        $(one).hidden = one !== name;
        $(`show-${one}`).setAttribute("aria-pressed", one === name);
      }
      if (name === "overview") dispatchEvent(new Event("overview"));
    };
    $("views").hidden = !data.overview;
    $("show-records").addEventListener("click", () => view("records"));
    $("show-overview").addEventListener("click", () => view("overview"));
    (window.requestIdleCallback || setTimeout)(() => records.forEach(hay)); // so that the first search is as quick as the next
    document.documentElement.dataset.ready = performance.now().toFixed(0);
  }
  addEventListener("DOMContentLoaded", begin);
})();
