"""The numbers in the text, lesson by lesson, computed: what test_numbers compares the lessons and the README with.

PROVEN: every numeral of a place, in order. PUBLISHED: what others have printed, with its source. STATED: counts and
shares in the prose, as words made from computed numbers; a list for several.
"""

from collections import Counter
from functools import cache

import numpy as np
from course import ROOT, lesson_cells

import bpcourse as bp
from bpcourse.practice.doctor.mistakes import MISTAKES, SLIPS

net, x, target = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
trace = net.forward(x)
gradients = net.backward(trace, target)
(net_h1, _), (net_o1, _) = trace.net[1:]
(out_h1, _), (out_o1, out_o2) = trace.out[1:]
E = net.error(x, target)
neuron_h1 = [net_h1, out_h1, out_h1 * (1 - out_h1)]
error_w5, squash_w5, weight_w5 = (factor.number for factor in bp.derive(net, x, target, "w5").paths[0].factors)
miss_o1, miss_o2 = abs(trace.out[2] - target)
new_w5 = bp.derive(net, x, target, "w5", learning_rate=0.5).updated


def kept_by_principal_components(numbers=16):
    """What the directions in which the first 1,500 digits differ most keep of the others, from the covariance of pixels."""
    pixels = bp.datasets.digits()[0] / 16
    off, other = pixels[:1500] - pixels[:1500].mean(axis=0), pixels[1500:] - pixels[:1500].mean(axis=0)
    directions = np.linalg.eigh(off.T @ off)[1][:, -numbers:]  # in rising order
    return ((other @ directions) ** 2).sum() / (other**2).sum()


def descent(weight, rate, steps):
    """W after steps of gradient descent on the sum of squared errors, six times what Network.error measures."""
    line = bp.Network([[[float(weight)]]], [[0.0]], "identity")
    return bp.train(line, [[0], [1], [2]], [[0], [2], [4]], 6 * rate, steps, batch_size=3, biases="frozen").network["w1"]


def rounds(n, order="original"):
    """n rounds of the worked example, written out here once more; w1 to w4 get their blame through w5 to w8 as they
    were (original) or as they have just become (updated). Returns the weights, the outputs and the error."""
    W1, W2 = net.weights
    b1, b2 = net.biases
    for _ in range(n):
        hidden = 1 / (1 + np.exp(-W1 @ x - b1))
        out = 1 / (1 + np.exp(-W2 @ hidden - b2))
        delta = (out - target) * out * (1 - out)
        new_W2 = W2 - 0.5 * np.outer(delta, hidden)
        W1 = W1 - 0.5 * np.outer((W2 if order == "original" else new_W2).T @ delta * hidden * (1 - hidden), x)
        W2 = new_W2
    out = 1 / (1 + np.exp(-W2 @ (1 / (1 + np.exp(-W1 @ x - b1))) - b2))
    return [*W1.ravel(), *W2.ravel()], out, 0.5 * ((out - target) ** 2).sum()


def error_after_one_round(**settings):
    return bp.train(net, x, target, 0.5, 1, **settings).errors[-1]


# What Matt Mazur, "A Step by Step Backpropagation Example", 2015, prints and is not right, and where it comes from.
PUBLISHED = {
    0.291027924: ("error after one round", rounds(1, "updated")[2]),
    0.015912196: ("o1 after 10,000 rounds", rounds(10_000, "updated")[1][0]),
    0.984065734: ("o2 after 10,000 rounds", rounds(10_000, "updated")[1][1]),
    0.0000351085: ("error after 10,000 rounds", rounds(9_999)[2]),
    0.000035085: ("error after 10,000 rounds, in older copies", rounds(10_000, "updated")[2]),
}
mazur_E, mazur_o1, mazur_o2, mazur_E_late, mazur_E_older = PUBLISHED
# The same text's eight new weights, which are right, as it rounds them.
PUBLISHED_WEIGHTS = [
    "0.149780716",
    "0.19956143",
    "0.24975114",
    "0.29950229",
    "0.35891648",
    "0.408666186",
    "0.511301270",
    "0.561370121",
]
_, late_outs, late_E = rounds(10_000)
E_own, E_shared, E_frozen = (error_after_one_round(biases=rule) for rule in ("own", "shared", "frozen"))
after_one = bp.train(net, x, target, 0.5, 1, biases="frozen").network
E_half = bp.Network([net.weights[0], after_one.weights[1]], net.biases).error(x, target)  # only w5 to w8 moved
w1_paths = [path.product for path in bp.derive(net, x, target, "w1").paths]

xor, wanted = bp.datasets.xor()
start = bp.Network.random([2, 2, 1], 3)


def xor_run(sizes, seed, epochs, stop=(), batch_size=4):
    return bp.train(bp.Network.random(sizes, seed), xor, wanted, 2, epochs, batch_size, stop=stop)


well, stuck = xor_run([2, 2, 1], 3, 3000), xor_run([2, 2, 1], 1, 3000)
elsewhere = well.network.copy()
elsewhere["w1"], elsewhere["w2"] = 1.5, -3
all_correct = bp.training.all_correct


def walk(walker, names, rate, steps):
    """Full-batch descent in a few parameters alone."""
    walker = walker.copy()
    for _ in range(steps):
        slopes = bp.numerical_gradient(walker, xor, wanted)
        for name in names:
            walker[name] -= rate * slopes[name]
    return walker


six = xor_run([2, 3, 1], 6, 5000)
walked = walk(elsewhere, ("w1", "w2"), 2, 200)

VALLEY = np.array([[1, 30], [-1, 24], [2, -27], [1.5, 18]])
TURNED = VALLEY @ [[0.6, -0.8], [0.8, 0.6]]
BEST = {"plain": -26, "momentum": -28, "adam": -3, "rmsprop": -25}  # its best η in tenths of a decade


def into_valley(rule, rate, inputs=VALLEY, steps=2999, fading=False):
    """The errors on the way into lesson 09's narrow valley: w − (3, 0.5), and each rule written out once more."""
    flat, off, m, s, errors = inputs.T @ inputs / 4, np.array([-4.0, 2.5]), 0, 0, []
    for k in range(1, steps + 2):
        errors.append(off @ flat @ off / 2)
        if errors[-1] > 1e6:
            break
        g, eta = flat @ off, rate / k if fading else rate
        if rule == "adam":
            m, s = m + (g - m) / 10, s + (g * g - s) / 1000
            off = off - eta * m / (1 - 0.9**k) / (np.sqrt(s / (1 - 0.999**k)) + 1e-8)
        else:
            m, s = 0.9 * m + g, s + (g * g - s) / 10
            off = off - eta * {"plain": g, "momentum": m, "rmsprop": g / (np.sqrt(s) + 1e-8)}[rule]
    return errors


def settled(errors):
    """How many steps until the error is below 0.001 for good; 3,000 where it is not."""
    return 3000 if errors[-1] >= 0.001 else len(errors) - next(k for k, e in enumerate(errors[::-1]) if e >= 0.001)


