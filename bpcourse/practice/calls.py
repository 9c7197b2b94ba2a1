"""Calling a learner's function: whatever it is and does, there is a result, or a sentence about it."""
from __future__ import annotations

import copy
import inspect
import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

NOT_THEIRS = ("<frozen", *(f"{folder}{os.sep}" for folder in (  # Python's files, the libraries', this package's
    Path(os.__file__).parent, Path(np.__file__).parent.parent, Path(__file__).parent.parent)))
ADVICE = {SystemExit: " That would end Python altogether; a function ends with return.",
          RecursionError: " It calls itself, and never comes to an end.",
          np.exceptions.AxisError: " One row has only axis 0; axis=-1 is the last one, of a row and of a table."}


class NotUsable(Exception):
    """What a learner's function did that cannot be compared, in a sentence; cause: what Python said, whatever the line."""

    def __init__(self, sentence: str, cause: str = "") -> None:
        super().__init__(sentence)
        self.cause = cause or sentence


def parameters(function: Callable) -> dict[str, inspect.Parameter] | None:
    """A function's parameters by name; None for one that Python cannot look into, such as max."""
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None


def arranged(function: Callable, names: Iterable[str], values: Iterable[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments by place, and by name: those that the function takes in no other way, or all, where it has another order."""
    takes, given, places, named = parameters(function) or {}, dict(zip(names, values)), [], {}
    free = not any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in takes.values()) and all(
        name in takes and takes[name].kind is not inspect.Parameter.POSITIONAL_ONLY for name in given)
    if free and list(given) != list(takes)[:len(given)]:
        return [], given
    for name, value in given.items():
        if name in takes and takes[name].kind is inspect.Parameter.KEYWORD_ONLY:
            named[name] = value
        else:
            places.append(value)
    return places, named


def called(function: Callable, places: Iterable[Any], named: dict[str, Any] | None = None) -> Any:
    """A function's result. Raises NotUsable, with the learner's own line where there is one, for what is none."""
    try:
        with np.errstate(all="ignore"):
            result = function(*places, **(named or {}))
    except (Exception, SystemExit) as failed:  # an interrupt still interrupts
        raise _stop(failed) from None
    if isinstance(result, Iterator):
        raise NotUsable(f"Your function gives a {type(result).__name__}, which holds no numbers yet. Does it say yield "
                        "where return should stand, or is a list(…) missing?")
    try:
        return copy.deepcopy(result)  # it may be an array that the next call writes over
    except Exception:
        return result


def tried(function: Callable, names: Iterable[str], trials: Iterable[tuple]) -> tuple[list[Any], NotUsable | None]:
    """What a function gives on one trial after the other, up to the one where it stops, and how it stops there."""
    made: list[Any] = []
    for trial in trials:
        try:
            made.append(called(function, *arranged(function, names, copy.deepcopy(trial))))
        except NotUsable as stop:
            return made, stop
    return made, None


def _stop(failed: BaseException) -> NotUsable:
    """The learner's line that failed, and what Python said, without the frames of anybody else."""
    own = [frame.line for frame in traceback.extract_tb(failed.__traceback__) if not frame.filename.startswith(NOT_THEIRS)]
    line = f" at `{own[-1]}`" if own and own[-1] else ""
    try:
        said = f": {' '.join(f'{failed}'.split())}".rstrip(": .")
    except Exception:  # an exception of their own, which cannot say what it is
        said = ""
    advice = next((text for kind, text in ADVICE.items() if isinstance(failed, kind)), "")
    if not advice and "inhomogeneous shape" in said:
        advice = " Matrices of different shapes make no array: go through the list, one after the other."
    elif not advice and isinstance(failed, ValueError) and re.search("matmul|broadcast|shapes|dimension", said):
        advice = " The shapes do not fit: is a transpose missing, or np.outer?"
    cause = f"{type(failed).__name__}{said}"
    return NotUsable(f"Your function stops{line} with {cause}.{advice}", cause)
