"""Calling a learner's function, and comparing what it gives: whatever it is and does, there is something to say about it."""

import copy
import inspect
import os
import re
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

import numpy as np

from .typed import quote
from .words import code

MOST_NUMBERS = 40  # beyond so many, a sentence says how many there are
FIGURES = 6  # significant digits of a number in a sentence
NOT_THEIRS = (
    "<frozen",
    *(
        f"{folder}{os.sep}"
        for folder in (  # Python's files, the libraries', this package's
            Path(os.__file__).parent,
            Path(np.__file__).parent.parent,
            Path(__file__).parent.parent,
        )
    ),
)
LONGEST = 300  # characters of what an exception says
IN_OUR_WORDS = {  # what Python or NumPy says, and the paragraph of doctor.md in its place or beside it
    "^SystemExit": "SystemExit",
    "^RecursionError": "RecursionError",
    "^ValueError.*inhomogeneous shape": "inhomogeneous",
    "^AxisError": "axis",
    "^ValueError.*truth value": "truth of an array",
    "^IndexError.*out of bounds": "no such place",
    "^IndexError.*too many indices": "too many places",
    "^ValueError.*(matmul|broadcast|shapes|dimension)": "shapes",
    "^TypeError.*NoneType": "nothing in this line",
    "^TypeError.*only .*(length|0-dim).* can be converted": "an array for a number",
    r"^(Type|Value|\w*UFunc\w*)Error.*(ufunc|signature|dtype|subarray)": "no number",
}


class NotUsable(Exception):
    """What a learner's function did that cannot be compared, as paragraphs of doctor.md and what is filled into them.

    cause: what Python said, whatever the line, or what came back.
    """

    def __init__(self, *sayings: str, cause: str = "", **facts: Any) -> None:
        super().__init__(*sayings)
        self.sayings = sayings
        self.facts = facts
        self.cause = cause or f"{sayings}{facts}"


class Outcome(NamedTuple):
    """What a function gives in one case after the other, how it stops, if it does, and which arguments it has changed."""

    results: list[Any]
    stop: NotUsable | None
    changed: list[str]

    def same_as(self, other: "Outcome") -> bool:
        """Whether two functions give the same, and stop alike, where they do."""
        stops = [outcome.stop and outcome.stop.cause for outcome in (self, other)]
        same = len(self.results) == len(other.results) and stops[0] == stops[1]
        return same and all(map(same_numbers, self.results, other.results))


def parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter] | None:
    """A function's parameters by name; None for one that Python cannot look into, such as max."""
    with suppress(TypeError, ValueError):
        return dict(inspect.signature(function).parameters)
    return None