@cache
def fewest(rule, turned=False):
    """The fewest steps, with the best of ten rates in each decade."""
    ways = [into_valley(rule, 10 ** (k / 10), TURNED if turned else VALLEY) for k in range(-30, 1)]
    steps, best = min((settled(errors), k) for k, errors in enumerate(ways, -30))
    assert turned or best == BEST[rule]
    return steps


images, digits = bp.datasets.digits()


@cache
def read_digits(seed):
    """Lesson 07's run for a seed: start, run, validation errors, share right in training, test labels, test outputs."""
    order = np.random.default_rng(seed).permutation(1797)
    train, validation, test = order[:1197], order[1197:1437], order[1437:]
    inputs = (images - images[train].mean(axis=0)) / images[train].std()
    start, met = bp.Network.random([64, 128, 10], seed, ["relu", "softmax"], "cross_entropy"), []
    run = bp.train(
        start,
        inputs[train],
        digits[train],
        0.1,
        30,
        16,
        shuffle=True,
        seed=seed,
        stop=lambda net, *_: met.append(net.error(inputs[validation], digits[validation])),
    )
    out, out_train = (run.network.forward(inputs[group]).out[-1] for group in (test, train))
    right = (out_train.argmax(axis=1) == digits[train].argmax(axis=1)).mean()
    return start, run, [start.error(inputs[validation], digits[validation]), *met], right, digits[test].argmax(axis=1), out


def shares_read(seeds):
    """Of the test images, the share that each seed's network reads right."""
    return np.array([(out.argmax(axis=1) == labels).mean() for *_, labels, out in map(read_digits, range(seeds))])


_, digits_run, digits_validation, *_ = read_digits(0)


def some_digits():
    """The first 200 digits, standardised, and their targets."""
    images, targets = (array[:200] for array in bp.datasets.digits())
    return (images - images.mean(axis=0)) / images.std(), targets


def at_three_rates():
    """Start and end of the learning curves of lesson 08."""
    start = bp.Network.random([64, 30, 10], 0, ["tanh", "identity"])
    runs = [bp.train(start, *some_digits(), rate, 50, 10) for rate in (0.001, 0.01, 0.1)]
    return [run.errors[k] for run in runs for k in (0, -1)]


clouds, other_clouds = bp.datasets.blobs(20, spread=1, seed=1), bp.datasets.blobs(200, spread=1, seed=2)
bending = bp.Network.random([2, 10, 10, 1], 0, ["tanh", "tanh", "sigmoid"])
overfitted = bp.train(bending, *clouds, 1, 2000, 40)


def through_a_row():
    """∂E/∂w3 where the blame comes back to h2 through the second row of W2, written out."""
    d_o1, d_o2 = (trace.out[2] - target) * trace.out[2] * (1 - trace.out[2])
    out_h2 = trace.out[1][1]
    return (net["w7"] * d_o1 + net["w8"] * d_o2) * out_h2 * (1 - out_h2) * x[0]


def xor_in_numbers(hidden, rate=8, epochs=45):
    """Outputs and mean error after lesson 06's training of XOR on single numbers, written out once more with bp.Value."""
    p = {name: bp.Value(start[name]) for name in start.names}

    def say(i1, i2):
        h1, h2 = (
            getattr(p[v] * i1 + p[w] * i2 + p[b], hidden)() for v, w, b in (("w1", "w2", "b_h1"), ("w3", "w4", "b_h2"))
        )
        return (p["w5"] * h1 + p["w6"] * h2 + p["b_o1"]).sigmoid()

    def mean_error():
        return sum(0.125 * (say(*example) - t) ** 2 for example, (t,) in zip(xor, wanted))

    for _ in range(epochs):
        for number in p.values():
            number.grad = 0.0
        mean_error().backward()
        for number in p.values():
            number.data -= rate * number.grad
    return [say(*example).data for example in xor], mean_error().data


XOR_TANH, XOR_SIGMOID = xor_in_numbers("tanh"), xor_in_numbers("sigmoid")

