// <button data-copy="text" data-copied="Copié">: puts the text on the clipboard.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  if (!await toClipboard(button.dataset.copy)) return;
  const copied = button.dataset.copied || "Copié", words = [...button.childNodes];
  document.dispatchEvent(new CustomEvent("toast", { detail: copied }));
  // the button says it too, for a page without messages
  if (button.textContent.trim() === copied) return;
  button.textContent = copied;
  setTimeout(() => button.replaceChildren(...words), 2000);
});
// the clipboard is for secure pages whose reader allows it: a selection is copied everywhere
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* by hand, then */ }
  const area = document.createElement("textarea"), focused = document.activeElement;
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  return done;
}
