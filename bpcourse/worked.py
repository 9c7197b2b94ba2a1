"""The course's own numbers: the tweaking table and the 2-2-2 network.

The 2-2-2 example (inputs, weights, targets and learning rate) is Matt Mazur's, "A Step by Step Backpropagation
Example", 2015.
"""

from dataclasses import dataclass

import numpy as np

from . import checks
from .functions import Array
from .network import Network
from .tables import Tabular, short

TABLE_INPUT = np.array([0.0, 1.0, 2.0])
TABLE_DESIRED = np.array([0.0, 2.0, 4.0])

INPUT = np.array([0.05, 0.10])
TARGET = np.array([0.01, 0.99])
LEARNING_RATE = 0.5


def network() -> Network:
    """A new copy of the 2-2-2 sigmoid network: w1 … w8, b1 = 0.35 for the hidden layer, b2 = 0.6 for the output."""
    return Network(weights=[[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]], biases=[[0.35, 0.35], [0.60, 0.60]])


@dataclass(frozen=True, repr=False)
class TweakTable(Tabular):
    """One weight tried on three examples: arrays of three, and `sum`, the sum of the squared errors."""

    weight: float
    input: Array
    desired: Array
    output: Array
    absolute_error: Array
    square_error: Array
    sum: float

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        columns = (self.input, self.desired, self.output, self.absolute_error, self.square_error)
        rows = [[short(value) for value in row] for row in zip(*columns)]
        total = ["", "", "sum", short(self.absolute_error.sum()), short(self.sum)]
        header = ["input", "desired output", "model output", "absolute error", "square error"]
        return f"W = {short(self.weight)}", header, [*rows, total]


def table(weight: float) -> TweakTable:
    """output = W · input for the inputs 0, 1, 2, its misses |output − desired| and their squares. Raises TypeError."""
    weight = checks.number("weight", weight, least=-1e100, most=1e100)
    output = weight * TABLE_INPUT
    miss = output - TABLE_DESIRED
    return TweakTable(weight, TABLE_INPUT.copy(), TABLE_DESIRED.copy(), output, abs(miss), miss**2, float((miss**2).sum()))


def table_error(weight: float) -> float:
    """Σ (W x − t)², the sum of the table's squared errors."""
    return table(weight).sum


def table_slope(weight: float) -> float:
    """d/dW Σ (W x − t)² = 2 Σ (W x − t) x."""
    return float(2 * ((table(weight).output - TABLE_DESIRED) * TABLE_INPUT).sum())
