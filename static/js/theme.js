// <x-theme>: three buttons name="theme"; the choice is kept in a cookie the server reads.
customElements.define("x-theme", class extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", (event) => {
      const choice = event.target.closest("button")?.value;
      if (!choice) return;
      if (choice === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = choice;
      document.cookie = `theme=${choice};path=/;max-age=31536000;samesite=lax`;
      this.show(choice);
    });
    this.show(document.documentElement.dataset.theme || "auto");
  }
  show(choice) {
    for (const button of this.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === choice);
  }
});
