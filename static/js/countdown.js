// <x-countdown until="2026-12-02T10:00:00Z">: the time left as 2 j 4 h (2 d 4 h in English), then 12:31 in the last hour.
customElements.define("x-countdown", class extends HTMLElement {
  connectedCallback() {
    const until = new Date(this.getAttribute("until")), day = document.documentElement.lang.startsWith("fr") ? "j" : "d";
    const tick = () => {
      const left = Math.max(0, Math.floor((until - Date.now()) / 1000)), pad = (n) => String(n).padStart(2, "0");
      const days = Math.floor(left / 86400), hours = Math.floor(left / 3600) % 24, minutes = Math.floor(left / 60) % 60;
      this.textContent = days ? `${days}\u00a0${day} ${hours}\u00a0h` : hours ? `${hours}\u00a0h ${pad(minutes)}` : `${pad(minutes)}:${pad(left % 60)}`;
      if (!left) { clearInterval(this.timer); if (this.hasAttribute("reload")) location.reload(); }
    };
    this.timer = setInterval(tick, 1000);
    tick();
  }
  disconnectedCallback() { clearInterval(this.timer); }
});
