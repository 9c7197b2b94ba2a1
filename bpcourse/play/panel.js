// The browser's half of a panel: shows what Python says, tells Python what was moved or pressed. No mathematics here.
let count = 0;

function make(tag, parent, properties = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  parent.append(node);
  return node;
}

function row(control, parent, tell) {
  const id = `bpcourse-${++count}`;
  if (control.kind === "button") {
    const node = make("button", parent, { type: "button", textContent: control.name });
    node.addEventListener("click", () => tell(control.name));
    return () => {};
  }
  make("label", parent, { htmlFor: id, textContent: control.name });
  if (control.kind === "choice") {
    const list = make("select", parent, { id });
    control.options.forEach((option) => make("option", list, { textContent: option }));
    list.addEventListener("change", () => tell(control.name, list.value));
    return (value) => { list.value = value; };
  }
  const limits = { min: control.least, max: control.most, step: control.step };
  const range = make("input", parent, { id, type: "range", ...limits });
  const box = make("input", parent, { type: "number", ...limits });
  box.setAttribute("aria-label", `${control.name} as a number`);
  range.addEventListener("input", () => { box.value = range.value; tell(control.name, range.valueAsNumber); });
  box.addEventListener("input", () => { if (box.value !== "") tell(control.name, box.valueAsNumber); });
  return (value) => {
    if (range.valueAsNumber !== value) range.value = value;
    if (box.valueAsNumber !== value && !(box === document.activeElement && box.value === "")) box.value = value;
  };
}

function render({ model, el }) {
  el.classList.add("bpcourse");
  const groups = {};
  const waiting = new Map(); // what was moved while Python was still at work: only the last value of each counts
  let busy = false;
  const next = () => {
    const [first] = waiting;
    if (busy || !first) return;
    waiting.delete(first[0]);
    busy = true;
    model.send({ name: first[0], value: first[1] });
  };
  const tell = (name, value) => { waiting.set(name, value); next(); };
  const panel = make("section", el, {});
  panel.setAttribute("aria-label", model.get("title"));
  const setters = Object.fromEntries(model.get("controls").map((control) => {
    const parent = groups[control.group] ??= make("div", panel, { className: "controls" });
    return [control.name, row(control, make("span", parent, { className: control.kind }), tell)];
  }));
  const picture = make("div", panel, { className: "picture" });
  const caption = make("p", panel, {});
  caption.setAttribute("role", "status");
  const show = () => {
    if (picture.innerHTML !== model.get("picture")) picture.innerHTML = model.get("picture");
    caption.textContent = model.get("problem") || model.get("caption");
    caption.classList.toggle("problem", model.get("problem") !== "");
    Object.entries(model.get("values")).forEach(([name, value]) => { if (!waiting.has(name)) setters[name](value); });
  };
  show();
  model.on("msg:custom", () => { show(); busy = false; next(); });
  // JupyterLab takes arrows and letters for its own commands ("d d" deletes the cell): plain keys stay with the control.
  const keep = (event) => {
    if (el.contains(event.target)) {
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey || event.altKey));
    }
  };
  window.addEventListener("keydown", keep, true);
  return () => window.removeEventListener("keydown", keep, true);
}

export default { render };
