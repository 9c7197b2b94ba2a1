"""Learners who make each mistake and slip, neuron by neuron in plain floats: a second way to every number of the doctor.

A learner calculates rounds in steps. A mistake of calculation replaces some of the steps (STEPS), in every layer and
every round; a mistake of reading gives another number than was asked, calculated right (READINGS).
"""

import math
import re
from functools import partial, reduce
from operator import getitem, mul
from types import SimpleNamespace
from typing import NamedTuple


def exact(value):
    """Keep all digits."""
    return value


def to_decimals(n):
    """Round each intermediate result to n decimals, as people do it: a half away from zero."""
    nudge = 0.1 ** (n + 2)

    def keep(value):
        if not abs(value) < 1e9:
            return value
        value = round(value, 12)  # without the noise
        half = round(value, n + 1) == value  # perhaps; the float of a half may lie below it
        return round(value + math.copysign(nudge, value) if half else value, n)

    return keep


def cut_off(n):
    """Cut each intermediate result off after n decimals."""

    def keep(value):
        size = abs(value)
        if not size < 1e9:
            return value
        near = round(size, n)
        return math.copysign(near if near <= size else round(near - 0.1**n, n), value)

    return keep


def significant(n):
    """Round each intermediate result to n significant digits."""
    return lambda value: float(f"{value:.{n}g}")


def by_coin(keep, random):
    """Keep an intermediate result so where a coin shows heads, exactly where it shows tails."""
    return lambda value: keep(value) if random.random() < 0.5 else value


def exchange_digits(text, random):
    """The typed text with two neighbouring digits exchanged, one digit missing or one digit wrong: another number."""
    at = [k for k, character in enumerate(text) if character.isdigit()]
    kinds = [
        [text[:k] + text[k + 1] + text[k] + text[k + 2 :] for k in at if k + 1 in at],
        [text[:k] + text[k + 1 :] for k in at],
        [text[:k] + digit + text[k + 1 :] for k in at for digit in "0123456789"],
    ]
    kinds = [[other for other in kind if differs(other, text)] for kind in kinds]
    return random.choice(random.choice([kind for kind in kinds if kind]))


def differs(text, other):
    """Whether a text is a number, and another one than this."""
    try:
        return float(text.replace(",", ".")) != float(other.replace(",", "."))
    except ValueError:
        return False


def sigmoid(net):
    return 1 / (1 + math.exp(-net)) if net >= 0 else math.exp(net) / (1 + math.exp(net))


def softmax(nets):
    powers = [math.exp(net - max(nets)) for net in nets]
    return [power / sum(powers) for power in powers]


def log_softmax(nets):
    return [net - max(nets) - math.log(sum(math.exp(other - max(nets)) for other in nets)) for net in nets]


def logarithm(out):
    return math.log(out) if out > 0 else math.nan


def mean(values):
    return sum(values) / len(values)


def ones(values):
    return [1.0 for _ in values]


def plain(values):
    """Arrays or nested lists as lists of floats."""
    return [plain(value) for value in values] if hasattr(values, "__len__") else float(values)


def flat(nested):
    """All numbers of nested lists in one list."""
    return [value for part in nested for value in flat(part)] if isinstance(nested, list) else [nested]


def square(matrix):
    return len(matrix) == len(matrix[0])


def turned(matrix):
    return [list(column) for column in zip(*matrix)]


def turned_square(matrix):
    return turned(matrix) if square(matrix) else matrix


def same(values):
    return values


def swapped(k, row):
    """The row with its entries k and k + 1 exchanged, counted from 1."""
    return [*row[: k - 1], row[k], row[k - 1], *row[k + 1 :]]


def exchanged(biases, layer, incoming):
    """The other layer's shared bias; no number where that layer's biases have come to differ."""
    other = biases[1 - layer]
    return [other[0] if len(set(other)) == 1 else math.nan] * len(biases[layer])


def running_sum(rows, before):
    """The gradients of this round added to all before; before: None in the first round."""
    return [[a + b for a, b in zip(*pair)] for pair in zip(rows, before)] if before else rows


