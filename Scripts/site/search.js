// Searches the pages of the documentation. The index is a script, since a page from a file may read no other file.
(() => {
  "use strict";
  const root = document.currentScript.dataset.root;
  const form = document.querySelector(".search");
  const field = form.querySelector("input");
  const found = form.querySelector(".found");
  const status = found.querySelector("p");
  const list = found.querySelector("ol");
  const most = 12;
  let sections = null;

  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = text => plain(text).split(/[^\p{L}\p{N}]+/u).filter(word => word);

  function load() {
    if (sections || document.getElementById("search-index")) return;
    const script = document.createElement("script");
    script.id = "search-index";
    script.src = `${root}search-index.js`;
    script.onload = () => {
      sections = window.searchIndex.map(([address, page, title, text]) => ({
        address, page, title, text, isHistory: /^(decisions|changelog)/.test(address), pageWords: wordsOf(page), titleWords: wordsOf(title), textWords: wordsOf(text)}));
      show();
    };
    document.head.append(script);
  }

  // How many of the words a section has, and how well it answers.
  function judge(section, words) {
    let [matched, points] = [0, 0];
    for (const word of words) {
      const begins = other => other.startsWith(word);
      const exact = section.textWords.filter(other => other === word).length;
      const before = points;
      points += 2 * Math.min(exact, 4) + 0.5 * Math.min(section.textWords.filter(begins).length, 4);
      if (section.titleWords.includes(word)) points += 20;
      else if (section.titleWords.some(begins)) points += 10;
      if (section.pageWords.some(begins)) points += 3;
      if (points > before) matched += 1;
    }
    // What is named so and by no other word comes first; why things are as they are comes after how they are.
    if (section.titleWords.join(" ") === words.join(" ")) points += 40;
    return {section, matched, points: section.isHistory ? points / 3 : points};
  }

  // The text around the first word that was asked for, with all of them marked.
  function excerpt(text, words) {
    const pieces = text.split(/(?<=[^\p{L}\p{N}])|(?=[^\p{L}\p{N}])/u);
    const asked = piece => words.some(word => plain(piece).startsWith(word));
    const first = Math.max(0, pieces.findIndex(asked) - 12);
    const line = document.createElement("span");
    if (first > 0) line.append("… ");
    for (const piece of pieces.slice(first, first + 48)) {
      if (asked(piece)) {
        const mark = document.createElement("mark");
        mark.textContent = piece;
        line.append(mark);
      } else line.append(piece);
    }
    return line;
  }

  function show() {
    const words = wordsOf(field.value);
    found.hidden = !words.length || !sections;
    if (found.hidden) return;
    const judged = sections.map(section => judge(section, words));
    const matched = Math.max(...judged.map(hit => hit.matched));
    const hits = matched ? judged.filter(hit => hit.matched === matched).sort((one, other) => other.points - one.points) : [];
    const number = hits.length === 1 ? "1 section" : `${hits.length} sections`;
    status.textContent = !matched ? "Nothing found" : matched < words.length ? `No section has all of these words; ${number} with ${matched}`
      : hits.length > most ? `The first ${most} of ${number}` : number;
    list.replaceChildren(...hits.slice(0, most).map(({section}) => {
      const entry = document.createElement("li");
      const link = document.createElement("a");
      const name = document.createElement("b");
      link.href = root + section.address;
      name.textContent = section.title === section.page ? section.page : `${section.page}: ${section.title}`;
      link.append(name, excerpt(section.text, words));
      entry.append(link);
      return entry;
    }));
  }

  form.hidden = false;
  form.addEventListener("submit", event => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  field.addEventListener("focus", load);
  field.addEventListener("input", () => { load(); show(); });
  list.addEventListener("click", () => { found.hidden = true; });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape" && !found.hidden) {
      found.hidden = true;
      field.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && form.contains(document.activeElement) && !found.hidden) {
      const stops = [field, ...list.querySelectorAll("a")];
      const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  });
})();
