"""A scene: a background that matplotlib draws once, with marks on top; shown as a still picture, or as SVG in a widget."""

import html
import io
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure, FigureBase

from ..tables import minus
from .marks import Mark, Place
from .picture import STYLE, WIDTH, Picture, canvas, styled

INCH = 72  # points; the page of a live picture is measured in them
SPILL = 8  # points by which marks may stand out of their axes
UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f]")  # what no XML may hold
FONT = "'DejaVu Sans', Verdana, sans-serif"


class Ground(NamedTuple):
    """The background: `paint(drawing, *settings)` draws the axes, with fixed limits, those for marks first."""

    paint: Callable[..., None]
    height: float
    settings: tuple[Hashable, ...] = ()


def blank(drawing: FigureBase, height: float) -> None:
    """Draw nothing: axes over the whole page, one unit an inch, from the lower left corner."""
    axes = drawing.subplots(gridspec_kw={"left": 0, "right": 1, "bottom": 0, "top": 1})
    axes.set(xlim=(0, WIDTH), ylim=(0, height))
    axes.axis("off")


def page(height: float) -> Ground:
    """A ground with nothing on it."""
    return Ground(blank, height, (height,))


@dataclass(frozen=True)
class Scene:
    """A ground, the marks for each of its axes, and the caption that says in words what is seen."""

    title: str
    caption: str
    ground: Ground
    layers: Sequence[Sequence[Mark]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "caption", UNPRINTED.sub(" ", minus(self.caption)))

    @styled
    def picture(self) -> Picture:
        """The scene as a still picture."""
        picture, drawing = canvas(self.caption, self.ground.height)
        self.ground.paint(drawing, *self.ground.settings)
        for axes, marks in zip(drawing.axes, self.layers):
            for mark in marks:
                mark.draw(axes)
        return picture

    def svg(self) -> str:
        """The scene as the text of one SVG element, with title and description; the ground is drawn once and kept."""
        ground, windows = _svg(self.ground)
        layers = "".join(
            f'<svg x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}" '
            f'viewBox="{x:.2f} {y:.2f} {w:.2f} {h:.2f}">{"".join(mark.svg(place) for mark in marks)}</svg>'
            for ((x, y, w, h), place), marks in zip(windows, self.layers)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
            f'viewBox="0 0 {WIDTH * INCH:g} {self.ground.height * INCH:g}" font-family="{FONT}" stroke-linejoin="round">'
            f"<title>{html.escape(self.title)}</title><desc>{html.escape(self.caption)}</desc>{ground}{layers}</svg>"
        )


@lru_cache(maxsize=64)
def _svg(ground: Ground) -> tuple[str, list[tuple[tuple[float, float, float, float], Place]]]:
    """The ground as SVG, and for each pair of axes the window for its marks and the place of its numbers."""
    salt = f"{ground.paint.__name__}{ground.settings}"  # the same drawing gets the same names each time
    with matplotlib.style.context(["default", STYLE, {"svg.fonttype": "none", "svg.hashsalt": salt}]):
        figure = Figure(figsize=(WIDTH, ground.height), dpi=INCH, layout="constrained")
        ground.paint(figure, *ground.settings)
        written = io.StringIO()
        FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None})
    return _strip(written.getvalue()), [_window(axes, ground.height * INCH) for axes in figure.axes]


def _window(axes: Axes, height: float) -> tuple[tuple[float, float, float, float], Place]:
    """The rectangle of a pair of axes on the page, a little wider: x, y, width, height; and the place of its numbers."""
    box = axes.bbox
    (x, y), (x2, y2) = axes.transData.transform([(0, 0), (1, 1)])
    return (
        (box.x0 - SPILL, height - box.y1 - SPILL, box.width + 2 * SPILL, box.height + 2 * SPILL),
        Place(x2 - x, x, y - y2, height - y),
    )


def _strip(text: str) -> str:
    """What stands inside the SVG element, without what would disturb a page with others: styles, clips, unused ids."""
    inner = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    for unwanted in (
        r"<metadata>.*?</metadata>",
        r"<style[^>]*>.*?</style>",
        r"<clipPath.*?</clipPath>",
        r"<!--.*?-->",
        r' clip-path="[^"]*"',
        r' id="(?!m[0-9a-f]{6})[^"]*"',
        r"<defs>\s*</defs>",
    ):
        inner = re.sub(unwanted, "", inner, flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", inner.replace("'DejaVu Sans'", FONT))
