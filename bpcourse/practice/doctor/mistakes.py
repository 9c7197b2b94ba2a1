"""The mistakes and the slips: a round with a rule exchanged for another, or another number given than was asked for.

What a tutor says to each stands in doctor.md. How common each is, is a judgement in three levels, of what learners were
seen to do; a mistake that can be made in several ways shares its level out among them.
"""

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import NamedTuple

import numpy as np

from ...functions import ACTIVATIONS, Array
from ...names import locate, neuron_names, weight_name
from .quantities import WHOLE, Quantity
from .rounds import SHARING, Exchange, Rule, Setting, slope_of, value_of

COMMON, SOMETIMES, RARE = 1.0, 0.4, 0.1
RIGHT = 30.0  # the right value
PAIR = 0.002  # two mistakes at once, of the product of their levels
UNROUNDED: dict[int | None, float] = {None: 1.0}
TO_PLACES = UNROUNDED | {4: 0.12, 3: 0.12, 2: 0.06, 6: 0.06, 9: 0.03}  # every intermediate result, to so many places
RATES = (0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)
ROUNDS = (*range(21), 100, 1000, 10_000)
LONGEST = 1e7  # products in a training that is followed only to see whether somebody has gone on so far
OTHER_ACTIVATION = {name: name for name in ACTIVATIONS} | {"sigmoid": "tanh", "tanh": "sigmoid"}


class Way(NamedTuple):
    """What somebody may do: the mistakes in it, the rules exchanged, what is read, times a factor; and how common it is."""

    names: tuple[str, ...]
    exchange: Exchange
    gives: Quantity
    factor: float = 1.0
    prior: float = 1.0


Variants = Callable[[Quantity, Setting], Iterable[Way]]


class Mistake(NamedTuple):
    """variants: finds the ways in which it can be made; their names are still to come, their priors are weights."""

    name: str
    level: float
    variants: Variants


def ways(asked: Quantity, setting: Setting, mistakes: Iterable[Mistake]) -> list[Way]:
    """Each of these mistakes, in all its variants."""
    found = []
    for name, level, variants in mistakes:
        some = list(variants(asked, setting))
        total = sum(way.prior for way in some)
        found += [way._replace(names=(name,), prior=level * way.prior / total) for way in some]
    return found


def pairs(singles: list[Way], asked: Quantity) -> list[Way]:
    """Two mistakes in different rules, of which one at most gives something else."""
    return [
        Way(
            one.names + two.names,
            {**one.exchange, **two.exchange},
            one.gives if one.gives != asked else two.gives,
            prior=PAIR * one.prior * two.prior,
        )
        for one, two in combinations(singles, 2)
        if one.names != two.names and not clash(one.exchange, two.exchange) and asked in (one.gives, two.gives)
    ]


def clash(one: Exchange, two: Exchange) -> bool:
    """Whether both exchange the same rule of the same layers."""
    return any(a.endswith(b) or b.endswith(a) for a in one for b in two)


def does(*exchanges: Exchange, where: Callable[[Setting], bool] = lambda setting: True) -> Variants:
    """The ways that exchange these rules, each as likely; where: the settings in which they are a mistake at all."""
    return lambda asked, setting: [Way((), exchange, asked) for exchange in exchanges if where(setting)]


def gives(kind: str, instead: str, rounds: int = 0) -> Variants:
    """Whoever was asked for `kind` gives `instead`."""
    return lambda asked, setting: [Way((), {}, Quantity(instead, asked.name, rounds))] * (asked.kind == kind)


def turned(array: Array) -> Array:
    """Rows and columns exchanged, where that fits."""
    return array.swapaxes(-1, -2) if array.shape[-1] == array.shape[-2] else array


def only(k: int, values: Array) -> Array:
    """Entry k of the last axis alone, zeros beside it."""
    return values * (np.arange(values.shape[-1]) == k % values.shape[-1])


def one_path(k: int) -> Exchange:
    """What comes back from neuron k of the next layer alone."""
    return {"sent": lambda delta_next: only(k, delta_next)}


def one_output(k: int) -> Exchange:
    """Of one output alone: the error, and what is sent back into the last hidden layer."""
    return {"counted": lambda alone: only(k, alone), "last-hidden sent": one_path(k)["sent"]}


def one_example(k: int) -> Exchange:
    """Example k counts in full, no other one."""
    return {"part": lambda part: np.eye(part.shape[-2])[:, [k]]}


def swapped(k: int, values: Array) -> Array:
    """Entries k and k + 1 of the last axis exchanged, where there are so many."""
    order = np.arange(values.shape[-1])
    order[k : k + 2] = order[k : k + 2][::-1]
    return values[..., order]


def neighbours(name: str) -> Variants:
    """Two neighbouring inputs or targets exchanged."""

    def swap(k: int) -> Exchange:
        return {"x": {"x": lambda x: swapped(k, x)}, "t": {"t": lambda t: swapped(k, t)}}[name]

    return lambda asked, setting: does(*map(swap, range(getattr(setting, name).shape[-1] - 1)))(asked, setting)


