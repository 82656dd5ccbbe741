"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const words = JSON.parse($("data").textContent);
  const SLOTS = [ // a key each, in this order: 1 to 9, 0
    ["kind", "choice"], ["indicator", "phrase"], ["value", "value"], ["change", "choice"], ["due", "due"],
    ["region", "phrase"], ["agents", "phrases"], ["nature", "choice"], ["basis", "choice"], ["commitment", "choice"],
  ];
  const OF_PLEDGE = new Set(["indicator", "due", "region", "agents", "commitment"]);
  const MAY_BE_NONE = new Set(["basis", "commitment"]);
  const state = { show: "open", queue: [], chosen: null, doc: null, edits: {}, unread: new Map(), active: null, draft: null, done: [], whole: 0, reviewed: 0 };
  let text = policyText([]);
  const { make } = text;

  // The service

  const held = new URLSearchParams(location.hash.slice(1)).get("token");
  if (held) {
    sessionStorage.setItem("token", held);
    history.replaceState(null, "", location.pathname);
  }
  async function ask(path, method = "GET", body = undefined) {
    const headers = { Authorization: `Bearer ${sessionStorage.getItem("token") || ""}` };
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const found = await answer.json();
    if (!answer.ok) throw new Error(answer.status === 401 ? "请打开 policyextract review 给出的完整地址（含 token）。" : found.detail);
    return found;
  }
  function tell(message, done = false) {
    $("message").hidden = !message;
    $("message").className = done ? "done" : "";
    $("message").textContent = message;
  }
  /** One thing after another; what fails is told. */
  let last = Promise.resolve();
  let waiting = 0;
  function doing(work) {
    waiting += 1;
    document.documentElement.setAttribute("aria-busy", "true");
    last = last.then(work).catch((error) => tell(error.message)).then(() => {
      waiting -= 1;
      if (!waiting) document.documentElement.removeAttribute("aria-busy");
    });
    return last;
  }

  // The queue

  async function load() {
    const found = await ask(`api/queue/${state.show}`);
    Object.assign(state, { queue: found.records, whole: found.whole, reviewed: found.reviewed });
    $("lost").hidden = !found.lost.length;
    $("lost").querySelector("summary").textContent = `${found.lost.length} 条修改找不到对应的记录（已保留）`;
    $("lost").querySelector("ul").replaceChildren(...found.lost.map((one) => make("li", {},
      `${words.verdicts[one.verdict]}「${one.words || one.record}」 · ${one.document} `,
      make("button", { type: "button", on: { click: () => doing(async () => { await ask(`api/corrections/${one.record}`, "DELETE"); await load(); }) } }, "删去"))));
    draw();
  }
  const STATES = { accepted: "已接受", corrected: "已修改", added: "已补" };
  function row(record) {
    const much = record.confidence >= 0.7 ? "high" : record.confidence >= 0.4 ? "middle" : "low";
    return make("tr", { "data-id": record.id, class: state.chosen === record.id ? "chosen" : null },
      make("td", {}, make("span", { class: `kind ${POLICY_KINDS[record.label]}` }, record.label)),
      make("td", { class: "indicator" }, make("button", { type: "button", tabindex: state.chosen === record.id ? "0" : "-1" }, record.indicator || "—")),
      make("td", { class: "number" }, record.value),
      make("td", { class: "day" }, record.due || ""),
      make("td", { class: "place" }, record.place_name || ""),
      make("td", { class: `number ${record.review ? "" : much}` }, record.review ? make("span", { class: `state ${record.review}` }, STATES[record.review]) : record.confidence.toFixed(2)));
  }
  function draw() {
    $("table").tBodies[0].replaceChildren(...state.queue.map(row));
    $("counts").textContent = `已审 ${state.reviewed.toLocaleString()} / ${state.whole.toLocaleString()} 条`;
    if (!state.queue.length) tell(state.show === "open" ? "没有未审的记录了。" : "库中没有记录。", true);
    const line = [...$("table").tBodies[0].rows].find((one) => one.dataset.id === state.chosen);
    if (line) inView(line, $("scroll"));
  }
  function inView(element, frame) {
    const [inner, outer] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (inner.top < outer.top + 40 || inner.bottom > outer.bottom - 20) frame.scrollTop += inner.top - outer.top - frame.clientHeight / 3;
  }
  const place = () => state.queue.findIndex((one) => one.id === state.chosen);
  async function choose(record) {
    Object.assign(state, { chosen: record ? record.id : null, edits: {}, unread: new Map(), active: null, draft: null });
    draw();
    if (!record) return show(null);
    if (!state.doc || state.doc.id !== record.document_id) state.doc = await ask(`api/documents/${encodeURIComponent(record.document_id)}`);
    show(record.id);
  }
  async function step(by) {
    const next = state.queue[Math.min(Math.max(place() + by, 0), state.queue.length - 1)];
    if (next) await choose(next);
  }

  // The document

  const current = () => state.draft || (state.doc && state.doc.records.find((one) => one.id === state.chosen));
  const anchorOf = (record) => record.quantity || record;
  function show(id) {
    const doc = state.doc;
    $("card").hidden = !doc || !current();
    if (!doc) return;
    text = policyText(doc.records.map((one, n) => ({ n, kind: one.label, indicator: one.indicator ? one.indicator.text : one.text, due: one.due && one.due.last })));
    $("source").replaceChildren(make("h2", {}, doc.title), make("p", { class: "facts" }, doc.facts.join(" · ")),
      doc.rejected.length ? make("p", { class: "rejected" }, "已拒绝：", ...doc.rejected.map((one) => make("span", {}, `${one.words || one.record} `,
        make("button", { type: "button", on: { click: () => doing(() => undo(one.record)) } }, "撤销")))) : "",
      doc.whole ? "" : make("p", { class: "note" }, "没有保存原文，只列出记录所在的句子；不能在文中选字，可以输入。"));
    $("text").replaceChildren(...text.blocks(doc.whole ? text.located(doc.blocks) : doc.blocks, 0));
    card();
    const n = doc.records.findIndex((one) => one.id === id);
    const mark = [...$("text").querySelectorAll("a.mark")].find((one) => one.dataset.n.split(" ").includes(String(n)));
    if (!mark) return;
    mark.classList.add("chosen");
    const sentence = mark.parentElement.dataset.s;
    if (sentence) $("text").querySelectorAll(`[data-s="${Number(sentence)}"]`).forEach((element) => element.classList.add("said"));
    for (let box = mark.parentElement; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    inView(mark, $("text"));
  }

  /** Where a character of a block stands in the raw text. */
  function raw(block, at) {
    const run = state.doc.blocks[block][3].findLast(([first]) => first <= at);
    return run[1] + at - run[0];
  }
  /** Character n of the block that a point of the page lies in. */
  function point(node, offset) {
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("#text [data-at]");
    if (!element) return null;
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(node, offset);
    return [Number(element.dataset.b), Number(element.dataset.at) + [...before.toString()].length];
  }
  function marked() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !state.doc || !state.doc.whole) return null;
    const range = selection.getRangeAt(0);
    const [first, last] = [point(range.startContainer, range.startOffset), point(range.endContainer, range.endOffset)];
    const said = selection.toString().trim();
    if (!first || !last || !said) return null;
    return { text: said, start: raw(...first), end: raw(last[0], Math.max(0, last[1] - 1)) + 1 };
  }
  /** Typed words, where the text has them: those nearest to the record. */
  function located(said) {
    const near = anchorOf(current()).start ?? 0;
    let best = { text: said, start: null, end: null };
    if (!state.doc.whole || !said) return best;
    state.doc.blocks.forEach(([, , pieces], block) => {
      const whole = [...pieces.map((part) => (typeof part === "string" ? part : part[0])).join("")];
      const wanted = [...said];
      for (let at = 0; at + wanted.length <= whole.length; at += 1) {
        if (whole[at] !== wanted[0] || !wanted.every((char, n) => whole[at + n] === char)) continue;
        const start = raw(block, at);
        if (best.start === null || Math.abs(start - near) < Math.abs(best.start - near)) best = { text: said, start, end: raw(block, at + wanted.length - 1) + 1 };
      }
    });
    return best;
  }

  // The card of a record

  const phrase = (one) => (one ? one.text : "");
  function shown(record, slot) {
    if (slot === "value") return record.quantity ? record.quantity.text : "";
    if (slot === "indicator") return record.indicator ? record.indicator.text : record.text || "";
    if (slot === "agents") return record.agents.map(phrase).join("、");
    return typeof record[slot] === "string" ? record[slot] : phrase(record[slot]);
  }
  function means(quantity) {
    const bounds = [...new Set([quantity.low, quantity.high].filter((one) => one !== null))].map((one) => Number(one).toLocaleString("zh-CN", { maximumFractionDigits: 9 }));
    return `${{ ">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ " }[quantity.comparator] || ""}${bounds.join("—")} ${quantity.unit}`;
  }
  function card() {
    const record = current();
    if (!record) return;
    const pledge = !record.quantity;
    const review = record.review;
    const head = make("p", { class: "head" }, make("span", { class: `kind ${POLICY_KINDS[record.label]}` }, record.label),
      make("strong", {}, state.draft ? `补一条：${record.quantity.text}` : shown(record, "indicator")), make("span", {}, record.value || ""),
      make("span", { class: `state ${review ? review.verdict : ""}` }, review ? STATES[review.verdict] : state.draft ? "" : `置信度 ${record.confidence.toFixed(2)}`));
    const fields = SLOTS.filter(([slot]) => !pledge || OF_PLEDGE.has(slot)).map(([slot, form]) => field(record, slot, form));
    const button = (label, key, run, style) => make("button", { type: "button", class: style, on: { click: () => doing(run) } }, `${label} `, make("kbd", {}, key));
    const actions = state.draft
      ? [make("button", { type: "submit", class: "go" }, "存下 ", make("kbd", {}, "Enter")), make("button", { type: "button", on: { click: () => doing(leave) } }, "不补了 ", make("kbd", {}, "Esc"))]
      : [button("接受", "A", () => answer("accept"), "go"), button("拒绝", "R", () => answer("reject"), "no"), make("button", { type: "submit" }, "存下修改 ", make("kbd", {}, "Enter")),
        ...(review ? [button("撤销", "U", () => undo(record.id))] : [])];
    $("card").replaceChildren(head, make("div", { class: "slots" }, ...fields), make("div", { class: "actions" }, ...actions));
  }
  function field(record, slot, form) {
    const key = String((SLOTS.findIndex(([name]) => name === slot) + 1) % 10);
    const label = make("label", { "data-slot": slot, class: ["due", "indicator"].includes(slot) ? "wide" : null }, make("span", {}, make("kbd", {}, key), words.slots[slot]));
    if (form === "choice") {
      const options = [...(MAY_BE_NONE.has(slot) ? [["", "—"]] : []), ...Object.entries(words[slot])];
      const select = make("select", { name: slot }, ...options.map(([value, said]) => make("option", { value, selected: (record[slot] || "") === value }, said)));
      select.addEventListener("change", () => edit(slot, { [slot]: select.value || null }));
      label.append(select);
    } else {
      const input = make("input", { name: slot, value: shown(record, slot), autocomplete: "off", spellcheck: "false" });
      input.addEventListener("change", () => doing(() => typed(slot, form, input.value.trim(), null)));
      label.append(input);
      if (slot === "value") label.append(make("span", { class: "means" }, record.quantity && record.quantity.comparator ? means(record.quantity) : ""));
      if (slot === "due") label.append(make("span", { class: "means days" }, ...["first", "last"].map((end) => day(record, end))));
    }
    return label;
  }
  function day(record, end) {
    const input = make("input", { type: "date", name: end, "aria-label": end === "first" ? "自哪天" : "至哪天", value: (record.due && record.due[end]) || "" });
    input.addEventListener("change", () => {
      const due = { text: "", start: null, end: null, first: null, last: null, ...pick(record.due), ...state.edits.due, [end]: input.value || null };
      edit("due", { due: due.last || due.first ? due : null });
    });
    return input;
  }
  const pick = (due) => due && { text: due.text, start: due.start, end: due.end, first: due.first, last: due.last };
  const labelOf = (slot) => $("card").querySelector(`[data-slot="${slot}"]`);
  function edit(slot, values) {
    Object.assign(state.edits, values);
    state.unread.delete(slot);
    labelOf(slot).classList.add("changed");
  }

  /** What was typed into a slot, or marked for it in the text. */
  async function typed(slot, form, said, mark) {
    const own = mark || located(said);
    if (form === "phrase") return edit(slot, { [slot]: said ? own : slot === "indicator" ? { text: "" } : null });
    if (form === "phrases") return edit(slot, { agents: said ? (mark ? [mark] : said.split(/[、,，;；]/).filter(Boolean).map(located)) : [] });
    if (slot === "due" && !said) {
      labelOf(slot).querySelectorAll("[type=date]").forEach((input) => { input.value = ""; });
      return edit(slot, { due: null });
    }
    const { found } = said ? await ask("api/read", "POST", { slot, words: said, document: state.doc.id, start: mark && mark.start, end: mark && mark.end }) : { found: null };
    if (!found) state.unread.set(slot, slot === "value" ? `「${said}」读不出数值；请写成 5万个以上 这样。` : `「${said}」读不出时间；请在下面填日期。`);
    tell(state.unread.get(slot) || "");
    if (!found) return undefined;
    if (slot === "value") {
      labelOf(slot).querySelector(".means").textContent = means(found);
      const { comparator, low, high, unit } = found;
      return edit(slot, { comparator, low, high, unit, ...(mark && !state.draft ? { quantity: { text: found.text, start: found.start ?? mark.start, end: found.end ?? mark.end } } : {}) });
    }
    labelOf(slot).querySelector("[name=first]").value = found.first || "";
    labelOf(slot).querySelector("[name=last]").value = found.last || "";
    return edit(slot, { due: { ...own, first: found.first, last: found.last } });
  }
  function active(slot) {
    state.active = slot;
    $("card").querySelectorAll("label").forEach((label) => label.classList.toggle("active", label.dataset.slot === slot));
  }
  /** What is marked in the text goes into the slot that is being changed. */
  async function take() {
    const mark = marked();
    const form = state.active && (SLOTS.find(([slot]) => slot === state.active) || [])[1];
    if (!mark) return;
    if (!form || form === "choice") return tell("先按数字键或点一项，再选字；或按 N 把所选的数补为一条记录。", true);
    const input = labelOf(state.active).querySelector("input");
    input.value = state.active === "agents" && state.edits.agents && state.edits.agents.length ? `${input.value}、${mark.text}` : mark.text;
    if (state.active === "agents" && state.edits.agents && state.edits.agents.length) edit("agents", { agents: [...state.edits.agents, mark] });
    else await typed(state.active, form, mark.text, mark);
    input.focus();
  }

  // Answers

  async function answer(verdict) {
    const record = current();
    if (!record || state.draft) return;
    const { text: said, start, end } = anchorOf(record);
    const slots = verdict === "correct" ? { slots: state.edits } : {};
    state.doc = await ask("api/corrections", "POST", { record: record.id, document: state.doc.id, verdict, anchor: { text: said, start, end }, ...slots });
    tell("");
    await answered(record.id, record.review);
  }
  /** On to the next record; the one that was answered is none of the open ones any more. */
  async function answered(id, before) {
    const at = place();
    state.done.push(id);
    if (!before) state.reviewed += 1;
    if (state.show === "open") state.queue = state.queue.filter((one) => one.id !== id);
    else state.queue = state.queue.flatMap((one) => (one.id !== id ? [one] : renewed(one)));
    if (!state.queue.length) await load();
    const next = state.queue[state.show === "open" ? Math.min(at, state.queue.length - 1) : Math.min(at + 1, state.queue.length - 1)];
    await choose(next);
    focus();
  }
  function renewed(one) {
    const now = state.doc.records.find((record) => record.id === one.id);
    return now ? [{ ...one, label: now.label, value: now.value, indicator: shown(now, "indicator"), due: now.due && now.due.last, review: now.review && now.review.verdict }] : [];
  }
  async function save() {
    if (state.unread.size) throw new Error([...state.unread.values()][0]);
    if (state.draft) {
      if (!state.edits.indicator || !state.edits.indicator.text) throw new Error("补一条记录要有指标：按 2，在文中选字或输入。");
      const { text: said, start, end } = state.draft.quantity;
      const slots = { kind: "target", ...state.edits };
      state.doc = await ask("api/corrections", "POST", { document: state.doc.id, verdict: "add", anchor: { text: said, start, end }, slots });
      Object.assign(state, { draft: null, edits: {}, whole: state.whole + 1, reviewed: state.reviewed + 1 });
      const made = state.doc.records.find((one) => one.quantity && one.quantity.start === start && one.review && one.review.verdict === "added");
      if (made) state.done.push(made.id);
      draw();
      show(state.chosen);
      return tell("已补一条。", true);
    }
    if (!Object.keys(state.edits).length) return tell("没有改动；要接受请按 A。", true);
    await answer("correct");
  }
  async function undo(id = state.done.pop()) {
    if (!id) return tell("没有可以撤销的。", true);
    const found = await ask(`api/corrections/${id}`, "DELETE");
    state.done = state.done.filter((one) => one !== id);
    if (found.id) state.doc = found;
    await load();
    await choose(state.queue.find((one) => one.id === id) || state.queue[Math.max(0, place())] || null);
    tell("已撤销。", true);
    focus();
  }
  async function add() {
    const mark = marked();
    if (!mark) return tell("先在原文中选中一个数，再按 N。", true);
    const { found } = await ask("api/read", "POST", { slot: "value", words: mark.text, document: state.doc.id, start: mark.start, end: mark.end });
    const quantity = found && found.start !== null ? { ...found } : { text: mark.text, start: mark.start, end: mark.end };
    if (found && quantity.start === mark.start) Object.assign(quantity, { comparator: found.comparator, low: found.low, high: found.high, unit: found.unit });
    state.draft = { id: null, kind: "target", label: words.kind.target, quantity, agents: [], change: "none", nature: "outcome", commitment: "planned", value: "" };
    state.edits = found ? { comparator: found.comparator, low: found.low, high: found.high, unit: found.unit } : {};
    $("card").hidden = false;
    card();
    active("indicator");
    labelOf("indicator").querySelector("input").focus();
  }
  async function leave() {
    Object.assign(state, { draft: null, edits: {}, unread: new Map(), active: null });
    show(state.chosen);
    focus();
  }
  function focus() {
    const button = $("table").querySelector("tr.chosen button");
    if (button) button.focus({ preventScroll: true });
  }

  // Keys and clicks

  const KEYS = { a: () => answer("accept"), r: () => answer("reject"), u: () => undo(), n: add, j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1) };
  function listen() {
    addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      const typing = event.target.closest("input, select");
      if (event.key === "Escape") return void doing(leave);
      if (typing || (event.key.startsWith("Arrow") && event.target.closest("#text"))) return;
      const number = /^\d$/.test(event.key) ? (Number(event.key) + 9) % 10 : null;
      const run = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (number !== null && current()) {
        const label = labelOf(SLOTS[number][0]);
        if (!label) return;
        event.preventDefault();
        const field = label.querySelector("input, select");
        field.focus();
        if (field.select) field.select();
      } else if (run) {
        event.preventDefault();
        doing(async () => { await run(); if (["j", "k", "ArrowDown", "ArrowUp"].includes(event.key)) focus(); });
      }
    });
    $("card").addEventListener("focusin", (event) => {
      const label = event.target.closest("label");
      if (label) active(label.dataset.slot);
    });
    $("card").addEventListener("submit", (event) => {
      event.preventDefault();
      if (document.activeElement && document.activeElement.closest("#card")) document.activeElement.blur(); // what was typed last counts
      doing(save);
    });
    $("text").addEventListener("mouseup", () => setTimeout(() => { if (marked()) doing(take); }));
    $("text").addEventListener("click", (event) => {
      const mark = event.target.closest("a.mark");
      if (!mark) return;
      event.preventDefault();
      if (marked()) return;
      const record = state.doc.records[Number(mark.dataset.n.split(" ")[0])];
      doing(() => choose(state.queue.find((one) => one.id === record.id) || { id: record.id, document_id: state.doc.id }));
    });
    $("table").tBodies[0].addEventListener("click", (event) => {
      const line = event.target.closest("tr");
      if (line) doing(async () => { await choose(state.queue.find((one) => one.id === line.dataset.id)); focus(); });
    });
    for (const name of ["open", "all"]) {
      $(`show-${name}`).addEventListener("click", () => doing(async () => {
        state.show = name;
        for (const one of ["open", "all"]) $(`show-${one}`).setAttribute("aria-pressed", String(one === name));
        tell("");
        await load();
        await choose(state.queue[0]);
      }));
    }
  }

  addEventListener("DOMContentLoaded", () => {
    const heads = [["kind"], ["indicator"], ["quantity", "number"], ["due"], ["place", "place"], ["confidence", "number"]];
    $("table").tHead.rows[0].append(...heads.map(([name, style]) => make("th", { scope: "col", class: style }, make("span", {}, words.heads[name]))));
    listen();
    doing(async () => {
      await load();
      await choose(state.queue[0]);
      focus();
      document.documentElement.dataset.ready = "1";
    });
  });
})();
