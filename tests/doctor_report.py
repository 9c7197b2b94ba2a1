"""How often the doctor is right: every mistake on random networks, and random numbers that must get no name.

`make doctor-report` prints it for 500 networks; the tests look at 25.
"""

import sys
from collections import Counter, defaultdict
from itertools import product

import numpy as np

import bpcourse as bp
from bpcourse.practice.doctor import Case
from bpcourse.practice.doctor.mistakes import MISTAKES
from bpcourse.practice.doctor.rounds import Setting
from bpcourse.practice.words import Precision

VERDICTS = ("right", "tie", "missed", "wrong")
NUMBERS = 100
SPREADS = (0.001, 0.01, 0.1, 1)


def setting(seed):
    """A random network of 2 to 4 layers of neurons, widths 1 to 6, any activations and loss; one example or a batch."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(1, 7, draw.integers(2, 5)).tolist()
    names = [str(name) for name in draw.choice(["sigmoid", "tanh", "relu", "identity"], len(sizes) - 1)]
    loss = "squared_error"
    if draw.random() < 0.25:
        names[-1], loss = "softmax", "cross_entropy"
    net = bp.Network.random(sizes, seed, names, loss)
    shared = draw.random() < 0.5
    net.biases = [np.full(len(b), draw.normal()) if shared else draw.normal(0, 0.5, len(b)) for b in net.biases]
    rows = (int(draw.integers(2, 5)),) if draw.random() < 0.3 else ()
    x, t = draw.normal(0, 1, (*rows, sizes[0])), draw.uniform(0.05, 0.95, (*rows, sizes[-1]))
    t = t / t.sum(axis=-1, keepdims=True) if loss == "cross_entropy" else t
    return Setting(net, x, t, float(draw.choice([0.5, 0.3, 0.1, 1.0])), str(draw.choice(["frozen", "own"])))


def quantities(case, draw):
    """One of each kind: a neuron's values, errors, a weight and a bias of any layer, and all of them at once."""
    sizes = case.net.sizes
    neuron = str(draw.choice([name[2:] for name in case.net.names if name.startswith("b_")]))
    weight = f"w{draw.integers(1, 1 + sum(w.size for w in case.net.weights))}"
    return [
        f"net_{neuron}",
        f"out_{neuron}",
        "E",
        f"delta_{neuron}",
        f"dE/d{weight}",
        f"dE/db_{neuron}",
        f"{weight}+",
        f"b_{neuron}+",
        "E+",
        "E+3",
        "dE/dW",
        "W+",
        f"dE/db{draw.integers(1, len(sizes))}",
    ]


def kind(quantity):
    """net, out, E, delta, dE/dw, w+, …: a quantity without its number."""
    return {"dE/dW": "dE/dW", "W+": "W+"}.get(
        quantity,
        "".join(c for c in quantity.split("_")[0] if not c.isdigit()) + "+" * ("_" in quantity and quantity.endswith("+")),
    )


def judged(case, name, number):
    """What the doctor makes of a mistake's own value."""
    shapes, values = case.shapes, []
    for shape in shapes:
        size = int(np.prod(shape))
        values.append(number[:size].reshape(shape))
        number = number[size:]
    found = case.judge(values if len(shapes) > 1 else values[0])
    if (name,) not in found.mistakes:
        return "missed" if found.verdict in ("not recognised", "too few digits") else "wrong"
    actual = {names: wrong for names, wrong in case.singles}
    assert all(names in actual for names in found.mistakes)
    return "tie" if len(found.mistakes) > 1 else "right"


def verdicts(networks):
    """{(mistake, kind of quantity): Counter of verdicts} over so many networks, and the wrong ones by name."""
    table, wrong = defaultdict(Counter), []
    for seed in range(networks):
        start = setting(seed)
        for quantity in quantities(start, np.random.default_rng(seed)):
            case = Case(start, quantity)
            for (name,), number in case.singles:
                verdict = judged(case, name, number)
                table[name, kind(quantity)][verdict] += 1
                if verdict == "wrong":
                    wrong.append((seed, quantity, name))
    return table, wrong


