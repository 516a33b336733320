// Closes messages, and shows one: document.dispatchEvent(new CustomEvent("toast", {detail: "Copié"})).
// One that came from the server may lead somewhere: it stays until it is closed, or another comes.
document.addEventListener("click", (event) => event.target.closest(".toast [data-close]")?.closest(".toast").remove());
document.addEventListener("toast", (event) => {
  let box = document.querySelector(".toasts");
  if (!box) {
    box = document.createElement("div");
    box.className = "toasts";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  if (event.detail instanceof Element) return box.replaceChildren(event.detail);
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = event.detail;
  box.append(toast);
  setTimeout(() => toast.remove(), 5000);
});
