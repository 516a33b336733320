// <form data-recount="#a,#b">: a change of what the total depends on sends the form to be counted
// anew, and replaces these parts by those of the answer. What is typed meanwhile stays.
// What browsers never fill in of a company, typed, ticks its box.
// A commune that is pressed is filled in; a town that is confirmed is no error any more. A postcode
// that replaces another one takes the town of that one away, where it is not one of its own
// communes: the only one it has is filled in. A town that was none of the old postcode's stays.
// A button that is gone by then leaves the focus to what it names by data-then.
// <select data-press="id">: a choice presses that button.
const COUNTS = /^(delivery-\d+|postcode|city|country|relay-\w+-where)$/;
let flight;
const codes = new WeakMap();
document.addEventListener("change", (event) => {
  const form = event.target.form;
  const press = form?.dataset.recount && event.target.dataset.press;
  if (press && event.target.value) form.requestSubmit(document.getElementById(press));
  if (form?.dataset.recount && COUNTS.test(event.target.name)) recount(form);
  if (form?.dataset.recount && event.target.name === "country") form.elements.postcode.inputMode = event.target.value === "FR" ? "numeric" : "text";
  if (form?.dataset.recount && event.target.name === "town_kept" && event.target.checked) filled(form.elements.city);
  const bought = form?.elements["company-bought"];
  if (bought && /^company-(number|vat_number|reference)$/.test(event.target.name) && event.target.value) bought.checked = true;
  const hand = event.target.closest(".relay-hand")?.querySelector("[type=radio]");
  if (hand && event.target.type === "text" && event.target.value) hand.checked = true;
});
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.recount || event.submitter?.name !== "refresh") return;
  event.preventDefault();
  recount(event.target, event.submitter.value);
}, true);
const filled = (control) => control.dispatchEvent(new Event("filled", { bubbles: true }));
const state = (control) => control.type === "radio" || control.type === "checkbox" ? control.checked : control.value;
const key = (control) => `${control.name}=${control.type === "radio" ? control.value : ""}`;
const states = (part) => new Map([...part.querySelectorAll("input:not([type=hidden]),select")].map((control) => [key(control), state(control)]));
async function recount(form, asked = "1") {
  const first = form.elements.postcode;
  if (first && !codes.has(form)) codes.set(form, first.defaultValue);
  flight?.abort();
  const own = flight = new AbortController();
  const targets = form.dataset.recount.split(",");
  const odd = () => form.querySelector("[name=town_kept]"), wasOdd = odd();
  const sent = new Map(targets.map((target) => [target, states(document.querySelector(target))]));
  const data = new FormData(form);
  data.set("refresh", asked);
  for (const target of targets) document.querySelector(target).setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, signal: own.signal, headers: { "X-Swap": "1" } });
    if (answer.redirected) return location.assign(answer.url);
    if (!answer.ok) throw answer;
    const page = new DOMParser().parseFromString((await answer.text()).replace(/<style.*?<\/style>/s, ""), "text/html");
    const { id: focused, dataset } = document.activeElement ?? {}, then = dataset?.then;
    for (const target of targets) {
      const old = document.querySelector(target), fresh = page.querySelector(target);
      const now = states(old);
      for (const control of fresh.querySelectorAll("input:not([type=hidden]),select")) {
        const name = key(control);
        if (!now.has(name) || now.get(name) === sent.get(target).get(name)) continue;
        if (typeof now.get(name) === "boolean") control.checked = now.get(name);
        else control.value = now.get(name);
      }
      for (const details of fresh.querySelectorAll("details[id]")) if (document.getElementById(details.id)?.open) details.open = true;
      old.replaceWith(document.adoptNode(fresh));
    }
    const city = form.elements.city, code = form.elements.postcode;
    const moved = code && codes.get(form) && codes.get(form) !== code.value;
    if (code) codes.set(form, code.value);
    if (moved && city?.value && !wasOdd && odd()) {
      city.value = "";
      return recount(form);
    }
    if (city && (!city.value || asked.startsWith("city:"))) {
      city.value = page.querySelector("[name=city]").value;
      filled(city);
    }
    if (focused && document.activeElement?.id !== focused) (document.getElementById(focused) ?? document.getElementById(then))?.focus({ preventScroll: true });
  } catch (failure) {
    if (failure.name === "AbortError") return;
    // the total is checked again before anything is ordered
    for (const target of targets) document.querySelector(target).removeAttribute("aria-busy");
  }
}
