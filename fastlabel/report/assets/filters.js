"use strict";
// What the page knows of the tasks, and which of them the filters leave. No DOM.
const gallery = {
  names: [], thumbnails: [], said: [], facets: [], chunks: [], chunkSize: 1,
  chosen: new Map(), // facet's name → set of numbers of choices
  words: "",
  shown: [], // numbers of the tasks that fit
};

gallery.take = (index) => {
  Object.assign(gallery, index);
  gallery.lowered = gallery.names.map((name) => name.toLowerCase());
  for (const facet of gallery.facets) gallery.chosen.set(facet.name, new Set());
};

gallery.isFiltered = () =>
  gallery.words !== "" || gallery.facets.some((facet) => gallery.chosen.get(facet.name).size > 0);

// Whether a task has one of the choices; any will do, as between two tags of one filter.
const hasOne = (flat, chosen) => {
  for (let at = 0; at < flat.length; at += 2) if (chosen.has(flat[at])) return true;
  return false;
};

// The tasks that fit, and for each facet how often each choice is there among the tasks that fit
// all other facets: what would be seen if it were chosen too.
gallery.apply = () => {
  const { facets, lowered } = gallery;
  const words = gallery.words.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = facets.map((facet) => gallery.chosen.get(facet.name));
  const totals = facets.map((facet) => new Array(facet.choices.length).fill(0));
  const add = (facet, task) => {
    const flat = facets[facet].values[task];
    for (let at = 0; at < flat.length; at += 2) totals[facet][flat[at]] += flat[at + 1];
  };
  gallery.shown = [];
  for (let task = 0; task < lowered.length; task += 1) {
    if (!words.every((word) => lowered[task].includes(word))) continue;
    let missed = -1;
    let misses = 0;
    for (let facet = 0; facet < facets.length && misses < 2; facet += 1) {
      if (chosen[facet].size > 0 && !hasOne(facets[facet].values[task], chosen[facet])) {
        missed = facet;
        misses += 1;
      }
    }
    if (misses === 0) {
      gallery.shown.push(task);
      for (let facet = 0; facet < facets.length; facet += 1) add(facet, task);
    } else if (misses === 1) add(missed, task);
  }
  return totals;
};

// The filters as the part of the address after #, so that a view can be kept and passed on.
gallery.toHash = () => {
  const told = new URLSearchParams();
  if (gallery.words) told.set("search", gallery.words);
  for (const facet of gallery.facets) {
    for (const number of gallery.chosen.get(facet.name)) told.append(facet.name, facet.choices[number]);
  }
  return told.toString();
};

gallery.fromHash = (hash) => {
  const told = new URLSearchParams(hash.replace(/^#/, ""));
  gallery.words = told.get("search") ?? "";
  for (const facet of gallery.facets) {
    const numbers = told.getAll(facet.name).map((text) => facet.choices.indexOf(text));
    gallery.chosen.set(facet.name, new Set(numbers.filter((number) => number >= 0)));
  }
};
