"""The mistakes and the slips: a round with a line exchanged for another, or another number given than was asked for.

What a tutor says to each stands in doctor.md. How common each is, is a judgement in three levels, of what learners were
seen to do; a mistake that can be made in several ways shares its level out among them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from ...functions import ACTIVATIONS, Array, sigmoid
from ...names import locate, neuron_names, weight_name
from .quantities import Quantity
from .rounds import BIAS_STEPS, RULES, Exchange, Rule, Setting, outer, slope_of, weighted

Instead = Callable[[Quantity, Setting], Mapping[Quantity, float]]  # what may be given in place of what was asked, weighted
COMMON, SOMETIMES, RARE = 1.0, 0.4, 0.1
RIGHT = 30.0  # the right value
PAIR = 0.002  # two mistakes at once, of the product of their levels
UNROUNDED: dict[int | None, float] = {None: 1.0}
TO_PLACES = UNROUNDED | {4: 0.12, 3: 0.12, 2: 0.06, 6: 0.06, 9: 0.03}  # every intermediate result, to so many places


class Mistake(NamedTuple):
    """exchange: the wrong lines, or several variants of them, or what finds these for a setting. instead: finds what may be
    given in place of what was asked for, each with its weight. factors: what the right value may be multiplied by."""

    name: str
    level: float
    exchange: Exchange | Sequence[Exchange] | Callable[[Setting], list[Exchange]] = ()
    instead: Instead | None = None
    factors: tuple[float, ...] = ()


class Way(NamedTuple):
    """What somebody may do: the mistakes in it, the lines exchanged, what is read, times a factor; and how common it is."""

    names: tuple[str, ...]
    exchange: Exchange
    gives: Quantity
    factor: float = 1.0
    prior: float = 0.0


def ways(asked: Quantity, setting: Setting, mistakes: Iterable[Mistake]) -> list[Way]:
    """Each of these mistakes, in all its variants."""
    found = []
    for mistake in mistakes:
        some = mistake.exchange(setting) if callable(mistake.exchange) else mistake.exchange
        exchanges: Sequence[Exchange] = [some] if isinstance(some, Mapping) else some
        variants = [(exchange, asked, 1.0, 1.0) for exchange in exchanges]
        if mistake.instead:
            variants += [({}, gives, 1.0, weight) for gives, weight in mistake.instead(asked, setting).items()]
        variants += [({}, asked, factor, 1.0) for factor in mistake.factors]
        total = sum(weight for *_, weight in variants)
        found += [
            Way((mistake.name,), exchange, gives, factor, mistake.level * weight / total)
            for exchange, gives, factor, weight in variants
        ]
    return found


def pairs(singles: list[Way], asked: Quantity) -> list[Way]:
    """Two mistakes in different lines, of which one at most gives something else."""
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
    """Whether both exchange the same line of the same layers."""
    return any(a.endswith(b) or b.endswith(a) for a in one for b in two)


def identity(at: Any) -> Array:
    """net passed on as it is."""
    return at.net


def is_square(array: Array) -> bool:
    """Whether the matrices have as many rows as columns."""
    return array.shape[-1] == array.shape[-2]


def turned(array: Array) -> Array:
    """Rows and columns exchanged, where that fits."""
    return array.swapaxes(-1, -2) if is_square(array) else array


def rates(setting: Setting) -> list[Exchange]:
    """Learning rates that were not given, nor are twice what was given, which has a name of its own."""
    given = setting.learning_rate
    return [{"rate": rate} for rate in RATES if rate not in (given, 2 * given)]


RATES = (0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)


def shared_biases_swapped(setting: Setting) -> list[Exchange]:
    """Where there are two layers, each with a shared bias."""
    biases = setting.net.biases
    if len(biases) != 2 or any(np.ptp(b) for b in biases):
        return []
    return [{"bias": lambda at: at.other_biases[..., :1]}]


def exchanged_neighbours(name: str) -> Callable[[Setting], list[Exchange]]:
    """Two neighbouring inputs or targets exchanged."""

    def exchange(k: int) -> Exchange:
        def rule(at: Any) -> Array:
            values = +getattr(at, name)
            if k + 1 < values.shape[-1]:
                values[..., [k, k + 1]] = values[..., [k + 1, k]]
            return values

        return {name: rule}

    return lambda setting: [exchange(k) for k in range(getattr(setting, name).shape[-1] - 1)]


def of_batches(*exchanges: Exchange) -> Callable[[Setting], list[Exchange]]:
    """What can be done only with several examples."""
    return lambda setting: list(exchanges) if np.ndim(setting.x) == 2 else []


def of_loss(name: str, *exchanges: Exchange) -> Callable[[Setting], list[Exchange]]:
    """What can be done only with this loss."""
    return lambda setting: list(exchanges) if setting.net.loss == name else []


def one_example(k: int) -> Exchange:
    """Example k counts in full, no other one."""
    return {"part": lambda at: (np.arange(at.part.shape[1]) == k % at.part.shape[1])[:, None]}


def one_output(k: int) -> Exchange:
    """Of one output alone: the error, and what is sent back into the last hidden layer."""
    return {
        "error": lambda at: (at.exact_shares if len(at.shares[0]) == 1 else at.shares)[..., k].mean(axis=-1),
        "last-hidden blame": one_path(k),
    }


def one_path(k: int) -> Rule:
    """What comes back from neuron k of the next layer alone."""
    return lambda at: at.delta_next[..., k, None] * at.weights_next[:, None, k]


def softmax_slope(at: Any) -> Array:
    """p (1 − p) where a softmax needs no slope."""
    return at.out * (1 - at.out) if at.activation == "softmax" else RULES["slope"](at)


def biases_move(rule: str, instead: str) -> Callable[[Setting], list[Exchange]]:
    """The biases move by another rule than the one that was given."""
    exchange: Exchange = {"bias_step": lambda at: BIAS_STEPS[instead](at.bias_gradient)}
    return lambda setting: [exchange] if setting.biases == rule else []


def other_activation(at: Any) -> str:
    """tanh for the sigmoid, the sigmoid for tanh."""
    return {"sigmoid": "tanh", "tanh": "sigmoid"}.get(at.activation, at.activation)


def becomes(kind: str, instead: str, rounds: int = 0) -> Instead:
    """Whoever was asked for `kind` gives `instead`."""
    return lambda asked, setting: {Quantity(instead, asked.name, rounds): 1.0} if asked.kind == kind else {}


def turned_matrices(asked: Quantity, setting: Setting) -> Mapping[Quantity, float]:
    """All matrices of gradients with rows and columns exchanged."""
    return {asked._replace(kind="turned"): 1.0} if asked[:2] == ("gradient", "W") else {}


def least_rounds(asked: Quantity) -> int:
    """From which round on a number is another one than was given: a new weight is the old one before the first."""
    return 1 if asked.kind == "new" else 0


def after(more: int) -> Instead:
    """What was asked for, so many rounds later, or earlier."""

    def instead(asked: Quantity, setting: Setting) -> Mapping[Quantity, float]:
        there = asked.rounds and asked.rounds + more >= least_rounds(asked)
        return {asked._replace(rounds=asked.rounds + more): 1.0} if there else {}

    return instead


ROUNDS = (*range(21), 100, 1000, 10_000)
LONGEST = 1e7  # products in a training that is followed only to see whether somebody has gone on so far


def other_rounds(asked: Quantity, setting: Setting) -> Mapping[Quantity, float]:
    """What was asked for, after another number of rounds."""
    most = 10_000 if asked.rounds >= 100 else 1000
    numbers = setting.x.size * sum(weights.size for weights in setting.net.weights)
    return {
        asked._replace(rounds=n): 1.0
        for n in ROUNDS
        if asked.rounds and least_rounds(asked) <= n <= min(most, LONGEST / numbers) and abs(n - asked.rounds) > 1
    }


def other_neuron(asked: Quantity, setting: Setting) -> Mapping[Quantity, float]:
    """The same of another neuron of the layer."""
    layers = neuron_names(setting.net.sizes) if asked.kind in ("net", "out", "delta") else []
    return {
        asked._replace(name=name): 1.0 for names in layers if asked.name in names for name in names if name != asked.name
    }


def other_parameter(asked: Quantity, setting: Setting) -> Mapping[Quantity, float]:
    """The same of another weight of the matrix, the nearest ones first, or of another bias of the layer."""
    sizes = setting.net.sizes
    if asked.kind not in ("gradient", "new") or asked.name in ("W", "b"):
        return {}
    place = locate(asked.name, sizes)
    if place.row is None:
        return {}
    if place.column is None:
        names = [f"b_{name}" for name in neuron_names(sizes)[place.layer + 1]]
        return {asked._replace(name=name): 1.0 for name in names if name != asked.name}
    return {
        asked._replace(name=weight_name(sizes, place.layer, row, column)): 1.0 / away**2
        for row in range(sizes[place.layer + 1])
        for column in range(sizes[place.layer])
        if (away := abs(row - place.row) + abs(column - place.column))
    }


def no_output_activation(setting: Setting) -> list[Exchange]:
    """The output's net passed on; its logarithm is taken as it is."""
    exchange: dict[str, Rule] = {"output out": identity, "output slope": 1.0}
    if setting.net.loss == "cross_entropy":
        exchange["shares"] = lambda at: -at.t * np.log(at.out)
    return [exchange]


