// What the theme lacks for keyboards and screen readers. It wraps wide tables after the page has
// loaded, and what scrolls has to be reached.
document$.subscribe(() => {
  document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");
  requestAnimationFrame(() => {
    for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) wrap.tabIndex = 0;
  });
});
