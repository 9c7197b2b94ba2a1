"""A learner's function beside the package's: nothing is magic when both can be read."""
from __future__ import annotations

import html
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

CELL = '<td style="vertical-align: top; text-align: left"><pre style="white-space: pre-wrap; text-align: left">{}</pre></td>'


@dataclass(frozen=True, repr=False)
class Sources:
    """Source texts in two columns: yours on the left, the package's on the right; one under the other as plain text."""

    yours: str
    package: str

    def __repr__(self) -> str:
        return f"yours:\n\n{self.yours}\n\nbpcourse:\n\n{self.package}"

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="text-align: left">{title}</th>' for title in ("yours", "bpcourse"))
        cells = "".join(CELL.format(html.escape(text)) for text in (self.yours, self.package))
        return f'<table style="table-layout: fixed; width: 100%"><tr>{head}</tr><tr>{cells}</tr></table>'


def sources(yours: Callable, *package: Callable) -> Sources:
    """Your function and the package's functions that do the same, side by side.

    Raises TypeError for what has no Python source to show.
    """
    return Sources(_source(yours), "\n\n".join(map(_source, package)))


def _source(function: Callable) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    except (TypeError, OSError):
        raise TypeError(f"{function!r} has no Python source to show, expected a function") from None
