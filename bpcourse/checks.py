"""Arguments are checked once, on entry: what is wrong is said in a sentence that names the argument."""

import math
import numbers
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from .functions import ACTIVATIONS, LOSSES, Array


def array(name: str, value: Any, copy: bool = True) -> Array:
    """`value` as a new float64 array; with copy=False as it is, where it is one.

    Raises TypeError for what is no number, ValueError for NaN, inf or nothing.
    """
    if isinstance(value, (str, bytes)):
        raise TypeError(f"{name} is the text {value!r}, expected numbers")
    try:
        raw = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths, expected a rectangular array") from None
    if raw.dtype.kind not in "biuf":
        items = np.asarray(value, dtype=object).flat
        wrong = [item for item in items if not _is_real(item) or abs(item) > 1e300]
        if wrong or raw.dtype != object:  # objects may all be numbers, as in the columns of a table
            first = (wrong or [value])[0]
            raise TypeError(f"{name} holds {'the text ' if isinstance(first, str) else ''}{first!r}, expected numbers")
    if raw.size == 0:
        raise ValueError(f"{name} is empty (shape {raw.shape}), expected at least one number")
    result = raw.astype(np.float64, copy=copy)
    if not (math.isfinite(np.vdot(result, result)) or np.isfinite(result).all()):  # the sum of squares is quicker
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(result))[0])
        place = f" at position {where[0] if len(where) == 1 else where}" if where else ""
        raise ValueError(f"{name} holds {result[where]}{place}, expected finite numbers")
    return result


def _is_real(value: Any) -> bool:
    """Also of NumPy's numbers, and of fractions; to a type checker, these cannot be compared."""
    return isinstance(value, numbers.Real)


def number(name: str, value: Any, least: float = -math.inf, above: float = -math.inf, most: float = 1e300) -> float:
    """`value` as a finite float, least ≤ value ≤ most and above < value; else TypeError or ValueError."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool) or not _is_real(value):
        raise TypeError(f"{name} is {value!r}, expected a number")
    if value != value or value in (math.inf, -math.inf):
        raise ValueError(f"{name} is {value}, expected a finite number")
    if value > most or value < -1e300:
        came = f"{value:g}" if abs(value) < 1e308 else "beyond all bounds"
        raise ValueError(f"{name} is {came}, expected a number between {max(least, -1e300):g} and {most:g}")
    if value < least:
        raise ValueError(f"{name} is {value}, expected {least:g} or more")
    if value <= above:
        raise ValueError(f"{name} is {value}, expected a number above {above:g}")
    return float(value)


def whole(name: str, value: Any, least: int) -> int:
    """`value` as an int of at least `least`; else TypeError or ValueError."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 1e4
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} is {value!r}, expected a whole number")
    number(name, value, least)
    return int(value)


def choice(name: str, value: Any, options: Collection[str]) -> str:
    """`value`, which must be one of `options`; else ValueError (TypeError for what is no text)."""
    if isinstance(value, str) and value in options:
        return value
    kind = ValueError if isinstance(value, str) else TypeError
    raise kind(f"{name} is {value!r}, expected one of {', '.join(options)}")


def rows(name: str, value: Any, width: int, of: str, copy: bool = True) -> Array:
    """`value` as (width,) or (n_examples, width): what the network's inputs or outputs (`of`) take."""
    result = array(name, value, copy)
    if result.ndim == 0:
        raise ValueError(f"{name} is one number, expected shape ({width},), or (n_examples, {width}) for several examples")
    expected = f"but the network has {width} {of if width > 1 else of[:-1]}"
    if result.ndim == 1 and width == 1 and len(result) > 1:
        expected += f"; {len(result)} examples of one number each have shape ({len(result)}, 1)"
    if result.ndim not in (1, 2) or result.shape[-1] != width:
        raise ValueError(f"{name} has shape {result.shape}, {expected}")
    return result


def network(value: Any) -> None:
    """A bp.Network, or something that goes forward as one does.

    What was assigned to it by hand is understood as when it was made: lists, one activation for all layers.
    """
    if isinstance(value, type) or not hasattr(value, "pass_forward"):
        raise TypeError(f"net is {'a class' if isinstance(value, type) else type(value).__name__}, expected a bp.Network")
    weights, biases = layers(value.weights, value.biases, copy=False)
    if any(not isinstance(part, np.ndarray) for part in (*value.weights, *value.biases)):
        value.weights, value.biases = weights, biases
    value.activations = activations(value.activations, len(value.weights), choice("loss", value.loss, LOSSES))


