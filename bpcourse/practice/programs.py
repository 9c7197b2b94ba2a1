"""The doctor on a learner's function: run it on fresh random networks, name its bug, or show where it goes wrong."""
from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sized
from itertools import combinations
from typing import Any

import numpy as np

from ..functions import Array
from ..network import Network
from .calls import NotUsable, arranged, called, parameters
from .mistakes import MISTAKES
from .quantities import Quantity, read
from .rounds import RIGHT, Rules, Setting, forward
from .trials import equal, flat

TRIALS = 5
ALIASES = {"net": "net network model", "weights": "weights ws w", "biases": "biases bs b", "x": "x inputs input example",
           "t": "t target targets y desired", "rate": "learning_rate rate eta lr η", "out": "out outs outputs",
           "trace": "trace"}
MEANING = {alias: what for what, names in ALIASES.items() for alias in names.split()}
ORDER = {"forward": "weights biases x", "backward": "weights biases x t", "round": "weights biases x t rate"}
RESULTS = {"forward": "the outputs, or the outputs of all layers from x on",
           "backward": "the gradients of all weights, or of all weights and all biases",
           "round": "all new weights, or all new weights and biases"}


def examine(setting: Setting, quantity: str, program: Callable) -> Any:
    """A Diagnosis of a function: forward(weights, biases, x), backward(…, target) or round(…, target, learning_rate).

    Its parameters are filled by their names: net, or weights and biases, or W1, W2 … b1, b2 …; x, target, learning_rate.
    """
    from .verdicts import Diagnosis, told
    if not callable(program):
        raise TypeError(f"value is {program!r}, expected a function for {quantity}")
    fixed = any(re.fullmatch(r"[WwBb]\d", name) for name in parameters(program) or ())
    trials = list(_trials(setting, any_depth=not fixed and len(set(setting.net.activations)) == 1))
    try:
        given = [_run(program, quantity, trial) for trial in trials]
    except NotUsable as said:
        return Diagnosis("not recognised", (), str(said))

    def wrong_at(rules: Rules, over: range = range(len(trials))) -> int | None:
        """The first trial on which the function does not do what these rules do."""
        return next((k for k in over if not equal(given[k], _expected(quantity, trials[k], rules, len(given[k])))), None)
    if (first := wrong_at(RIGHT)) is None:
        return Diagnosis("right", (), f"Right, on {len(trials)} random networks.")
    ways = [(name, exchanged) for name, mistake in MISTAKES.items() if mistake.rules
            for exchanged in (mistake.rules, *mistake.variants)]
    fitting = [(name,) for name, rules in ways if wrong_at(RIGHT.with_(**rules)) is None]
    if not fitting:
        fitting = [(one, two) for (one, a), (two, b) in combinations(ways, 2) if one != two and not a.keys() & b.keys()
                   and wrong_at(RIGHT.with_(**a, **b)) is None]
    if fitting:
        return told([(names, None) for names in fitting], made="exactly what your function gives")
    return Diagnosis("not recognised", (), _counter_example(
        quantity, trials[first], given[first], _expected(quantity, trials[first], RIGHT, len(given[first]))))


def _trials(setting: Setting, any_depth: bool) -> Iterator[Setting]:
    """Small networks with the activations and loss of the given one; the first can be followed by hand.

    As many layers as the given one has, or, where the function takes any, also one more and only one.
    """
    depth, draw = len(setting.net.weights), np.random.default_rng(0)
    sizes = [[1] * depth + [2 if setting.net.loss == "cross_entropy" else 1], list(setting.net.sizes)]
    sizes += [draw.integers(2, 5, depth + 1).tolist() for _ in range(TRIALS - 2)]
    sizes += [[2, 3], draw.integers(2, 5, depth + 2).tolist()] if any_depth else []
    for number, shape in enumerate(sizes):
        activations = setting.net.activations if len(shape) == depth + 1 else setting.net.activations[0]
        places = 1 if max(shape) < 3 else 3
        weights = [draw.uniform(-1, 1, (n, m)).round(places) for m, n in zip(shape, shape[1:])]
        biases = [draw.uniform(-0.5, 0.5, n).round(places) for n in shape[1:]]
        x, t = draw.uniform(0.1, 1, shape[0]).round(places), draw.uniform(0.1, 0.9, shape[-1]).round(places)
        t = t / t.sum() if setting.net.loss == "cross_entropy" else t
        net = Network(weights, biases, activations, setting.net.loss)
        yield Setting(net, x, t, setting.learning_rate * (1, 0.6, 1.4)[number % 3], setting.biases)


def _expected(quantity: str, trial: Setting, rules: Rules, count: int) -> Array:
    """What a round by these rules gives, as many numbers as the function gave."""
    if quantity == "forward":
        return np.ravel(forward(trial, rules).out[-1])
    kind = "gradient" if quantity == "backward" else "new"
    arrays = read(Quantity(kind, "W", int(kind == "new")), trial, rules)
    if count > sum(array.size for array in arrays):
        arrays = [*arrays, *read(Quantity(kind, "b", int(kind == "new")), trial, rules)]
    return np.concatenate([array.ravel() for array in arrays])


