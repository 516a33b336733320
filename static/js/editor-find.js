// A search below each field that names things of the shop: what is chosen becomes a line of the field.
const words = document.documentElement.lang.startsWith("fr") ? "Chercher…" : "Search…";
for (const field of document.querySelectorAll("[data-find]")) {
  const link = field.parentElement.querySelector(".editor-find"), kind = field.dataset.find;
  link?.remove();
  const search = document.createElement("input"), found = document.createElement("div");
  search.type = "search";
  search.placeholder = words;
  search.setAttribute("aria-label", `${words} ${field.labels?.[0]?.textContent ?? ""}`);
  found.setAttribute("aria-live", "polite");
  field.after(search, found);
  let timer, flight;
  const ask = async () => {
    flight?.abort();
    flight = new AbortController();
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
    if (event.key === "Enter") { event.preventDefault(); ask(); }
    if (event.key === "Escape") { search.value = ""; found.replaceChildren(); }
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
