"""Marks: the lines, dots, boxes and texts of a scene. Each is drawn by matplotlib, or written as SVG for a widget."""

import base64
import html
import io
import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import matplotlib.image
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.patheffects import withStroke

from ..functions import Array
from .picture import BLACK, BLUE

Point = tuple[float, float]
HALO = 4  # points of white around letters
SHADES = LinearSegmentedColormap.from_list("says", ["#9ccbe8", "white", "#f6b98c"], N=257).with_extremes(bad="white")
OFF_PAGE = 1e4  # points; no line needs to be followed farther than this


class Place(NamedTuple):
    """Where the numbers of a pair of axes lie on the page, in points from its upper left corner."""

    scale_x: float
    shift_x: float
    scale_y: float
    shift_y: float

    def __call__(self, x: float, y: float) -> Point:
        """The point of the page."""
        across, down = self.scale_x * x + self.shift_x, self.scale_y * y + self.shift_y
        return max(-OFF_PAGE, min(OFF_PAGE, across)), max(-OFF_PAGE, min(OFF_PAGE, down))


class Mark(Protocol):
    """Anything that can be drawn on axes, and written as SVG at the same place."""

    def draw(self, axes: Axes) -> None: ...

    def svg(self, place: Place) -> str: ...


class Line(NamedTuple):
    """A line through points, or the outline of an area when it is filled."""

    points: Sequence[Point]
    colour: str = BLACK
    width: float = 2.2
    dashed: bool = False
    fill: str = "none"

    def draw(self, axes: Axes) -> None:
        if self.fill != "none":
            axes.add_patch(Polygon(self.points, facecolor=self.fill, edgecolor=self.colour, linewidth=self.width))
        else:
            axes.plot(
                *zip(*self.points),
                color=self.colour,
                linewidth=self.width,
                in_layout=False,
                linestyle=(0, (3.7, 1.6)) if self.dashed else "-",
            )

    def svg(self, place: Place) -> str:
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in (place(*point) for point in self.points))
        dash = f' stroke-dasharray="{3.7 * self.width:.1f} {1.6 * self.width:.1f}"' if self.dashed else ""
        kind = "polyline" if self.fill == "none" else "polygon"
        return f'<{kind} points="{points}" fill="{self.fill}" stroke="{self.colour}" stroke-width="{self.width:.2f}"{dash}/>'


def arrow(start: Point, end: Point, colour: str, width: float, dashed: bool = False) -> list[Line]:
    """A line with a filled head; the axes must have the same scale in x and y, one unit an inch."""
    x, y = rim(end, start, 0.075 + 0.022 * width)  # where the head begins
    across, up = 0.45 * (end[0] - x), 0.45 * (end[1] - y)
    return [
        Line([start, (x, y)], colour, width, dashed),
        Line([end, (x - up, y + across), (x + up, y - across)], colour, 0.5, fill=colour),
    ]


def rim(centre: Point, other: Point, radius: float) -> Point:
    """The point of a circle's rim that is nearest to another point."""
    (x, y), (x2, y2) = centre, other
    share = radius / max(math.hypot(x2 - x, y2 - y), 1e-9)
    return x + share * (x2 - x), y + share * (y2 - y)


class Dot(NamedTuple):
    """A marker of a size in points: o round, D a diamond, s a square. On the rim of its axes it is drawn whole."""

    x: float
    y: float
    colour: str = BLUE
    size: float = 9
    shape: str = "o"
    hollow: bool = False

    def draw(self, axes: Axes) -> None:
        if axes.viewLim.contains(self.x, self.y):
            axes.plot(
                [self.x],
                [self.y],
                self.shape,
                color=self.colour,
                markersize=self.size,
                clip_on=False,
                zorder=6,
                in_layout=False,
                markerfacecolor="none" if self.hollow else self.colour,
                markeredgecolor=self.colour if self.hollow else "white",
                markeredgewidth=2 if self.hollow else 0.8,
            )

    def svg(self, place: Place) -> str:
        x, y = place(self.x, self.y)
        r = self.size / 2
        ink = (
            f'fill="none" stroke="{self.colour}" stroke-width="2"'
            if self.hollow
            else f'fill="{self.colour}" stroke="white" stroke-width="0.8"'
        )
        if self.shape == "o":
            return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r}" {ink}/>'
        turned = f' transform="rotate(45 {x:.2f} {y:.2f})"' if self.shape == "D" else ""
        return f'<rect x="{x - r:.2f}" y="{y - r:.2f}" width="{2 * r}" height="{2 * r}"{turned} {ink}/>'


class Disc(NamedTuple):
    """A circle with a radius in the axes' own units, for axes with the same scale in x and y."""

    x: float
    y: float
    radius: float
    edge: str = BLUE
    width: float = 2

    def draw(self, axes: Axes) -> None:
        axes.add_patch(
            Circle((self.x, self.y), self.radius, facecolor="white", edgecolor=self.edge, linewidth=self.width, zorder=4)
        )

    def svg(self, place: Place) -> str:
        x, y = place(self.x, self.y)
        return (
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{self.radius * place.scale_x:.2f}" fill="white" '
            f'stroke="{self.edge}" stroke-width="{self.width:.2f}"/>'
        )


