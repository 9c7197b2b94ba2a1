"""The 2-2-2 network, or any small one, to be moved: forward, along the chain, round by round."""
from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from operator import mul

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from .. import checks, worked
from ..derivation import PATHS_SHOWN, Derivation, Factor, Path, derive
from ..functions import Array
from ..names import neuron_names, weight_name
from ..network import Network
from ..show.chains import MOST_LINKS, ROW, links
from ..show.diagrams import Diagram, brief, way
from ..show.marks import Dot, Line, Mark, Words
from ..show.picture import BLACK, BLUE, GREY, ORANGE, RUST, WIDTH
from ..show.scene import Ground, Scene, page
from ..tables import digits, short
from ..training import BIAS_RULES, train
from .panel import Panel, State, button, choice, slider

MOST_MOVED = 30  # parameters that still make a panel
STRIP = 0.35  # inches below a diagram for the error
BACK, FORWARD, START = "Back", "Forward", "Back to the start"
ROUNDS = {"1 round": 1, "10 rounds": 10, "1,000 rounds": 1000}


def _given(net: Network | None, x: Array | None, t: Array | None) -> tuple[Network, Array, Array]:
    """The network to play with and its one example; the worked example where nothing is given."""
    if net is None:
        net, x, t = worked.network(), worked.INPUT if x is None else x, worked.TARGET if t is None else t
    else:
        checks.network(net)
        if net.sizes == (2, 2, 2):
            x, t = worked.INPUT if x is None else x, worked.TARGET if t is None else t
        for name, value, width in (("x", x, net.sizes[0]), ("t", t, net.sizes[-1])):
            if value is None:
                raise ValueError(f"{name} is missing, expected {width} number{'s' * (width > 1)} for this network")
    if len(net.names) > MOST_MOVED:
        raise ValueError(f"net has {len(net.names)} parameters, but at most {MOST_MOVED} can be moved here")
    x, t = checks.examples(net, x, t)
    if x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}, but this shows one example: expected ({net.sizes[0]},)")
    return net.copy(), x, t


def _with(net: Network, state: State) -> Network:
    """The network with the numbers of a state."""
    moved = net.copy()
    for name in net.names:
        moved[name] = state[name]
    return moved


def _sliders(names: Iterable[str], values: Iterable[float], least: float, most: float) -> list[dict]:
    """A slider for each name, wide enough for the value it starts with."""
    return [slider(name, min(least, value), max(most, value), 0.01) for name, value in zip(names, values)]


def forward(net: Network | None = None, x: Array | None = None, t: Array | None = None) -> Panel:
    """Move any weight, bias or input: all values and E follow; what differs from the start is bold."""
    net, x, t = _given(net, x, t)
    inputs = neuron_names(net.sizes)[0]
    first = dict(zip(inputs, map(float, x))) | {name: net[name] for name in net.names}
    controls = _sliders(inputs, x, -1, 1) + _sliders(net.names, (net[name] for name in net.names), -3, 3)
    controls.append(button(START))
    before, old = net.forward(x), net.error(x, t)

    def scene(state: State) -> Scene:
        moved = _with(net, state)
        trace = moved.forward([state[name] for name in inputs])
        changed = {name for name in first if state[name] != first[name]}
        for names, now, then in zip(neuron_names(net.sizes), trace.out, before.out):
            changed |= {name for name, a, b in zip(names, now, then) if brief(a) != brief(b)}
        diagram = Diagram(moved, trace, t, changed=changed)
        error = moved.pass_error(trace, t)
        hands = [f"{name} = {short(state[name])} (was {short(first[name])})" for name in first if state[name] != first[name]]
        said = f"{', '.join(hands[:4])}{' and more' * (len(hands) > 4)}: " if hands else "Move a weight. As it stands, "
        caption = f"{said}E = {digits(error)}" + (f", and it was {digits(old)}." if hands else ".")
        strip = Words(WIDTH / 2, 0.17, f"E = {digits(error)}", RUST if hands else BLACK, 12, bold=bool(hands))
        return Scene("Forward through the network", caption.replace("= -", "= −").replace("was -", "was −"),
                     page(diagram.height + STRIP), [[*diagram.marks(STRIP), strip]])

    return Panel("Forward through the network", controls, first, scene,
                 lambda state, name: dict(first) if name == START else state)


