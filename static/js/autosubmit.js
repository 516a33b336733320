// <form data-autosubmit>: a change sends the form (after a breath); its [data-no-js] button goes.
let waiting;
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (!form) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(), 350);
});
const tidy = () => document.querySelectorAll("[data-no-js]").forEach((element) => { element.hidden = true; });
tidy();
new MutationObserver(tidy).observe(document.body, { childList: true, subtree: true });
