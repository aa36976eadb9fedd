"use strict";
// The filter panel and the event listeners.
const facetPanel = { labels: new Map(), folded: 10 };

// Called by the script with the index, after the page is parsed.
report.start = (index) => {
  report.load(index);
  report.fromHash(location.hash);
  // Only a wide page has room for the filters.
  byId("filters").open = window.innerWidth > 900;
  byId("facets").replaceChildren(...report.facets.map(facetPanel.make));
  byId("search").value = report.words;
  facetPanel.listen();
  viewer.listen();
  report.refresh();
};

facetPanel.make = (facet, number) => {
  const set = createElement("fieldset", { "data-facet": facet.name },
    createElement("legend", {}, `${facet.name} `, createElement("small", {}, facet.unit)));
  const totals = new Array(facet.values.length).fill(0);
  for (const counts of facet.counts) {
    for (let at = 0; at < counts.length; at += 2) totals[counts[at]] += counts[at + 1];
  }
  const order = facet.values.map((_, value) => value).filter((value) => totals[value] > 0);
  // Sizes stay in ascending order.
  if (facet.name !== "size") order.sort((one, other) => totals[other] - totals[one]);
  const elements = order.map((value) => facetPanel.label(facet, value));
  facetPanel.labels.set(number, new Map(order.map((value, at) => [value, elements[at]])));
  set.append(...elements);
  if (elements.length > facetPanel.folded + 2) set.append(facetPanel.fold(elements));
  set.hidden = elements.length === 0;
  return set;
};

facetPanel.label = (facet, value) => {
  const box = createElement("input", { type: "checkbox", name: facet.name, value });
  const label = createElement("label", { class: "choice", "data-choice": facet.values[value] },
    box, createElement("b", {}, facet.values[value]), createElement("span", {}, ""));
  box.addEventListener("change", () => {
    const selected = report.selected.get(facet.name);
    if (box.checked) selected.add(value);
    else selected.delete(value);
    report.changed();
  });
  return label;
};

// Long lists show their first and their selected values, the others on request.
facetPanel.fold = (elements) => {
  const others = elements.slice(facetPanel.folded);
  const button = createElement("button", { type: "button", class: "more" }, `Show all ${elements.length}`);
  const fold = (folded) => others.forEach((one) => { one.hidden = folded && !one.querySelector("input").checked; });
  button.addEventListener("click", () => {
    fold(false);
    others[0].querySelector("input").focus();
    button.remove();
  });
  fold(true);
  return button;
};

// Show the tasks that match the filters.
report.refresh = () => {
  const totals = report.apply();
  report.facets.forEach((facet, number) => {
    const max = Math.max(1, ...totals[number]);
    const selected = report.selected.get(facet.name);
    for (const [value, label] of facetPanel.labels.get(number)) {
      const total = totals[number][value];
      const [box, , count] = label.children;
      label.style.setProperty("--share", total / max);
      box.checked = selected.has(value);
      count.textContent = total.toLocaleString("en");
      label.classList.toggle("empty", total === 0);
    }
  });
  const all = report.names.length;
  byId("count").textContent = report.isFiltered()
    ? `${report.matches.length.toLocaleString("en")} of ${plural(all, "task")}` : plural(all, "task");
  byId("clear").hidden = !report.isFiltered();
  tiles.restart();
};

// After a filter has changed: scroll to the top, and update the URL.
report.changed = () => {
  tiles.focused = 0;
  history.replaceState(null, "", `#${report.toHash()}`);
  window.scrollTo(0, 0);
  report.refresh();
};

facetPanel.listen = () => {
  byId("search").addEventListener("input", (event) => {
    report.words = event.target.value.trim();
    report.changed();
  });
  byId("clear").addEventListener("click", () => {
    for (const selected of report.selected.values()) selected.clear();
    report.words = byId("search").value = "";
    report.changed();
    byId("search").focus();
  });
  // The fragment of the URL keeps the filters, so do not follow the link.
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    tiles.focus(tiles.focused);
  });
  byId("tasks").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) viewer.open(Number(button.dataset.position));
  });
  byId("tasks").addEventListener("keydown", tiles.keys);
  byId("tasks").addEventListener("focusin", (event) => {
    const position = event.target.dataset.position;
    if (position !== undefined) tiles.focused = Number(position);
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (event.key !== "/" || isTyping || byId("viewer").open) return;
    event.preventDefault();
    byId("search").focus();
  });
  window.addEventListener("scroll", () => tiles.draw(), { passive: true });
  window.addEventListener("resize", () => tiles.restart());
  window.addEventListener("hashchange", () => {
    report.fromHash(location.hash);
    byId("search").value = report.words;
    report.refresh();
  });
};
