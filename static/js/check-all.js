// <input type="checkbox" data-check-all="name"> ticks every box of that name in its form.
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (all) for (const box of document.getElementsByName(all.dataset.checkAll)) if (!box.disabled) box.checked = all.checked;
});
