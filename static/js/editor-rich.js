// A row of buttons above each text with a form: they put the marks around what is selected.
const french = document.documentElement.lang.startsWith("fr");
const MARKS = [
  [french ? "Gras" : "Bold", "**", "**", "b"],
  [french ? "Italique" : "Italic", "*", "*", "i"],
  [french ? "Titre" : "Heading", "\n## ", "\n"],
  [french ? "Liste" : "List", "\n- ", ""],
  [french ? "Citation" : "Quote", "\n> ", "\n"],
  [french ? "Lien" : "Link", "[", "](https://)", "k"],
];
const put = (area, before, after) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const opening = before.startsWith("\n") && (!start || value[start - 1] === "\n") ? before.slice(1) : before;
  area.setRangeText(`${opening}${value.slice(start, end)}${after}`, start, end, "select");
  area.setSelectionRange(start + opening.length, start + opening.length + (end - start));
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
for (const area of document.querySelectorAll("textarea[data-rich]")) {
  const tools = document.createElement("div");
  tools.className = "editor-tools";
  for (const [name, before, after] of MARKS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => put(area, before, after));
    tools.append(button);
  }
  area.before(tools);
  area.addEventListener("keydown", (event) => {
    const mark = (event.ctrlKey || event.metaKey) && MARKS.find(([, , , key]) => key === event.key);
    if (mark) { event.preventDefault(); put(area, mark[1], mark[2]); }
  });
}
