// <x-stepper less="Moins" more="Plus"> around a number input: adds two buttons.
customElements.define("x-stepper", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || this.querySelector("button")) return;
    this.classList.add("stepper");
    const button = (sign, label, step) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = sign;
      made.setAttribute("aria-label", label);
      made.addEventListener("click", () => {
        step > 0 ? input.stepUp() : input.stepDown();
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return made;
    };
    const less = button("\u2212", this.getAttribute("less") || "\u2212", -1);
    const more = button("+", this.getAttribute("more") || "+", 1);
    input.before(less);
    input.after(more);
    const bounds = () => {
      less.disabled = input.min !== "" && +input.value <= +input.min;
      more.disabled = input.max !== "" && +input.value >= +input.max;
    };
    input.addEventListener("change", bounds);
    bounds();
  }
});
