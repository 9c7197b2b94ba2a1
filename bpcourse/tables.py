"""How results show themselves: a table in a notebook, the same table as plain text elsewhere."""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

MOST_ROWS = 40


def digits(value: float) -> str:
    """A number as the course prints it: nine decimals, six digits where it is small, powers of ten beyond that."""
    size = abs(value)
    if size == 0 or 1e-4 <= size < 1e6:
        return f"{value:z.9f}"
    return f"{value:.{5 - math.floor(math.log10(size))}f}" if 1e-7 <= size < 1e-4 else f"{value:.6e}"


def short(value: float) -> str:
    """A number as typed, without a float's last-digit noise: 0.5, 3, 0.15."""
    return f"{value:.10g}"


def factor(value: float, form: str = ".10g") -> str:
    """A number inside a product or a sum: as typed, or in another form; in brackets where it is negative."""
    return f"({value:{form}})" if value < 0 else f"{value:{form}}"


def as_text(value: str | float) -> str:
    """An answer: an option as it stands, a number in a few digits."""
    return value if isinstance(value, str) else plain(value, 7)


def plain(value: float, figures: int = 4) -> str:
    """A number in a few digits, written out: 0.2984, 0.0000351, −2; with a power of ten only where it is huge or tiny."""
    if value == 0 or 1e-12 <= abs(value) < 1e9:
        return minus(np.format_float_positional(value + 0.0, precision=figures, unique=False, fractional=False, trim="-"))
    if not math.isfinite(value):
        return minus(f"{value}")
    return scientific(value, figures)


def scientific(value: float, figures: int) -> str:
    """A number in a few digits, times a power of ten: −1.3 · 10⁻¹³."""
    exponent = math.floor(math.log10(abs(value)))
    return f"{minus(f'{value / 10.0**exponent:.{figures - 1}f}')} · {power(10.0**exponent)}"


def fixed(value: float, places: int) -> str:
    """A number with so many decimals, for a column; in short where it is too long for one, and never −0."""
    if abs(value) >= 1e5:
        return plain(value, 4)
    return minus(f"{value:z.{places}f}")


def brief(value: float, sign: str = "") -> str:
    """A number in a few digits that fits a circle: 0.5933, 0.000439, −3.72e−08; sign "+": with its sign in any case."""
    size = abs(value)
    places = ".4f" if size == 0 or 1e-3 <= size < 100 else ".6f" if 1e-5 <= size < 1e-3 else ".2e"
    return f"{value:{sign}{places}}".replace("-", "−")


def count(number: int, of: str) -> str:
    """How many there are of something: 1 epoch, 2,000 epochs."""
    return f"{number:,} {of}{'s' * (number != 1)}"


def minus(text: str) -> str:
    """The text with a minus sign where a hyphen stands before a number: W = −2, but the 2-2-2 network."""
    return re.sub(r"(?<![\w.)])-(?=[\d.])", "−", text)


def power(value: float) -> str:
    """The nearest power of ten: 10⁻⁵."""
    return "10" + f"{round(math.log10(value))}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def shortened(items: Sequence[Any], row: Callable[[Any], list[str]]) -> list[list[str]]:
    """A row for each of the first forty items, and one that says how many more there are."""
    rows = [row(item) for item in items[:MOST_ROWS]]
    left_out = len(items) - len(rows)
    return rows + [["…", f"{left_out} more", *[""] * (len(rows[0]) - 2)]] if left_out else rows


class Tabular(ABC):
    """A result that shows as a table: `_table` gives caption, header and rows of text; both views come from it."""

    @abstractmethod
    def _table(self) -> tuple[str, Sequence[str], Sequence[Sequence[str]]]:
        """Caption, header, rows."""

    def __repr__(self) -> str:
        caption, header, rows = self._table()
        widths = [max(map(len, column)) for column in zip(header, *rows)]
        lines = ["  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths)) for row in (header, *rows)]
        return "\n".join(filter(None, [caption, *lines]))

    def _repr_markdown_(self) -> str:
        caption, header, rows = self._table()
        lines = [header, ["--:"] * len(header), *rows]
        table = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        return f"{caption}\n\n{table}" if caption else table
