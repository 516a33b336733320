// A search below each field that names things of the shop: what is chosen becomes a line of the field.
// Enter or the down arrow asks; the arrows go through what was found, Enter chooses, Escape comes back.
const isFrench = document.documentElement.lang.startsWith("fr");
const words = isFrench ? "Chercher…" : "Search…", hint = isFrench ? "Chercher… ou ↓ pour les premiers" : "Search… or ↓ for the first ones";
for (const field of document.querySelectorAll("[data-find]")) {
  const link = field.parentElement.querySelector(".editor-find"), kind = field.dataset.find;
  link?.remove();
  const search = document.createElement("input"), found = document.createElement("div");
  search.type = "search";
  search.placeholder = hint;
  search.setAttribute("aria-label", `${words} ${field.labels?.[0]?.textContent.replace(/\s*:\s*$/, "") ?? ""}`);
  found.setAttribute("aria-live", "polite");
  field.after(search, found);
  let timer, flight, asked;
  const ask = async () => {
    flight?.abort();
    flight = new AbortController();
    asked = search.value;
    try {
      const address = new URL(field.form?.dataset.findAt ?? "../../trouver/", location.href);
      address.searchParams.set("quoi", kind);
      address.searchParams.set("q", search.value);
      if (field.dataset.least) address.searchParams.set("pour", field.dataset.least);
      const page = new DOMParser().parseFromString(await (await fetch(address, { signal: flight.signal })).text(), "text/html");
      found.replaceChildren(document.adoptNode(page.getElementById("found") ?? document.createElement("p")));
    } catch (failure) { if (failure.name !== "AbortError") found.replaceChildren(); }
  };
  const later = (event) => { event.stopPropagation(); clearTimeout(timer); timer = setTimeout(ask, 250); };
  search.addEventListener("input", later);
  search.addEventListener("change", (event) => event.stopPropagation());
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); clearTimeout(timer); ask(); }
    if (event.key === "ArrowDown") { event.preventDefault(); down(); }
    if (event.key === "Escape") { event.preventDefault(); away(); }
  });
  const away = () => { clearTimeout(timer); flight?.abort(); search.value = ""; found.replaceChildren(); search.focus(); };
  const down = async () => {
    if (asked !== search.value || !found.querySelector("[data-line]")) { clearTimeout(timer); await ask(); }
    if (document.activeElement === search) found.querySelector("[data-line]")?.focus();
  };
  found.addEventListener("keydown", (event) => {
    const every = [search, ...found.querySelectorAll("[data-line]")], place = every.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); away(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || place < 0) return;
    event.preventDefault();
    every[Math.min(place + step, every.length - 1)].focus();
  });
  found.addEventListener("click", (event) => {
    const line = event.target.closest("[data-line]")?.dataset.line;
    if (!line) return;
    field.value = Number(field.dataset.most ?? 1) > 1 && field.value.trim() ? `${field.value.trimEnd()}\n${line}` : line;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    search.value = "";
    found.replaceChildren();
    search.focus();
  });
}