VALUES = {
    "sigmoid": lambda nets: [sigmoid(net) for net in nets],
    "tanh": lambda nets: [math.tanh(net) for net in nets],
    "relu": lambda nets: [0.0 if net < 0 else net for net in nets],
    "identity": same,
    "softmax": softmax,
}
SLOPES = {  # in terms of out
    "sigmoid": lambda outs: [out * (1 - out) for out in outs],
    "tanh": lambda outs: [1 - out * out for out in outs],
    "relu": lambda outs: [1.0 if out > 0 else 0.0 for out in outs],
    "identity": ones,
    "softmax": ones,  # its own is in out − t already
}
OTHER = {"sigmoid": "tanh", "tanh": "sigmoid"}
RIGHT = {  # the steps of a round, before a mistake replaces some
    "inputs": same,
    "targets": same,
    "activations": same,
    "seen": same,  # the weights, in the forward pass
    "bias": lambda biases, layer, incoming: biases[layer],
    "value": lambda name, nets, biases: VALUES[name](nets),
    "half": lambda: 0.5,
    "counted": same,  # the outputs' shares of E
    "error": sum,
    "miss": same,
    "slope": lambda name, nets, outs, last: SLOPES[name](outs),
    "back": lambda weights, new, deltas, misses, last: (weights, deltas),  # through what is sent back what
    "signals": lambda deltas, misses, last: deltas,
    "incoming": lambda nets, outs: outs,
    "entries": lambda signals, incoming, weights: [[signal * value for value in incoming] for signal in signals],
    "over_examples": mean,
    "turn": same,
    "passes": lambda: 1,
    "gather": lambda rows, before: rows,
    "rate": same,
    "rule": same,
}


def always(**steps):
    return lambda start: {"": steps}


def where(fact, variants=None, **steps):
    """The variants, or the steps alone, for a start that has this."""
    return lambda start: (variants or {"": steps}) if getattr(start, fact) else {}


def first_or_last(step, function):
    """The same mistake with the first and with the last: function(part of a list)."""
    return {"first": {step: function(slice(1))}, "last": {step: function(slice(-1, None))}}


def only_output(part):
    """E and the blame sent back into the last hidden layer from one output alone."""
    return {
        "counted": lambda shares: shares[part],
        "back": lambda w, new, deltas, misses, last: (w[part], deltas[part]) if last else (w, deltas),
    }


