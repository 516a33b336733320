// Closes messages, and shows one: document.dispatchEvent(new CustomEvent("toast", {detail: "Copié"})).
document.addEventListener("click", (event) => event.target.closest(".toast [data-close]")?.closest(".toast").remove());
document.addEventListener("toast", (event) => {
  let box = document.querySelector(".toasts");
  if (!box) {
    box = document.createElement("div");
    box.className = "toasts";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = event.detail;
  box.append(toast);
  setTimeout(() => toast.remove(), 5000);
});
