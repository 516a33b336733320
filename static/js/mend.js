// In a form that is sent, an error goes once its field is mended, from beside it and from the summary,
// whoever mended it: a script that fills a field says so by the event "filled". A field that may stay
// empty, as its label or its cell says, is mended by being emptied too.
document.addEventListener("change", mend);
document.addEventListener("filled", mend);
document.addEventListener("input", (event) => { if (event.target.value === "") mend(event); });
// the press that leaves a field must find its button where it was seen: nothing moves until it ends
const waiting = [];
let pressed = false;
for (const start of ["pointerdown", "mousedown"]) addEventListener(start, () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel", "mouseup"]) addEventListener(end, () => setTimeout(release), true);
function release() {
  pressed = false;
  for (const event of waiting.splice(0)) mend(event);
}
// the browser hands the place of a mended field on to the page that answers, past what it says first
addEventListener("submit", () => {
  if (location.hash.startsWith("#id_")) history.replaceState(history.state, "", location.pathname + location.search);
});
function mend(event) {
  if (pressed) { waiting.push(event); return; }
  const control = event.target;
  // a point behind « Voir plus » mends the field of the points
  const field = control.closest("form[method=post] .field, form[method=post] td[data-cell]") || control.closest("form[method=post]") && document.getElementById(`id_${control.name}`);
  const errors = field?.querySelectorAll(".errorlist, p.error");
  if (!errors?.length || !control.checkValidity()) return;
  if (!(control.value || "").trim() && !field.matches("[data-optional], :has(.optional, .mark[data-level=recommended])")) return;
  // what should be a number and does not begin as one, or is below zero, will be refused again
  if (/decimal|numeric/.test(control.inputMode) && /^\s*[^\s\d.,]/.test(control.value)) return;
  if (event.type === "change" && control.value === control.defaultValue && !["checkbox", "radio"].includes(control.type)) return;
  for (const error of errors) error.remove();
  for (const marked of field.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  if (!control.form.querySelector("td[data-cell] p.error")) control.form.querySelector("[data-cells-wrong]")?.remove();
  const summary = document.querySelector(".form-errors");
  const leads = (link) => { const place = document.getElementById(link.hash.slice(1)); return place && (place === field || field.contains(place)); };
  for (const link of summary?.querySelectorAll('a[href^="#"]') || []) if (leads(link)) link.closest("li").remove();
  const left = summary?.querySelectorAll("li").length;
  if (left === 0) summary.remove();
  if (left) summary.querySelector("h2").textContent = left === 1 ? summary.dataset.one : summary.dataset.many.replace("#", left);
}
