// <x-editor>: what is typed is kept after a pause, and the preview follows; buttons work as without it.
const PAUSE = 1200;
customElements.define("x-editor", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("change", () => this.soon());
    // what is being kept quietly must not lose the race against a button
    this.form.addEventListener("submit", () => { clearTimeout(this.timer); this.flight?.abort(); this.isSent = true; });
    addEventListener("beforeunload", (event) => { if (this.isDirty && !this.isSent) event.preventDefault(); });
    for (const wrong of this.querySelectorAll("[role=alert]")) { wrong.tabIndex = -1; wrong.focus(); break; }
  }
  soon() {
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }
  async keep() {
    if (this.isSent || this.isBusy) { if (this.isBusy) this.soon(); return; }
    this.isBusy = true;
    this.flight = new AbortController();
    const data = new FormData(this.form);
    data.set("do", "quiet");
    this.isDirty = false;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: data, signal: this.flight.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById("editor-state")) throw answer;
      for (const id of ["editor-state", "editor-remarks"]) {
        document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
      }
      if (answer.ok) this.look();
    } catch (failure) {
      this.isDirty = true;
      if (failure.name !== "AbortError") this.timer = setTimeout(() => this.keep(), 5 * PAUSE);
    } finally {
      this.isBusy = false;
    }
  }
  look() {
    const view = document.getElementById("editor-preview")?.contentWindow;
    if (!view) return;
    const place = view.scrollY;
    view.frameElement.addEventListener("load", () => view.frameElement.contentWindow.scrollTo(0, place), { once: true });
    view.location.reload();
  }
});
