// <x-sheet>: the form of a sheet answers while one types: the card and the score beside it, the
// fields of a category, the grid. All of it is the form itself, sent to its own page without saving.
customElements.define("x-sheet", class extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    this.form = form;
    // Back brings the page anew: the same visit keeps its stamp, so that the same sheet is saved
    const { stamp } = form.elements;
    if (stamp) {
      if (history.state?.stamp) {
        stamp.value = history.state.stamp;
        addEventListener("pageshow", () => this.redraw(), { once: true });
      } else history.replaceState({ ...history.state, stamp: stamp.value }, "");
    }
    this.keep();
    form.addEventListener("input", (event) => {
      this.dirty = true;
      if (event.target.type === "file" || event.target.closest("x-pick") && event.target.type === "text") return;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.step("regard", "1", "#a-verifier,#cote"), 450);
    });
    // typing beside the chips of one choice takes the tick away, since what is typed wins
    form.addEventListener("input", (event) => {
      const chips = event.target.name?.endsWith("-autre") && event.target.closest(".value-chips");
      if (chips && event.target.value.trim()) for (const each of chips.querySelectorAll("[type=radio]")) each.checked = false;
    });
    // a complete bar code is looked up: another sheet may bear it already
    form.addEventListener("change", (event) => {
      if (!/-gtin$/.test(event.target.name) || !/^(\d{8}|\d{12,14}|)$/.test(event.target.value.replace(/\s/g, ""))) return;
      const cells = [...form.querySelectorAll("[data-known]")].map((cell) => `#${cell.id}`);
      this.step("codes", "1", cells.join(","));
    });
    form.addEventListener("change", (event) => {
      if (event.target.name === "category") this.step("champs", "1", "#traits,#a-verifier,#cote");
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-step]");
      if (!button) return;
      event.preventDefault();
      this.dirty = true;
      this.step(button.name, button.value, button.dataset.step);
    });
    form.addEventListener("submit", () => { this.sent = true; });
    addEventListener("pageshow", () => { this.sent = false; });
    addEventListener("beforeunload", (event) => { if (this.dirty && !this.sent) event.preventDefault(); });
  }
  // the browser gives back what was typed; what scripts had brought, the page asks for again
  redraw() {
    for (const pick of this.querySelectorAll("x-pick")) pick.show?.();
    this.step("champs", "retour", "#photos,#traits,#pieces,#a-verifier,#cote");
  }
  // one after the other: what a step brings is part of what the next one sends
  step(name, value, targets) {
    clearTimeout(this.waiting);
    if (name === "regard" && this.running) this.waiting = setTimeout(() => this.step(name, value, targets), 450);
    else this.last = Promise.resolve(this.last).then(() => this.run(name, value, targets));
  }
  async run(name, value, targets) {
    this.running = true;
    const data = new FormData(this.form);
    data.delete("files");
    data.set(name, value);
    const parts = targets.split(",");
    if (name !== "regard") for (const part of parts) this.querySelector(part)?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data });
      if (!answer.ok) throw answer;
      const page = new DOMParser().parseFromString((await answer.text()).replace(/<style.*?<\/style>/s, ""), "text/html");
      const focused = document.activeElement?.id;
      for (const part of parts) {
        const fresh = page.querySelector(part), old = this.querySelector(part);
        if (!fresh || !old) continue;
        const open = [...old.querySelectorAll("details")].map((each) => each.open);
        fresh.querySelectorAll("details").forEach((each, i) => { each.open ||= open[i]; });
        old.replaceWith(document.adoptNode(fresh));
      }
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      // the page holds by now what the sheet does: what is taken out of it from here on is meant
      if (value === "retour") this.form.elements.seen.value = page.querySelector("[name=seen]").value;
      else if (!["regard", "codes"].includes(name) && document.activeElement === document.body) {
        const place = this.querySelector(parts[0]);
        place.tabIndex = -1;
        place.focus({ preventScroll: true });
      }
      this.keep();
      this.remark();
    } catch { /* what was typed stays; saving tells what is wrong */ } finally {
      for (const part of parts) this.querySelector(part)?.removeAttribute("aria-busy");
      this.running = false;
    }
  }
  // what is odd about a field is said at the field too
  remark() {
    for (const old of this.querySelectorAll("#words [data-remark], #traits [data-remark]")) old.remove();
    for (const each of this.querySelectorAll("#a-verifier [data-of]")) {
      const told = document.createElement("strong");
      told.className = "help";
      told.dataset.remark = "";
      told.textContent = each.textContent;
      document.getElementById(each.dataset.of)?.closest(".field")?.append(told);
    }
  }
  async keep() {
    const box = this.querySelector("#keeps"), address = box?.dataset.url;
    if (!box) return;
    if (this.kept?.address === address) return box.replaceChildren(this.kept.shown.cloneNode(true));
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#commission");
    if (!shown?.childElementCount) return;
    this.kept = { address, shown };
    document.getElementById("keeps")?.replaceChildren(shown.cloneNode(true));
  }
});