MISTAKES = [
    Mistake("updated-weights", COMMON, {"blame": lambda at: at.delta_next @ at.moved_next}),
    Mistake("one-path", COMMON, [{"blame": one_path(0)}, {"blame": one_path(-1)}]),
    Mistake("untransposed-weights", SOMETIMES, {"blame": lambda at: at.delta_next @ turned(at.weights_next)}),
    Mistake("weights-forgotten", SOMETIMES, {"blame": lambda at: at.delta_next.sum(axis=-1, keepdims=True)}),
    Mistake("no-slope-output", COMMON, {"output slope": 1.0}),
    Mistake("no-slope-hidden", COMMON, {"hidden slope": 1.0}),
    Mistake("no-slope", COMMON, {"slope": 1.0}),
    Mistake("slope-of-out", RARE, {"slope": lambda at: slope_of(at.activation, ACTIVATIONS[at.activation].value(at.out))}),
    Mistake("slope-of-net", SOMETIMES, {"slope": lambda at: slope_of(at.activation, at.net)}),
    Mistake("sign-flipped", COMMON, {"miss": lambda at: -at.gap}),
    Mistake("absolute-error", RARE, {"miss": lambda at: abs(at.gap)}),
    Mistake("absolute-loss", RARE, {"miss": lambda at: np.sign(at.gap)}),
    Mistake(
        "half-forgotten",
        COMMON,
        of_loss(
            "squared_error", {"miss": lambda at: 2 * at.gap, "shares": lambda at: at.gap**2}, {"miss": lambda at: 2 * at.gap}
        ),
    ),
    Mistake("double-rate", SOMETIMES, {"rate": lambda at: 2 * at.rate}),
    Mistake("wrong-rate", SOMETIMES, rates),
    Mistake("ascent", COMMON, {"rate": lambda at: -at.rate}),
    Mistake("incoming-forgotten", COMMON, {"gradient": lambda at: (at.delta * at.part).sum(axis=1)[..., None]}),
    Mistake(
        "net-for-incoming",
        SOMETIMES,
        {"gradient": lambda at: outer(at.delta * at.part, at.before if at.net_before is None else at.net_before)},
    ),
    Mistake("transposed-gradient", SOMETIMES, {"gradient": lambda at: turned(RULES["gradient"](at))}, turned_matrices),
    Mistake("gradient-for-weight", COMMON, instead=becomes("new", "gradient")),
    Mistake("weight-for-gradient", SOMETIMES, instead=becomes("gradient", "new", 1)),
    Mistake("step-for-gradient", SOMETIMES, instead=becomes("gradient", "step")),
    Mistake("old-weight", COMMON, instead=becomes("new", "old")),
    Mistake("no-biases", COMMON, {"bias": 0.0}),
    Mistake("biases-swapped", SOMETIMES, shared_biases_swapped),
    Mistake("no-activation-hidden", SOMETIMES, {"hidden out": identity, "hidden slope": 1.0}),
    Mistake("no-activation-output", SOMETIMES, no_output_activation),
    Mistake("sum-for-mean", SOMETIMES, of_batches({"part": 1.0})),
    Mistake("biases-updated", SOMETIMES, biases_move("frozen", "own")),
    Mistake("shared-biases-updated", RARE, biases_move("frozen", "shared")),
    Mistake("biases-kept", SOMETIMES, biases_move("own", "frozen")),
    Mistake("biases-shared", RARE, biases_move("own", "shared")),
    Mistake("one-round-less", SOMETIMES, instead=after(-1)),
    Mistake("one-round-more", SOMETIMES, instead=after(+1)),
]
SLIPS = [
    Mistake("other-parameter", COMMON, instead=other_parameter),
    Mistake("other-neuron", COMMON, instead=other_neuron),
    Mistake("decimal-point", COMMON, factors=(1e-4, 1e-3, 1e-2, 0.1, 10.0, 1e2, 1e3, 1e4)),
    Mistake("rate-forgotten", COMMON, {"rate": 1.0}),
    Mistake("step-for-weight", COMMON, instead=becomes("new", "step")),
    Mistake("weights-column-wise", COMMON, {"net": lambda at: weighted(at.before, turned(at.weights)) + at.bias}),
    Mistake("one-output-only", COMMON, lambda setting: [one_output(0), one_output(-1)] if setting.net.sizes[-1] > 1 else []),
    Mistake("other-rounds", SOMETIMES, instead=other_rounds),
    Mistake("inputs-swapped", SOMETIMES, exchanged_neighbours("x")),
    Mistake("targets-swapped", SOMETIMES, exchanged_neighbours("t")),
    Mistake(
        "mean-over-outputs",
        SOMETIMES,
        {"miss": lambda at: at.gap / at.gap.shape[-1], "error": lambda at: at.terms.mean(axis=-1).mean(axis=-1)},
    ),
    Mistake(
        "accumulated",
        SOMETIMES,
        [
            {"part": lambda at: 2 * at.part},
            {
                "collected": lambda at: at.gradient + at.carried,
                "bias_collected": lambda at: at.bias_step + at.bias_carried,
            },
        ],
    ),
    Mistake(
        "own-weight-for-signal", SOMETIMES, {"gradient": lambda at: (at.delta * at.part).sum(axis=1)[..., None] * at.weights}
    ),
    Mistake(
        "exponent-sign", SOMETIMES, {"out": lambda at: sigmoid(-at.net) if at.activation == "sigmoid" else RULES["out"](at)}
    ),
    Mistake(
        "bias-outside",
        SOMETIMES,
        {"bias": 0.0, "out": lambda at: RULES["out"](at) + at.biases},
    ),
    Mistake(
        "bias-per-input",
        SOMETIMES,
        {"bias": lambda at: at.weights.shape[-1] * at.biases},
    ),
    Mistake("one-example-only", SOMETIMES, of_batches(one_example(0), one_example(-1))),
    Mistake("slope-in-cross-entropy", SOMETIMES, of_loss("cross_entropy", {"slope": softmax_slope})),
    Mistake(
        "slope-missing-in-gradient",
        SOMETIMES,
        {"output gradient": lambda at: outer(at.miss * at.part, at.before)},
    ),
    Mistake(
        "error-sent-back",
        SOMETIMES,
        {"last-hidden blame": lambda at: at.gap @ at.weights_next},
    ),
    Mistake(
        "other-activation",
        RARE,
        {
            "out": lambda at: ACTIVATIONS[other_activation(at)].value(at.net),
            "slope": lambda at: slope_of(other_activation(at), at.out),
        },
    ),
    Mistake("net-for-out", RARE, instead=becomes("out", "net")),
    Mistake("out-for-net", RARE, instead=becomes("net", "out")),
]
