// <x-swap target="#results">: GET forms and links inside fetch their page and replace the target
// (several, comma-separated). The address follows; without script everything navigates as usual.
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
      const kept = [...form].filter(([name]) => name.startsWith("axe"));
      if (form.has("found")) kept.push(["trouve", form.get("found")]);
      this.go(`${location.pathname}?${new URLSearchParams([...kept, ["quantite", form.get("quantity") ?? 1]])}`);
    });
    addEventListener("popstate", () => location.reload());
  }
  async go(url, keepsOpen) {
    this.flight?.abort();
    this.flight = new AbortController();
    const targets = this.getAttribute("target").split(",");
    const parts = targets.map((target) => document.querySelector(target));
    for (const part of parts) part?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: this.flight.signal, headers: { "X-Swap": "1" } });
      if (!answer.ok) throw answer;
      const page = new DOMParser().parseFromString((await answer.text()).replace(/<style.*?<\/style>/s, ""), "text/html");
      const focused = document.activeElement?.id;
      targets.forEach((target, i) => {
        const fresh = page.querySelector(target);
        if (!fresh || !parts[i]) return;
        if (keepsOpen && "open" in parts[i].dataset) fresh.dataset.open = "";
        fresh.opener = parts[i].opener;
        parts[i].replaceWith(document.adoptNode(fresh));
      });
      document.title = page.title;
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      history.pushState(null, "", url);
    } catch (failure) {
      if (failure.name !== "AbortError") location.assign(url);
    }
  }
});
