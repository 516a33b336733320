// <form data-autosubmit>: a change sends the form (after a breath), also one of a field that stands
// elsewhere (form="id"); its [data-no-js] button goes. While somebody types on, it waits for a pause.
// Where the page is loaded anew, they find themselves where they were.
const KEPT = "place";
let waiting, sought;
const later = (form, target, pause) => {
  clearTimeout(waiting);
  sought = form;
  waiting = setTimeout(() => {
    sought = null;
    if (form.method === "post") {
      const place = placeOf(form.contains(document.activeElement) ? document.activeElement : target);
      sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, place]));
    }
    form.requestSubmit();
  }, pause);
};
document.addEventListener("input", ({ target }) => {
  if (sought && sought === target.form) later(sought, target, 1500);
});
document.addEventListener("change", ({ target }) => {
  if (target.form?.matches("[data-autosubmit]")) later(target.form, target, 350);
});
const [path, place] = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
sessionStorage.removeItem(KEPT);
if (place && path === location.pathname) setTimeout(() => document.querySelector(place)?.focus());
const tidy = () => document.querySelectorAll("[data-no-js]").forEach((element) => { element.hidden = true; });
tidy();
new MutationObserver(tidy).observe(document.body, { childList: true, subtree: true });
