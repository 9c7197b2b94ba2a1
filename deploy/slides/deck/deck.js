// Parts what is taller than a page, and gives each page what it needs; then reveal.js shows it. Runs once, on loading.
const HEIGHT = 720;
const CODE = [26, 24, 22, 20]; // sizes of code in pixels: the largest with which no line is cut

const LOADING = [3000, 6000, 12000]; // milliseconds after which JupyterLab may have loaded

function make(tag, parent, properties = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  parent.append(node);
  return node;
}

function fitCode(pre) {
  for (const size of CODE) {
    pre.style.fontSize = `${size}px`;
    if (pre.scrollWidth <= pre.clientWidth) return;
  }
  pre.style.whiteSpace = "pre-wrap";
}

function fitFormula(formula) {
  const room = formula.parentNode.clientWidth, wide = formula.firstElementChild.getBoundingClientRect().width;
  if (wide > room) formula.style.fontSize = `${(95 * room) / wide}%`;
}

// What a page holds, in groups of cells that stand together where there is room: what comes with one press, and an output
// with its code, but a picture is free to go to the next page. data-press says which press a cell comes with, if any.
function groups(page) {
  const found = [];
  [...page.children].forEach((child, k) => {
    const waits = child.matches(".fragment");
    for (const cell of waits ? [...child.children] : [child]) {
      const group = found.at(-1), together = waits && group?.[0].dataset.press === `${k}`;
      cell.dataset.press = waits ? k : "";
      if (group && !hasPicture(cell) && (together || cell.matches(".celltag_output"))) group.push(cell);
      else found.push([cell]);
    }
  });
  return found;
}

const hasPicture = (cell) => cell.querySelector("img") !== null;

// A cell whose source code or table is too long as two, one with the upper half of the lines; null for any other.
function halve(cell) {
  const lines = (of) => [...of.querySelectorAll("figure pre > *, tbody tr")];
  const half = Math.ceil(lines(cell).length / 2), lower = cell.cloneNode(true);
  if (half === lines(cell).length) return null;
  lines(cell).slice(half).forEach((line) => line.remove());
  lines(lower).slice(0, half).forEach((line) => line.remove());
  return [cell, lower];
}

// The pages that a page becomes: a new one begins where something does not fit any more, with the same title above.
function part(page, title) {
  const stack = page.parentNode, held = groups(page), pages = [];
  const turn = (headed) => {
    pages.push(make("section", stack));
    if (headed) make("p", pages.at(-1), { className: "running", textContent: title });
  };
  const put = (cells) => {
    const current = pages.at(-1), free = current.querySelector(".jp-Cell") === null;
    current.append(...cells);
    if (current.getBoundingClientRect().height <= HEIGHT) return;
    if (!free) {
      turn(!hasPicture(cells[0]));
      put(cells);
      return;
    }
    const pieces = cells.length > 1 ? cells : halve(cells[0]);
    cells.forEach((cell) => pieces && cell.remove());
    pieces?.forEach((cell) => put([cell]));
    if (!pieces) current.classList.add("small");
  };
  page.remove();
  turn(!page.querySelector("h1, h2"));
  held.forEach(put);
  pages.forEach((made) => hide([...made.querySelectorAll(":scope > .jp-Cell")]));
  return pages;
}

// What waits for a press: all but what the page opens with.
function hide(cells) {
  const order = [...new Set(cells.map((cell) => cell.dataset.press))];
  for (const cell of cells.filter((cell) => cell.dataset.press !== "" && cell.dataset.press !== order[0])) {
    cell.classList.add("fragment");
    cell.dataset.fragmentIndex = order.indexOf(cell.dataset.press);
  }
}

// JupyterLab goes to a heading when its address changes, but not to the one that it was opened with: it is told again, once
// it may have loaded.
let lesson = null;
function visit(event) {
  const { href } = event.currentTarget, waits = lesson === null || lesson.closed ? LOADING : [0];
  event.preventDefault();
  lesson = window.open(href, "lesson");
  const change = () => {
    lesson.location = href.replace(/#.*/, "#");
    setTimeout(() => { lesson.location = href; }, 200);
  };
  for (const wait of waits) setTimeout(change, wait);
}

async function start() {
  await MathJax.startup.promise;
  await MathJax.typesetPromise();
  document.querySelectorAll("pre").forEach(fitCode);
  document.querySelectorAll("mjx-container[display]").forEach(fitFormula);
  const { live } = document.body.dataset;
  let heading = "";
  for (const stack of document.querySelectorAll(".slides > section")) {
    const title = stack.querySelector("h1, h2").textContent.replace("¶", "");
    for (const page of [...stack.children].flatMap((page) => part(page, title))) {
      heading = page.querySelector("h1, h2, h3")?.id ?? heading;
      make("a", page, { className: "live", href: `${live}#${heading}`, textContent: "Open the live lesson here" });
    }
  }
  for (const link of document.querySelectorAll(".slides a")) link.addEventListener("click", visit);
  document.querySelector(".reveal").classList.remove("measuring");
  await Reveal.initialize({
    width: 1280, height: HEIGHT, margin: 0, center: false, hash: true, transition: "none", controlsTutorial: false,
  });
  document.body.dataset.ready = "";
}

addEventListener("load", start);
