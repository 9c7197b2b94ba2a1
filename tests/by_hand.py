"""One round on the 2-2-2 network in plain arithmetic, neuron by neuron: right, or with a slip that learners make."""

from math import exp

from bpcourse.practice.personal import PARTS

BLANKS = [name for names in PARTS.values() for name in names]
SLIPS = [
    "no-biases",
    "inputs-swapped",
    "targets-swapped",
    "weights-column-wise",
    "no-slope-output",
    "no-slope-hidden",
    "sign-flipped",
    "half-forgotten",
    "updated-weights",
    "one-path",
    "weights-forgotten",
    "incoming-forgotten",
    "net-for-incoming",
    "rate-forgotten",
    "ascent",
]


def sigmoid(net):
    return 1 / (1 + exp(-net))


def forward(w, b, x, slip=""):
    """w: w1 … w8 from place 1 on; b: of the two layers; x: i1, i2. Returns nets and outputs, hidden ones first."""
    b1, b2 = (0, 0) if slip == "no-biases" else b
    i1, i2 = x[::-1] if slip == "inputs-swapped" else x
    w2, w3, w6, w7 = (w[3], w[2], w[7], w[6]) if slip == "weights-column-wise" else (w[2], w[3], w[6], w[7])
    net_h = [w[1] * i1 + w2 * i2 + b1, w3 * i1 + w[4] * i2 + b1]
    out_h = [sigmoid(net) for net in net_h]
    net_o = [w[5] * out_h[0] + w6 * out_h[1] + b2, w7 * out_h[0] + w[8] * out_h[1] + b2]
    return net_h + net_o, out_h + [sigmoid(net) for net in net_o]


def half_squares(t, out, slip):
    parts = [(goal - said) ** 2 for goal, said in zip(t, out)]
    return sum(parts) if slip == "half-forgotten" else sum(parts) / 2


def round_by_hand(w, b, x, t, rate=0.5, slip=""):
    """Every blank of a worksheet by its name."""
    t = t[::-1] if slip == "targets-swapped" else t
    net, out = forward(w, b, x, slip)
    miss = [{"sign-flipped": -1, "half-forgotten": 2}.get(slip, 1) * (out[2 + k] - t[k]) for k in (0, 1)]
    delta_o = [miss[k] * (1 if slip == "no-slope-output" else out[2 + k] * (1 - out[2 + k])) for k in (0, 1)]
    came = net[:2] if slip == "net-for-incoming" else out[:2]
    came = [1, 1] if slip == "incoming-forgotten" else came
    eta = {"rate-forgotten": 1, "ascent": -rate}.get(slip, rate)
    slopes = {5: delta_o[0] * came[0], 6: delta_o[0] * came[1], 7: delta_o[1] * came[0], 8: delta_o[1] * came[1]}
    back = {k: w[k] - eta * slopes[k] if slip == "updated-weights" else w[k] for k in slopes}
    back = {k: 1 if slip == "weights-forgotten" else weight for k, weight in back.items()}
    second = 0 if slip == "one-path" else 1
    blame = [back[5] * delta_o[0] + second * back[7] * delta_o[1], back[6] * delta_o[0] + second * back[8] * delta_o[1]]
    delta_h = [blame[k] * (1 if slip == "no-slope-hidden" else out[k] * (1 - out[k])) for k in (0, 1)]
    i1, i2 = (1, 1) if slip == "incoming-forgotten" else x[::-1] if slip == "inputs-swapped" else x
    slopes |= {1: delta_h[0] * i1, 2: delta_h[0] * i2, 3: delta_h[1] * i1, 4: delta_h[1] * i2}
    new = [0, *(w[k] - eta * slopes[k] for k in range(1, 9))]
    neurons = ("h1", "h2", "o1", "o2")
    return (
        {f"net_{name}": value for name, value in zip(neurons, net)}
        | {f"out_{name}": value for name, value in zip(neurons, out)}
        | {f"delta_{name}": value for name, value in zip(neurons, delta_h + delta_o)}
        | {f"dE/dw{k}": slope for k, slope in slopes.items()}
        | {f"w{k}+": new[k] for k in range(1, 9)}
        | {"E": half_squares(t, out[2:], slip), "E+": half_squares(t, forward(new, b, x, slip)[1][2:], slip)}
    )


def of_numbers(i1, i2, *rest, slip=""):
    """The same from a learner's numbers: i1, i2, w1 … w8, b1, b2, the targets."""
    return round_by_hand([0, *rest[:8]], rest[8:10], [i1, i2], list(rest[10:]), slip=slip)
