"""The worked example with numbers of a learner's own, drawn such that mistakes stay apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from .. import checks
from ..functions import Array
from ..network import Network
from ..tables import Tabular, minus, short
from .doctor.explanations import evaluate
from .doctor.mistakes import MISTAKES, SLIPS, Way, ways
from .doctor.quantities import parse
from .doctor.rounds import Setting

NEURONS, WEIGHTS = ("h1", "h2", "o1", "o2"), [f"w{k}" for k in range(1, 9)]
PARTS = {  # what a worksheet asks for, in the order in which it is worked out
    "forward": [*(f"{kind}_{name}" for name in NEURONS for kind in ("net", "out")), "E"],
    "backward": [*(f"delta_{name}" for name in NEURONS[2:] + NEURONS[:2]), *(f"dE/d{name}" for name in WEIGHTS)],
    "update": [*(f"{name}+" for name in WEIGHTS), "E+"],
}
DECIMALS = dict.fromkeys([name for names in PARTS.values() for name in names], 6) | {"E+": 9}
FAR_OFF = "other-rounds"  # a slip that is followed through a thousand rounds: too slow here
NOISE = 1e-12  # up to which numbers are equal by mathematics: a tie that no numbers break


@dataclass(frozen=True, repr=False)
class Personal(Tabular):
    """The 2-2-2 network, an input, targets and a learning rate with the numbers of a seed, to two decimals.

    It stands wherever bp.worked does: network(), INPUT, TARGET, LEARNING_RATE. numbers: i1, i2, w1 … w8, b1, b2, then the
    targets of o1 and o2.
    """

    seed: int
    numbers: tuple[float, ...]
    LEARNING_RATE = 0.5

    def network(self) -> Network:
        """A new copy of the network: w1 … w8, b1 for the hidden layer, b2 for the output."""
        first, second = np.reshape(self.numbers[2:10], (2, 2, 2))
        return Network([first, second], [[bias] * 2 for bias in self.numbers[10:12]])

    @property
    def INPUT(self) -> Array:
        """i1 and i2."""
        return np.array(self.numbers[:2])

    @property
    def TARGET(self) -> Array:
        """What o1 and o2 should say."""
        return np.array(self.numbers[12:])

    @property
    def called(self) -> str:
        """It as code."""
        return f"bp.personal({self.seed})"

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        header = ["i1", "i2", *WEIGHTS, "b1", "b2", "target o1", "target o2"]
        return f"The numbers of {self.called}, η = 0.5:", header, [[minus(short(n)) for n in self.numbers]]


def personal(seed: int) -> Personal:
    """The worked example with numbers of one's own, the same for the same seed.

    Weights and biases are ±0.20 to 1.49, inputs 0.20 to 0.99, targets 0.1 and 0.9. They are drawn again until every mistake
    of the doctor's makes a number of its own at six decimals (E+ at nine) in each quantity of a round, but for ties that no
    numbers break. Raises TypeError or ValueError for what is no whole number of 0 or more.
    """
    return _drawn(checks.whole("seed", seed, 0))


def setting_of(mine: Personal) -> Setting:
    """A round from these numbers, as the doctor takes it."""
    return Setting(mine.network(), mine.INPUT, mine.TARGET, mine.LEARNING_RATE)


@lru_cache(maxsize=1000)
def _drawn(seed: int) -> Personal:
    return next(mine for numbers in _draws(seed) if keeps_mistakes_apart(mine := Personal(seed, numbers)))


def _draws(seed: int) -> Iterator[tuple[float, ...]]:
    """Numbers of different sizes, since equal ones hide whose number was taken; nor is an input twice the other, or one
    slope would be the other doubled."""
    draw = np.random.default_rng(seed)
    while True:
        inputs, sizes = draw.integers(20, 100, 2), draw.integers(20, 150, 10)
        signs, turned = draw.integers(0, 2, 10) * 2 - 1, draw.integers(0, 2)
        if len({*inputs.tolist(), *sizes.tolist()}) == 12 and inputs.max() != 2 * inputs.min():
            yield tuple([*(inputs / 100).tolist(), *(signs * sizes / 100).tolist(), *((0.1, 0.9), (0.9, 0.1))[turned]])


@cache
def _known() -> dict[str, list[Way]]:
    """For each quantity nothing wrong, then every way of a mistake; they are those of any 2-2-2 network."""
    some = Setting(Network.random([2, 2, 2], 0), np.ones(2), np.ones(2))
    asked = {name: parse(name, (2, 2, 2)) for name in DECIMALS}
    mistakes = [mistake for mistake in (*MISTAKES, *SLIPS) if mistake.name != FAR_OFF]
    return {name: [Way((), {}, one), *ways(one, some, mistakes)] for name, one in asked.items()}


def answers(mine: Personal) -> dict[str, float]:
    """What is right in each blank of a worksheet."""
    right = evaluate([ways[0] for ways in _known().values()], setting_of(mine))[0, :, 0]
    return dict(zip(DECIMALS, right.tolist()))


def keeps_mistakes_apart(mine: Personal) -> bool:
    """Whether what the mistakes make of each quantity, and its right number, differ where it is written down."""
    known = _known()
    with np.errstate(all="ignore"):  # a wrong step may leave what a number can hold
        found = evaluate([way for some in known.values() for way in some], setting_of(mine))[0, :, 0]
    ends = np.cumsum([len(some) for some in known.values()])
    for numbers, decimals in zip(np.split(found, ends[:-1]), DECIMALS.values()):
        gaps = np.diff(np.sort(numbers[np.isfinite(numbers)]))
        if ((gaps > NOISE) & (gaps < 10.0**-decimals)).any():
            return False
    return True
