"""Running a learner's function on a network: filling its parameters by their names, reading the numbers it returns."""

import inspect
from collections.abc import Callable, Sequence, Sized
from typing import Any

import numpy as np

from ...functions import Array
from ..calls import NotUsable, arrange, call, describe, flat, parameters
from ..typed import quote
from ..words import code
from .rounds import Setting

ALIASES = {
    "net": "net network model",
    "weights": "weights ws w",
    "biases": "biases bs b",
    "x": "x inputs input example",
    "t": "t target targets y desired",
    "rate": "learning_rate rate eta lr η",
    "out": "out outs outputs",
    "trace": "trace",
}
MEANING = {alias: what for what, names in ALIASES.items() for alias in names.split()}
ORDER = {"forward": "weights biases x", "backward": "weights biases x t", "round": "weights biases x t rate"}


def run(program: Callable[..., Any], quantity: str, trial: Setting, order: Sequence[str]) -> tuple[Array, list[str]]:
    """The numbers that the function gives, and the names of the arguments that it has changed in place.

    order: what *args gets. Raises NotUsable with the learner's own line where it fails.
    """
    arguments = _arguments(program, order, trial)
    sizes = ", ".join(map(str, trial.net.sizes))
    try:
        result, changed = call(program, *arguments)
    except NotUsable as failed:
        raise NotUsable(*failed.sayings, "given layers", cause=failed.cause, **failed.facts, sizes=sizes) from None
    weights, biases = (sum(array.size for array in arrays) for arrays in (trial.net.weights, trial.net.biases))
    counts = [trial.net.sizes[-1]] if quantity == "forward" else [weights, weights + biases]
    numbers = _numbers(result, quantity, trial)
    if numbers is None or numbers.size not in counts:
        raise NotUsable(
            f"returns, {quantity}",
            cause=describe(result),
            came=_describe(result),
            sizes=sizes,
            counts=f"{' or '.join(map(str, counts))} {'number' if counts[-1] == 1 else 'numbers'}",
        )
    return numbers, changed


def _arguments(program: Callable[..., Any], order: Sequence[str], trial: Setting) -> tuple[list[Any], dict[str, Any]]:
    """What fills the function's parameters, in their order and by name; *args takes what is left, in this order."""
    net = trial.net.copy()
    x = trial.x.copy()
    takes = parameters(program)
    trace = net.forward(x)
    known = {
        "net": net,
        "weights": net.weights,
        "biases": net.biases,
        "x": x,
        "t": trial.t.copy(),
        "rate": trial.learning_rate,
        "out": trace.out,
        "trace": trace,
    }
    known |= {
        f"{letter}{k}": array
        for letters, arrays in (("Ww", net.weights), ("Bb", net.biases))
        for letter in letters
        for k, array in enumerate(arrays, 1)
    }
    filled = {
        name: known.get(MEANING.get(name, name), parameter.default)
        for name, parameter in (takes or {}).items()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }
    if unknown := [name for name, value in filled.items() if value is inspect.Parameter.empty]:
        raise NotUsable("unknown parameter", name=code(unknown[0]))
    places, named = arrange(program, filled)
    if takes is None or any(parameter.kind is parameter.VAR_POSITIONAL for parameter in takes.values()):
        meant = " ".join(MEANING.get(name, name) for name in filled).replace("net", "weights biases").split()
        places += [known[what] for name in order if (what := MEANING.get(name, name)) not in meant]
    return places, named


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
        return isinstance(value, (list, tuple)) and any(
            isinstance(item, (list, tuple)) or getattr(item, "ndim", 0) for item in value
        )

    if isinstance(result, (list, tuple)) and len(result) == 2 and all(map(layers, result)):
        outs = [part for part in result if (first := flat(part[0])) is not None and np.array_equal(first, x)]
        return outs[0][-1] if len(outs) == 1 else result
    return result[-1] if layers(result) else result


def _describe(result: Any) -> str:
    if isinstance(result, str):
        return f"the text {quote(result)}"
    if isinstance(result, (complex, np.ndarray)) and np.iscomplexobj(result):
        return f"complex numbers, {quote(result)}"
    if result is None:
        return "nothing (is there a return?)"
    if isinstance(result, np.ndarray):
        return f"an array of shape {result.shape}"
    kind = code(type(result).__name__)
    if isinstance(result, Sized):
        odd = ", with something in it that is no real number" if flat(result) is None else ""
        return f"{kind} of length {len(result)}{odd}"
    return quote(result) if np.isscalar(result) else f"an object of type {kind}"