def plausible(case, draw, digits, near):
    """A number of the right size: up to twice the right value or its opposite, or as far from it as mistakes usually are."""
    right = case.right[0]
    usual = np.median([abs(number[0] - right) for _, number in case.singles])
    return f"{right + draw.normal(0, usual) if near else right * draw.uniform(-2, 2):.{digits}g}"


def around(case, draw, digits, spread):
    """A number that lies about so far from the right one, as a share of it."""
    return f"{case.right[0] * (1 + draw.normal(0, spread)):.{digits}g}"


def named(case, draw, digits, count, near=False, number=plausible):
    """Of so many random numbers, the share that gets a mistake's name."""
    verdicts = [case.judge(number(case, draw, digits, near), Precision(digits, digits)).verdict for _ in range(count)]
    return sum(verdict in ("mistake", "tie", "two mistakes") for verdict in verdicts) / count


def most_named(networks, count):
    """The largest share of named numbers, of all quantities of so many random networks, by digits and spread."""
    most = {}
    for seed in range(networks):
        start = setting(seed)
        for quantity in quantities(start, np.random.default_rng(seed)):
            case = Case(start, quantity)
            if len(case.right) == 1 and case.right[0]:
                for digits, spread in product((4, 6, 9), SPREADS):
                    share = named(case, np.random.default_rng(0), digits, count, spread, around)
                    most[digits, spread] = max(most.get((digits, spread), (0,)), (share, seed, quantity))
    return most


def main(networks):
    """Print both tables."""
    table, wrong = verdicts(networks)
    kinds = sorted({kind for _, kind in table})
    print(
        f"{networks} random networks. For each mistake: how many values it makes that differ from the right one; the\n"
        "shares that are diagnosed right, told as a tie with the right one in it, and missed (no name); the number that\n"
        "is wrong; then, by quantity, the share right or tie.\n"
    )
    print(
        f"{'mistake':>22} {'values':>6} {'right':>6} {'tie':>6} {'missed':>6} {'wrong':>5}  "
        + " ".join(f"{kind:>6}" for kind in kinds)
    )
    total = Counter()
    for name in MISTAKES:
        counts = sum((table[name, kind] for kind in kinds), Counter())
        total += counts
        print(line(name, counts), " ".join(share(table[name, kind]) for kind in kinds))
    print(line("all", total))
    print(f"\nwrong: {wrong or 'none'}\n")
    net, x, t = bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET
    print(
        "Of 1,000 random numbers, the per cent that get a mistake's name, at 4, 6 and 9 digits: numbers of the right "
        "size, then\nnumbers that lie as far from the right one as mistakes usually do."
    )
    for quantity in ("net_h1", "out_o1", "E", "delta_h1", "dE/dw1", "dE/dw5", "dE/db_h1", "w1+", "w5+", "E+", "E+10"):
        case, draw = Case(Setting(net, x, t), quantity), np.random.default_rng(0)
        print(
            f"{quantity:>10} "
            + "   ".join(
                " ".join(f"{100 * named(case, draw, digits, 1000, near):5.1f}" for digits in (4, 6, 9))
                for near in (False, True)
            )
        )
    print(
        f"\nOf {NUMBERS} numbers drawn around the right one, the most that get a name, in per cent, over all quantities "
        f"of {networks // 250}\nrandom networks: by the digits, and by how far from it they are drawn, as a share of it."
    )
    for (digits, spread), (most, seed, quantity) in most_named(networks // 250, NUMBERS).items():
        print(f"{digits:10} {spread:6} {100 * most:5.1f}   {f'network {seed}, {quantity}' * (most > 0)}")


def line(name, counts):
    """A row of the table."""
    total = max(sum(counts.values()), 1)
    return (
        f"{name:>22} {sum(counts.values()):6} "
        + " ".join(f"{100 * counts[v] / total:5.1f}%" for v in VERDICTS[:3])
        + f" {counts['wrong']:5} "
    )


def share(counts):
    """Right and ties together, in per cent."""
    total = sum(counts.values())
    return f"{100 * (counts['right'] + counts['tie']) / total:5.1f}%" if total else "     –"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