// <x-photos data-url>: photos are sent as soon as they are chosen, and moved without asking: by their
// buttons, or dragged.
customElements.define("x-photos", class extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    this.bar = this.querySelector("progress");
    const drop = this.querySelector(".upload");
    for (const name of ["dragover", "dragleave", "drop"]) this.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.toggleAttribute("data-over", name === "dragover");
      if (name === "drop") this.send([...event.dataTransfer.files]);
    });
    this.addEventListener("change", (event) => {
      if (event.target.type !== "file") return;
      this.send([...event.target.files]);
      event.target.value = "";
    });
    this.addEventListener("click", (event) => {
      const button = event.target.closest('button[name="photo"]');
      if (!button) return;
      event.preventDefault();
      this.move(button.closest("li"), button.value.split(":")[1], button);
    });
    this.draggable();
  }
  get token() { return this.closest("form").elements.csrfmiddlewaretoken.value; }
  changed() { this.dispatchEvent(new Event("input", { bubbles: true })); }
  async send(files) {
    this.bar.hidden = false;
    this.bar.max = files.length;
    this.bar.value = 0;
    for (const refused of this.list.querySelectorAll(".refused")) refused.remove();
    for (const file of files) {
      const data = new FormData();
      data.set("csrfmiddlewaretoken", this.token);
      data.set("files", file);
      const answer = await fetch(this.dataset.url, { method: "POST", body: data }).catch(() => null);
      if (answer?.ok) {
        const page = new DOMParser().parseFromString(`<ol>${await answer.text()}</ol>`, "text/html");
        for (const item of page.querySelectorAll("li")) {
          if (!item.id || !document.getElementById(item.id)) this.list.append(document.adoptNode(item));
        }
      } else {
        const item = document.createElement("li"), text = document.createElement("p");
        item.className = "refused";
        text.className = "error";
        text.setAttribute("role", "alert");
        text.textContent = `${file.name} : ${this.dataset.refused}`;
        item.append(text);
        this.list.append(item);
      }
      this.bar.value += 1;
    }
    this.bar.hidden = true;
    this.changed();
  }
  move(item, act, button) {
    const list = this.list;
    if (act === "first") list.prepend(item);
    else if (act === "left") item.previousElementSibling?.before(item);
    else if (act === "right") item.nextElementSibling?.after(item);
    else {
      (item.nextElementSibling || item.previousElementSibling)?.querySelector("button").focus();
      item.remove();
      return this.changed();
    }
    button.focus();
    this.changed();
  }
  draggable() {
    let held;
    this.addEventListener("pointerover", (event) => {
      const item = event.target.closest("li[data-photo]");
      if (item) item.draggable = event.target.tagName === "IMG";
    });
    this.list.addEventListener("dragstart", (event) => {
      held = event.target.closest("li[data-photo]");
      held?.setAttribute("data-held", "");
      event.dataTransfer.effectAllowed = "move";
    });
    this.list.addEventListener("dragover", (event) => {
      const over = held && event.target.closest("li[data-photo]");
      if (!held) return;
      event.preventDefault();
      if (!over || over === held) return;
      const items = [...this.list.children];
      items.indexOf(over) > items.indexOf(held) ? over.after(held) : over.before(held);
    });
    this.list.addEventListener("dragend", () => {
      held?.removeAttribute("data-held");
      held = null;
      this.changed();
    });
  }
});