PROVEN = {
    "00_start_here": {
        "live-neuron": neuron_h1,
        "done": [((-2 + 0.001) ** 2 - 4) / 0.001],
    },
    "01_one_weight": {
        "slow-picture": [descent(4, 0.05, 4), descent(4, 0.05, 5), bp.worked.table(descent(4, 0.05, 5)).sum],
        "diverge-picture": [descent(3, 0.22, 3), descent(3, 0.22, 8)],
    },
    "02_forward_pass": {
        "goals": [E],
        "title": [E],
        "sigmoid-picture": neuron_h1,
        "neuron-live": neuron_h1,
        "forward-live": [E],
        "error-intro": [out_o1, out_o2],
        "error-read": [miss_o1, miss_o2, E],
        "diagram-forward": [out_o1, out_o2, E],
        "batch-read": [E],
    },
    "03_chain_rule_w5": {
        "goals": [gradients["w5"], new_w5],
        "nudge-question": [out_o1],
        "nudge-verdict": [bp.numerical_gradient(net, x, target)["w5"]],
        "link-1": [out_o1],
        "link-2": [net_o1, out_o1],
        "sigmoid-picture": [net_o1, out_o1, squash_w5],
        "product-read": [gradients["w5"], error_w5, squash_w5, weight_w5],
        "w5-update-read": [new_w5],
        "chain-picture": [error_w5, squash_w5, weight_w5, gradients["w5"]],
        "chain-live": [error_w5, error_w5],
        "w7-question": [out_o2],
        "done": [net["w5"] + 0.5 * gradients["w5"], gradients.deltas[1][0], 0.5 * gradients["w5"]],
        "exercise-3-6": [net["w5"] + gradients["w5"]] * 2,
    },
    "04_hidden_weights": {
        "goals": [gradients["w1"], E, E_frozen, mazur_E],
        "w1-picture": [out_o1, out_o2, E],
        "first-path-question": [gradients.deltas[1][0]],
        "rest-of-chain": [gradients.deltas[1][0], out_h1],
        "gradient-w1-read": [gradients["w1"]],
        "chain-picture": [w1_paths[0], -w1_paths[1], sum(w1_paths)],
        "paths-live": [error_w5, error_w5],
        "round-predict": [E, E_half],
        "rounds-live": [E],
        "error-after-read": [E_frozen],
        "case": [mazur_E, E_frozen],
        "one-layer-question": [mazur_E],
        "solved": [mazur_E, rounds(1, "updated")[2], E_frozen, mazur_E, E_frozen],
        "ten-thousand-question": [mazur_o1, mazur_o2],
        "ten-thousand-read": [mazur_o1, mazur_o2, *late_outs],
        "last-number-intro": [mazur_E_late],
        "last-number-read": [late_E],
        "last-number-question": [mazur_E_late],
        "one-round-less-read": [mazur_E_late, mazur_E_older, rounds(10_000, "updated")[2]],
        "trust": [mazur_E],
        "exercise-4-6": [mazur_E, mazur_o1, mazur_E_late, mazur_E],
        "four-lines-picture": [out_o1, out_o2, E, gradients["w6"]],
        "done": [gradients["b1"]],
    },
    "05_full_algorithm": {
        "run-check-read": [E_frozen, late_E],
        "update-check-intro": [E_frozen, E_shared, E_own],
        "stuck-curve": [
            start.error(xor, wanted),
            well.network.error(xor, wanted),
            bp.Network.random([2, 2, 1], 1).error(xor, wanted),
            stuck.network.error(xor, wanted),
        ],
        "xor-live": [bp.Network.random([2, 4, 1], 3).error(xor, wanted)],
        "playground-live": [
            bp.Network.random([2, 8, 8, 1], 1, ["tanh", "tanh", "sigmoid"]).error(*bp.datasets.spirals(60, 1.0))
        ],
        "exercise-5-7": [0.5 * 0.5**2],
        "criteria-picture": [six.errors[0], six.errors[-1]],
        "surface": [1.5, -3, elsewhere.error(xor, wanted), walked["w1"], walked["w2"], walked.error(xor, wanted)],
    },
    "06_is_it_right": {
        "why": [rounds(10_000, "updated")[2], late_E],
        "v-curve": [gradients["w5"]],
        "candidates-predict": [gradients.deltas[0][0]],
        "small-graph": [3 * -2 + 3],
        "worked-graph": [E],
        "worked-read": [gradients["w5"], gradients["w1"]],
        "xor-try-read": [*XOR_TANH[0], *XOR_SIGMOID[0], XOR_TANH[1], XOR_SIGMOID[1]],
        "exercise-6-7": [through_a_row()],
    },
    "07_real_data": {
        "softmax-live": [
            np.e / (np.e**2 + np.e + 1),
            np.log(np.e + 1 + 1 / np.e),
            np.e / (np.e**2 + np.e + 1) - 1,
            (np.e**2 + 1) / (np.e**2 + np.e + 1),
        ],
        "curve": [digits_run.errors[0], digits_run.errors[-1], digits_validation[-1]],
    },
    "08_when_training_fails": {
        "rates": at_three_rates(),
        "validation-curve": [
            bending.error(*clouds),
            overfitted.errors[-1],
            bending.error(*other_clouds),
            overfitted.network.error(*other_clouds),
        ],
    },
    "09_where_next": {
        "autoencoder-kept-read": [kept_by_principal_components()],
        "best-walks-picture": [
            (errors := into_valley(rule, 10 ** (BEST[rule] / 10)))[settled(errors)] for rule in ("adam", "momentum", "plain")
        ],
        "rmsprop-floors": [into_valley("rmsprop", 0.01)[600]],
        "pytorch": [E, gradients["w5"], gradients["w1"], new_w5],
        "compile-predict": [late_E],
    },
    "exercises": {
        "2.5": [net.forward(x).out[2][0]],
        "3.1": [net.forward(x).out[2][1]],
        "3.6": [*[net["w5"] + gradients["w5"]] * 3, new_w5, net["w5"] + 0.5 * gradients["w5"]],
        "4.6": [mazur_E, mazur_o1, mazur_E_late, mazur_E, mazur_E, mazur_E_late, E],
        "5.7": [0.5 * 0.5**2],  # all four outputs at one half
        "6.7": [through_a_row()],
        "9.5": [1 - 1 / 1000] * 4,  # what a running mean keeps of the old s
    },
    "INSTRUCTORS": {
        "by hand": [
            *trace.out[1],
            *trace.out[2],
            error_w5,
            squash_w5,
            weight_w5,
            *[gradients["w5"]] * 2,
            gradients["w5"] / 2,
        ]
    },
    "README": {"text": [new_w5, E, gradients["w5"], gradients["w1"], mazur_E, E_frozen, mazur_E]},
}


def epochs_to_learn_xor(hidden, seeds=(3,), batch_size=4):
    return [xor_run([2, hidden, 1], seed, 5000, all_correct, batch_size).epochs for seed in seeds]


def failing(hidden):
    return ["none", "one", "two", *map(str, range(3, 21))][epochs_to_learn_xor(hidden, range(20)).count(5000)]


def too_small(k):
    """By how many per cent the wrong order moves a weight less than the right one."""
    before = [*net.weights[0].ravel()][k]
    return f"{100 * (1 - (before - rounds(1, 'updated')[0][k]) / (before - rounds(1)[0][k])):.0f}"


def times_smaller():
    ends = [bp.train(net, x, target, 0.5, 10_000, biases=rule).errors[-1] for rule in ("shared", "own")]
    words = {8: "eight", 14: "fourteen"}
    shared, own = (words[round(late_E / end)] for end in ends)
    return f"about {shared} times that of shared and {own} times that of own ones"


def all_on_their_side():
    assert batched(8) == 45 and [out > 0.5 for out in XOR_SIGMOID[0]] == [t > 0.5 for (t,) in wanted]
    return "All four lie on their side"


def tanh_ahead():
    """Of twelve starts, those from which 45 epochs leave a smaller error with tanh in the hidden neurons."""

    def left(seed, hidden):
        begun = bp.Network.random([2, 2, 1], seed)
        net = bp.Network(begun.weights, begun.biases, [hidden, "sigmoid"])
        return bp.train(net, xor, wanted, 8, 45, 4).errors[-1]

    ahead = sum(left(seed, "tanh") < left(seed, "sigmoid") for seed in range(12))
    return f"of the seeds 0 to 11, tanh is ahead in {NUMBER_WORDS[ahead]}."


def updates_one_by_one():
    (epochs,) = epochs_to_learn_xor(2, batch_size=1)
    return [
        f"{batched(2)} epochs, so {batched(2)} updates",
        f"the {epochs} of one by one, and a few more updates: those were {4 * epochs}",
    ]


def batched(rate):
    return bp.train(start, xor, wanted, rate, 5000, 4, stop=all_correct).epochs


def faster():
    (single,) = epochs_to_learn_xor(2, batch_size=1)
    assert batched(8) < 4 * single / 3
    return f"{batched(8)} epochs, close to the {single} of one by one, with less than a third of the updates"


def the_same_with_four():
    """Full-batch epochs written out once more, divided after the product: equal to bp.train's for four examples; nearly
    equal for 3 and 5, where dividing rounds."""

    def largest_gap(n):
        x, t = np.resize(xor, (n, 2)), np.resize(wanted, (n, 1))
        (W1, W2), (b1, b2) = start.weights, start.biases
        for _ in range(3000):
            hidden = 1 / (1 + np.exp(-(x @ W1.T + b1)))
            out = 1 / (1 + np.exp(-(hidden @ W2.T + b2)))
            delta = (out - t) * (out * (1 - out))
            delta_h = (delta @ W2) * (hidden * (1 - hidden))
            W1, b1 = W1 - 2 * (delta_h.T @ x / n), b1 - 2 * delta_h.mean(axis=0)
            W2, b2 = W2 - 2 * (delta.T @ hidden / n), b2 - 2 * delta.mean(axis=0)
        mine, theirs = bp.Network([W1, W2], [b1, b2]), bp.train(start, x, t, 2, 3000, n).network
        return max(abs(mine[name] / theirs[name] - 1) for name in mine.names)

    assert largest_gap(4) == 0 and max(largest_gap(3), largest_gap(5)) < 1e-14
    return ["All of them.", "With 3 or 5 examples the last digits may differ"]


