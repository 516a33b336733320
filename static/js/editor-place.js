// Whoever writes by keyboard stays where they were: Enter in a field keeps the draft, and the page that
// comes back has the same blocks open and the same field before them; a remark opens the block it is about.
const form = document.querySelector("x-editor form"), KEY = `editor ${location.pathname}`;
const folds = () => [...form?.querySelectorAll(".editor-head, .editor-blocks > li > details") ?? []];
const nameOf = (fold) => fold.parentElement.id || "head";
form?.addEventListener("submit", ({ submitter }) => {
  // a gesture opens what it touches and folds the rest: the way to the next button is short
  if (submitter?.value !== "save") return;
  const here = document.activeElement;
  sessionStorage.setItem(KEY, JSON.stringify({
    open: folds().filter((fold) => fold.open).map(nameOf),
    at: here === submitter ? "" : here.id,
  }));
});
const { open = [], at = "" } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
sessionStorage.removeItem(KEY);
for (const fold of folds()) if (open.includes(nameOf(fold))) fold.open = true;
if (at) document.getElementById(at)?.focus();
addEventListener("click", (event) => {
  const link = event.target.closest?.("#editor-remarks a[href^='#b-']"), block = link && document.querySelector(link.hash);
  if (!block) return;
  event.preventDefault();
  block.querySelector("details").open = true;
  block.scrollIntoView({ block: "start" });
  block.querySelector("summary").focus({ preventScroll: true });
});
