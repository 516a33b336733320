// .sheet opened by a.sheet-open[href="#id"] (and by :target without script): Escape closes, focus stays.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("a.sheet-open"), closer = event.target.closest("[data-sheet-close]");
  if (opener) {
    const sheet = document.querySelector(opener.hash);
    if (!sheet) return;
    event.preventDefault();
    sheet.dataset.open = "";
    sheet.querySelector("a, button, input, select")?.focus();
    sheet.opener = opener;
  } else if (closer) {
    event.preventDefault();
    shut(closer.closest(".sheet"));
  }
});
document.addEventListener("keydown", (event) => {
  const sheet = event.key === "Escape" && document.querySelector(".sheet[data-open]");
  if (sheet) shut(sheet);
});
function shut(sheet) {
  delete sheet.dataset.open;
  if (location.hash === `#${sheet.id}`) history.replaceState(null, "", location.pathname + location.search);
  (sheet.opener || document.querySelector(`a[href="#${sheet.id}"]`))?.focus();
}
