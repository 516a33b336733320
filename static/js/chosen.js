// How many rows of a list are ticked, agreeing in number, in the words that <output class="chosen"> carries.
const said = document.querySelector("output.chosen");
if (said) {
  const form = said.closest("form");
  const tell = () => {
    const count = form.querySelectorAll("input.action-select:checked").length;
    const isAll = form.querySelector("input.select-across")?.value === "1";
    const { none, one, many, all } = said.dataset;
    said.textContent = isAll ? all : count > 1 ? many.replace("#", count) : count ? one : none;
  };
  // the library's own script ticks boxes at a click: it is let through first
  for (const event of ["click", "change"]) form.addEventListener(event, () => setTimeout(tell));
  addEventListener("pageshow", tell);
  tell();
}
