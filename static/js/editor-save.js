// <x-editor>: what is typed is kept after a pause, and the preview follows; buttons work as without it.
const PAUSE = 1200;
const STILL = 45_000; // a tab that says nothing for twice as long is closed
const PATIENCE = 10000; // a button does not wait longer for what is being kept
customElements.define("x-editor", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("change", () => this.soon());
    this.form.addEventListener("submit", (event) => this.press(event));
    addEventListener("beforeunload", (event) => { if (this.isDirty && !this.isSent) event.preventDefault(); });
    // loaded again, it is the same tab: it keeps its name, and says it is there once its end was heard
    const address = new URL(location.href);
    address.searchParams.set("onglet", this.form.elements.tab.value);
    history.replaceState(history.state, "", address);
    setTimeout(() => this.here(), 1500);
    this.still = setInterval(() => this.here(), STILL);
    // whoever leaves is gone at once: nobody is told of them for another minute
    addEventListener("pagehide", () => this.isSent || navigator.sendBeacon(this.form.action, this.word("leave")));
    addEventListener("pageshow", (event) => { if (event.persisted) this.here(); });
    // whoever closed the other tab is back here: that it is gone is asked at once
    document.addEventListener("visibilitychange", () => document.hidden || setTimeout(() => this.here(), 500));
    for (const wrong of this.querySelectorAll("[role=alert]")) { wrong.tabIndex = -1; wrong.focus(); break; }
  }
  word(said) {
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "tab"]) data.set(name, this.form.elements[name].value);
    data.set("do", said);
    return data;
  }
  async here() {
    const answer = await fetch(this.form.action, { method: "POST", body: this.word("here") }).catch(() => null);
    if (answer?.ok) this.told(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
  told(page) {
    const others = page.getElementById("editor-here");
    if (others) document.getElementById("editor-here").replaceWith(document.adoptNode(others));
  }
  soon() {
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }
  // A button leaves with the revision that the quiet save is about to make: stopping that save here
  // would not stop the server, and one's own text would then look like somebody else's.
  async press(event) {
    clearTimeout(this.timer);
    if (this.isAsking) { event.preventDefault(); return; }
    if (!this.isBusy && !this.lost) { this.isSent = true; return; }
    event.preventDefault();
    this.isAsking = true;
    const pressed = event.submitter;
    const late = setTimeout(() => this.flight?.abort(), PATIENCE);
    await (this.isBusy ? this.kept : this.keep());
    clearTimeout(late);
    this.isAsking = false;
    this.isSent = true;
    this.lost = null;
    clearTimeout(this.timer);
    // a button of the notice that has just been replaced is gone: the new notice is read first
    if (pressed && !pressed.isConnected) { this.isSent = false; return; }
    this.form.requestSubmit(pressed);
  }
  keep() {
    if (this.isSent) return null;
    if (this.isBusy) { this.soon(); return this.kept; }
    this.kept = this.send();
    return this.kept;
  }
  async send() {
    this.isBusy = true;
    this.flight = new AbortController();
    // what got no answer is sent again as it was: the server tells whether it had already kept it
    const data = this.lost ?? new FormData(this.form);
    data.set("do", "quiet");
    if (!this.lost) this.isDirty = false;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: data, signal: this.flight.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.lost = null;
      if (!page.getElementById("editor-state")) throw answer;
      for (const id of ["editor-state", "editor-remarks"]) {
        document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
      }
      this.told(page);
      if (answer.ok) this.look();
      if (this.isDirty) this.soon();
    } catch (failure) {
      if (failure instanceof Error) this.lost = data;
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
