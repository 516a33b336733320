// <x-video player="https://…" name="…">: the film is framed in place of its picture once somebody asks to see it.
customElements.define("x-video", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      const frame = document.createElement("iframe");
      Object.assign(frame, { src: this.getAttribute("player"), title: this.getAttribute("name"), allowFullscreen: true });
      frame.allow = "autoplay; fullscreen; picture-in-picture";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      this.replaceChildren(frame);
      frame.focus();
    });
  }
});
