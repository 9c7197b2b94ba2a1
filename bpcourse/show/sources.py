"""A learner's function beside the package's: nothing is magic when both can be read."""

import html
import inspect
import textwrap
from collections.abc import Callable
from typing import Any, NamedTuple

PLAIN = "font-size: 79%; text-align: left; white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere"
PAGE = "display: flex; flex-wrap: wrap; gap: 0 2em"
SIDE = "flex: 1 1 auto; max-width: 100%; margin: 0"  # as wide as its longest line, if the page is


class Sources(NamedTuple):
    """Source texts, yours before the package's: side by side where all their lines fit, one under the other elsewhere."""

    yours: str
    package: str

    def __repr__(self) -> str:
        return f"yours:\n\n{self.yours}\n\nbpcourse:\n\n{self.package}"

    def _repr_html_(self) -> str:
        sides = "".join(
            f'<figure style="{SIDE}"><figcaption><b>{title}</b></figcaption>'
            f'<pre style="{PLAIN}">{_hanging(text)}</pre></figure>'
            for title, text in (("yours", self.yours), ("bpcourse", self.package))
        )
        return f'<div style="{PAGE}">{sides}</div>'


def _hanging(text: str) -> str:
    """Each line as a block of its own; where it is too long for the page, it goes on a little to the right."""
    blocks = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip()) + 4
        style = f"display: block; min-height: 1em; padding-left: {indent}ch; text-indent: -{indent}ch"
        blocks.append(f'<span style="{style}">{html.escape(line)}</span>')
    return "".join(blocks)


def sources(yours: Callable[..., Any] | tuple[Callable[..., Any], ...], *package: Callable[..., Any]) -> Sources:
    """Your function, or several in a tuple, and the package's functions that do the same, as a page that shows both.

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
