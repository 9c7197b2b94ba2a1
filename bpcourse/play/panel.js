// The browser's half of a panel: shows what Python says, tells Python what was moved or pressed. No mathematics here.
const PACE = 50; // milliseconds between two ticks of a running panel
const LARGEST = 1e300, BEYOND = 1e308; // Python takes no number beyond the first; infinity, which has no JSON, is sent as the other
const TICK = "tick"; // what a running panel sends, as panel.py knows it
const PATIENCE = 4000; // milliseconds until silence is spoken of
const SILENCE = "Python does not answer: it is busy, or it was restarted. In that case run this cell again.";
const LOST = "Python was restarted and no longer knows this widget. Run this cell again.";

function make(tag, parent, properties = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  parent.append(node);
  return node;
}

// A control in the page; returns what shows a value that Python has set.
function row(control, parent, tell) {
  if (control.kind === "button" || control.kind === "toggle") {
    const node = make("button", parent, { type: "button", textContent: control.name });
    node.dataset.name = control.name;
    node.addEventListener("click", () => tell(control.name));
    return (value) => node.setAttribute("aria-pressed", value);
  }
  const id = `bpcourse-${Math.random().toString(36).slice(2)}`; // the same panel may stand in the page twice
  make("label", parent, { htmlFor: id, textContent: control.name });
  if (control.kind === "choice") {
    const list = make("select", parent, { id });
    list.dataset.name = control.name;
    control.options.forEach((option) => make("option", list, { textContent: option }));
    list.addEventListener("change", () => tell(control.name, list.value));
    return (value) => { list.value = value; };
  }
  const alone = control.kind === "number";
  const range = alone ? null : make("input", parent, { id, type: "range", min: control.least, max: control.most, step: control.step });
  const box = make("input", parent, { type: "text", inputMode: "decimal", className: "box", autocomplete: "off" });
  (range ?? box).dataset.name = control.name;
  if (alone) box.id = id;
  else box.setAttribute("aria-label", `${control.name} as a number`);
  let known = null, told = null;
  const write = () => { box.value = known === null ? "" : String(Number(known.toPrecision(6))); };
  const commit = () => { // with Enter, or on the way to the next control; until then nothing is said
    if (box.value === told) return;
    told = box.value;
    const typed = number(box.value), nothing = box.value.trim() === "";
    if (nothing && !alone) return;
    if (typed !== null || nothing) known = typed; // until Python says otherwise
    tell(control.name, typed ?? (nothing ? null : box.value.trim())); // no number: Python says what is wrong with it
  };
  range?.addEventListener("input", () => { known = range.valueAsNumber; write(); tell(control.name, known, true); });
  box.addEventListener("focus", () => { told = box.value; });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || box.readOnly) return;
    commit();
    const typed = number(box.value);
    if (alone && typed !== null && Math.abs(typed) <= LARGEST) parent.closest(".panel").querySelector("button").click(); // as in any form
    box.select(); // so that the next number takes its place
  });
  box.addEventListener("blur", () => { commit(); write(); });
  return (value) => {
    known = value;
    if (range && range.valueAsNumber !== value) range.value = value;
    if (document.activeElement !== box) write();
  };
}

// What was typed as a number: with a decimal point or comma, with a hyphen or a minus sign; null for anything else.
function number(text) {
  const plain = text.trim().replace("−", "-").replace(/^([^,.]*),([^,.]*)$/, "$1.$2");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Math.max(-BEYOND, Math.min(BEYOND, Number(plain))) : null;
}

function render({ model, el }) {
  el.classList.add("bpcourse");
  const panel = make("div", el, { className: "panel" });
  panel.setAttribute("role", "group");
  const waiting = []; // moved or pressed while Python was still at work, in order
  let busy = false, timer = null, silence = null;
  const next = () => {
    if (busy || waiting.length === 0) return;
    busy = true;
    silence = setTimeout(() => { say(SILENCE, true); }, PATIENCE);
    try {
      model.send(waiting.shift());
    } catch {
      say(LOST, true);
    }
  };
  const tell = (name, value, moving = false) => { // of a slider that moves on, the last value counts; every press counts
    const last = waiting[waiting.length - 1];
    if (moving && last?.name === name) last.value = value;
    else waiting.push({ name, value });
    next();
  };

  const groups = {};
  const setters = {};
  for (const control of model.get("controls")) {
    const kind = /button|toggle/.test(control.kind) ? "buttons" : control.kind === "choice" ? "choices" : "controls";
    const group = groups[kind] ??= make("div", panel, { className: kind });
    setters[control.name] = row(control, make("span", group, { className: control.kind }), tell);
  }
  const picture = make("div", panel, { className: "picture" });
  const words = make("p", panel);
  words.setAttribute("role", "status");
  words.style.minHeight = `${1.4 * model.get("lines")}em`;
  const steps = make("details", panel);
  make("summary", steps, { textContent: "All steps so far as text" });
  const text = make("ol", steps);

  const say = (sentence, problem) => {
    words.textContent = sentence;
    words.classList.toggle("problem", problem);
  };
  const lock = () => { // for good; what is locked keeps the focus, and is read
    for (const node of panel.querySelectorAll("input, select, button")) {
      node.readOnly = true;
      node.setAttribute("aria-disabled", "true");
      if (node.tagName === "SELECT") node.disabled = true;
    }
  };
  const show = () => {
    if (picture.textContent === "" || picture.shown !== model.get("picture")) {
      picture.innerHTML = picture.shown = model.get("picture");
    }
    panel.setAttribute("aria-label", model.get("title"));
    words.setAttribute("aria-live", model.get("running") ? "off" : "polite"); // ten sentences a second help nobody
    say(model.get("problem") || model.get("caption"), model.get("problem") !== "");
    steps.hidden = model.get("text") === "";
    text.replaceChildren(...model.get("text").split("\n").map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    if (model.get("locked")) lock();
    for (const [name, value] of Object.entries(model.get("values"))) {
      if (!waiting.some((item) => item.name === name)) setters[name](value);
    }
  };
  const tick = () => {
    timer ??= model.get("running") ? setTimeout(() => { timer = null; tell(TICK, undefined, true); }, PACE) : null;
  };
  const answered = () => { clearTimeout(silence); busy = false; show(); next(); tick(); };
  show();
  model.on("msg:custom", answered);

  // JupyterLab takes arrows and letters for its own commands ("d d" deletes the cell): plain keys stay with the control.
  const keep = (event) => {
    if (el.contains(event.target)) {
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey || event.altKey));
    }
  };
  window.addEventListener("keydown", keep, true);
  return () => {
    clearTimeout(timer);
    clearTimeout(silence);
    model.off("msg:custom", answered);
    window.removeEventListener("keydown", keep, true);
  };
}

export default { render };
