// What is typed is seen at once: windows that are on the screen are drawn anew, others when they come.
const form = document.querySelector("form.look-form");
const windows = [...document.querySelectorAll("[data-sight]")];
const told = new Map(windows.map((frame) => [frame, frame.getAttribute("src")]));
const near = new Set();
let wanted = "";
let pause;

const address = (frame) => {
  const base = new URL(frame.dataset.sight, location);
  for (const [name, value] of new URLSearchParams(wanted)) base.searchParams.set(name, value);
  return base.pathname + base.search;
};

const show = (frame) => {
  if (!wanted) return;
  const next = address(frame);
  if (told.get(frame) === next) return;
  told.set(frame, next);
  frame.src = next;
};

const watcher = new IntersectionObserver((seen) => {
  for (const one of seen) {
    if (one.isIntersecting) {
      near.add(one.target);
      show(one.target);
    } else near.delete(one.target);
  }
});
windows.forEach((frame) => watcher.observe(frame));

form?.addEventListener("input", (event) => {
  if (event.target.type === "file" || event.target.name === "name") return;
  clearTimeout(pause);
  pause = setTimeout(() => {
    const values = new URLSearchParams();
    for (const field of form.querySelectorAll("[data-seen]")) values.set(field.name, field.value);
    wanted = values.toString();
    near.forEach(show);
  }, 350);
});
