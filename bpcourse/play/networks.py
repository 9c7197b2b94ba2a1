"""A small network, to be moved: values and error follow every weight; the chain rule, link by link, for any of them."""

from collections.abc import Mapping
from itertools import accumulate
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .. import checks, worked
from ..derivation import PATHS_SHOWN, Derivation, Path, derive
from ..functions import Array
from ..names import neuron_names
from ..network import Network
from ..show.diagrams import Diagram, check_drawable, downstream
from ..show.graphs import ROW, links, readable_paths
from ..show.marks import Words
from ..show.picture import BLACK, RUST, WIDTH
from ..show.scene import Scene, page
from ..tables import brief, count, digits, minus, short
from .panel import BACK_TO_START, Panel, State, button, choice, slider

MOST_MOVED = 30  # parameters that still make a panel
STRIP = 0.35  # inches below a diagram for the error
PREVIOUS, NEXT, END = "Previous link", "Next link", "To the end"  # buttons


def given(net: Network | None, x: ArrayLike | None, t: ArrayLike | None) -> tuple[Network, Array, Array]:
    """The network to play with and its one example; the worked example where nothing is given."""
    net = worked.network() if net is None else net
    checks.network(net)
    if net.sizes == (2, 2, 2):
        x, t = worked.INPUT if x is None else x, worked.TARGET if t is None else t
    for name, value, width in (("x", x, net.sizes[0]), ("t", t, net.sizes[-1])):
        if value is None:
            raise ValueError(f"{name} is missing, expected {count(width, 'number')} for this network")
    check_drawable(net)
    if len(net.names) > MOST_MOVED:
        raise ValueError(f"net has {len(net.names)} parameters, but at most {MOST_MOVED} can be moved here")
    x, t = checks.examples(net, x, t)
    if not np.isfinite(net.error(x, t)):
        raise ValueError(f"the error of this network is {net.error(x, t)}, expected a finite one")
    if x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}, but this shows one example: expected ({net.sizes[0]},)")
    return net.copy(), x, t


def moved(net: Network, values: Mapping[str, float]) -> Network:
    """A copy of the network with other values for some of its parameters."""
    copy = net.copy()
    for name, value in values.items():
        copy[name] = value
    return copy


def forward(net: Network | None = None, x: ArrayLike | None = None, t: ArrayLike | None = None) -> Panel:
    """Move any weight, bias or input: all values and E follow; what differs from the start is bold."""
    net, x, t = given(net, x, t)
    inputs = neuron_names(net.sizes)[0]
    first = dict(zip(inputs, map(float, x))) | {name: net[name] for name in net.names}
    sliders = [slider(name, -1, 1, 0.01) if name in inputs else slider(name, -3, 3, 0.01) for name in first]
    before, error_before = net.forward(x), net.error(x, t)

    def scene(state: State) -> Scene:
        now = moved(net, {name: state[name] for name in net.names})
        trace = now.forward(np.array([state[name] for name in inputs]))
        by_hand = [name for name in first if state[name] != first[name]]
        changed = set(by_hand)
        for level, names in enumerate(neuron_names(net.sizes)):
            for of, new, old in (("", trace.out, before.out), ("net_", trace.net, before.net)):
                if new[level] is not None:
                    changed |= {of + name for name, a, b in zip(names, new[level], old[level]) if brief(a) != brief(b)}
        diagram = Diagram(now, trace, t, changed=changed)
        error = f"E = {digits(now.pass_error(trace, t))}"
        caption = f"Move a weight. As it stands, {error}."
        if by_hand:
            moves = ", ".join(f"{name} = {short(state[name])} (was {short(first[name])})" for name in by_hand[:4])
            moves += " and more" if len(by_hand) > 4 else ""
            caption = f"{moves}: {error}, and it was {digits(error_before)}."
        strip = Words(WIDTH / 2, 0.17, error, RUST if by_hand else BLACK, 12, bold=bool(by_hand))
        return Scene("Forward through the network", caption, page(diagram.height + STRIP), [[*diagram.marks(STRIP), strip]])

    return Panel(
        [*sliders, button(BACK_TO_START)],
        first,
        scene,
        lambda state, name: dict(first) if name == BACK_TO_START else state,
    )


