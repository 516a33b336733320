// The kinds of blocks that may be added are many: arrows go through the list, as Tab does.
addEventListener("keydown", (event) => {
  const list = event.target.closest?.(".editor-add ul"), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!list || !step) return;
  const kinds = [...list.querySelectorAll("button")];
  event.preventDefault();
  kinds[kinds.indexOf(event.target.closest("button")) + step]?.focus();
});
