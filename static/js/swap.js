// <x-swap target="#results">: GET forms and links inside fetch their page and replace the target
// (several, comma-separated). The address follows; without script everything navigates as usual.
// Whoever types or ticks on is not disturbed: what was asked before is given up, the form asks again.
// Focus stays where it was, or goes to the first target.
const typed = (element) => element?.matches?.("input:not([type=checkbox],[type=radio])");
customElements.define("x-swap", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method !== "get") return;
      event.preventDefault();
      const filled = [...new FormData(form)].filter(([, value]) => value !== "");
      this.go(`${form.action.split("?")[0]}?${new URLSearchParams(filled)}`, !event.submitter);
    });
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-swap]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.go(link.href);
    });
    this.addEventListener("change", ({ target }) => {
      if (!target.matches("[data-pick]")) return;
      const form = new FormData(target.form);
      const kept = [...form].filter(([name]) => name === "vendeur" || name.startsWith("axe"));
      if (form.has("found")) kept.push(["trouve", form.get("found")]);
      this.go(`${location.pathname}?${new URLSearchParams([...kept, ["quantite", form.get("quantity") ?? 1]])}`);
    });
    this.addEventListener("input", ({ target }) => {
      if (target.form?.matches("[data-autosubmit]")) this.giveUp();
    });
    addEventListener("popstate", () => location.reload());
  }
  parts() { return this.getAttribute("target").split(",").map((target) => document.querySelector(target)); }
  giveUp() {
    this.flight?.abort();
    for (const part of this.parts()) part?.removeAttribute("aria-busy");
  }
  async go(url, keepsOpen) {
    this.flight?.abort();
    this.flight = new AbortController();
    const targets = this.getAttribute("target").split(","), parts = this.parts();
    for (const part of parts) part?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: this.flight.signal, headers: { "X-Swap": "1" } });
      if (!answer.ok) throw answer;
      const page = new DOMParser().parseFromString((await answer.text()).replace(/<style.*?<\/style>/s, ""), "text/html");
      const focused = document.activeElement, place = placeOf(focused);
      const unfolded = new Set([...this.querySelectorAll("details[open] [name]")].map((field) => field.name));
      targets.forEach((target, i) => {
        const fresh = page.querySelector(target);
        if (!fresh || !parts[i]) return;
        if (keepsOpen && "open" in parts[i].dataset) fresh.dataset.open = "";
        for (const fold of fresh.querySelectorAll("details")) fold.open ||= unfolded.has(fold.querySelector("[name]")?.name);
        fresh.opener = parts[i].opener;
        parts[i].replaceWith(document.adoptNode(fresh));
      });
      document.title = page.title;
      history.pushState(null, "", url);
      if (!focused?.isConnected) this.settle(place && this.querySelector(place), focused);
    } catch (failure) {
      if (failure.name !== "AbortError") location.assign(url);
    }
  }
  settle(again, before) {
    if (again) {
      again.focus({ preventScroll: true });
      if (typed(again)) again.setSelectionRange?.(before.selectionStart, before.selectionEnd);
      return;
    }
    const [first] = this.parts();
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    if (first.getBoundingClientRect().top < 0) first.scrollIntoView();
  }
});
