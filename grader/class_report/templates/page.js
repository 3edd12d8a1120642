"use strict";
(() => {
  const root = document.documentElement;
  const words = JSON.parse(document.getElementById("words").textContent);
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  let language = root.lang;

  const fill = (text, fields) =>
    text.replace(/\{\{|\}\}|\{([\w-]+)\}/g, (all, name) => (name ? fields[name] ?? all : all[0]));
  const say = (key, fields) => fill(words[language][key] ?? key, fields ?? {});

  const fieldsOf = (text = "") =>
    Object.fromEntries(text.split(";").map((pair) => pair.split("=").map(decodeURIComponent)));

  // --- languages

  function speak(wanted) {
    language = root.lang = wanted;
    for (const element of document.querySelectorAll("[data-t]")) {
      element.textContent = say(element.dataset.t, fieldsOf(element.dataset.f));
    }
    for (const element of document.querySelectorAll("[data-l]")) {
      element.setAttribute("aria-label", say(element.dataset.l));
    }
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === wanted));
    }
    count();
    turn();
  }

  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }

  // --- pages: one for the class, one for each student, chosen by what follows # in the address

  const students = new Map([...document.querySelectorAll(".student")].map((section) => [section.id, section]));
  let current = null;

  function turn() {
    current?.classList.remove("shown");
    current = students.get(location.hash.slice(1)) ?? null;
    current?.classList.add("shown");
    root.classList.toggle("at-student", current !== null);
    const name = current?.querySelector("h2").textContent;
    document.title = name ? `${name} · ${say("title")}` : say("title");
  }

  window.addEventListener("hashchange", () => {
    turn();
    const target = current ?? document.getElementById(location.hash.slice(1)) ?? document.getElementById("class");
    target.scrollIntoView();
    if (target.tabIndex === -1) target.focus({ preventScroll: true });
  });

  // --- sorting: every heading with a kind becomes a button

  const value = (row, place, kind) => {
    const cell = row.cells[place];
    const text = kind === "number" ? cell.dataset.v : cell.textContent.trim();
    return kind === "number" && text !== "" ? Number(text) : text;
  };

  function sort(table, heading) {
    const kind = heading.dataset.sort;
    const place = heading.cellIndex;
    const before = heading.getAttribute("aria-sort");
    const first = kind === "number" ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const direction = before === first ? other : first;
    for (const each of heading.parentElement.cells) each.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, place, kind), row]);
    rows.sort(([a], [b]) => {
      if (a === "" || b === "") return (a === "") - (b === "");
      return sign * (kind === "number" ? a - b : collator.compare(a, b));
    });
    table.tBodies[0].append(...rows.map(([, row]) => row));
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    for (const heading of table.tHead.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading));
      heading.append(button);
    }
  }

  // --- searching

  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = [...document.querySelectorAll("#table tbody tr")].map((row) => ({
    row,
    text: plain(`${row.cells[0].textContent} ${row.cells[1].textContent}`),
  }));

  function count() {
    if (!found) return;
    const shown = entries.filter(({ row }) => !row.hidden).length;
    found.textContent = say("shown", { shown, all: entries.length });
  }

  search?.addEventListener("input", () => {
    const wanted = plain(search.value).split(/\s+/);
    for (const { row, text } of entries) row.hidden = !wanted.every((word) => text.includes(word));
    count();
  });

  // --- printing: what is folded is printed, too

  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });

  count();
  turn();
})();
