"use strict";
// The filters in the document, and what happens when.
const facetPanel = { choices: new Map(), fewest: 10 };

// Called by the file of the index, once the page is there.
gallery.start = (index) => {
  gallery.take(index);
  gallery.fromHash(location.hash);
  // A wide page has room for the filters.
  byId("filters").open = window.innerWidth > 900;
  byId("facets").replaceChildren(...gallery.facets.map(facetPanel.make));
  byId("search").value = gallery.words;
  facetPanel.listen();
  viewer.listen();
  gallery.refresh();
};

facetPanel.make = (facet, number) => {
  const set = made("fieldset", { "data-facet": facet.name },
    made("legend", {}, `${facet.name} `, made("small", {}, facet.counted)));
  const totals = new Array(facet.choices.length).fill(0);
  for (const flat of facet.values) for (let at = 0; at < flat.length; at += 2) totals[flat[at]] += flat[at + 1];
  const order = facet.choices.map((_, choice) => choice).filter((choice) => totals[choice] > 0);
  // Sizes have an order of their own.
  if (facet.name !== "size") order.sort((one, other) => totals[other] - totals[one]);
  const elements = order.map((choice) => facetPanel.choice(facet, choice));
  facetPanel.choices.set(number, new Map(order.map((choice, at) => [choice, elements[at]])));
  set.append(...elements);
  if (elements.length > facetPanel.fewest + 2) set.append(facetPanel.fold(elements));
  set.hidden = elements.length === 0;
  return set;
};

facetPanel.choice = (facet, choice) => {
  const box = made("input", { type: "checkbox", name: facet.name, value: choice });
  const label = made("label", { class: "choice", "data-choice": facet.choices[choice] },
    box, made("b", {}, facet.choices[choice]), made("span", {}, ""));
  box.addEventListener("change", () => {
    const chosen = gallery.chosen.get(facet.name);
    if (box.checked) chosen.add(choice);
    else chosen.delete(choice);
    gallery.changed();
  });
  return label;
};

// Long lists show their first; the rest on request, and what is chosen always.
facetPanel.fold = (elements) => {
  const rest = elements.slice(facetPanel.fewest);
  const button = made("button", { type: "button", class: "more" }, `Show all ${elements.length}`);
  const fold = (folded) => rest.forEach((one) => { one.hidden = folded && !one.querySelector("input").checked; });
  button.addEventListener("click", () => {
    fold(false);
    rest[0].querySelector("input").focus();
    button.remove();
  });
  fold(true);
  return button;
};

// Show what the filters leave.
gallery.refresh = () => {
  const totals = gallery.apply();
  gallery.facets.forEach((facet, number) => {
    const most = Math.max(1, ...totals[number]);
    const chosen = gallery.chosen.get(facet.name);
    for (const [choice, label] of facetPanel.choices.get(number)) {
      const total = totals[number][choice];
      const [box, , count] = label.children;
      label.style.setProperty("--share", total / most);
      box.checked = chosen.has(choice);
      count.textContent = total.toLocaleString("en");
      label.classList.toggle("none", total === 0);
    }
  });
  const all = gallery.names.length;
  byId("count").textContent = gallery.isFiltered()
    ? `${gallery.shown.length.toLocaleString("en")} of ${counted(all, "task")}` : counted(all, "task");
  byId("clear").hidden = !gallery.isFiltered();
  tiles.restart();
};

// The same after a filter was changed: from the top, and with the address that leads back here.
gallery.changed = () => {
  tiles.focused = 0;
  history.replaceState(null, "", `#${gallery.toHash()}`);
  window.scrollTo(0, 0);
  gallery.refresh();
};

facetPanel.listen = () => {
  byId("search").addEventListener("input", (event) => {
    gallery.words = event.target.value.trim();
    gallery.changed();
  });
  byId("clear").addEventListener("click", () => {
    for (const chosen of gallery.chosen.values()) chosen.clear();
    gallery.words = byId("search").value = "";
    gallery.changed();
    byId("search").focus();
  });
  // Not to the address, which keeps the filters.
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    tiles.focus(tiles.focused);
  });
  byId("tasks").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) viewer.open(Number(button.dataset.place));
  });
  byId("tasks").addEventListener("keydown", tiles.keys);
  byId("tasks").addEventListener("focusin", (event) => {
    const place = event.target.dataset.place;
    if (place !== undefined) tiles.focused = Number(place);
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
    gallery.fromHash(location.hash);
    byId("search").value = gallery.words;
    gallery.refresh();
  });
};
