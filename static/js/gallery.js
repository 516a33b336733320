// <x-gallery>: thumbnails scroll to their slide; the arrows move; a click on a photo enlarges it.
customElements.define("x-gallery", class extends HTMLElement {
  connectedCallback() {
    const slides = this.querySelector(".slides"), thumbs = [...this.querySelectorAll(".thumbs a")];
    const mark = (index) => thumbs.forEach((thumb, i) => i === index ? thumb.setAttribute("aria-current", "true") : thumb.removeAttribute("aria-current"));
    const show = (index) => {
      slides.scrollTo({ left: index * slides.clientWidth });
      mark(index);
    };
    thumbs.forEach((thumb, index) => thumb.addEventListener("click", (event) => { event.preventDefault(); show(index); }));
    slides.addEventListener("scroll", () => {
      mark(Math.round(slides.scrollLeft / slides.clientWidth));
    }, { passive: true });
    slides.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-zoom]");
      const dialog = this.querySelector("dialog");
      if (!link || !dialog) return;
      event.preventDefault();
      dialog.querySelector("img").src = link.href;
      dialog.querySelector("img").alt = link.querySelector("img").alt;
      dialog.showModal();
    });
  }
});
