// Blocks follow the pointer; the arrows beside each do the same by keyboard.
const list = document.querySelector(".editor-blocks");
let held;
for (const block of list?.children ?? []) {
  const handle = block.querySelector("summary");
  handle.draggable = true;
  handle.addEventListener("dragstart", (event) => {
    held = block;
    block.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", block.dataset.block);
  });
  handle.addEventListener("dragend", () => {
    held?.classList.remove("is-dragged");
    held = undefined;
    for (const other of list.children) other.classList.remove("is-target");
  });
  block.addEventListener("dragover", (event) => {
    if (!held || held === block) return;
    event.preventDefault();
    for (const other of list.children) other.classList.toggle("is-target", other === block);
  });
  block.addEventListener("drop", (event) => {
    if (!held || held === block) return;
    event.preventDefault();
    const isBelow = held.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING;
    block[isBelow ? "after" : "before"](held);
    const order = document.querySelector("[name=order]");
    order.value = [...list.children].map((one) => one.dataset.block).join(" ");
    order.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
