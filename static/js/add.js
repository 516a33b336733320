// A press on a card puts its article into the basket, and the page stays where it is: the news and
// the new count come out of the answer. Without script, or where something is to be chosen, the page
// of the answer comes instead.
document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (form.id !== "ajout" || event.defaultPrevented || "plain" in form.dataset) return;
  event.preventDefault();
  if (button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  const data = new FormData(form, button);
  data.set("next", location.pathname + location.search);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data });
    if (!answer.ok) throw answer;
    if (new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
    const page = new DOMParser().parseFromString((await answer.text()).replace(/<style.*?<\/style>/s, ""), "text/html");
    document.querySelector(".site-tools").replaceWith(document.adoptNode(page.querySelector(".site-tools")));
    for (const news of page.querySelectorAll(".messages .toast")) document.dispatchEvent(new CustomEvent("toast", { detail: document.adoptNode(news) }));
  } catch {
    form.dataset.plain = "";
    form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
});
