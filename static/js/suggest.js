// The shop's search box: categories, products and shops while somebody types; arrows choose.
const box = document.querySelector(".site-header input[type=search]");
const address = box?.form.dataset.suggest;
if (address) {
  const panel = Object.assign(document.createElement("div"), { className: "suggestions", id: "suggestions", hidden: true });
  box.form.append(panel);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", panel.id], ["aria-expanded", "false"]]) box.setAttribute(name, value);
  let waiting, flight;
  const options = () => [...panel.querySelectorAll("[role=option]")];
  const chosen = () => panel.querySelector("[aria-selected=true]");
  const open = (shown) => {
    panel.hidden = !shown;
    box.setAttribute("aria-expanded", String(shown));
    if (!shown) choose(null);
  };
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const fill = async () => {
    flight?.abort();
    flight = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(box.value)}`, { signal: flight.signal });
      if (!answer.ok) throw answer;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      panel.replaceChildren(...page.body.childNodes);
      open(options().length > 0 && document.activeElement === box);
    } catch { /* a suggestion is no loss */ }
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (box.value.trim().length > 1) waiting = setTimeout(fill, 150);
    else open(false);
  });
  box.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      open(false);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().href);
    } else if (all.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      open(true);
      const at = all.indexOf(chosen()) + (event.key === "ArrowDown" ? 1 : -1);
      choose(all[at === -2 ? all.length - 1 : at] ?? null);
    }
  });
  box.addEventListener("blur", () => open(false));
  panel.addEventListener("mousedown", (event) => event.preventDefault());
}
