// Where somebody is on a page, as a selector that finds the same place on the page that follows.
globalThis.placeOf = (element) => {
  const stepper = element?.closest?.("x-stepper")?.querySelector("input[id]");
  if (stepper) return `#${CSS.escape(stepper.id)}${element.previousElementSibling === stepper ? " + button" : ""}`;
  if (element?.id) return `#${CSS.escape(element.id)}`;
  if (!element?.name) return "";
  const value = /checkbox|radio/.test(element.type) ? `[value="${CSS.escape(element.value)}"]` : "";
  return `[name="${CSS.escape(element.name)}"]${value}`;
};
