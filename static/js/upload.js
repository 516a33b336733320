// <x-upload>: drop files on it, see the photos and names chosen, follow a long sending.
// As the house writes it: 340 ko, 2,1 Mo; 340 kB in English.
const size = (bytes) => {
  const [unit, count, digits] = bytes < 1e6 ? ["kilobyte", Math.max(bytes / 1e3, 1), 0] : ["megabyte", bytes / 1e6, 1];
  return count.toLocaleString(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: digits });
};
customElements.define("x-upload", class extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector('input[type="file"]'), box = this.querySelector(".previews");
    const bar = this.querySelector("progress"), form = input.form;
    for (const name of ["dragover", "dragleave", "drop"]) this.addEventListener(name, (event) => {
      event.preventDefault();
      this.firstElementChild.toggleAttribute("data-over", name === "dragover");
      if (name !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => {
      box.replaceChildren(...[...input.files].slice(0, 12).map((file) => {
        const shown = document.createElement(file.type.startsWith("image/") ? "img" : "span");
        if (shown.tagName === "IMG") {
          shown.alt = file.name;
          const reader = new FileReader();
          reader.onload = () => { shown.src = reader.result; };
          reader.readAsDataURL(file);
        } else shown.textContent = `${file.name} (${size(file.size)})`;
        return shown;
      }));
    });
    form?.addEventListener("submit", (event) => {
      if (!input.files.length || !bar || event.defaultPrevented || "plain" in form.dataset) return;
      event.preventDefault();
      const sending = new XMLHttpRequest();
      bar.hidden = false;
      sending.upload.onprogress = (now) => { if (now.lengthComputable) bar.value = now.loaded / now.total; };
      sending.onload = () => {
        const page = new DOMParser().parseFromString(sending.responseText.replace(/<style.*?<\/style>/s, ""), "text/html"), main = page.querySelector("main");
        if (!main) return location.assign(sending.responseURL || location.href);
        document.querySelector("main").replaceWith(document.adoptNode(main));
        document.title = page.title;
        history.pushState(null, "", sending.responseURL);
        scrollTo(0, 0);
        document.querySelector(".form-errors")?.focus();
      };
      sending.onerror = () => { bar.hidden = true; form.dataset.plain = ""; form.requestSubmit(); };
      sending.open("POST", form.action || location.href);
      const data = new FormData(form);
      if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
      sending.send(data);
    });
  }
});