def fooled():
    first, last = (xor_run([2, 3, 1], 6, 5000, stop).epochs for stop in (bp.training.no_progress(100, 0.0001), all_correct))
    return f"{round(last - first, -2):,} epochs later all four were right"


def parameters_and_spirals():
    net = bp.Network.random([64, 30, 10], 0)
    spirals = bp.train(bp.Network.random([2, 16, 8, 1], seed=0), *bp.datasets.spirals(), 2, 2000, 16, stop=all_correct)
    return [
        f"{sum(w.size for w in net.weights):,} slopes of weights and {sum(b.size for b in net.biases)} of biases",
        f"It takes about {round(spirals.epochs, -2)} epochs.",
    ]


def stuck_and_freed():
    """Which of twenty starts are stuck, and what a larger rate makes of them; how seeds 1 and 5 look on the way."""
    runs = [xor_run([2, 2, 1], seed, 3000) for seed in range(20)]
    left = [run.network for run in runs if all_correct(run.network, xor, wanted, []) is None]
    freed = [all_correct(bp.train(net, xor, wanted, 10, 3000, 4).network, xor, wanted, []) is not None for net in left]
    assert all(abs(runs[seed].errors[k] - runs[seed].errors[k + 100]) < 0.0003 for seed in (1, 5) for k in (1900, 2000))
    assert runs[1].errors[2000] < runs[5].errors[2000] and runs[3].errors[2000] < 0.01
    (learnt,) = epochs_to_learn_xor(2, [5])
    assert runs[5].errors[learnt - 200] > 0.08 and runs[5].errors[learnt + 200] < 0.01
    return [
        f"{len(left)} are stuck after 3,000 epochs with η = 2, and going on with η = 10 for 3,000 more frees "
        f"{sum(freed)} of them",
        f"at about epoch {round(learnt, -2):,}",
    ]


def spiral_points():
    x, t = bp.datasets.spirals(60, 1.0)

    def right(hidden, epochs, seed):
        net = bp.Network.random([2, *hidden, 1], seed, ["tanh"] * len(hidden) + ["sigmoid"])
        return ((bp.train(net, x, t, 0.5, epochs, 4).network.forward(x).out[-1] > 0.5) == (t > 0.5)).sum()

    two = [right([2], 1000, seed) for seed in range(6)]
    assert right([2], 5000, 1) < 117 and right([8, 8], 200, 1) == 120
    return f"between {min(two)} and {max(two)} of the 120 points"


def highest_neuron():
    out = 1 / (1 + np.exp(-(net["w1"] * x[0] + net["w2"] * x[1] + 6)))
    assert 0.99 < out < 1
    return "at b = 6 it stands above 0.99"


def presses_from_near():
    """How many steps with the largest rate of the widget lead from 1.9 out of its picture, −2 to 6."""
    words, presses = {10: "ten"}, next(k for k in range(99) if not -2 <= descent(1.9, 0.25, k) <= 6)
    return f"{words[presses]} presses make more than 4 out of 0.1. There, {6 - 2} away from 2, the picture ends."


def steep_and_flat():
    """How the slope grows with the distance in the two directions of the surface's bowl, and that it is this bowl."""
    rows, wanted = [[1, 1], [0.5, 2]], [2, 2.5]
    flat, steep = np.linalg.eigvalsh(np.transpose(rows) @ rows / 2)
    assert bp.play.surface().state["errors"] == (((np.array(rows) @ [-1, 3] - wanted) ** 2).mean() / 2,)
    table = [f"| {i1:g} | {i2:g} | {t:g} |" for (i1, i2), t in zip(rows, wanted)]
    times = [f"about {slope:.1f} times" for slope in (steep, flat)]
    return ["\n".join(table), *times, f"1 − {steep:.1f} η", f"1 − {flat:.1f} η"]


def flat_from():
    def slope(value):
        return np.exp(-value) / (1 + np.exp(-value)) ** 2

    first = next(k / 10 for k in range(100) if slope(k / 10) < 0.01)
    assert abs(slope(-first) - slope(first)) < 1e-12
    return [f"From about {first} on", f"w1 = 6 adds no more than {6 * x[0]:.1f} to net"]


def moved_most():
    """How far the weights get in three times 1,000 rounds with frozen biases, and that own ones leave less error."""
    frozen, own = (bp.train(net, x, target, 0.5, 3000, biases=rule) for rule in ("frozen", "own"))
    moved = {w: frozen.network[w] - net[w] for w in net.names}
    assert max(abs(moved[w]) for w in ("w1", "w2", "w3", "w4")) < 0.4
    assert own.errors[-1] < frozen.errors[-1] and abs(own.network["w5"] - net["w5"]) < abs(moved["w5"])
    assert {round(moved[w]) for w in ("w7", "w8")} == {2}
    assert {f"{frozen.network[w]:.1f}" for w in ("w5", "w6")} == {"-3.5"}
    return f"w5 and w6 have gone from {net['w5']} and {net['w6']} to −3.5"


def nudged_error(name, shift):
    moved = net.copy()
    moved[name] += shift
    return moved.error(x, target)


def off(name, h):
    """How far off the central difference is, relative to the slope."""
    return abs((nudged_error(name, h) - nudged_error(name, -h)) / (2 * h) / gradients[name] - 1)


def best_nudge():
    """Where truncation and rounding balance, and how good nudging is there."""
    h = np.finfo(float).eps ** (1 / 3)
    assert off("w5", h) < 1e-9 and off("w1", h) < 1e-6 and f"{bp.gradients.STEP:.6f}" == f"{h:.6f}"
    bend, rounding = off("w5", 0.01) / 0.01**2, np.finfo(float).eps / 2 * E / gradients["w5"]
    assert 1e-5 < (rounding / bend) ** (1 / 3) < 1e-4, "a little farther right"
    return [f"about {h:.6f}", f"a number is kept, {np.finfo(float).eps * 1e16:.1f} · 10⁻¹⁶"]


def digits_left():
    """What the two errors at h = 10⁻¹² share, where their difference begins, and how many of its digits are kept."""
    above, below = nudged_error("w5", 1e-12), nudged_error("w5", -1e-12)
    shared = next(n for n in range(16, 0, -1) if f"{above:.13f}"[: 2 + n] == f"{below:.13f}"[: 2 + n])
    words = {10: "ten", 13: "thirteenth"}
    begins, kept = -int(np.floor(np.log10(above - below))), np.log10((above - below) / np.spacing(above))
    assert 3 < kept < 4
    return [
        f"They share {words[shared]} decimals",
        f"begins in the {words[begins]}",
    ]


def sums_of_deltas():
    assert abs(gradients["b1"] - gradients.deltas[0].sum()) < 1e-15
    return "for b1 the sum of both hidden deltas"


def four_fifths():
    """What an autoencoder with 16 neurons in its middle keeps of unseen digits: 1 − missed / spread."""
    pixels = bp.datasets.digits()[0] / 16
    run = bp.train(bp.Network.random([64, 16, 64], 0), pixels[:1500], pixels[:1500], 0.5, 60, 16, shuffle=True)
    rest = pixels[1500:]
    missed = ((run.network.forward(rest).out[-1] - rest) ** 2).sum() / ((rest - pixels[:1500].mean(axis=0)) ** 2).sum()
    assert 0.16 < missed < 0.24 and 0 < kept_by_principal_components() - (1 - missed) < 0.02, "close to PCA"
    return "four fifths has come through sixteen numbers"