def arrange(function: Callable[..., Any], given: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments by place, and by name: those that the function takes in no other way, or all, where it has another order."""
    takes = parameters(function) or {}
    by_name = [name for name in given if name in takes and takes[name].kind is inspect.Parameter.KEYWORD_ONLY]
    free = not any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in takes.values()) and all(
        name in takes and takes[name].kind is not inspect.Parameter.POSITIONAL_ONLY for name in given
    )
    if free and list(given) != list(takes)[: len(given)]:
        by_name = list(given)
    return [value for name, value in given.items() if name not in by_name], {name: given[name] for name in by_name}


def call(function: Callable[..., Any], places: list[Any], named: dict[str, Any]) -> tuple[Any, list[str]]:
    """A function's result, and the names of the arguments that it has changed in place.

    Raises NotUsable, with the learner's own line where there is one, for what is no result.
    """
    takes = [
        name
        for name, parameter in (parameters(function) or {}).items()
        if parameter.kind is not inspect.Parameter.VAR_POSITIONAL
    ]
    names = [*takes, *(f"argument {k + 1}" for k in range(len(takes), len(places)))][: len(places)] + list(named)
    given = [*places, *named.values()]
    before = [_copy(value) for value in given]
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            result = function(*places, **named)
    except (Exception, SystemExit, KeyboardInterrupt) as failed:
        raise _stop(failed) from None
    if isinstance(result, Iterator):
        raise NotUsable("no numbers yet", kind=code(type(result).__name__))
    changed = [name for name, old, new in zip(names, before, given) if not _same(old, new)]
    return _copy(result), changed  # it may be an array that the next call writes over


def _copy(value: Any) -> Any:
    """A deep copy, or the value itself, where it has none: a module, a learner's own object."""
    with suppress(Exception):
        return copy.deepcopy(value)
    return value


def _same(old: Any, new: Any) -> bool:
    """Whether the numbers in an argument are still what they were; of something else there is no telling."""
    if hasattr(old, "weights"):
        old, new = ([network.weights, network.biases] for network in (old, new))
    old, new = flat(old), flat(new)
    return old is None or new is not None and np.array_equal(old, new, equal_nan=True)


def run_cases(function: Callable[..., Any], names: Iterable[str], cases: Iterable[tuple[Any, ...]]) -> Outcome:
    """What a function gives in each of these cases, which stay as they are."""
    given = (dict(zip(names, copy.deepcopy(case))) for case in cases)
    return run_all(partial(call, function, *arrange(function, arguments)) for arguments in given)


def run_all(runs: Iterable[Callable[[], tuple[Any, list[str]]]]) -> Outcome:
    """What comes of one run after the other, each a result and the arguments changed, up to the one that stops."""
    done = Outcome([], None, [])
    for run in runs:
        try:
            result, changed = run()
        except NotUsable as stop:
            return done._replace(stop=stop)
        done.results.append(result)
        done.changed.extend(name for name in changed if name not in done.changed)
    return done


def _stop(failed: BaseException) -> NotUsable:
    """The learner's line that failed, and what Python said, without the frames of anybody else."""
    own = [frame.line for frame in traceback.extract_tb(failed.__traceback__) if not frame.filename.startswith(NOT_THEIRS)]
    line = code(own[-1]) if own and own[-1] else ""
    at = " at" if line else ""
    if isinstance(failed, KeyboardInterrupt):
        return NotUsable(f"interrupted{at}", line=line)
    kind = type(failed).__name__
    try:
        said = shorten(f"{kind}: {failed}", LONGEST, placeholder=" …").rstrip(": .")
    except Exception:  # an exception of their own, which cannot say what it is
        said = kind
    theirs = next((saying for words, saying in IN_OUR_WORDS.items() if re.search(words, said)), None)
    shapes = " and ".join(re.findall(r"\(\d*,[\d,]*\)", said) or re.findall(r"(?<=size )\d+|(?<=different from )\d+", said))
    advice = ["these shapes" if theirs == "shapes" and shapes else theirs] if theirs else []
    reason = code(said if theirs in (None, kind) else kind)
    return NotUsable(f"stops{at}", *advice, cause=said, line=line, reason=reason, shapes=shapes)


def flat(result: Any) -> np.ndarray | None:
    """All numbers of a result in a row; None where it holds something else: text, a complex number, nothing."""
    try:
        if isinstance(result, (list, tuple)):
            return np.concatenate([flat(item) for item in result]) if len(result) else np.array([])
        return np.ravel(_real(result))
    except Exception:  # a list may hold itself, a number be beyond all floats, an object of theirs refuse to be one
        return None


def _real(result: Any) -> np.ndarray:
    """A table of real numbers. Raises whatever NumPy does, TypeError for what it would make into numbers."""
    raw = np.asarray(result)
    kind = raw.dtype.kind
    if kind in "SU" or kind == "c" and raw.imag.any() or kind == "O" and any(item is None for item in raw.flat):
        raise TypeError("text, nothing, or a complex number")
    return (raw.real if kind == "c" else raw).astype(float)


def same_numbers(one: Any, other: Any) -> bool:
    """Whether two results hold the same numbers in the same places; nan is the same as nan, nothing as nothing."""
    if one is None or other is None:
        return one is other
    if not same_shape(one, other):
        return False
    one, other = flat(one), flat(other)
    return one is not None and one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)


def same_shape(one: Any, other: Any) -> bool:
    """Whether two results have one shape, where both have one; a row, a column and a list are the same."""
    one, other = shape(one), shape(other)
    return one is None or other is None or [size for size in one if size != 1] == [size for size in other if size != 1]


def shape(result: Any) -> tuple[int, ...] | None:
    """A result's shape; None for what is no table of numbers."""
    with suppress(Exception):
        return _real(result).shape
    return None


def shape_in_words(result: Any) -> str:
    """What a result of numbers is, without them: one number, two that are given back together, a table."""
    size = shape(result)
    if isinstance(result, tuple) and size and len(size) == 1:
        return f"{len(result)} numbers"
    return f"an array of shape {size}" if size else "one number"


def describe(value: Any, figures: int = FIGURES) -> str:
    """An argument or a result, short enough for a sentence, as Python would write it."""
    if value is None:
        return "nothing (is there a return?)"
    if callable(value):
        return code(getattr(value, "__name__", "a function"))
    numbers = flat(value)
    if numbers is None:
        return quote(value)
    if numbers.size > MOST_NUMBERS:
        return f"an array of shape {shape(value)}" if shape(value) else f"{numbers.size} numbers"
    return _written(value, figures)


def _written(value: Any, figures: int) -> str:
    """Lists in lists, as they came; whole numbers whole, the others to so many digits."""
    if isinstance(value, (list, tuple)) or np.ndim(value):
        return f"[{', '.join(_written(item, figures) for item in value)}]"
    item = np.asarray(value).item()
    return str(item) if isinstance(item, int) else str(float(f"{float(np.real(item)):.{figures}g}"))


def tell_apart(result: Any, right: Any) -> tuple[str, str]:
    """Two results in words, in as many digits as it takes to see that they differ."""
    said = [(describe(result, figures), describe(right, figures)) for figures in range(FIGURES, 18)]
    return next(((one, other) for one, other in said if one != other), said[-1])