STEPS = {  # name: the replaced steps of each variant that this start allows
    "updated-weights": where("hidden", back=lambda w, new, deltas, *_: (new, deltas)),
    "one-path": where("hidden", first_or_last("back", lambda part: lambda w, new, deltas, *_: (w[part], deltas[part]))),
    "untransposed-weights": where("square_next", back=lambda w, new, deltas, *_: (turned_square(w), deltas)),
    "weights-forgotten": where("hidden", back=lambda w, new, deltas, *_: (map(ones, w), deltas)),
    "no-slope-output": always(slope=lambda name, nets, outs, last: ones(outs) if last else SLOPES[name](outs)),
    "no-slope-hidden": where("hidden", slope=lambda name, nets, outs, last: SLOPES[name](outs) if last else ones(outs)),
    "no-slope": always(slope=lambda name, nets, outs, last: ones(outs)),
    "slope-of-out": always(slope=lambda name, nets, outs, last: SLOPES[name](VALUES[name](outs))),
    "slope-of-net": always(slope=lambda name, nets, outs, last: SLOPES[name](nets)),
    "sign-flipped": always(miss=lambda misses: [-miss for miss in misses]),
    "absolute-error": always(miss=lambda misses: [abs(miss) for miss in misses]),
    "absolute-loss": always(miss=lambda misses: [float((miss > 0) - (miss < 0)) for miss in misses]),
    "half-forgotten": where(
        "squares",
        {
            "both": {"half": lambda: 1.0, "miss": lambda misses: [2 * miss for miss in misses]},
            "e": {"miss": lambda misses: [2 * miss for miss in misses]},
        },
    ),
    "double-rate": always(rate=lambda rate: 2 * rate),
    "wrong-rate": lambda start: {
        f"{other:g}": {"rate": lambda rate, other=other: other}
        for other in (0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)
        if other not in (start.rate, 2 * start.rate)
    },
    "ascent": always(rate=lambda rate: -rate),
    "incoming-forgotten": always(incoming=lambda nets, outs: ones(outs)),
    "net-for-incoming": where("hidden", incoming=lambda nets, outs: nets),
    "transposed-gradient": lambda start: {"square": {"turn": turned_square}, "all": {"turn": turned}},
    "no-biases": always(bias=lambda biases, layer, incoming: [0.0 for _ in biases[layer]]),
    "biases-swapped": where("swappable", bias=exchanged),
    "no-activation-hidden": where("hidden", activations=lambda names: ["identity"] * (len(names) - 1) + names[-1:]),
    "no-activation-output": always(activations=lambda names: names[:-1] + ["identity"]),
    "sum-for-mean": where("batch", over_examples=sum),
    "biases-updated": where("frozen", rule=lambda rule: "own"),
    "shared-biases-updated": where("frozen", rule=lambda rule: "shared"),
    "rate-forgotten": always(rate=lambda rate: 1.0),
    "weights-column-wise": where("square", seen=turned_square),
    "one-output-only": where("several", {"first": only_output(slice(1)), "last": only_output(slice(-1, None))}),
    "inputs-swapped": lambda start: {str(k): {"inputs": partial(swapped, k)} for k in range(1, start.sizes[0])},
    "targets-swapped": lambda start: {str(k): {"targets": partial(swapped, k)} for k in range(1, start.sizes[-1])},
    "mean-over-outputs": where("several", error=mean, miss=lambda misses: [miss / len(misses) for miss in misses]),
    "accumulated": lambda start: {
        "twice": {"passes": lambda: 2},
        "summed": {"gather": running_sum},
    },
    "own-weight-for-signal": always(entries=lambda signals, _, w: [[s * v for v in row] for s, row in zip(signals, w)]),
    "exponent-sign": where(
        "sigmoid", value=lambda name, nets, _: VALUES[name]([-net for net in nets] if name == "sigmoid" else nets)
    ),
    "bias-outside": always(
        bias=lambda biases, layer, incoming: [0.0 for _ in biases[layer]],
        value=lambda name, nets, biases: [value + bias for value, bias in zip(VALUES[name](nets), biases)],
    ),
    "bias-per-input": always(bias=lambda biases, layer, incoming: [incoming * bias for bias in biases[layer]]),
    "one-example-only": where("batch", first_or_last("over_examples", lambda part: lambda values: sum(values[part]))),
    "slope-in-cross-entropy": where(
        "crossed", slope=lambda name, nets, outs, last: SLOPES["sigmoid" if last else name](outs)
    ),
    "slope-missing-in-gradient": always(signals=lambda deltas, misses, last: misses if last else deltas),
    "error-sent-back": where("hidden", back=lambda w, new, deltas, misses, last: (w, misses if last else deltas)),
    "other-activation": where("squashes", activations=lambda names: [OTHER.get(name, name) for name in names]),
}
READINGS = (
    *("gradient-for-weight", "weight-for-gradient", "step-for-gradient", "step-for-weight", "old-weight"),
    *("one-round-less", "one-round-more", "other-rounds", "other-parameter", "other-neuron"),
    *("net-for-out", "out-for-net", "decimal-point"),
)
NAMES = (*STEPS, *READINGS)


class Start:
    """Where everybody starts, in plain lists, examples in rows; and what there is in it to make mistakes with."""

    def __init__(self, given):
        net, x, t = given.net, plain(given.x), plain(given.t)
        self.weights, self.biases, self.activations = plain(net.weights), plain(net.biases), list(net.activations)
        self.rate, self.rule, self.batch = float(given.learning_rate), given.biases, isinstance(x[0], list)
        self.x, self.t = (x, t) if self.batch else ([x], [t])
        self.sizes = [len(self.weights[0][0]), *map(len, self.weights)]
        self.hidden, self.several, self.frozen = len(self.sizes) > 2, self.sizes[-1] > 1, self.rule == "frozen"
        self.swappable = len(self.sizes) == 3 and all(len(set(biases)) == 1 for biases in self.biases)
        self.square, self.square_next = any(map(square, self.weights)), any(map(square, self.weights[1:]))
        self.squares, self.crossed = net.loss == "squared_error", net.loss == "cross_entropy"
        self.sigmoid, self.squashes = "sigmoid" in self.activations, {"sigmoid", "tanh"} & set(self.activations)


