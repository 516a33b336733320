// <form data-mend>: an error goes once its field is mended, from beside it and from the summary,
// whoever mended it: a script that fills a field says so by the event "filled".
document.addEventListener("change", mend);
document.addEventListener("filled", mend);
function mend(event) {
  const control = event.target;
  // a point behind « Voir plus » mends the field of the points
  const field = control.closest("form[data-mend] .field, form[data-mend] td[data-cell]") || control.closest("form[data-mend]") && document.getElementById(`id_${control.name}`);
  const errors = field?.querySelectorAll(".errorlist, p.error");
  if (!errors || !control.checkValidity() || !(control.value || "").trim()) return;
  if (event.type === "change" && control.value === control.defaultValue && !["checkbox", "radio"].includes(control.type)) return;
  for (const error of errors) error.remove();
  for (const marked of field.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  const summary = document.querySelector(".form-errors");
  const leads = (link) => { const place = document.getElementById(link.hash.slice(1)); return place && (place === field || field.contains(place)); };
  for (const link of summary?.querySelectorAll('a[href^="#"]') || []) if (leads(link)) link.closest("li").remove();
  const left = summary?.querySelectorAll("li").length;
  if (left === 0) summary.remove();
  if (left) summary.querySelector("h2").textContent = left === 1 ? summary.dataset.one : summary.dataset.many.replace("#", left);
}