def fewest_steps():
    """Momentum and Adam need about 130 steps, the plain rule about seven times as many, RMSProp still more."""
    plain, momentum, rmsprop, adam = (fewest(rule) for rule in ("plain", "momentum", "rmsprop", "adam"))
    assert {round(plain / momentum), round(plain / adam)} == {7} and rmsprop > plain
    assert {round(momentum, -1), round(adam, -1)} <= {130, 140}
    return ["need about 130 steps", "about seven times as many", "RMSProp needs even more"]


def rushes_out_again():
    """RMSProp on its way with η = 1, what η = 1 and a hundredth of it leave, and how long its last steps are."""
    large, small = (into_valley("rmsprop", rate, steps=1000) for rate in (1, 0.01))
    assert abs(large[-1] / small[-1] - 10_000) < 1 and next(k for k, e in enumerate(small) if e < 0.01) > 400
    curvature = np.diag(VALLEY.T @ VALLEY / 4)[1]
    assert abs(2 * np.sqrt(2 * large[-1] / curvature) - 1) < 0.02, "from half a step on one side to half on the other"
    return f"after ten steps the error is {large[10]:.3f}, after twenty {large[20]:.0f}"


def turned_valley():
    """In the turned valley RMSProp and Adam need about twice as many steps, or more, the other two as many as before."""
    plain, momentum, rmsprop, adam = (
        fewest(rule, turned=True) / fewest(rule) for rule in ("plain", "momentum", "rmsprop", "adam")
    )
    assert 0.9 < plain < 1.1 and 0.9 < momentum < 1.1 and 1.9 < rmsprop < 3 and 1.9 < adam < 3
    fading = settled(into_valley("rmsprop", 1, fading=True))
    assert round(fading, -2) == 300 and settled(into_valley("rmsprop", 1, TURNED, fading=True)) > 5 * fading
    return (
        "RMSProp and Adam then need about twice as many steps, RMSProp with a shrinking η many times as many; "
        "the plain rule and momentum hardly notice"
    )


NUMBER_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def figure_of_digits():
    five, twenty = shares_read(5), shares_read(20)
    assert five.mean() > 0.975 and abs(five.std() - 0.005) < 0.0005
    return [
        f"{five.mean():.1%}, with a spread of half a per cent".replace("%", " %"),
        f"the mean is {twenty.mean():.1%} and the spread {twenty.std():.1%}, from {twenty.min():.1%} to "
        f"{twenty.max():.1%}: five".replace("%", " %"),
    ]


def mistakes_of_digits():
    """The mistakes of seed 0; of those of twenty seeds, the pair that is mixed up most often."""
    pairs = [
        [(int(a), int(g)) for a, g in zip(labels, out.argmax(axis=1)) if a != g]
        for *_, labels, out in map(read_digits, range(20))
    ]
    every = Counter(pair for run in pairs for pair in run)
    ones, most = every[1, 8] + every[8, 1], Counter(tuple(sorted(pair)) for pair in every.elements()).most_common(1)
    assert most == [((1, 8), ones)]
    return [
        f"{NUMBER_WORDS[len(pairs[0])].capitalize()} mistakes, and {NUMBER_WORDS[pairs[0].count((1, 8))]} of them are "
        f"a 1 taken for an 8",
        f"of the {every.total()} mistakes of seeds 0 to 19, {ones} are between 1 and 8, more than between any other two.",
        f"{every[8, 1]} of the {ones} are an 8 taken for a 1",
    ]


def how_sure_where_wrong():
    """Of seed 0, whose mistakes are all unsure, and of twenty seeds."""
    wrong, sure = (
        np.stack(rows)
        for rows in zip(
            *((out.argmax(axis=1) != labels, out.max(axis=1)) for *_, labels, out in map(read_digits, range(20)))
        )
    )
    assert (sure[0][wrong[0]] < 0.9).all() and 0.78 < (sure[wrong] < 0.9).mean() < 0.82
    return [
        f"only {(sure[0] < 0.9).sum()} of 360 are below 0.9",
        f"all {NUMBER_WORDS[wrong[0].sum()]} mistakes",
        f"it is {(sure[wrong] < 0.9).sum()} mistakes of {wrong.sum()}",
    ]


def in_epoch_6(scaled):
    """The errors that lesson 07's network meets in epoch 6, over five seeds, with inputs scaled in this way."""
    met = []
    for seed in range(5):
        train = np.random.default_rng(seed).permutation(1797)[:1197]
        start = bp.Network.random([64, 128, 10], seed, ["relu", "softmax"], "cross_entropy")
        met.append(bp.train(start, scaled(images[train]), digits[train], 0.1, 6, 16, shuffle=True, seed=seed).errors[5])
    return " to ".join(dict.fromkeys(f"{error:.2f}" for error in (min(met), max(met))))


def worth_of_scaling():
    train = images[np.random.default_rng(0).permutation(1797)[:1197]]
    spread = ((train - train.mean(axis=0)) / train.std()).std()
    ways = {
        "pixels as they are": lambda x: x,
        "divided by one spread": lambda x: x / x.std(),
        "the means taken off, too": lambda x: (x - x.mean(axis=0)) / x.std(),
        "each pixel by its own spread": lambda x: (x - x.mean(axis=0)) / np.where(x.std(axis=0), x.std(axis=0), 1),
    }
    return [f"(Their spread is {spread:.2f}, not 1:", *(f"| {name} | {in_epoch_6(way)} |" for name, way in ways.items())]


def learnt_strokes():
    """What the picture of changes shows of the neurons for 1, 6, 7 and 9."""
    start, run, *_ = read_digits(0)
    best = run.network.weights[1].argmax(axis=1)
    changed = (run.network.weights[0] - start.weights[0])[best].reshape(10, 8, 8)
    assert changed[1, :, 3:5].mean() > 0.03 and changed[1, 2:7, 5:7].mean() < -0.03
    assert changed[6, 2:7, 2:5].mean() > 0.08 and max(changed[6, :3, :3].mean(), changed[6, :3, 5:].mean()) < -0.02
    assert changed[6, 3:7, 2:4].mean() > 2 * abs(changed[6, 3:7, 5:7].mean())
    assert changed[7, :2].mean() > 0 > changed[7, 5:7].mean()
    assert best[7] == best[9] and len(set(best)) == 9
    return "The one for 7 and the one for 9 are the same neuron"


def lesson_07_speck():
    order = np.random.default_rng(0).permutation(1797)[:1197]
    spreads = images[order].std(axis=0)
    speck = images[order][:, spreads == spreads[spreads > 0].min()]
    assert sorted(speck.ravel())[-2:] == [0, 1]
    middle = ((16 - images[order].mean(axis=0)) / np.where(spreads, spreads, np.inf)).reshape(8, 8)[2:6, 2:6]
    assert (middle.round() == 1).mean() > 0.8
    return [f"smallest spread is {spreads[spreads > 0].min():.2f}.", "becomes about 1, once the mean"]