// <x-pick> around a select: one types part of a name and picks among the choices that hold it.
customElements.define("x-pick", class extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select"), label = this.querySelector("label");
    if (!select || select.disabled || this.querySelector("[role=combobox]")) return;
    this.select = select;
    const seen = new Set();
    this.choices = [...select.options].filter((each) => each.value && !seen.has(each.value) && seen.add(each.value));
    this.recent = [...select.querySelectorAll("optgroup")].find((each) => each.label === this.dataset.recent);
    const input = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", placeholder: this.dataset.hint });
    const list = Object.assign(document.createElement("ul"), { id: `${select.id}_list`, hidden: true });
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label.textContent.trim());
    this.input = input;
    this.list = list;
    this.show();
    select.hidden = true;
    // links of the summary and of the score lead to the field by its id
    input.id = select.id;
    select.id = `${input.id}_value`;
    select.after(input, list);
    input.addEventListener("focus", () => { input.select(); this.open(""); });
    input.addEventListener("input", () => this.open(input.value));
    input.addEventListener("blur", () => { this.close(); this.show(); });
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item?.dataset.value) this.choose(item.dataset.value);
    });
  }
  show() { this.input.value = this.select.value ? this.select.selectedOptions[0].textContent.trim() : ""; }
  open(text) {
    const words = plain(text).split(/\s+/).filter(Boolean);
    const found = words.length
      ? this.choices.filter((each) => words.every((word) => this.holds(each, word)))
        .sort((a, b) => this.rank(a, words) - this.rank(b, words))
      : this.recent ? [...this.recent.children] : this.choices;
    this.list.replaceChildren(...found.slice(0, 40).map((each, i) => {
      const item = document.createElement("li");
      item.id = `${this.list.id}_${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.value = each.value;
      item.textContent = each.textContent.trim();
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = this.dataset.none;
      this.list.append(none);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(words.length && found.length ? 0 : -1);
  }
  // in its path as it reads, or by another of its names: in English, by a synonym, in the singular
  holds(option, word) {
    const single = word.length > 3 ? word.replace(/[sx]$/, "") : word;
    return plain(option.textContent).includes(word)
      || (option.dataset.also || "").split(" ").some((each) => each.startsWith(single));
  }
  // what is typed begins the last name of the path, then some word of it, then lies anywhere
  rank(option, words) {
    const path = plain(option.textContent), last = path.split(" › ").pop();
    return last.startsWith(words[0]) ? 0 : last.includes(words[0]) ? 1 : path.includes(` ${words[0]}`) ? 2 : 3;
  }
  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
  mark(place) {
    const items = [...this.list.querySelectorAll("[data-value]")];
    this.place = items.length ? Math.max(-1, Math.min(place, items.length - 1)) : -1;
    items.forEach((item, i) => item.setAttribute("aria-selected", i === this.place));
    const current = items[this.place];
    if (!current) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  }
  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.open(this.input.value);
      this.mark(this.place + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      const item = this.list.querySelectorAll("[data-value]")[this.place];
      if (item) this.choose(item.dataset.value);
    } else if (event.key === "Escape") {
      this.close();
      this.show();
    }
  }
  choose(value) {
    this.select.value = value;
    this.show();
    this.close();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
function plain(text) {
  return text.toLowerCase().replace(/œ/g, "oe").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}
