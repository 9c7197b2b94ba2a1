"""The 2-2-2 network, or any small one, to be moved: forward, and along the chain."""

from collections.abc import Mapping
from itertools import accumulate
from math import prod
from operator import mul

import numpy as np

from .. import checks, worked
from ..derivation import PATHS_SHOWN, Derivation, Factor, Path, derive
from ..functions import Array
from ..names import neuron_names
from ..network import Network
from ..show.diagrams import Diagram, check_drawable, downstream
from ..show.graphs import MOST_LINKS, ROW, links
from ..show.marks import Words
from ..show.picture import BLACK, RUST, WIDTH
from ..show.scene import Scene, page
from ..tables import brief, digits, minus, short
from .panel import Panel, State, button, choice, slider

MOST_MOVED = 30  # parameters that still make a panel
STRIP = 0.35  # inches below a diagram for the error
PREVIOUS, NEXT, END, START = "Previous link", "Next link", "To the end", "Back to the start"


def given(net: Network | None, x: Array | None, t: Array | None) -> tuple[Network, Array, Array]:
    """The network to play with and its one example; the worked example where nothing is given."""
    net = worked.network() if net is None else net
    checks.network(net)
    if net.sizes == (2, 2, 2):
        x, t = worked.INPUT if x is None else x, worked.TARGET if t is None else t
    for name, value, width in (("x", x, net.sizes[0]), ("t", t, net.sizes[-1])):
        if value is None:
            raise ValueError(f"{name} is missing, expected {width} number{'s' * (width > 1)} for this network")
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


def forward(net: Network | None = None, x: Array | None = None, t: Array | None = None) -> Panel:
    """Move any weight, bias or input: all values and E follow; what differs from the start is bold."""
    net, x, t = given(net, x, t)
    inputs = neuron_names(net.sizes)[0]
    first = dict(zip(inputs, map(float, x))) | {name: net[name] for name in net.names}
    controls = [
        *(slider(name, -1, 1, 0.01) for name in inputs),
        *(slider(name, -3, 3, 0.01) for name in net.names),
        button(START),
    ]
    before, was = net.forward(x), net.error(x, t)

    def scene(state: State) -> Scene:
        now = moved(net, {name: state[name] for name in net.names})
        trace = now.forward([state[name] for name in inputs])
        changed = {name for name in first if state[name] != first[name]}
        for level, names in enumerate(neuron_names(net.sizes)):
            for of, new, old in (("", trace.out, before.out), ("net_", trace.net, before.net)):
                if new[level] is not None:
                    changed |= {of + name for name, a, b in zip(names, new[level], old[level]) if brief(a) != brief(b)}
        diagram = Diagram(now, trace, t, changed=changed)
        error = now.pass_error(trace, t)
        hands = [f"{name} = {short(state[name])} (was {short(first[name])})" for name in first if state[name] != first[name]]
        said = f"{', '.join(hands[:4])}{' and more' * (len(hands) > 4)}: " if hands else "Move a weight. As it stands, "
        caption = f"{said}E = {digits(error)}" + (f", and it was {digits(was)}." if hands else ".")
        strip = Words(WIDTH / 2, 0.17, f"E = {digits(error)}", RUST if hands else BLACK, 12, bold=bool(hands))
        return Scene("Forward through the network", caption, page(diagram.height + STRIP), [[*diagram.marks(STRIP), strip]])

    return Panel(
        "Forward through the network", controls, first, scene, lambda state, name: dict(first) if name == START else state
    )


def chain(net: Network | None = None, x: Array | None = None, t: Array | None = None, parameter: str | None = None) -> Panel:
    """Walk the chain rule for any weight or bias, factor by factor, with the running product and the way lit.

    parameter: the one to begin with (w5 where there is one).
    """
    net, x, t = given(net, x, t)
    stops = {name: _stops(derive(net, x, t, name)) for name in net.names}
    trace, start = net.forward(x), parameter or ("w5" if "w5" in net.names else net.names[-1])
    checks.choice("parameter", start, net.names)
    controls = [choice("weight or bias", net.names), button(PREVIOUS), button(NEXT), button(END)]

    def act(state: State, name: str) -> State:
        last = len(stops[state["weight or bias"]]) - 1
        step = {PREVIOUS: state["step"] - 1, NEXT: state["step"] + 1, END: last}.get(name, 0)
        return state | {"step": min(max(step, 0), last)}

    def scene(state: State) -> Scene:
        name = state["weight or bias"]
        path, known, said, product = stops[name][state["step"]]
        diagram = Diagram(net, trace, t, thick=_on(net, name, path) if known else downstream(net, name))
        height = diagram.height + ROW + STRIP
        words = Words(WIDTH / 2, 0.17, product, RUST, 10.5, bold=True)
        return Scene(
            f"The chain rule for {name}",
            said,
            page(height),
            [[*diagram.marks(ROW + STRIP), *links(path, STRIP + 0.52 * ROW, known), words]],
        )

    def transcript(state: State) -> str:
        return "\n".join(said for _, _, said, _ in stops[state["weight or bias"]][: state["step"] + 1])

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
            stops.append(
                (
                    path,
                    known,
                    f"∂E/∂{name}{via}, link {known} of {len(path.factors)}: {factor.symbol} = "
                    f"{factor.formula.replace('-', '−')} = {_digits(factor.number)}. The product so far is "
                    f"{_digits(product)}.",
                    _product(path.factors[:known]),
                )
            )
    total, all_known = _digits(derivation.gradient), len(paths[-1].factors)
    if len(paths) > 1:
        all_known = 0  # the sum has no chain of its own
        parts = " + ".join(_digits(path.product) for path in paths).replace("+ −", "− ")
        stops.append((paths[-1], all_known, f"The paths add up: ∂E/∂{name} = {parts} = {total}.", f"{parts} = {total}"))
    rate, new = short(derivation.learning_rate), _digits(derivation.updated)
    slope = f"({total})" if derivation.gradient < 0 else total
    stops.append(
        (
            paths[-1],
            all_known,
            f"Update with η = {rate}: {name} − η · ∂E/∂{name} = {_digits(derivation.value)} − {rate} · {slope} = {new}.",
            f"∂E/∂{name} = {total}, so the new {name} is {new}",
        )
    )
    return stops


def _digits(value: float) -> str:
    return minus(digits(value))


def _product(factors: tuple[Factor, ...]) -> str:
    numbers = (
        " · ".join(
            f"({brief(factor.number)})" if k and factor.number < 0 else brief(factor.number)
            for k, factor in enumerate(factors)
        )
        + " = "
    )
    return f"{numbers if len(factors) > 1 else ''}{_digits(prod(factor.number for factor in factors))}"


def _on(net: Network, name: str, path: Path) -> set[str]:
    """The parameters that lie on one path from `name` up to an output; all ways, where the path is one of layers."""
    if path.neurons[-1] not in neuron_names(net.sizes)[-1]:
        return downstream(net, name)
    return {name, *(factor.formula for factor in path.factors if factor.formula in net)}