def examples(net: Any, x: Any, target: Any, name: str = "t", copy: bool = True) -> tuple[Array, Array]:
    """Inputs and targets that fit the network and each other: both one example, or both as many rows."""
    network(net)
    x = rows("x", x, net.sizes[0], "inputs", copy)
    return x, targets(name, target, x.shape[:-1] + net.sizes[-1:], net.loss, copy)


def targets(name: str, value: Any, shape: tuple[int, ...], loss: str, copy: bool = True) -> Array:
    """`value` as targets of the given shape; with cross-entropy each row must be a distribution."""
    result = array(name, value, copy)
    n = shape[-1]
    if result.shape != shape:
        if result.shape == shape[:-1] and n > 1 and np.asarray(value).dtype.kind in "iu" and set(result.flat) <= {*range(n)}:
            raise ValueError(f"{name} holds a label for each example, expected {n} numbers for each: np.eye({n})[{name}]")
        rows(name, result, n, "outputs")
        raise ValueError(f"{name} has shape {result.shape}, expected {shape} to go with the inputs")
    if loss == "cross_entropy" and (result.min() < 0 or abs(result.sum(axis=-1) - 1).max() > 1e-9):
        row = next(row for row in np.atleast_2d(result) if row.min() < 0 or abs(row.sum() - 1) > 1e-9)
        raise ValueError(f"{name} has a row {row.tolist()}, expected probabilities that add up to 1, as cross_entropy needs")
    return result


def sizes(value: Any) -> tuple[int, ...]:
    """Neurons per layer: at least inputs and outputs, each a whole number of 1 or more."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"sizes is {value!r}, expected neurons per layer such as [2, 2, 2]")
    result = tuple(whole(f"sizes[{k}]", size, 1) for k, size in enumerate(value))
    if len(result) < 2:
        raise ValueError(f"sizes is {list(result)}, expected at least an input and an output layer")
    return result


def layers(weights: Any, biases: Any, copy: bool = True) -> tuple[list[Array], list[Array]]:
    """Weights and biases as float64 arrays whose shapes fit from layer to layer."""
    for name, value in (("weights", weights), ("biases", biases)):
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise TypeError(f"{name} is {value!r}, expected a list with one array per layer")
    weights = [array(f"weights[{k}]", value, copy) for k, value in enumerate(weights)]
    biases = [array(f"biases[{k}]", value, copy) for k, value in enumerate(biases)]
    if not weights:
        raise ValueError("weights is empty, expected one array per layer")
    if len(weights) != len(biases):
        raise ValueError(f"biases has {len(biases)} layers, but weights has {len(weights)}")
    for k, (w, b) in enumerate(zip(weights, biases)):
        if w.ndim != 2:
            raise ValueError(f"weights[{k}] has shape {w.shape}, expected (n_out, n_in)")
        if k and w.shape[1] != len(weights[k - 1]):
            raise ValueError(
                f"weights[{k}] has shape {w.shape}, but layer {k} has {len(weights[k - 1])} neurons: "
                f"expected (n_out, {len(weights[k - 1])})"
            )
        if b.shape != w.shape[:1]:
            raise ValueError(f"biases[{k}] has shape {b.shape}, but weights[{k}] has {len(w)} rows: expected ({len(w)},)")
    return weights, biases


def activations(value: Any, n_layers: int, loss: str) -> tuple[str, ...]:
    """One activation per layer; softmax stands at the output, together with cross-entropy, or not at all."""
    if isinstance(value, str):
        if value == "softmax" and n_layers > 1:
            raise ValueError(
                "activations is 'softmax' for all layers, but softmax belongs at the output only: give one name per layer"
            )
        value = [value] * n_layers
    if not isinstance(value, Iterable):
        raise TypeError(f"activations is {value!r}, expected a name or one name per layer")
    result = tuple(choice(f"activations[{k}]", name, ACTIVATIONS) for k, name in enumerate(value))
    if len(result) != n_layers:
        raise ValueError(f"activations has {len(result)} names, but the network has {n_layers} layers of weights")
    if "softmax" in result[:-1]:
        raise ValueError(f"activations[{result.index('softmax')}] is 'softmax', but softmax belongs at the output only")
    if (result[-1] == "softmax") != (loss == "cross_entropy"):
        raise ValueError(
            f"loss is '{loss}' and the output's activation '{result[-1]}', but softmax and cross_entropy belong together"
        )
    return result


def trace(value: Any, sizes: tuple[int, ...]) -> None:
    """A trace that came from a network of this shape."""
    if not hasattr(value, "out") or not hasattr(value, "net"):
        raise TypeError(f"trace is {type(value).__name__}, expected what net.forward(x) returned")
    found = tuple(out.shape[-1] for out in value.out)
    if found != sizes:
        raise ValueError(f"trace is of a {'-'.join(map(str, found))} network, but this one is {'-'.join(map(str, sizes))}")