def ink_in_place_of_a_speck():
    spreads = images[np.random.default_rng(0).permutation(1797)[:1197]].std(axis=0)
    return f"would even become more than {16 / spreads[spreads > 0].min() // 100 * 100:.0f}."


def where_p_is_0():
    """What the lesson's own cross-entropy adds for an output that has become 0, and the formula as it stands."""
    (source,) = [
        cell.source for cell in lesson_cells(ROOT / "notebooks" / "07_real_data.ipynb") if cell.id == "cross-entropy"
    ]
    exec(source, made := {"np": np})
    sure, mild, right = np.array([1.0, 0]), np.array([0.5, 0, 0.5]), np.array([1, 0, 0])
    assert made["cross_entropy"](sure, right[:2]) == 0 and abs(made["cross_entropy"](mild, right) - np.log(2)) < 1e-15
    with np.errstate(all="ignore"):
        return f"0 · ln 0 is `{-(right[:2] * np.log(sure)).sum()}`"


def sure_and_wrong():
    """Steps of gradient descent from net = −5 to 0 with the squared error and with cross-entropy."""
    steps = []
    for error in (lambda out: 0.5 * (1 - out) ** 2, lambda out: -np.log(out)):
        net, count = -5.0, 0
        while net < 0:
            high, low = (error(1 / (1 + np.exp(-net - h))) for h in (1e-5, -1e-5))
            net, count = net - (high - low) / 2e-5, count + 1
        steps.append(count)
    return "{} steps against {}.".format(*steps)


def times_the_training_error():
    assert digits_validation[-1] < min(digits_validation[:-1]), "and it still falls"
    return f"{NUMBER_WORDS[round(digits_validation[-1] / digits_run.errors[-1])]} times the training error"


def digits_learnt():
    *_, right, _, _ = read_digits(0)
    assert right == 1
    return f"After {30 * -(-1197 // 16):,} updates all training images are right"


def digits_in_their_order():
    """The lesson's network trained without shuffling, by a loop written out for its two layers, and by bp.train."""
    order = np.random.default_rng(0).permutation(1797)
    train, validation = order[:1197], order[1197:1437]
    inputs = (images - images[train].mean(axis=0)) / images[train].std()
    start = bp.Network.random([64, 128, 10], 0, ["relu", "softmax"], "cross_entropy")
    (V, W), (b, c) = start.weights, start.biases
    for _ in range(30):
        for rows in np.split(train, range(16, 1197, 16)):
            hidden = np.maximum(inputs[rows] @ V.T + b, 0)
            powers = np.exp(hidden @ W.T + c)
            D = powers / powers.sum(axis=1, keepdims=True) - digits[rows]
            D1 = D @ W * (hidden > 0)
            W, c = W - 0.1 * D.T @ hidden / len(rows), c - 0.1 * D.mean(axis=0)
            V, b = V - 0.1 * D1.T @ inputs[rows] / len(rows), b - 0.1 * D1.mean(axis=0)
    theirs = bp.train(start, inputs[train], digits[train], 0.1, 30, 16).network
    pairs = list(zip([V, W, b, c], [*theirs.weights, *theirs.biases]))
    assert max(abs(mine - other).max() for mine, other in pairs) < 1e-12
    nets = np.maximum(inputs[validation] @ V.T + b, 0) @ W.T + c
    right = (nets.argmax(axis=1) == digits[validation].argmax(axis=1)).mean()
    shuffled = read_digits(0)[1].network.forward(inputs[validation]).out[-1].argmax(axis=1)
    assert right == (shuffled == digits[validation].argmax(axis=1)).mean()
    count = sum(mine.size for mine, _ in pairs)
    return [f"the same {100 * right:.1f} % of the validation images", f"Not one of the {count:,} weights"]


def xor_failures(hidden, seeds=200, rate=10, epochs=600):
    """How many of so many networks have not learnt XOR: all of them at once, written out with one matrix more."""
    nets = [bp.Network.random([2, hidden, 1], seed) for seed in range(seeds)]
    W1, W2 = (np.stack([net.weights[k] for net in nets]) for k in (0, 1))
    b1, b2, learnt = np.zeros((seeds, 1, hidden)), np.zeros((seeds, 1, 1)), np.zeros(seeds, bool)
    for _ in range(epochs + 1):
        H = 1 / (1 + np.exp(-(xor @ W1.transpose(0, 2, 1) + b1)))
        O = 1 / (1 + np.exp(-(H @ W2.transpose(0, 2, 1) + b2)))
        learnt |= ((O > 0.5) == (wanted > 0.5)).all((1, 2))
        D = (O - wanted) * O * (1 - O) / 4
        D1 = D @ W2 * H * (1 - H)
        W2, b2 = W2 - rate * D.transpose(0, 2, 1) @ H, b2 - rate * D.sum(1, keepdims=True)
        W1, b1 = W1 - rate * D1.transpose(0, 2, 1) @ xor, b1 - rate * D1.sum(1, keepdims=True)
    return int((~learnt).sum())


def xor_luck():
    share = xor_failures(2) / 200
    assert round(40 * share**5) == 2 and round(20 * share**10) == 0, "about two of the 40, and none of the 20"
    return [f"{100 * share:.0f} % fail", f"0.{100 * share:.0f}⁵, about {100 * share**5:.0f} %"]


def patience_of_seed_4():
    run = bp.train(bp.Network.random([2, 2, 1], 4), xor, wanted, 2, 30_000, 4, stop=all_correct, record=False)
    return f"seed 4 has found it in lesson 05, after more than {run.epochs // 1000 * 1000:,} epochs"


def deep(kind, factor=1):
    net = bp.Network.random([64] + 8 * [30] + [10], 0, 8 * [kind] + ["softmax"], "cross_entropy")
    return bp.Network([*(factor * W for W in net.weights[:-1]), net.weights[-1]], net.biases, net.activations, net.loss)


def there_and_back(net):
    """The norms of blame, of signals in and of slopes, layer by layer, and the weights' share that a step of 0.1 changes."""
    out, slopes = net.forward(some_digits()[0]).out, net.backward(net.forward(some_digits()[0]), some_digits()[1])
    parts = [list(map(np.linalg.norm, part)) for part in (slopes.deltas, out[:-1], slopes.weights)]
    return [*parts, [0.1 * size / np.linalg.norm(W) for size, W in zip(parts[2], net.weights)]]


def vanishing_steps():
    """How much of the blame each layer leaves, from the last to the first, behind sigmoid neurons with a spread of 1/√n."""
    blame, signals, *_ = there_and_back(deep("sigmoid", 1 / 4))
    between = [front / behind for front, behind in zip(blame, blame[1:])]
    assert {round(share, 1) for share in between} == {0.2, 0.3} and max(between) < 0.29
    assert max(signals[1:]) / min(signals[1:]) < 1.2, "of about one size"
    return "a fifth to a quarter is left each time, or a little more, since Wᵀδ is only *about* as large as δ."


