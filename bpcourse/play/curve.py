"""What the widgets that train share: training without a word, and the curve of the error as it grows."""

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from math import ceil, floor, log10
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from ..functions import Array
from ..network import Network
from ..show.learning import LOG_FROM
from ..show.marks import Dot, Line, Mark
from ..show.picture import BLUE
from ..tables import plain, power
from ..training import train

LEAST = 1e-12  # an error of 0 has no place on a scale of powers of ten
MOST_POINTS = 300  # of a curve


def train_silently(
    net: Network, x: Array, t: Array, errors: tuple[float, ...], learning_rate: float, epochs: int, **settings: Any
) -> tuple[Network, tuple[float, ...], str]:
    """`bp.train`: the network then, all errors with those so far, and why it came to an early end, or nothing."""
    with redirect_stdout(io.StringIO()) as printed:
        run = train(net, x, t, learning_rate, epochs, **settings)
    why = printed.getvalue().strip()
    return run.network, (*errors[:-1], *run.errors), f"{why} (Counted from the last picture.)" if why else ""


class CurveLimits(NamedTuple):
    """Limits for the curve of a growing error. They change seldom and in jumps, since each needs a new background."""

    steps: int
    low: float
    high: float
    log: bool

    @classmethod
    def of(cls, errors: Sequence[float], log: bool = True) -> "CurveLimits":
        """Limits for these errors; log: a scale of powers of ten where they span many."""
        done = len(errors) - 1
        least, most = max(min(errors), LEAST), max(*errors, LEAST)
        steps = next(size for k in range(1, 20) for size in (10**k, 2 * 10**k, 5 * 10**k) if size >= done)
        if log and most > LOG_FROM * least:
            return cls(steps, floor(log10(least)), ceil(log10(most)), True)
        scale = 10.0 ** floor(log10(most))
        high = next(k * scale for k in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if k * scale >= most)
        return cls(steps, 0, round(high, 12), False)

    def paint(self, axes: Axes, steps: str, error: str) -> None:
        """Set the limits, ticks and labels of the axes."""
        axes.set(xlim=(0, self.steps), ylim=(self.low, self.high), xlabel=steps, ylabel=error)
        axes.set_xticks(np.linspace(0, self.steps, 3), [f"{value:,.0f}" for value in np.linspace(0, self.steps, 3)])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}" if value < 1e9 else plain(value, 2))
        if self.log:
            ticks = range(int(self.low), int(self.high) + 1, ceil((self.high - self.low) / 7))
            written_out = -6 < self.low and self.high < 5
            axes.set_yticks(list(ticks), [f"{10.0**k:.{max(0, -k)}f}" if written_out else power(10.0**k) for k in ticks])

    def marks(self, errors: Sequence[float]) -> list[Mark]:
        """The curve so far, and a diamond where it stands."""
        done = len(errors) - 1
        picked = [round(k) for k in np.linspace(0, done, min(done, MOST_POINTS) + 1)]
        points = [(k, log10(max(errors[k], LEAST)) if self.log else errors[k]) for k in picked]
        return [Line(points), Dot(*points[-1], BLUE, 9, "D")]
