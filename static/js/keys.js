// A security key that does not answer: the page says so, instead of a button that does nothing.
document.addEventListener("allauth.error", () => {
  const told = document.querySelector("[data-key-failed]");
  if (!told) return;
  told.hidden = false;
  told.focus();
});