def first_layers():
    """Who keeps the blame, and how much of the first layer one step changes."""
    found = {name: there_and_back(deep(name)) for name in ("tanh", "relu", "sigmoid")}
    kept = {name: blame[0] / blame[-1] for name, (blame, *_) in found.items()}
    assert kept["tanh"] > 0.3 and kept["relu"] > 0.3 and kept["sigmoid"] < 0.01
    assert all(0.007 < found[name][3][0] < 0.01 for name in ("tanh", "relu"))
    assert max(there_and_back(deep("sigmoid", factor))[3][0] for factor in (1, 1 / 4)) < 1 / 10_000
    return ["one step changes their first weights by nearly a hundredth", "its first weights by less than a ten-thousandth"]


def what_slopes_hide():
    """relu with a quarter of its spread: blame and signals fall, the slopes do not; weight times slope is exactly even."""
    net = deep("relu", 1 / 4)
    blame, signals, slopes, _ = there_and_back(net)
    assert max(blame[0] / blame[-1], signals[-1] / signals[0]) < 1 / 10_000
    assert max(slopes[:8]) / min(slopes[:8]) < 2.5 and slopes[8] < min(slopes[:8])
    for spread in (1 / 4, 1, 2):
        net = deep("relu", spread)
        found = net.backward(net.forward(some_digits()[0]), some_digits()[1]).weights
        sums = [(W * each).sum() for W, each in zip(net.weights, found)]
        assert np.allclose(sums, sums[0], rtol=1e-9, atol=0)
    return ["falls to less than a ten-thousandth, the signals too", "is *exactly* the same in each"]


def one_moves():
    good, faint = (there_and_back(deep("relu", spread))[3] for spread in (1, 1 / 4))
    assert {round(np.log10(share)) for share in good} == {-2} and {round(np.log10(share)) for share in faint[:8]} == {-6}
    return "weights of the one network by about a hundredth of their size, those of the other by about a millionth."


def deep_at_larger_rates():
    def end(factor, rate):
        return f"{bp.train(deep('sigmoid', factor), *some_digits(), rate, 30, 10).errors[-1]:.1f}"

    small = {end(1 / 4, rate) for rate in (0.1, 0.3, 0.5, 1, 2)}
    return [
        f"at 0.5 it is at {end(1, 0.5)} after",
        f"stays at {' '.join(small)} with every rate from 0.1 to 2",
        f"ln 10 is {np.log(10):.1f}",
    ]


def saturated_layers():
    """How many of ten starts learn XOR with ten times the weights of one layer, or of both, with two kinds of outputs."""

    def learn(factors, outputs, kind, loss, wanted):
        nets = [bp.Network.random([2, 8, outputs], seed, ["sigmoid", kind], loss) for seed in range(10)]
        nets = [bp.Network([f * W for f, W in zip(factors, net.weights)], net.biases, net.activations, loss) for net in nets]
        return NUMBER_WORDS[sum(bp.train(net, xor, wanted, 5, 1000, 4, stop=all_correct).epochs < 1000 for net in nets)]

    one = 1, "sigmoid", "squared_error", wanted
    both = learn((10, 10), 2, "softmax", "cross_entropy", np.hstack([1 - wanted, wanted]))
    return [
        f"With ten times the hidden weights alone, {learn((10, 1), *one)} of the ten networks learn; "
        f"with ten times those of the output alone, {learn((1, 10), *one)}: it is the output.",
        f"{both} of ten learn with ten times everything",
    ]


def kept_and_ended():
    """What steps keep at W = 3, and with 200 digits; where 50 epochs with these rates end."""
    left, slope = bp.worked.table(3).sum, 10
    shares = [(left - 5 * (3 - rate * slope - 2) ** 2) / (rate * slope**2) for rate in (0.01, 0.1, 0.2)]
    assert np.allclose(shares[1:], [0.5, 0])
    x, t = some_digits()
    start = bp.Network.random([64, 30, 10], 0, ["tanh", "identity"])

    def kept(rate, x, t):
        found, after = start.backward(start.forward(x), t), start.copy()
        for part, slopes in zip([*after.weights, *after.biases], [*found.weights, *found.biases]):
            part -= rate * slopes
        squares = sum((slopes**2).sum() for slopes in [*found.weights, *found.biases])
        return (start.error(x, t) - after.error(x, t)) / (rate * squares)

    assert round(kept(0.2, x, t), 1) == 0.5 and 0 < kept(0.5, x, t) < 0.05
    assert all(
        np.mean([kept(rate, x[k : k + 10], t[k : k + 10]) for k in range(0, 200, 10)]) < kept(rate, x, t)
        for rate in (0.01, 0.1, 0.2, 0.5)
    )
    ends = {rate: bp.train(start, x, t, rate, 50, 10).errors[-1] for rate in (0.001, 0.01, 0.1, 0.2, 0.5)}
    assert min(ends, key=ends.get) == 0.2
    assert round(ends[0.1], 2) == round(ends[0.5], 2)
    return [
        f"they keep {shares[0]:.2f}, a half, nothing",
        f"ends lowest of all, at {ends[0.2]:.2f}",
        f"ends where 0.1 does, at {ends[0.1]:.2f}",
    ]


def heard_neurons():
    """Of 30 relu neurons, how many say more than 0 to an image after 1, 10 and 100 full batches at rate 3, written out."""
    images, t = (array[:200] for array in bp.datasets.digits())
    net, x, heard = bp.Network.random([64, 30, 10], 0, ["relu", "softmax"], "cross_entropy"), images / 16, {}
    (W1, W2), (b1, b2) = (list(map(np.array, part)) for part in (net.weights, net.biases))
    for step in range(101):
        H = np.maximum(x @ W1.T + b1, 0)
        heard[step] = 30 - (H == 0).all(axis=0).sum()
        powers = np.exp(H @ W2.T + b2)
        D = (powers / powers.sum(axis=1, keepdims=True) - t) / 200
        D1 = D @ W2 * (H > 0)
        W2, b2, W1, b1 = W2 - 3 * D.T @ H, b2 - 3 * D.sum(axis=0), W1 - 3 * D1.T @ x, b1 - 3 * D1.sum(axis=0)
    assert heard[100] == 0
    return f"after the first step {heard[1]} still say something to some image, after ten {heard[10]}, then none"


def points_on_their_side():
    """Of the 400 other points: with one straight line, and after learning from 400 fresh ones in place of 40."""
    x, t = other_clouds
    line = bp.train(bp.Network.random([2, 1], 0), *clouds, 1, 2000, 40).network
    more = bp.train(bending, *bp.datasets.blobs(200, spread=1, seed=3), 1, 2000, 400).network
    one, many = (((net.forward(x).out[-1] > 0.5) == (t > 0.5)).sum() for net in (line, more))
    assert abs(many - 330) < 5
    return [f"that learns from the 40 has {one} of them right", "has about 330 of the others right"]


def lowest_validation():
    met = [bending.error(*other_clouds)]
    bp.train(bending, *clouds, 1, 2000, 40, stop=lambda net, *_: met.append(net.error(*other_clouds)))
    assert met[0] - met[1] > 0.9 * (met[0] - min(met))
    assert all(np.diff(met[1900:]) > 0) and all(np.diff(met[40:]) > 0) and all(np.diff(overfitted.errors[40:]) < 0)
    return f"After {np.argmin(met)} the validation error is lowest."