def chain(net: Network | None = None, x: Array | None = None, t: Array | None = None) -> Panel:
    """Walk the chain rule for any weight or bias, factor by factor, with the running product and the way lit."""
    net, x, t = _given(net, x, t)
    derivations = {name: derive(net, x, t, name) for name in net.names}
    stops = {name: _stops(derivation) for name, derivation in derivations.items()}
    trace, start = net.forward(x), "w5" if "w5" in net.names else net.names[-1]
    controls = [choice("weight or bias", net.names), button(BACK), button(FORWARD), button("To the end")]

    def act(state: State, name: str) -> State:
        last = len(stops[state["weight or bias"]]) - 1
        step = {BACK: state["step"] - 1, FORWARD: state["step"] + 1, "To the end": last}.get(name, 0)
        return state | {"step": min(max(step, 0), last)}

    def scene(state: State) -> Scene:
        name = state["weight or bias"]
        path, known, said, product = stops[name][state["step"]]
        diagram = Diagram(net, trace, t, lit=_on(net, name, path))
        height = diagram.height + ROW + STRIP
        words = Words(WIDTH / 2, 0.17, product, RUST, 10.5, bold=True)
        return Scene(f"The chain rule for {name}", said, page(height),
                     [[*diagram.marks(ROW + STRIP), *links(path, STRIP + 0.52 * ROW, known), words]])

    def transcript(state: State) -> str:
        return "\n".join(said for _, _, said, _ in stops[state["weight or bias"]][:state["step"] + 1])

    return Panel("The chain rule, link by link", controls, {"weight or bias": start, "step": 0}, scene, act, transcript)


def _stops(derivation: Derivation) -> list[tuple[Path, int, str, str]]:
    """Where one can stand on the way: the path, how many factors are known, what is said there, and the product."""
    name, short_enough = derivation.name, len(derivation.shown[0].factors) <= MOST_LINKS
    paths = (derivation.shown if short_enough else derivation.layer_form)[:PATHS_SHOWN]
    stops = []
    for path in paths:
        via = f", by way of {' → '.join(path.neurons)}" if len(paths) > 1 else ""
        products = accumulate((factor.number for factor in path.factors), mul)
        for known, (factor, product) in enumerate(zip(path.factors, products), 1):
            stops.append((path, known, f"∂E/∂{name}{via}, link {known} of {len(path.factors)}: {factor.symbol} = "
                          f"{factor.formula.replace('-', '−')} = {_digits(factor.number)}. The product so far is "
                          f"{_digits(product)}.", _product(path.factors[:known])))
    total, all_known = _digits(derivation.gradient), len(paths[-1].factors)
    if len(paths) > 1:
        parts = " + ".join(_digits(path.product) for path in paths).replace("+ −", "− ")
        stops.append((paths[-1], all_known, f"The paths add up: ∂E/∂{name} = {parts} = {total}.", f"{parts} = {total}"))
    rate, new = short(derivation.learning_rate), _digits(derivation.updated)
    stops.append((paths[-1], all_known, f"Update with η = {rate}: {name} − η · ∂E/∂{name} = {_digits(derivation.value)} − "
                  f"{rate} · {total} = {new}.", f"new {name} = {new}"))
    return stops


def _digits(value: float) -> str:
    return digits(value).replace("-", "−")


def _product(factors: tuple[Factor, ...]) -> str:
    numbers = " · ".join(brief(factor.number) for factor in factors)
    return f"{numbers} = {_digits(float(np.prod([factor.number for factor in factors])))}"


def _on(net: Network, name: str, path: Path) -> set[str]:
    """The parameters that lie on one path from `name` up to an output; all ways, where the path is one of layers."""
    names, sizes = neuron_names(net.sizes), net.sizes
    if path.neurons[-1] not in names[-1]:
        return way(net, name)
    lit = {name}
    for here, above in zip(path.neurons, path.neurons[1:]):
        layer = next(k for k, layer in enumerate(names) if here in layer)
        lit.add(weight_name(sizes, layer, names[layer + 1].index(above), names[layer].index(here)))
    return lit


