// <input type="checkbox" data-check-all="name"> ticks every box of that name in its form.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (all) for (const box of document.getElementsByName(all.dataset.checkAll)) if (!box.disabled) box.checked = all.checked;
});
// what is asked of ticked lines is not sent without one: the page would come back with all else undone
document.addEventListener("submit", (event) => {
  const form = event.target, boxes = [...form.elements].filter((each) => each.name === "ids");
  if (!form.dataset.unticked || !boxes.length || form.elements.scope.value !== "ticked" || boxes.some((each) => each.checked)) return;
  event.preventDefault();
  const [first] = boxes;
  first.setCustomValidity(form.dataset.unticked);
  first.reportValidity();
  document.addEventListener("change", () => first.setCustomValidity(""), { once: true });
});
