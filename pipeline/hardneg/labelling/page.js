"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const page = JSON.parse(find("page").textContent);
  const items = page.items;
  const store = "hardneg-label-" + page.id;
  const buttons = [...document.querySelectorAll("#verdicts button")];

  let state = { labels: {}, skipped: {} }; // labels[id] = { verdict, seconds }
  let at = 0;
  let stored = true;
  let shownSince = 0; // when the pair came on the screen, or came back to it
  let shownFor = 0; // milliseconds before that

  function load() {
    try {
      const found = JSON.parse(localStorage.getItem(store) || "null");
      if (found && found.labels && found.skipped) state = found;
    } catch {
      stored = false;
    }
  }

  function save() {
    try {
      localStorage.setItem(store, JSON.stringify(state));
    } catch {
      stored = false;
    }
  }

  const idOf = (item) => item.label.id;
  const labelled = () => items.filter((item) => state.labels[idOf(item)]).length;

  function next(from) {
    for (let i = from; i < items.length; i++) {
      if (!state.labels[idOf(items[i])] && !state.skipped[idOf(items[i])]) return i;
    }
    return items.length;
  }

  function write(node, pieces, kind) {
    node.replaceChildren(
      ...pieces.map(([text, marked]) => {
        if (!marked) return document.createTextNode(text);
        const mark = document.createElement("mark");
        mark.className = kind;
        mark.textContent = text;
        return mark;
      }),
    );
    node.parentElement.classList.toggle("long", node.textContent.length > 240);
    const first = node.querySelector("mark");
    node.scrollTop = first ? Math.max(0, first.offsetTop - node.clientHeight / 3) : 0; // a long text scrolls to its edit
  }

  function show() {
    const ended = at >= items.length;
    for (const id of ["work", "question", "verdicts"]) find(id).hidden = ended;
    find("end").hidden = !ended;
    find("skip").disabled = ended;
    find("back").disabled = at === 0;
    find("bar").style.width = (100 * labelled()) / items.length + "%";
    find("count").textContent = labelled() + " of " + items.length + " labelled";
    find("told").textContent = stored ? "" : "This browser keeps no progress: download before you close the page.";
    find("download").disabled = labelled() === 0;
    if (ended) return showEnd();
    const item = items[at];
    const image = find("image");
    find("pair").classList.toggle("bare", !item.image);
    if (item.image) image.src = item.image;
    else image.removeAttribute("src");
    write(find("before"), item.before, "old");
    write(find("after"), item.after, "new");
    find("question").textContent = item.image
      ? "Look at the image. What is the edited caption?"
      : "Take the caption for true. What is the edited caption?";
    const given = state.labels[idOf(item)];
    for (const button of buttons) button.setAttribute("aria-pressed", String(Boolean(given) && given.verdict === button.dataset.verdict));
    shownFor = 0;
    shownSince = performance.now();
  }

  function showEnd() {
    const rows = buttons.map((button) => {
      const count = Object.values(state.labels).filter((label) => label.verdict === button.dataset.verdict).length;
      return [button.querySelector("b").textContent, count];
    });
    const skipped = items.length - labelled();
    rows.push(["Skipped", skipped]);
    find("sums").replaceChildren(
      ...rows.map((cells) => {
        const row = document.createElement("tr");
        for (const cell of cells) row.insertCell().textContent = cell;
        return row;
      }),
    );
    find("again").hidden = skipped === 0;
  }

  function seconds() {
    const now = document.hidden ? 0 : performance.now() - shownSince;
    return Math.round((shownFor + now) / 100) / 10;
  }

  function decide(verdict) {
    if (at >= items.length) return;
    state.labels[idOf(items[at])] = { verdict, seconds: seconds() };
    delete state.skipped[idOf(items[at])];
    save();
    at = next(at + 1);
    show();
  }

  function skip() {
    if (at >= items.length) return;
    if (!state.labels[idOf(items[at])]) state.skipped[idOf(items[at])] = true;
    save();
    at = next(at + 1);
    show();
  }

  function back() {
    if (at === 0) return;
    at -= 1;
    show();
  }

  function again() {
    state.skipped = {};
    save();
    at = next(0);
    show();
  }

  function lines() {
    return items
      .filter((item) => state.labels[idOf(item)])
      .map((item) => {
        const image = item.reference === "same" ? item.image : item.reference;
        return JSON.stringify({ ...item.label, image, ...state.labels[idOf(item)], page: page.id }) + "\n";
      })
      .join("");
  }

  function download() {
    if (labelled() === 0) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines()], { type: "application/jsonl" }));
    link.download = "labels-" + page.id + ".jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  for (const button of buttons) button.addEventListener("click", () => decide(button.dataset.verdict));
  for (const [id, act] of Object.entries({ back, skip, download, again })) find(id).addEventListener("click", act);
  find("image").addEventListener("load", (event) => event.target.classList.toggle("small", event.target.naturalWidth < 200));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const button = buttons.find((each) => each.dataset.key === event.key);
    const act = button ? () => decide(button.dataset.verdict) : { ArrowLeft: back, Backspace: back, " ": skip, d: download, D: download }[event.key];
    if (!act) return;
    event.preventDefault(); // a focused button would act on the space as well
    act();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) shownFor += performance.now() - shownSince;
    else shownSince = performance.now();
  });

  load();
  at = next(0);
  show();
})();