def biases_move(given: str, instead: str) -> Variants:
    """The biases move by another rule than the one that was given."""
    return does({"sharing": moved_by(instead)}, where=lambda setting: setting.biases == given)


def moved_by(bias_rule: str) -> Rule:
    """How the biases share their slopes under this rule."""
    return lambda sharing: SHARING[bias_rule](sharing.shape[-1])


def other_rates(asked: Quantity, setting: Setting) -> Iterable[Way]:
    """Learning rates that were not given, nor are twice what was given, which has a name of its own."""
    given = setting.learning_rate
    return does(*({"rate": rate} for rate in RATES if rate not in (given, 2 * given)))(asked, setting)


def transposed(asked: Quantity, setting: Setting) -> Iterable[Way]:
    """Gradients with rows and columns exchanged, where a matrix is square; all of them, where all were asked for."""
    yield from does({"gradient": lambda gradient: turned(gradient)})(asked, setting)
    if asked.kind == "gradient" and asked.name in WHOLE:
        yield Way((), {}, asked._replace(kind="turned"))


def after(more: int) -> Variants:
    """What was asked for, so many rounds later, or earlier."""
    return lambda asked, setting: _after(asked, [asked.rounds + more] if asked.rounds else [])


def other_rounds(asked: Quantity, setting: Setting) -> list[Way]:
    """What was asked for, after another number of rounds."""
    products = setting.x.size * sum(weights.size for weights in setting.net.weights)
    most = min(10_000 if asked.rounds >= 100 else 1000, LONGEST / products) if asked.rounds else -1
    return _after(asked, [n for n in ROUNDS if n <= most and abs(n - asked.rounds) > 1])


def _after(asked: Quantity, rounds: list[int]) -> list[Way]:
    """What was asked for, after so many rounds; a new weight is the old one before the first."""
    least = 1 if asked.kind == "new" else 0
    return [Way((), {}, asked._replace(rounds=n)) for n in rounds if n >= least]


def other_neuron(asked: Quantity, setting: Setting) -> list[Way]:
    """The same of another neuron of the layer."""
    layers = neuron_names(setting.net.sizes) if asked.kind in ("net", "out", "delta") else []
    beside = [name for names in layers if asked.name in names for name in names if name != asked.name]
    return [Way((), {}, asked._replace(name=name)) for name in beside]


def other_parameter(asked: Quantity, setting: Setting) -> list[Way]:
    """The same of another weight of the matrix, the nearest ones first, or of another bias of the layer."""
    sizes = setting.net.sizes
    place = locate(asked.name, sizes) if asked.kind in ("gradient", "new") and asked.name not in WHOLE else None
    if place is None or place.row is None:
        return []
    rows, columns = range(sizes[place.layer + 1]), range(sizes[place.layer] if place.kind == "weight" else 1)
    away = {
        weight_name(sizes, place.layer, row, column)
        if place.kind == "weight"
        else f"b_{neuron_names(sizes)[place.layer + 1][row]}": abs(row - place.row) + abs(column - (place.column or 0))
        for row in rows
        for column in columns
    }
    return [Way((), {}, asked._replace(name=name), prior=1 / far**2) for name, far in away.items() if far]


def share_their_biases(setting: Setting) -> bool:
    """Whether there are two layers, each with a shared bias."""
    return len(setting.net.biases) == 2 and not any(np.ptp(b) for b in setting.net.biases)