def border_crossed():
    """How many of the 40 points are right after each epoch: from the lowest validation error on the same, for long."""
    x, t = clouds
    right = [sum((bending.forward(x).out[-1] > 0.5) == (t > 0.5))]
    bp.train(bending, x, t, 1, 2000, 40, stop=lambda net, *_: right.append(sum((net.forward(x).out[-1] > 0.5) == (t > 0.5))))
    first = next(epoch for epoch in range(100, 2001, 100) if right[epoch] > right[32])
    assert {right[epoch].item() for epoch in range(100, first, 100)} == {right[32].item()}
    return f"At {first}. Up to epoch {first - 100} it is {right[32].item()} points that are right, as at 32."


def worst_of_all():
    """The net input of the example that is most wrong in lesson 08, and what is left of its blame."""
    net = bp.Network.random([2, 8, 1], 2)
    trace = bp.Network([10 * W for W in net.weights], net.biases).forward(xor)
    return f"Its net input is about −{-trace.net[-1][1, 0]:.0f}."


# Counts and rounded shares in the prose: (lesson, cell) and the words around them, one or several, made from computed
# numbers.
STATED = {
    ("00_start_here", "live-read"): highest_neuron,
    ("01_one_weight", "tweak-read"): presses_from_near,
    ("01_one_weight", "surface-question"): steep_and_flat,
    ("02_forward_pass", "neuron-live-read"): flat_from,
    ("04_hidden_weights", "w1-nudge-read"): lambda: (
        f"about {round(gradients['w5'] / gradients['w1'], -1):.0f} times smaller"
    ),
    ("04_hidden_weights", "rounds-live-read"): moved_most,
    ("04_hidden_weights", "case"): lambda: f"The difference is {mazur_E - E_frozen:.8f}.",
    ("04_hidden_weights", "trust"): lambda: f"of w1 came out {too_small(0)} % too small, that of w3 {too_small(2)} %.",
    ("04_hidden_weights", "done"): times_smaller,
    ("04_hidden_weights", "one-layer-read"): lambda: f"as close as {E_half - mazur_E:.7f}",
    ("05_full_algorithm", "large-start-read"): lambda: "weights of {:.2f} and −{:.2f}".format(*abs(start.weights[0][0])),
    ("05_full_algorithm", "batch-run-read"): updates_one_by_one,
    ("05_full_algorithm", "batch-run-faster-read"): faster,
    ("05_full_algorithm", "same-read"): the_same_with_four,
    ("05_full_algorithm", "seeds-read"): lambda: (
        f"with 2 hidden neurons: {failing(2)} of 20. With 3 {failing(3)} fails, with 4 {failing(4)}, with 8 {failing(8)}."
    ),
    ("05_full_algorithm", "xor-live-read"): stuck_and_freed,
    ("05_full_algorithm", "playground-live-read"): spiral_points,
    ("05_full_algorithm", "criteria-read"): fooled,
    ("05_full_algorithm", "done"): parameters_and_spirals,
    ("06_is_it_right", "rounding-read"): digits_left,
    ("06_is_it_right", "nudge-question"): lambda: f"about {round(gradients['w5'] / gradients['w1'], -1):.0f} times smaller",
    ("06_is_it_right", "best-h-read"): best_nudge,
    ("06_is_it_right", "diagnose-read"): lambda: f"tries {len(MISTAKES)} mistakes and {len(SLIPS) + 2} slips ",
    ("06_is_it_right", "worked-read"): sums_of_deltas,
    ("06_is_it_right", "xor-read"): lambda: f"in all {batched(8)} epochs they differ by less than a billionth",
    ("06_is_it_right", "xor-try"): all_on_their_side,
    ("06_is_it_right", "xor-try-read"): tanh_ahead,
    ("08_when_training_fails", "sure-read"): worst_of_all,
    ("08_when_training_fails", "spread-question"): saturated_layers,
    ("08_when_training_fails", "norms-read"): vanishing_steps,
    ("08_when_training_fails", "layer-norms-read"): first_layers,
    ("08_when_training_fails", "slopes-read"): what_slopes_hide,
    ("08_when_training_fails", "faint-norms-read"): one_moves,
    ("08_when_training_fails", "deep-train-read"): deep_at_larger_rates,
    ("08_when_training_fails", "five-read"): lambda: f"ln 5 is {np.log(5):.1f}",
    ("08_when_training_fails", "diverge-read"): kept_and_ended,
    ("08_when_training_fails", "dead-read"): heard_neurons,
    ("08_when_training_fails", "levels-question"): lambda: (
        f"of these {xor_failures(2)}, {xor_failures(2, epochs=6000)} have still failed after 6,000 epochs"
    ),
    ("08_when_training_fails", "minimum"): patience_of_seed_4,
    ("08_when_training_fails", "groups-question"): xor_luck,
    ("08_when_training_fails", "groups-read"): lambda: (
        f"{xor_failures(3)} fail with 3 hidden neurons, {xor_failures(4)} with 4, and {xor_failures(8)} with 8"
    ),
    ("08_when_training_fails", "validation-read"): lowest_validation,
    ("08_when_training_fails", "bend-read"): border_crossed,
    ("08_when_training_fails", "fresh-read"): points_on_their_side,
    ("09_where_next", "autoencoder-kept-read"): four_fifths,
    ("09_where_next", "optimisers-read"): fewest_steps,
    ("09_where_next", "rmsprop-floors-read"): rushes_out_again,
    ("09_where_next", "rmsprop-shrinks-read"): lambda: f"In place of {fewest('rmsprop'):,}",
    ("09_where_next", "turned-valley"): turned_valley,
    ("07_real_data", "goals"): lambda: f"reads about {100 * shares_read(5).mean():.0f} % of images never seen",
    ("07_real_data", "speck-question"): lesson_07_speck,
    ("07_real_data", "scale-intro"): ink_in_place_of_a_speck,
    ("07_real_data", "scale-question"): worth_of_scaling,
    ("07_real_data", "error-formula"): where_p_is_0,
    ("07_real_data", "delta-intro"): lambda: f"gives {(np.log(5.01) - np.log(5)) / 0.01:.2f}.",
    ("07_real_data", "overflow-read"): lambda: [
        f"would have {int(1000 / np.log(10)) + 1} digits",
        f"knows has {len(str(int(np.finfo(float).max)))}.",
    ],
    ("07_real_data", "wrong-read"): sure_and_wrong,
    ("07_real_data", "train-intro"): lambda: f"{2 * (64 * 128 + 128 * 10 + 128 + 10):,} forward passes",
    ("07_real_data", "updates-read"): lambda: f"the last batch of an epoch has only {1197 % 16} images",
    ("07_real_data", "curve-read"): times_the_training_error,
    ("07_real_data", "share-read"): digits_learnt,
    ("07_real_data", "figure-read"): figure_of_digits,
    ("07_real_data", "confusion-read"): mistakes_of_digits,
    ("07_real_data", "sure-read"): how_sure_where_wrong,
    ("07_real_data", "change-read"): learnt_strokes,
    ("07_real_data", "together-read"): digits_in_their_order,
}