class Learner:
    """Who calculates round after round, some steps replaced. A round's numbers are used as kept, but said as they come."""

    def __init__(self, start, keep, steps):
        vars(self).update(RIGHT | steps, start=start, keep=keep)
        self.names = self.activations(start.activations)
        self.rounds = {0: self.begin(start.weights, start.biases, [None] * len(start.weights))}

    @staticmethod
    def begin(weights, biases, gathered):
        said = {"W": weights, "b": biases}
        return SimpleNamespace(weights=weights, biases=biases, gathered=gathered, said=said, outs=None, next=None)

    def kept(self, rows):
        """Some rows of numbers as they are used further."""
        return rows if self.keep is exact else [[self.keep(value) for value in row] for row in rows]

    def round(self, n):
        """The round that begins after n rounds."""
        done = max(k for k in self.rounds if k <= n)
        now = self.rounds[done]
        for k in range(done + 1, n + 1):
            before, now = now, self.backward(now).next
            if k >= n - 1 or k <= 21:
                self.rounds[k] = now
            if k - 1 not in self.rounds:  # a long training is not remembered
                before.next = None
        return now

    def forward(self, now):
        """All nets and outs, layer by layer, and E."""
        if now.outs:
            return now
        rows = [self.inputs(row) for row in self.start.x]
        now.nets, now.outs, now.said["net"], now.said["out"] = [rows], [rows], [rows], [rows]
        for layer, name in enumerate(self.names):
            weights = self.seen(now.weights[layer])
            biases = self.bias(now.biases, layer, len(weights[0]))
            net = [[sum(map(mul, row, outs)) + b for row, b in zip(weights, biases)] for outs in now.outs[-1]]
            now.nets.append(self.kept(net))
            out = [self.value(name, nets, now.biases[layer]) for nets in now.nets[-1]]
            now.outs.append(self.kept(out))
            now.said["net"].append(net)
            now.said["out"].append(out)
        self.errors(now)
        return now

    def errors(self, now):
        """The misses, and E: shares are kept before they are added."""
        targets = [self.targets(row) for row in self.start.t]
        now.misses = self.kept([[out - t for out, t in zip(*pair)] for pair in zip(now.outs[-1], targets)])
        if self.start.squares:
            shares = [[self.half() * miss * miss for miss in misses] for misses in now.misses]
        else:
            tiny = [self.names[-1] == "softmax" and 0 in outs for outs in now.said["out"][-1]]  # with no logarithm left
            log = [
                log_softmax(nets) if t else map(logarithm, outs) for t, nets, outs in zip(tiny, now.nets[-1], now.outs[-1])
            ]
            shares = [[-t * ln for ln, t in zip(*pair)] for pair in zip(log, targets)]
        counted = [self.counted(row) for row in shares]
        now.said["E"] = mean([self.error(row) for row in (self.kept(counted) if len(flat(counted)) > 1 else counted)])

    def backward(self, now):
        """All deltas and gradients, layer by layer from the last, and with them the next round's parameters."""
        if now.next:
            return now
        self.forward(now)
        now.said |= {"delta": [], "dW": [], "db": [], "total": []}
        now.next, deltas = self.begin([], [], []), None
        now.next.said = {"W": [], "b": []}
        for layer in reversed(range(len(self.names))):
            deltas = self.deltas(now, layer, deltas)
            self.gradients(now, layer, deltas)
            self.update(now, layer)
        now.said["delta"].insert(0, None)  # of the inputs
        return now

    def deltas(self, now, layer, after):
        """A layer's deltas: the misses, or the blame that comes back from the deltas after it, times the slope."""
        last = len(self.names) - 1
        states = zip(now.nets[layer + 1], now.outs[layer + 1])
        slopes = self.kept([self.slope(self.names[layer], nets, outs, layer == last) for nets, outs in states])
        if layer == last:
            blames = now.misses if self.miss is same else self.kept([self.miss(misses) for misses in now.misses])
        else:
            weights, new = now.weights[layer + 1], now.next.weights[0]
            sent = [self.back(weights, new, *pair, layer + 1 == last) for pair in zip(after, now.misses)]
            blames = self.kept([[sum(map(mul, column, deltas)) for column in zip(*w)] for w, deltas in sent])
        now.said["delta"].insert(0, [list(map(mul, *pair)) for pair in zip(blames, slopes)])
        return self.kept(now.said["delta"][0])

    def gradients(self, now, layer, deltas):
        """A layer's gradients in rows: those of the weights, then that of the biases. One example's bias has its delta."""
        last = layer == len(self.names) - 1
        signals = [self.signals(*pair, last) for pair in zip(deltas, now.misses)]
        incoming = [self.incoming(*pair) for pair in zip(now.nets[layer], now.outs[layer])]
        examples = [self.entries(*pair, now.weights[layer]) for pair in zip(signals, incoming)]
        if len(deltas) == 1:
            rows, said = self.turn(examples[0]), now.said["delta"][0][0]
            used, rows = [*self.kept(rows), deltas[0]], [*rows, said]
        else:
            rows = self.turn([[self.over_examples(entries) for entries in zip(*row)] for row in zip(*examples)])
            rows = [*rows, [self.over_examples(entries) for entries in zip(*deltas)]]
            used = self.kept(rows)
        if self.passes() > 1:
            rows = [[self.passes() * value for value in row] for row in rows]
            used = self.kept(rows)
        gathered = self.gather(used, now.gathered[layer])
        if gathered is not used:
            rows, used = gathered, self.kept(gathered)
        now.said["dW"].insert(0, rows[:-1])
        now.said["db"].insert(0, rows[-1])
        now.said["total"].insert(0, sum(used[-1]) if len(used[-1]) > 1 else rows[-1][0])
        now.next.gathered.insert(0, used)

    def update(self, now, layer):
        """A layer's new weights and biases."""
        rate, rule, biases = self.rate(self.start.rate), self.rule(self.start.rule), now.biases[layer]
        *rows, steps = now.next.gathered[0]
        weights = [[w - rate * step for w, step in zip(*pair)] for pair in zip(now.weights[layer], rows)]
        if rule == "shared" and len(biases) > 1:
            steps = [self.keep(now.said["total"][0])] * len(biases)
        moved = biases if rule == "frozen" else [b - rate * step for b, step in zip(biases, steps)]
        now.next.said["W"].insert(0, weights)
        now.next.weights.insert(0, self.kept(weights))
        now.next.said["b"].insert(0, moved)
        now.next.biases.insert(0, biases if rule == "frozen" else self.kept([moved])[0])

    def say(self, asked):
        """The answer to a question, as a flat list; none where the biases of a layer that shares one differ."""
        now = self.round(asked.rounds or 0)
        if asked.what != "value":
            (self.backward if asked.what in ("delta", "gradient") else self.forward)(now)
        if asked.what in ("net", "out", "delta"):
            layer, row = asked.place
            return [values[row] for values in now.said[asked.what][layer]]
        if asked.what == "E":
            return [now.said["E"]]
        kind, *at = asked.place
        if len(at) == 1:  # a bias that a layer shares
            found = {now.said["total"][at[0]]} if asked.what == "gradient" else set(now.said["b"][at[0]])
            return list(found) if len(found) == 1 else []
        return flat(reduce(getitem, at, now.said["d" * (asked.what == "gradient") + kind]))