TWICE: dict[str, Rule] = {"miss": lambda gap: 2 * gap}
TIMES = (1e-4, 1e-3, 1e-2, 0.1, 10.0, 1e2, 1e3, 1e4)
MISTAKES = [
    Mistake("updated-weights", COMMON, does({"through": lambda moved_next: moved_next})),
    Mistake("one-path", COMMON, does(one_path(0), one_path(-1))),
    Mistake("untransposed-weights", SOMETIMES, does({"through": lambda weights_next: turned(weights_next)})),
    Mistake("weights-forgotten", SOMETIMES, does({"through": 1.0})),
    Mistake("no-slope-output", COMMON, does({"output slope": 1.0})),
    Mistake("no-slope-hidden", COMMON, does({"hidden slope": 1.0})),
    Mistake("no-slope", COMMON, does({"slope": 1.0})),
    Mistake("slope-of-out", RARE, does({"slope": lambda activation, out: slope_of(activation, value_of(activation, out))})),
    Mistake("slope-of-net", SOMETIMES, does({"slope": lambda activation, net: slope_of(activation, net)})),
    Mistake("sign-flipped", COMMON, does({"miss": lambda gap: -gap})),
    Mistake("absolute-error", RARE, does({"miss": lambda gap: abs(gap)})),
    Mistake("absolute-loss", RARE, does({"miss": lambda gap: np.sign(gap)})),
    Mistake(
        "half-forgotten",
        COMMON,
        does(TWICE | {"shares": lambda gap: gap**2}, TWICE, where=lambda setting: setting.net.loss == "squared_error"),
    ),
    Mistake("double-rate", SOMETIMES, does({"rate": lambda rate: 2 * rate})),
    Mistake("wrong-rate", SOMETIMES, other_rates),
    Mistake("ascent", COMMON, does({"rate": lambda rate: -rate})),
    Mistake("incoming-forgotten", COMMON, does({"incoming": 1.0})),
    Mistake(
        "net-for-incoming",
        SOMETIMES,
        does({"incoming": lambda before, net_before: before if net_before is None else net_before}),
    ),
    Mistake("transposed-gradient", SOMETIMES, transposed),
    Mistake("gradient-for-weight", COMMON, gives("new", "gradient")),
    Mistake("weight-for-gradient", SOMETIMES, gives("gradient", "new", 1)),
    Mistake("step-for-gradient", SOMETIMES, gives("gradient", "step")),
    Mistake("old-weight", COMMON, gives("new", "old")),
    Mistake("no-biases", COMMON, does({"bias": 0.0})),
    Mistake(
        "biases-swapped", SOMETIMES, does({"bias": lambda other_biases: other_biases[..., :1]}, where=share_their_biases)
    ),
    Mistake("no-activation-hidden", SOMETIMES, does({"hidden out": lambda net: net, "hidden slope": 1.0})),
    Mistake("no-activation-output", SOMETIMES, does({"output out": lambda net: net, "output slope": 1.0})),
    Mistake("sum-for-mean", SOMETIMES, does({"part": 1.0})),
    Mistake("biases-updated", SOMETIMES, biases_move("frozen", "own")),
    Mistake("shared-biases-updated", RARE, biases_move("frozen", "shared")),
    Mistake("biases-kept", SOMETIMES, biases_move("own", "frozen")),
    Mistake("biases-shared", RARE, biases_move("own", "shared")),
    Mistake("one-round-less", SOMETIMES, after(-1)),
    Mistake("one-round-more", SOMETIMES, after(+1)),
]
SLIPS = [
    Mistake("other-parameter", COMMON, other_parameter),
    Mistake("other-neuron", COMMON, other_neuron),
    Mistake("decimal-point", COMMON, lambda asked, setting: [Way((), {}, asked, factor) for factor in TIMES]),
    Mistake("rate-forgotten", COMMON, does({"rate": 1.0})),
    Mistake("step-for-weight", COMMON, gives("new", "step")),
    Mistake("weights-column-wise", COMMON, does({"seen": lambda weights: turned(weights)})),
    Mistake("one-output-only", COMMON, does(one_output(0), one_output(-1))),
    Mistake("other-rounds", SOMETIMES, other_rounds),
    Mistake("inputs-swapped", SOMETIMES, neighbours("x")),
    Mistake("targets-swapped", SOMETIMES, neighbours("t")),
    Mistake(
        "mean-over-outputs",
        SOMETIMES,
        does({"miss": lambda gap: gap / gap.shape[-1], "counted": lambda shares: shares / shares.shape[-1]}),
    ),
    Mistake(
        "accumulated",
        SOMETIMES,
        does(
            {"part": lambda part: 2 * part},
            {
                "gradient": lambda gradient, carried: gradient + carried,
                "bias_gradient": lambda bias_gradient, bias_carried: bias_gradient + bias_carried,
            },
        ),
    ),
    Mistake(
        "own-weight-for-signal",
        SOMETIMES,
        does({"gradient": lambda delta, part, weights: (delta * part).sum(axis=-2)[..., None] * weights}),
    ),
    Mistake(
        "exponent-sign",
        SOMETIMES,
        does({"out": lambda activation, net: value_of(activation, -net if activation == "sigmoid" else net)}),
    ),
    Mistake(
        "bias-outside",
        SOMETIMES,
        does({"bias": 0.0, "out": lambda out, biases: out + biases}),
    ),
    Mistake("bias-per-input", SOMETIMES, does({"bias": lambda weights, biases: weights.shape[-1] * biases})),
    Mistake("one-example-only", SOMETIMES, does(one_example(0), one_example(-1))),
    Mistake(
        "slope-in-cross-entropy",
        SOMETIMES,
        does({"output slope": lambda out: out * (1 - out)}, where=lambda setting: setting.net.loss == "cross_entropy"),
    ),
    Mistake("slope-missing-in-gradient", SOMETIMES, does({"output signal": lambda miss: miss})),
    Mistake("error-sent-back", SOMETIMES, does({"last-hidden sent": lambda gap: gap})),
    Mistake(
        "other-activation",
        RARE,
        does(
            {
                "out": lambda activation, net: value_of(OTHER_ACTIVATION[activation], net),
                "slope": lambda activation, out: slope_of(OTHER_ACTIVATION[activation], out),
            }
        ),
    ),
    Mistake("net-for-out", RARE, gives("out", "net")),
    Mistake("out-for-net", RARE, gives("net", "out")),
]
