"use strict";
/** What a kind is called in classes of elements. */
const POLICY_KINDS = { 目标: "target", 实绩: "actual", 承诺: "pledge" };

/** What makes elements, and the elements of a text in blocks whose marks lead to some of `records`. */
function policyText(records) {
  /** An element with attributes and children; text is always set as text. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") Object.entries(value).forEach(([event, run]) => element.addEventListener(event, run));
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  function piece(part, from) {
    if (typeof part === "string") return part;
    const [words, sentence, numbers, at] = part;
    const attributes = { "data-s": sentence, class: "s", "data-b": at && at[0], "data-at": at && at[1] };
    if (!numbers) return make("span", attributes, words);
    const own = numbers.map((n) => records[from + n]);
    const name = own.map((record) => `${record.kind}：${record.indicator} ${record.due || ""}`.trim()).join("；");
    return make("span", attributes, make("a", {
      class: `mark ${POLICY_KINDS[own[0].kind]}`, href: `#row-${own[0].n}`, "data-n": own.map((record) => record.n).join(" "), title: name,
    }, make("mark", {}, words)));
  }

  function block([kind, level, pieces], from) {
    const parts = pieces.map((part) => piece(part, from));
    if (kind === "heading") return make(level <= 1 ? "h3" : "h4", { class: level === 0 ? "title" : null }, ...parts);
    return make("p", { class: kind }, ...parts);
  }

  /** The pieces of a row by its cells, which tabs part. */
  function cells(pieces) {
    const out = [[]];
    for (const part of pieces) {
      const [words, sentence, numbers, at] = typeof part === "string" ? [part] : part;
      let before = 0;
      words.split("\t").forEach((cell, n) => {
        if (n) out.push([]);
        const own = at && [at[0], at[1] + before];
        if (cell.trim()) out.at(-1).push(typeof part === "string" ? cell : [cell, sentence, numbers, own]);
        before += [...cell].length + 1;
      });
    }
    return out;
  }

  /** Runs of furniture are folded, but for those that hold a record. */
  function blocks(list, from) {
    const out = [];
    let folded = null;
    let grid = null;
    for (const one of list) {
      const line = one[0] === "row" ? cells(one[2]) : [];
      if (line.length > 1) {
        folded = null;
        if (!grid) out.push(grid = make("table", { class: "grid" }));
        grid.append(make("tr", {}, ...line.map((own) => make("td", {}, ...own.map((part) => piece(part, from))))));
        continue;
      }
      grid = null;
      const hidden = one[0] === "furniture" && !one[2].some((part) => typeof part !== "string" && part[2]);
      if (hidden) {
        if (!folded) {
          folded = make("details", { class: "furniture" }, make("summary", {}, "页面其他内容"));
          out.push(folded);
        }
        folded.append(block(one, from));
      } else {
        folded = null;
        out.push(block(one, from));
      }
    }
    return out;
  }

  /** Blocks whose pieces know their block and where in it they begin, in characters. */
  function located(list) {
    return list.map(([kind, level, pieces], n) => {
      let at = 0;
      return [kind, level, pieces.map((part) => {
        const [words, sentence, numbers] = typeof part === "string" ? [part] : part;
        const own = [words, sentence ?? null, numbers, [n, at]];
        at += [...words].length;
        return own;
      })];
    });
  }

  return { make, blocks, located };
}
