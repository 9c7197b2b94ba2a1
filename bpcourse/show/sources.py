"""A learner's function beside the package's: nothing is magic when both can be read."""

import html
import inspect
import textwrap
from collections.abc import Callable
from typing import Any, NamedTuple

PLAIN = "font-size: 85%; text-align: left; white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere"
WIDTHS = {"yours": 42, "bpcourse": 58}  # per cent; the package's lines are longer


class Sources(NamedTuple):
    """Source texts in two columns: yours on the left, the package's on the right; one under the other as plain text."""

    yours: str
    package: str

    def __repr__(self) -> str:
        return f"yours:\n\n{self.yours}\n\nbpcourse:\n\n{self.package}"

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="text-align: left; width: {width}%">{title}</th>' for title, width in WIDTHS.items()
        )
        cells = "".join(
            f'<td style="vertical-align: top"><pre style="{PLAIN}">{_hanging(text)}</pre></td>'
            for text in (self.yours, self.package)
        )
        return f'<table style="table-layout: fixed; width: 100%"><tr>{head}</tr><tr>{cells}</tr></table>'


def _hanging(text: str) -> str:
    """Each line as a block of its own; where it is too long for its column, it goes on a little to the right."""
    blocks = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip()) + 4
        style = f"display: block; min-height: 1em; padding-left: {indent}ch; text-indent: -{indent}ch"
        blocks.append(f'<span style="{style}">{html.escape(line)}</span>')
    return "".join(blocks)


def sources(yours: Callable[..., Any] | tuple[Callable[..., Any], ...], *package: Callable[..., Any]) -> Sources:
    """Your function, or several in a tuple, and the package's functions that do the same, side by side.

    Raises TypeError for what has no Python source to show.
    """
    sides = {"yours": yours if isinstance(yours, tuple) else (yours,), "package": package}
    for name, functions in sides.items():
        if not functions:
            raise TypeError(f"{name} holds no function, expected at least one on each side")
    return Sources(*("\n\n".join(map(_source, functions)) for functions in sides.values()))


def _source(function: Callable[..., Any]) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function)).rstrip()
    except (TypeError, OSError):
        raise TypeError(f"{function!r} has no Python source to show, expected a function (several in a tuple)") from None