class Box(NamedTuple):
    """A rectangle from one corner to the opposite one."""

    corner: Point
    opposite: Point
    edge: str = BLUE
    face: str = "none"
    width: float = 1.2
    opacity: float = 1

    def draw(self, axes: Axes) -> None:
        (x, y), (x2, y2) = self.corner, self.opposite
        axes.add_patch(
            Rectangle((x, y), x2 - x, y2 - y, facecolor=(self.face, self.opacity), edgecolor=self.edge, linewidth=self.width)
        )

    def svg(self, place: Place) -> str:
        (x, y), (x2, y2) = place(*self.corner), place(*self.opposite)
        return (
            f'<rect x="{min(x, x2):.2f}" y="{min(y, y2):.2f}" width="{abs(x2 - x):.2f}" height="{abs(y2 - y):.2f}" '
            f'fill="{self.face}" fill-opacity="{self.opacity}" stroke="{self.edge}" stroke-width="{self.width}"/>'
        )


class Words(NamedTuple):
    """Text at a point: `across` left, center or right of it, `up` center, top or bottom; it may have several lines.

    Lines behind it keep away by a white halo, or by a frame in a colour, which may be white.
    """

    x: float
    y: float
    text: str
    colour: str = BLACK
    size: float = 10
    across: str = "center"
    up: str = "center"
    bold: bool = False
    framed: str = ""

    def draw(self, axes: Axes) -> None:
        frame = {
            "boxstyle": f"round,pad={0.35 if self.framed != 'white' else 0.1}",
            "facecolor": "white",
            "edgecolor": self.framed,
            "linewidth": 1.8 if self.framed != "white" else 0,
        }
        axes.text(
            self.x,
            self.y,
            self.text,
            color=self.colour,
            fontsize=self.size,
            ha=self.across,
            va=self.up,
            zorder=7,
            fontweight="bold" if self.bold else "normal",
            linespacing=1.25,
            bbox=frame if self.framed else None,
            path_effects=[withStroke(linewidth=HALO, foreground="white")],
        ).set_in_layout(False)

    def svg(self, place: Place) -> str:
        x, y = place(self.x, self.y)
        lines = self.text.split("\n")
        step = 1.4 * self.size
        y += {"top": 0.93, "center": 0.36, "bottom": -0.22}[self.up] * self.size
        y -= {"top": 0, "center": 0.5, "bottom": 1}[self.up] * step * (len(lines) - 1)
        spans = (
            html.escape(lines[0])
            if len(lines) == 1
            else "".join(
                f'<tspan x="{x:.2f}" y="{y + k * step:.2f}">{html.escape(line)}</tspan>' for k, line in enumerate(lines)
            )
        )
        anchor = {"left": "start", "center": "middle", "right": "end"}[self.across]
        weight = ' font-weight="bold"' if self.bold else ""
        frame = self._frame(*place(self.x, self.y), lines) if self.framed else ""
        return (
            f'{frame}<text x="{x:.2f}" y="{y:.2f}" font-size="{self.size}" text-anchor="{anchor}" fill="{self.colour}"'
            f'{weight} stroke="white" stroke-width="{HALO}" paint-order="stroke">{spans}</text>'
        )

    def _frame(self, x: float, y: float, lines: list[str]) -> str:
        pad = 0.8 if self.framed != "white" else 0.2
        width, height = (0.63 * max(map(len, lines)) + pad) * self.size, (1.4 * len(lines) - 0.3 + pad) * self.size
        return (
            f'<rect x="{x - width / 2:.2f}" y="{y - height / 2:.2f}" width="{width:.2f}" height="{height:.2f}" rx="4" '
            f'fill="white" stroke="{self.framed}" stroke-width="1.8"/>'
        )


class Field(NamedTuple):
    """A grid of numbers from 0 (blue) over ½ (white) to 1 (orange), the first row below, stretched over a rectangle.

    Each number stands at the middle of its cell; NaN is left white.
    """

    cells: Array
    corner: Point
    opposite: Point

    def draw(self, axes: Axes) -> None:
        (x, y), (x2, y2) = self.corner, self.opposite
        axes.imshow(
            SHADES(self.cells),
            extent=(x, x2, y, y2),
            origin="lower",
            interpolation="bilinear",
            aspect=axes.get_aspect(),
            zorder=0,
        ).set_in_layout(False)

    def svg(self, place: Place) -> str:
        buffer = io.BytesIO()
        matplotlib.image.imsave(buffer, SHADES(self.cells, bytes=True), origin="lower", format="png")
        (x, y), (x2, y2) = place(*self.corner), place(*self.opposite)
        return (
            f'<image x="{x:.2f}" y="{y2:.2f}" width="{x2 - x:.2f}" height="{y - y2:.2f}" preserveAspectRatio="none" '
            f'href="data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"/>'
        )