class Asked(NamedTuple):
    """What a quantity asks for: net, out, delta, E, gradient or value, at which place, after how many rounds."""

    what: str
    place: tuple
    rounds: int | None


def places(sizes):
    """{name: where its number stands}: layer and row of a neuron, W or b with layer, row and column of a parameter."""
    last = len(sizes) - 1
    prefixes = ["i", *(["h"] if last == 2 else [f"h{layer}_" for layer in range(1, last)]), "o"]
    found = {"W": ("W",), "b": ("b",), "E": ()}
    weights = [("W", k, row, column) for k in range(last) for row in range(sizes[k + 1]) for column in range(sizes[k])]
    found |= {f"w{number}": place for number, place in enumerate(weights, 1)}
    for layer, (prefix, size) in enumerate(zip(prefixes, sizes)):
        found |= {f"{prefix}{row + 1}": (layer, row) for row in range(size)}
        if layer:
            found[f"b{layer}"] = ("b", layer - 1)
            found |= {f"b_{prefix}{row + 1}": ("b", layer - 1, row) for row in range(size)}
    return found


def beside(place, other):
    """Whether two places are neurons of a layer, or parameters of a matrix or of a bias vector, but not the same."""
    shared = {2: 1, 3: 2, 4: 2}.get(len(place), 0)
    single = shared and place != other and len(place) == len(other)
    return single and place[:shared] == other[:shared] != ("b",)


