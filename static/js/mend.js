// <form data-mend>: an error goes once its field is mended, from beside it and from the summary,
// whoever mended it: a script that fills a field says so by the event "filled".
document.addEventListener("change", mend);
document.addEventListener("filled", mend);
function mend(event) {
  const control = event.target;
  const field = control.closest("form[data-mend] .field");
  const error = field?.querySelector(".errorlist");
  if (!error || !control.checkValidity() || !(control.value || "").trim()) return;
  if (event.type === "change" && control.value === control.defaultValue && !["checkbox", "radio"].includes(control.type)) return;
  error.remove();
  control.removeAttribute("aria-invalid");
  const summary = document.querySelector(".form-errors");
  const place = control.type === "radio" ? field.id : control.id;
  summary?.querySelector(`a[href="#${place}"]`)?.closest("li").remove();
  const left = summary?.querySelectorAll("li").length;
  if (left === 0) summary.remove();
  if (left) summary.querySelector("h2").textContent = left === 1 ? summary.dataset.one : summary.dataset.many.replace("#", left);
}
