"""Lesson 06's nudge, to be made larger and smaller: what is left of two errors when one is taken off the other."""
from __future__ import annotations

from functools import cache
from math import log10
from os.path import commonprefix
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from ..functions import Array
from ..network import Network
from ..show.accuracy import LEAST, POWERS
from ..show.marks import Dot, Line, Mark, Words
from ..show.picture import BLACK, BLUE, GREY, ORANGE
from ..show.scene import Ground, Scene
from ..tables import power
from .panel import Panel, State, choice, slider
from .two_layers import given

PLACES = 16  # decimals of an error, about all that a float keeps
PITCH = 0.155  # from one digit to the next
FLOOR, CEILING = -13, 1  # powers of ten of the relative error


class Nudge(NamedTuple):
    """E at w + h, w and w − h, and ∂E/∂w as backward gives it."""

    h: float
    above: float
    here: float
    below: float
    exact: float

    @property
    def slope(self) -> float:
        """(E(w + h) − E(w − h)) / 2h."""
        return (self.above - self.below) / (2 * self.h)

    @property
    def off(self) -> float:
        """|slope − ∂E/∂w| relative to ∂E/∂w."""
        return max(abs(self.slope / self.exact - 1), LEAST)

    @property
    def off_one_side(self) -> float:
        """The same for (E(w + h) − E(w)) / h."""
        return max(abs((self.above - self.here) / self.h / self.exact - 1), LEAST)


def nudge(net: Network | None = None, x: Array | None = None, t: Array | None = None) -> Panel:
    """Choose a weight and h = 10⁻ᵏ: the digits that E(w + h) and E(w − h) share, and how many the slope gets right."""
    net, x, t = given(net, x, t)
    slopes = net.backward(net.forward(x), t)
    names = [name for name in net.names if slopes[name]]
    if not names:
        raise ValueError("every slope of this network is 0 here, so there is nothing to compare a nudge with")

    def error(name: str, shift: float) -> float:
        moved = net.copy()
        moved[name] = net[name] + shift
        return moved.error(x, t)

    @cache
    def nudges(name: str) -> dict[int, Nudge]:
        return {k: Nudge(10.0 ** -k, *(error(name, side * 10.0 ** -k) for side in (1, 0, -1)), slopes[name])
                for k in POWERS}

    first = {"weight or bias": "w5" if "w5" in names else names[0], "k": 1}
    return Panel("A nudge of any size", [choice("weight or bias", names), slider("k", POWERS[0], POWERS[-1], 1)], first,
                 lambda state: _nudge_scene(state, nudges(state["weight or bias"])))


def _nudge_scene(state: State, nudges: dict[int, Nudge]) -> Scene:
    name, k = state["weight or bias"], state["k"]
    this = nudges[k]
    above, below, difference, slope, exact = (f"{number:.{PLACES}f}" for number in (
        this.above, this.below, this.above - this.below, this.slope, this.exact))
    shared, right = len(commonprefix([above, below])), len(commonprefix([slope, exact]))
    empty = len(difference) - len(difference.lstrip("-0."))
    words = [*_digits(4.9, "E(w + h)", above, shared), *_digits(4.1, "E(w − h)", below, shared),
             Line([(0, 3.6), (4.2, 3.6)], GREY, 0.8), *_digits(3.1, "difference", difference, empty),
             *_digits(1.8, "… / 2h", slope, 0, right), *_digits(1.0, "backward", exact, 0, right)]
    curves = [Line([(-k, _height(nudge.off_one_side)) for k, nudge in nudges.items()], ORANGE, 1.5, dashed=True),
              Line([(-k, _height(nudge.off)) for k, nudge in nudges.items()]),
              Dot(-k, _height(this.off), BLUE, 10, "D")]
    kept, found = (max(0, characters - text.index(".") - 1) for characters, text in ((shared, above), (right, slope)))
    best = min(nudges, key=lambda k: nudges[k].off)
    why = ("no other h comes closer." if k == best else
           "what is missing is truncation: the curve bends within the nudge." if k < best else
           "what is missing is rounding: it sits in the last digits, and the division by 2h makes it large.")
    caption = (f"{name}, h = {power(this.h)}: the two errors share {_count(kept)}; what differs carries the slope. "
               f"That is right to {_count(found)}; {why}")
    return Scene("A nudge of any size", caption, Ground(_nudge_ground, 2.7), [words, curves])


def _digits(y: float, title: str, number: str, start: int, end: int | None = None) -> list[Mark]:
    """A number, digit under digit; those from start to end stand out."""
    point = number.index(".") + 1
    parts = [(0, number[:point].replace("-", "−")), *enumerate(number[point:], point)]  # "0." at once, then digit by digit
    loud = range(len(number))[start:end]
    return [Words(0, y, title, size=9, across="left"), *(
        Words(1.5 + PITCH * max(k - point, -0.5), y, text, BLUE if k in loud else GREY, 10, bold=k in loud,
              across="left" if k else "right") for k, text in parts)]


def _height(off: float) -> float:
    return max(FLOOR, min(CEILING, log10(off)))


def _count(decimals: int) -> str:
    return f"{decimals or 'no'} decimal{'s' * (decimals != 1)}"


def _nudge_ground(drawing: FigureBase) -> list[Axes]:
    left, right = drawing.subplots(1, 2, width_ratios=[1.35, 1])
    left.set(xlim=(-0.05, 4.25), ylim=(0.4, 5.5))
    left.axis("off")
    right.set(xlim=(-POWERS[-1] - 0.5, 0), ylim=(FLOOR - 0.5, CEILING + 0.5), xlabel="h", ylabel="relative error",
              xticks=range(-12, 0, 3), yticks=range(-12, 1, 3), xticklabels=[power(10.0 ** k) for k in range(-12, 0, 3)],
              yticklabels=[power(10.0 ** k) if k else "1" for k in range(-12, 1, 3)])
    right.plot([], [], color=BLACK, label="both sides")
    right.plot([], [], "--", color=ORANGE, linewidth=1.5, label="one side")
    right.legend(loc="lower left", fontsize=8.5)
    return [left, right]