def _run(program: Callable, quantity: str, trial: Setting) -> Array:
    """The numbers that the function gives. Raises NotUsable with the learner's own line where it fails."""
    places, named = _arguments(program, quantity, trial)
    sizes = ", ".join(map(str, trial.net.sizes))
    try:
        result = called(program, places, named)
    except NotUsable as failed:
        raise NotUsable(f"{failed} (It was given a network with layers of {sizes} neurons.)") from None
    numbers = _numbers(result, quantity, trial)
    if numbers is None or numbers.size not in _counts(quantity, trial.net):
        came, counts = _described(result), _counts(quantity, trial.net)
        raise NotUsable(f"Your function returns {came}. Expected: {RESULTS[quantity]}. For layers of {sizes} that makes "
                        f"{' or '.join(map(str, counts))} number{'s' * (counts[-1] > 1)}.")
    return numbers


def _counts(quantity: str, net: Network) -> list[int]:
    if quantity == "forward":
        return [net.sizes[-1]]
    weights = sum(w.size for w in net.weights)
    return [weights, weights + sum(b.size for b in net.biases)]


def _arguments(program: Callable, quantity: str, trial: Setting) -> tuple[list[Any], dict[str, Any]]:
    """What fills the function's parameters, in their order and by name; *args takes what is left, in the usual order."""
    net, takes = trial.net.copy(), parameters(program)
    known = {"net": net, "weights": net.weights, "biases": net.biases, "x": trial.x.copy(), "t": trial.t.copy(),
             "rate": trial.learning_rate}
    filled = {name: _filling(name, parameter, known) for name, parameter in (takes or {}).items()
              if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)}
    places, named = arranged(program, filled, filled.values())
    if takes is None or any(parameter.kind is parameter.VAR_POSITIONAL for parameter in takes.values()):
        meant = " ".join(MEANING.get(name, "") for name in filled).replace("net", "weights biases").split()
        places += [known[name] for name in ORDER[quantity].split() if name not in meant]
    return places, named


def _filling(name: str, parameter: inspect.Parameter, known: dict[str, Any]) -> Any:
    net = known["net"]
    layer = re.fullmatch(r"([WwBb])(\d)", name)
    if layer and 0 < int(layer[2]) <= len(net.weights):
        return (net.weights if layer[1] in "Ww" else net.biases)[int(layer[2]) - 1]
    if MEANING.get(name) in ("out", "trace"):
        trace = net.forward(known["x"])
        return trace if name == "trace" else trace.out
    if name in MEANING:
        return known[MEANING[name]]
    if parameter.default is parameter.empty:
        raise NotUsable(f"Your function has a parameter {name}. I can fill net, weights and biases, W1, W2 … and b1, b2 "
                        "…, x, target, and learning_rate.")
    return parameter.default


def _numbers(result: Any, quantity: str, trial: Setting) -> Array | None:
    """All numbers of a result in a row: weights first, then biases; of a forward pass the last layer's."""
    if quantity == "forward":
        result = _last_layer(getattr(result, "out", result), trial.x)
    elif hasattr(result, "weights"):
        result = [result.weights, getattr(result, "biases", [])]
    return flat(result)


def _last_layer(result: Any, x: Array) -> Any:
    """The last of a list of layers; of two such lists, nets and outs, that of the one that begins with x."""
    def layers(value: Any) -> bool:
        return isinstance(value, (list, tuple)) and any(isinstance(item, (list, tuple)) or getattr(item, "ndim", 0)
                                                        for item in value)
    if isinstance(result, (list, tuple)) and len(result) == 2 and all(map(layers, result)):
        outs = [part for part in result if np.array_equal(flat(part[0]), x)]
        return outs[0][-1] if len(outs) == 1 else result
    return result[-1] if layers(result) else result


def _described(result: Any) -> str:
    if result is None:
        return "nothing (is there a return?)"
    if isinstance(result, np.ndarray):
        return f"an array of shape {result.shape}"
    kind = type(result).__name__
    if isinstance(result, Sized):
        return f"{kind} of length {len(result)}"
    return repr(result) if np.isscalar(result) else f"an object of type {kind}"


def _counter_example(quantity: str, trial: Setting, given: Array, right: Array) -> str:
    """The smallest network on which the function goes wrong, to be followed by hand."""
    def plain(array: Array) -> str:
        return str(np.asarray(array).round(6).tolist())
    net = trial.net
    return (f"This is not right, and no mistake that I know does the same. Try it by hand: weights {plain(net.weights[0])}"
            f"{''.join(f' and {plain(w)}' for w in net.weights[1:])}, biases "
            f"{' and '.join(plain(b) for b in net.biases)}, x = {plain(trial.x)}, target = {plain(trial.t)}"
            f"{f', learning rate = {trial.learning_rate:.6g}' * (quantity == 'round')}. "
            f"It gives {plain(given)}; right is {plain(right)}.")