def chain(
    net: Network | None = None, x: ArrayLike | None = None, t: ArrayLike | None = None, parameter: str | None = None
) -> Panel:
    """Walk the chain rule for any weight or bias, factor by factor, with the running product and the way lit.

    parameter: the one to begin with (w5 where there is one).
    """
    net, x, t = given(net, x, t)
    steps = {name: _steps(derive(net, x, t, name)) for name in net.names}
    trace = net.forward(x)
    start = parameter or ("w5" if "w5" in net.names else net.names[-1])
    checks.choice("parameter", start, net.names)
    controls = [choice("weight or bias", net.names), *map(button, (PREVIOUS, NEXT, END))]

    def act(state: State, name: str) -> State:
        last = len(steps[state["weight or bias"]]) - 1
        step = {PREVIOUS: state["step"] - 1, NEXT: state["step"] + 1, END: last}.get(name, 0)
        return state | {"step": min(max(step, 0), last)}

    def scene(state: State) -> Scene:
        name = state["weight or bias"]
        step = steps[name][state["step"]]
        diagram = Diagram(net, trace, t, thick=_on_path(net, name, step.path) if step.known else downstream(net, name))
        marks = [*diagram.marks(ROW + STRIP), *links(step.path, STRIP + 0.52 * ROW, step.known)]
        marks.append(Words(WIDTH / 2, 0.17, minus(step.product), RUST, 10.5, bold=True))
        return Scene(f"The chain rule for {name}", step.sentence, page(diagram.height + ROW + STRIP), [marks])

    def transcript(state: State) -> str:
        return minus("\n".join(step.sentence for step in steps[state["weight or bias"]][: state["step"] + 1]))

    return Panel(controls, {"weight or bias": start, "step": 0}, scene, act, transcript)


class Step(NamedTuple):
    """A step along the chain: the path, how many of its factors are known, and the product so far, as text."""

    path: Path
    known: int
    sentence: str
    product: str


def _steps(derivation: Derivation) -> list[Step]:
    """All steps for one parameter: factor by factor along each path, then the sum of the paths, then the update."""
    name = f"∂E/∂{derivation.name}"
    paths = readable_paths(derivation)[:PATHS_SHOWN]
    steps = []
    for path in paths:
        via = f", by way of {' → '.join(path.neurons)}" if len(paths) > 1 else ""
        numbers = [f"({brief(f.number)})" if k and f.number < 0 else brief(f.number) for k, f in enumerate(path.factors)]
        products = accumulate((factor.number for factor in path.factors), mul)
        for known, (factor, product) in enumerate(zip(path.factors, products), 1):
            link = f"{factor.symbol} = {factor.formula.replace('-', '−')} = {digits(factor.number)}"
            sentence = f"link {known} of {len(path.factors)}: {link}. The product so far is {digits(product)}."
            multiplied = f"{' · '.join(numbers[:known])} = " if known > 1 else ""  # 0.7414 · 0.1868 = 0.138498578
            steps.append(Step(path, known, f"{name}{via}, {sentence}", f"{multiplied}{digits(product)}"))
    total = digits(derivation.gradient)
    all_known = len(paths[-1].factors)
    if len(paths) > 1:
        all_known = 0  # the sum has no chain of its own
        parts = " + ".join(digits(path.product) for path in paths).replace("+ -", "− ")
        steps.append(Step(paths[-1], all_known, f"The paths add up: {name} = {parts} = {total}.", f"{parts} = {total}"))
    rate = short(derivation.learning_rate)
    slope = f"({total})" if derivation.gradient < 0 else total
    old, new = digits(derivation.value), digits(derivation.updated)
    update = f"Update with η = {rate}: {derivation.name} − η · {name} = {old} − {rate} · {slope} = {new}."
    return [*steps, Step(paths[-1], all_known, update, f"{name} = {total}, so the new {derivation.name} is {new}")]


def _on_path(net: Network, name: str, path: Path) -> set[str]:
    """The parameters that lie on one path from `name` up to an output; all ways, where the path is one of layers."""
    if path.neurons[-1] not in neuron_names(net.sizes)[-1]:
        return downstream(net, name)
    return {name, *(factor.formula for factor in path.factors if factor.formula in net)}