def rounds(net: Network | None = None, x: Array | None = None, t: Array | None = None, learning_rate: float = 0.5) -> Panel:
    """Train round by round: weights before and after, their gradients, E, and the error's curve as it grows."""
    net, x, t = _given(net, x, t)
    rate = checks.number("learning_rate", learning_rate, least=0)
    first = {"η": rate, "biases": "frozen", "before": net, "now": net, "errors": (net.error(x, t),)}
    controls = [slider("η", 0, max(10, rate), 0.1), choice("biases", list(BIAS_RULES)),
                *map(button, ROUNDS), button(START)]

    def act(state: State, name: str) -> State:
        if name == "η":
            return state
        if name not in ROUNDS:
            return state | {key: first[key] for key in ("before", "now", "errors")}
        run = train(state["now"], x, t, state["η"], ROUNDS[name], biases=state["biases"])
        last = state["now"] if ROUNDS[name] == 1 else train(state["now"], x, t, state["η"], ROUNDS[name] - 1,
                                                            biases=state["biases"], record=False).network
        return state | {"before": last, "now": run.network, "errors": state["errors"] + tuple(run.errors[1:])}

    def scene(state: State) -> Scene:
        return _rounds_scene(state, x, t)

    return Panel("Round after round", controls, first, scene, act)


def _rounds_scene(state: State, x: Array, t: Array) -> Scene:
    before, now, errors = state["before"], state["now"], state["errors"]
    done = len(errors) - 1
    slopes = before.backward(before.forward(x), t)
    frozen = state["biases"] == "frozen"
    names = [name for name in now.names if name[0] == "w" or not frozen][:12]
    table: list[Mark] = []
    for row, name in enumerate(names):
        y = 12 - row
        table += [Words(0.1, y, name, across="left", size=9.5),
                  Words(2.2, y, f"{before[name]:.6f}".replace("-", "−"), across="right", size=9.5),
                  Words(3.7, y, brief(slopes[name], "+"), ORANGE if slopes[name] > 0 else BLUE, across="right", size=9.5),
                  Words(5.2, y, f"{now[name]:.6f}".replace("-", "−") if done else "?", BLACK if done else GREY, 9.5,
                        across="right", bold=bool(done))]
    across = next(size for k in range(1, 12) for size in (10 ** k, 2 * 10 ** k, 5 * 10 ** k) if size >= done)
    decades = max(0, int(np.ceil(np.log10(errors[0] / max(min(errors), 1e-12)) - 0.5)))
    top = max(errors)
    picked = sorted({round(k) for k in np.linspace(0, done, min(done, 300) + 1)})
    height = (lambda error: np.log10(max(error, 1e-15))) if decades else (lambda error: error)
    ground = Ground(_rounds_ground, 3.5, (across, round(float(np.ceil(top * 20) / 20), 2), decades))
    curve: list[Mark] = [Line([(k, height(errors[k])) for k in picked], BLACK)] if done else []
    curve.append(Dot(done, height(errors[-1]), BLUE, 10, "D"))
    caption = f"Before the first round E = {digits(errors[0])}; the gradients are ready, the new weights are not."
    if done:
        caption = (f"After {done:,} round{'s' * (done > 1)} E = {digits(errors[-1])}; a round before it was "
                   f"{digits(errors[-2])}. The table shows the last round.")
    return Scene("Round after round", caption, ground, [table, curve])


def _rounds_ground(drawing: FigureBase, across: int, top: float, decades: int) -> list[Axes]:
    left, right = drawing.subplots(1, 2, width_ratios=[1.25, 1.2])
    left.set(xlim=(0, 5.4), ylim=(0.4, 13.6))
    left.axis("off")
    for x, title in ((2.2, "before"), (3.7, "∂E/∂w"), (5.2, "after")):
        left.text(x, 13, title, ha="right", va="center", fontsize=9)
    right.set(xlim=(0, across), xlabel="rounds", ylabel="E", ylim=(0, top))
    if decades:
        right.set(ylim=(np.log10(top) - decades - 0.7, np.log10(top) + 0.05))
        low = int(np.ceil(right.get_ylim()[0]))
        ticks = range(low, int(np.floor(right.get_ylim()[1])) + 1)
        right.set_yticks(list(ticks), [f"{10.0 ** k:.{max(0, -k)}f}" for k in ticks])
    right.set_xticks(np.linspace(0, across, 3), [f"{value:,.0f}" for value in np.linspace(0, across, 3)])
    return [left, right]
