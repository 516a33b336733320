// Django tells of the hour of Paris below a day too, where no hour is typed.
addEventListener("load", () => {
  for (const told of document.querySelectorAll(".timezonewarning")) {
    if (!told.parentElement.querySelector(".vTimeField")) told.remove();
  }
});
