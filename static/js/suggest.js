// The shop's search box: completes what is typed, with the browser's own list.
const box = document.querySelector(".site-header input[type=search]");
const address = box?.form.dataset.suggest;
if (address) {
  const list = Object.assign(document.createElement("datalist"), { id: "suggestions" });
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting, flight;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (box.value.trim().length > 1) waiting = setTimeout(fill, 180);
  });
  async function fill() {
    flight?.abort();
    flight = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(box.value)}`, { signal: flight.signal });
      const { words, places, products } = await answer.json();
      const known = new Set([...words, ...places.map((place) => place.name), ...products.map((product) => product.title)]);
      list.replaceChildren(...[...known].map((value) => Object.assign(document.createElement("option"), { value })));
    } catch { /* a suggestion is no loss */ }
  }
}