class Learners:
    """All learners from one start. What a learner has calculated serves every quantity."""

    def __init__(self, start, keep=exact):
        self.start, self.keep, self.calculated = Start(start), keep, {}
        self.places = places(self.start.sizes)

    def asked(self, quantity):
        """A quantity's parts, from its name."""
        neuron, slope, name, rounds = re.fullmatch(r"(net_|out_|delta_)?(dE/d)?(.+?)(\+\d*)?", quantity).groups()
        what = "E" if name == "E" else neuron[:-1] if neuron else "gradient" if slope else "value"
        return Asked(what, self.places[name], int(rounds[1:] or 1) if rounds else None)

    def learner(self, name="right", variant=""):
        """Who makes one mistake of calculation, or none."""
        if (name, variant) not in self.calculated:
            steps = {} if name == "right" else STEPS[name](self.start)[variant]
            self.calculated[name, variant] = Learner(self.start, self.keep, steps)
        return self.calculated[name, variant]

    def answers(self, quantity, names=NAMES):
        """[(name, variant, numbers)], ("right", "", …) first: every answer of these names that applies here and is a finite
        number."""
        asked = self.asked(quantity)
        calculated = (
            (name, variant, self.learner(name, variant).say(asked))
            for name in STEPS
            if name in names
            for variant in STEPS[name](self.start)
            if variant != "all" or self.turns(asked)
        )
        read = ((name, variant, say()) for name, variant, say in self.readings(asked) if name in names)
        found = [("right", "", self.learner().say(asked)), *calculated, *read]
        return [answer for answer in found if answer[2] and all(map(math.isfinite, answer[2]))]

    def answer(self, quantity, name="right", variant=""):
        """The numbers of one."""
        asked = self.asked(quantity)
        if name in READINGS:
            return next(say() for *which, say in self.readings(asked) if which == [name, variant])
        return self.learner(name, variant).say(asked)

    def turns(self, asked):
        """Whether the gradient asked for is still there when matrices are turned that are not square."""
        if asked.what != "gradient" or asked.place[0] != "W":
            return False
        return len(asked.place) == 1 or square(self.start.weights[asked.place[1]])

    def readings(self, asked):
        """(name, variant, what gives the numbers) of everybody who calculates right and gives a number not asked for."""

        def say(**other):
            return self.learner().say(asked._replace(**other))

        def moved(k):
            return [10.0**k * value for value in say()]

        def steps():
            return [self.start.rate * self.keep(value) for value in say(what="gradient", rounds=0)]

        yield from (("decimal-point", str(k), partial(moved, k)) for k in (-4, -3, -2, -1, 1, 2, 3, 4))
        if asked.what == "value":
            yield "gradient-for-weight", "", partial(say, what="gradient", rounds=0)
            yield "old-weight", "", partial(say, rounds=0)
        if asked.what == "gradient":
            yield "weight-for-gradient", "", partial(say, what="value", rounds=1)
        if asked.what in ("value", "gradient"):
            yield "step-for-weight" if asked.what == "value" else "step-for-gradient", "", steps
        if asked.what in ("net", "out") and asked.place[0] > 0:
            other = {"net": "out", "out": "net"}[asked.what]
            yield f"{other}-for-{asked.what}", "", partial(say, what=other)
        for name, place in self.places.items():
            if beside(place, asked.place):
                yield "other-neuron" if len(place) == 2 else "other-parameter", name, partial(say, place=place)
        if asked.rounds is not None:
            least = 1 if asked.what == "value" else 0  # before the first round, it is the old weight
            if asked.rounds > least:
                yield "one-round-less", "", partial(say, rounds=asked.rounds - 1)
            yield "one-round-more", "", partial(say, rounds=asked.rounds + 1)
            for r in (*range(21), 100, 1000, *([10_000] if asked.rounds >= 100 else [])):
                if abs(r - asked.rounds) > 1 and r >= least:
                    yield "other-rounds", str(r), partial(say, rounds=r)


def answers(start, quantity, keep=exact):
    """[(name, variant, numbers)]: what each mistake and slip gives for a quantity, ("right", "", …) first."""
    return Learners(start, keep).answers(quantity)


def answer(start, quantity, name, variant, keep=exact):
    """The numbers of one mistake or slip for a quantity."""
    return Learners(start, keep).answer(quantity, name, variant)
