// <x-poll href every="2">: fetches href and replaces its content by the same x-poll of the answer (or
// by the whole answer) until the answer has none left, or says it is done with data-done.
customElements.define("x-poll", class extends HTMLElement {
  connectedCallback() { this.next(); }
  disconnectedCallback() { clearTimeout(this.timer); }
  next() { this.timer = setTimeout(() => this.look(), 1000 * (this.getAttribute("every") || 2)); }
  async look() {
    try {
      const answer = await fetch(this.getAttribute("href") || location.href, { headers: { "X-Swap": "1" } });
      if (!answer.ok) throw answer;
      const text = await answer.text();
      const page = new DOMParser().parseFromString(text.replace(/<style.*?<\/style>/s, ""), "text/html");
      const fresh = (this.id && page.getElementById(this.id)) || page.querySelector("x-poll");
      if (this.hasAttribute("reload") && (!fresh || fresh.hasAttribute("data-done"))) return location.reload();
      if (fresh?.tagName === "X-POLL" && !fresh.hasAttribute("data-done")) this.replaceChildren(...fresh.childNodes);
      else return this.replaceWith(...(fresh ? [fresh] : page.body.childNodes));
    } catch { /* the server sleeps: ask again */ }
    this.next();
  }
});
