"""The 2-2-2 network, or any small one, to be moved: forward, along the chain, round by round."""
from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from math import prod
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
from ..show.diagrams import Diagram, brief, drawable, way
from ..show.marks import Line, Mark, Words
from ..show.picture import BLACK, BLUE, GREY, RUST, WIDTH
from ..show.scene import Ground, Scene, page
from ..tables import digits, fixed, minus, plain, short
from ..training import BIAS_RULES
from .growth import Span, more
from .panel import Panel, State, button, choice, slider

MOST_MOVED = 30  # parameters that still make a panel
MOST_ROWS = 12  # of the table of weights
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
    drawable(net)
    if len(net.names) > MOST_MOVED:
        raise ValueError(f"net has {len(net.names)} parameters, but at most {MOST_MOVED} can be moved here")
    x, t = checks.examples(net, x, t)
    if not np.isfinite(net.error(x, t)):
        raise ValueError(f"the error of this network is {net.error(x, t)}, expected a finite one")
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
        return Scene("Forward through the network", caption,
                     page(diagram.height + STRIP), [[*diagram.marks(STRIP), strip]])

    return Panel("Forward through the network", controls, first, scene,
                 lambda state, name: dict(first) if name == START else state)


def chain(net: Network | None = None, x: Array | None = None, t: Array | None = None, parameter: str | None = None) -> Panel:
    """Walk the chain rule for any weight or bias, factor by factor, with the running product and the way lit.

    parameter: the one to begin with (w5 where there is one).
    """
    net, x, t = _given(net, x, t)
    derivations = {name: derive(net, x, t, name) for name in net.names}
    stops = {name: _stops(derivation) for name, derivation in derivations.items()}
    trace, start = net.forward(x), parameter or ("w5" if "w5" in net.names else net.names[-1])
    checks.choice("parameter", start, net.names)
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
    return minus(digits(value))


def _product(factors: tuple[Factor, ...]) -> str:
    numbers = " · ".join(brief(factor.number) for factor in factors) + " = "
    return f"{numbers if len(factors) > 1 else ''}{_digits(prod(factor.number for factor in factors))}"


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
        if state["biases"] == "shared" and any(b.min() < b.max() for b in net.biases):
            raise ValueError("shared needs one bias for each layer, but in this network they differ within a layer")
        if name not in ROUNDS:
            return state | {key: first[key] for key in ("before", "now", "errors")}
        now, errors = state["now"], state["errors"]
        for rounds in filter(None, (ROUNDS[name] - 1, 1)):  # the last one alone: the table shows it
            run, problem = more(now, x, t, state["η"], rounds, biases=state["biases"])
            before, now, errors = (now if rounds == 1 else run.network), run.network, (*errors[:-1], *run.errors)
            if problem:
                break
        return state | {"before": before, "now": now, "errors": errors, "problem": problem}

    def scene(state: State) -> Scene:
        return _rounds_scene(state, x, t)

    return Panel("Round after round", controls, first, scene, act)


def _rounds_scene(state: State, x: Array, t: Array) -> Scene:
    before, now, errors = state["before"], state["now"], state["errors"]
    done = len(errors) - 1
    slopes = before.backward(before.forward(x), t)
    names = [name for name in now.names if name[0] == "w" or state["biases"] == "own"]
    if state["biases"] == "shared":
        names += [f"b{layer}" for layer in range(1, len(now.sizes))]
    table: list[Mark] = [mark for row, name in enumerate(names[:MOST_ROWS]) for mark in _row(
        MOST_ROWS - row, name, before[name], slopes[name], now[name] if done else None)]
    end = MOST_ROWS - min(len(names), MOST_ROWS)
    if len(names) > MOST_ROWS:
        table.append(Words(0.1, 0, f"… and {len(names) - MOST_ROWS} more", size=9, across="left"))
    table.append(Line([(0, end - 0.5), (5.3, end - 0.5)], "#555555", 0.8))
    table += _row(end - 1.2, "E", errors[-2] if done else errors[0], None, errors[-1] if done else None)
    span = Span.of(errors)
    caption = f"Before the first round E = {plain(errors[0], 9)}; the gradients are ready, the new weights are not."
    if done:
        caption = (f"After {done:,} round{'s' * (done > 1)} E = {plain(errors[-1], 9)}; a round before it was "
                   f"{plain(errors[-2], 9)}. The table shows the last round.")
    return Scene("Round after round", caption, Ground(_rounds_ground, 3.9, (span,)), [table, span.marks(errors)])


def _row(y: float, name: str, before: float, slope: float | None, after: float | None) -> list[Mark]:
    """A line of the table: the value before the round, its gradient (E has none), the value after it."""
    places = 9 if slope is None else 6
    cells = [Words(0.1, y, name, across="left", size=9.5), Words(2.2, y, fixed(before, places), across="right", size=9.5),
             Words(5.2, y, "?" if after is None else fixed(after, places), GREY if after is None else BLACK, 9.5,
                   across="right", bold=after is not None)]
    if slope is not None:
        sign, colour = ("+", RUST) if slope > 0 else ("", BLUE)
        cells.append(Words(3.7, y, sign + fixed(slope, 6), colour, across="right", size=9.5))
    return cells


def _rounds_ground(drawing: FigureBase, span: Span) -> list[Axes]:
    left, right = drawing.subplots(1, 2, width_ratios=[1.25, 1.2])
    left.set(xlim=(0, 5.4), ylim=(-1.6, 13.6))
    left.axis("off")
    for x, title in ((2.2, "before"), (3.7, "∂E/∂w"), (5.2, "after")):
        left.text(x, 13, title, ha="right", va="center", fontsize=9)
    span.paint(right, "rounds", "E")
    return [left, right]
