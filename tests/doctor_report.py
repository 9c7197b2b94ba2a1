"""How often the doctor is right, on learners who make one mistake or slip each, and how sure it is of random numbers.

The learners calculate with learners.py, which shares no code with the package. `make doctor-report` prints it all for 500
networks; the tests look at a few.
"""

import random
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache, lru_cache, partial
from itertools import product
from typing import NamedTuple

import numpy as np
from learners import NAMES, Learners, by_coin, cut_off, exchange_digits, significant, to_decimals

import bpcourse as bp
from bpcourse.practice.doctor import Case
from bpcourse.practice.doctor.mistakes import MISTAKES, RIGHT, SLIPS, TO_PLACES
from bpcourse.practice.doctor.rounds import Setting
from bpcourse.practice.words import NAMED, Precision

LEVELS = {mistake.name: mistake.level for mistake in [*MISTAKES, *SLIPS]}
DIGITS = (3, 4, 5, 6, 9, None)  # significant ones; None: in full
TOLD, FEW, UNKNOWN, NEARLY, WRONG = "told", "too few digits", "not recognised", "nearly right", "wrong"
NUMBERS = 20  # random ones around a right one
DECIMALS = 6  # on the worked example
WORKED = [
    *("net_h1", "out_h1", "out_o1", "E", "delta_o1", "delta_h1", "dE/dw1", "dE/dw2", "dE/dw5", "dE/db_h1", "w1+", "w5+")
]
WORKED += ["E+", "E+3", "E+10", "dE/dW", "W+", "dE/db1"]
PER_QUANTITY = 8  # answers of each quantity of a network
NOTHING = 1e-15  # of smaller numbers all digits may be what rounding has left
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


def quantities(start, draw):
    """One of each kind: a neuron's values, errors, a weight and a bias of any layer, and all of them at once."""
    sizes = start.net.sizes
    neuron = str(draw.choice([name[2:] for name in start.net.names if name.startswith("b_")]))
    weight = f"w{draw.integers(1, 1 + sum(w.size for w in start.net.weights))}"
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


class Questions:
    """Some quantities of one start, with the doctor's case and the wrong answers of each, which are worked out once."""

    def __init__(self, start, asked):
        self.start, self.one_example = start, np.ndim(start.x) == 1
        self.cases = {quantity: Case(start, quantity) for quantity in asked}
        self.exact, self.rounding = Learners(start), cache(lambda places: Learners(start, to_decimals(places)))
        self.exactly_wrong = cache(lambda quantity: answers_of(self.exact, quantity))

    def seen(self, quantity):
        """The names of the mistakes that show, of those that are looked for where somebody rounds on the way."""
        return {name for name, *_ in self.exactly_wrong(quantity)} - {"other-rounds"}

    def careless(self, learners, quantity, factor=1.0):
        """The wrong answers of learners who round on the way, and what is right but for that."""
        found = answers_of(learners, quantity, factor, self.seen(quantity))
        return [*found, ("rounded", np.array(learners.answer(quantity)), RIGHT * factor)]

    def wrong(self, quantity, draw):
        """Those of learners who keep all digits, and of learners who round to some places on the way."""
        found, places = self.exactly_wrong(quantity), int(draw.choice([2, 3, 4]))
        if "+3" in quantity or not self.one_example:
            return found
        return found + self.careless(self.rounding(places), quantity, TO_PLACES[places])


@lru_cache(16)  # more than the tests look at
def questions(seed):
    """Those on a random network."""
    start = setting(seed)
    return Questions(start, quantities(start, np.random.default_rng(seed)))


@cache
def worked_questions():
    """Those on the worked example."""
    return Questions(Setting(bp.worked.network(), bp.worked.INPUT, bp.worked.TARGET), WORKED)


def answers_of(learners, quantity, factor=1.0, names=NAMES):
    """(name, numbers, how common) of all wrong answers of these names; a mistake's level is shared by its variants."""
    found = learners.answers(quantity, names)
    right = np.array(learners.answer(quantity))
    right = np.where(np.isfinite(right), right, np.nan)  # a logarithm of what was rounded to 0 is no number
    noise = NOTHING + 1e-12 * abs(right).max() + 1e-12 * abs(right)
    variants = Counter(name for name, *_ in found)
    return [
        (name, np.array(numbers), factor * LEVELS[name] / variants[name])
        for name, _, numbers in found
        if name != "right" and not (abs(numbers - right) <= noise).all() and (np.abs(numbers) > NOTHING).any()
    ]


def typed(numbers, digits, shapes=((),)):
    """The numbers with so many digits, as text; in full, as a program gives them."""
    values, numbers = [], np.asarray(numbers, float)
    for shape in shapes:
        size = int(np.prod(shape))
        part = numbers[:size]
        text = part if digits is None else np.array([f"{number:#.{digits}g}".rstrip(".") for number in part], dtype=object)
        values.append(text.reshape(shape) if digits is None else text.reshape(shape).tolist() if shape else text[0])
        numbers = numbers[size:]
    return values if len(shapes) > 1 else values[0]


def outcome(case, name, answer, wanted):
    """What the doctor makes of an answer; None where as typed it is right."""
    found = case.judge(answer, wanted)
    if found.verdict == "right":
        return None
    if found.mistakes:
        return TOLD if (name,) in found.mistakes else WRONG
    return {"too few digits": FEW, "fewer digits": NEARLY}.get(found.verdict, UNKNOWN)


def tried(seed):
    """[(quantity, name, digits, how common, outcome)] of some wrong answers on one random network, any name as often."""
    draw, rows = np.random.default_rng(seed), []
    for quantity, case in questions(seed).cases.items():
        answers = questions(seed).wrong(quantity, draw)
        for k in draw.permutation(len(answers))[:PER_QUANTITY]:
            name, numbers, common = answers[k]
            if np.isfinite(numbers).all() and (abs(numbers) < 1e300).all():
                for digits in DIGITS:
                    answer, wanted = typed(numbers, digits, case.shapes), Precision(digits or 6, digits or 6)
                    rows.append((quantity, name, digits, common, outcome(case, name, answer, wanted)))
    return [row for row in rows if row[-1]]


def named_by_chance(seed):
    """{(digits, spread): share that gets a name} of random numbers around the right ones of a random network."""
    draw, named = np.random.default_rng(seed), Counter()
    cases = [case for case in questions(seed).cases.values() if len(case.right) == 1 and case.right[0]]
    for case, digits, spread in product(cases, (4, 6, 9), SPREADS):
        for _ in range(NUMBERS):
            number = f"{case.right[0] * (1 + draw.normal(0, spread)):.{digits}g}"
            found = case.judge(number, Precision(digits, digits))
            named[digits, spread] += found.verdict in NAMED or found.mistakes != ()
    return {key: count / (NUMBERS * len(cases)) for key, count in named.items()}


class Said(NamedTuple):
    """To a learner's answer of so many digits: whether a mistake was spoken of at all, one alone, that one, or also that."""

    digits: int
    name: str
    any: bool
    one: bool
    first: bool
    told: bool


def said(case, name, numbers, digits):
    """What the doctor says; None to what is right as typed, or no number."""
    if not np.isfinite(numbers).all() or (abs(numbers) > 1e300).any():
        return None
    found = case.judge(typed(numbers, digits, case.shapes), Precision(digits, digits))
    one = bool(found.mistakes) and found.verdict in ("mistake", "fewer digits")
    first = found.mistakes[:1] == ((name,),)
    return (
        None if found.verdict == "right" else Said(digits, name, found.mistakes != (), one, first, (name,) in found.mistakes)
    )


def usual(seed):
    """What is said to learners who make mistakes and slips as often as the doctor supposes, and others that nobody knows."""
    draw, coins, found = np.random.default_rng(seed), random.Random(seed), []
    for quantity, case in questions(seed).cases.items():
        answers = questions(seed).wrong(quantity, draw)
        common = np.array([common for *_, common in answers])
        for k in draw.choice(len(answers), PER_QUANTITY, p=common / common.sum()) if answers else ():
            found += [said(case, *answers[k][:2], digits) for digits in (4, 6)]
        if len(case.right) == 1 and case.right[0]:
            text = f"{case.right[0]:#.6g}".rstrip(".")
            found.append(said(case, "digits-exchanged", np.array([float(exchange_digits(text, coins))]), 6))
            unknown = case.right * (1 + np.exp(draw.uniform(np.log(1e-7), 0)) * draw.choice([-1, 1]))
            found.append(said(case, "unknown", unknown, 6))
    return [each for each in found if each]


def careless(seed):
    """What is said to learners who keep intermediate results as they like: rounded or not, as a coin falls, cut off, or to
    some significant digits."""
    draw, coins, found = np.random.default_rng(seed), random.Random(seed), []
    asked = questions(seed)
    if not asked.one_example:
        start = asked.start._replace(x=asked.start.x[0], t=asked.start.t[0])
        asked = Questions(start, asked.cases)
    places = int(draw.integers(3, 6))
    keep = [by_coin(to_decimals(places), coins), cut_off(places), significant(4)][seed % 3]
    learners = Learners(asked.start, keep)
    for quantity, case in asked.cases.items():
        if quantity == "E+3":
            continue
        answers = asked.careless(learners, quantity)
        common = np.array([common for *_, common in answers])
        for k in draw.choice(len(answers), PER_QUANTITY, p=common / common.sum()):
            found += [said(case, *answers[k][:2], digits) for digits in (4, 6)]
    return [each for each in found if each]


def on_the_worked_example(quantity):
    """[(name, how common, outcome)] of all mistakes and slips, typed with six decimals; also where somebody rounds."""
    case, rows = worked_questions().cases[quantity], []
    wanted = Precision.of_question(6, DECIMALS, abs(case.right).max())
    for name, numbers, common in worked_questions().wrong(quantity, np.random.default_rng(0)):
        text = [f"{number:.{DECIMALS}f}" for number in numbers]
        rows.append((name, common, outcome(case, name, text if len(text) > 1 else text[0], wanted)))
    return [row for row in rows if row[-1]]


def share_told(rows, digits):
    """Of all wrong answers of so many digits, the share that is told with the true one, weighted by how common each is."""
    of = Counter()
    for *_, typed_digits, common, outcome in rows:
        of[outcome] += common * (typed_digits == digits)
    return of[TOLD] / of.total()


def per_cent(counts, key):
    """A share in per cent, as text."""
    return f"{100 * counts[key] / counts.total():6.1f}%" if counts.total() else "      –"


def print_recall(rows):
    """By digits, then, at six digits, by quantity and by mistake."""
    print(f"{'digits':>22} {'answers':>8} {TOLD:>7} {FEW:>15} {NEARLY:>13} {UNKNOWN:>15} {'wrong':>6}")
    for digits in DIGITS:
        of = [row for row in rows if row[2] == digits]
        common = Counter()
        for *_, weight, outcome in of:
            common[outcome] += weight
        wrong = sum(outcome == WRONG for *_, outcome in of)
        shares = (per_cent(common, TOLD), f"{per_cent(common, FEW):>15}", f"{per_cent(common, NEARLY):>13}")
        print(f"{digits or 'in full':>22} {len(of):8} {' '.join(shares)} {per_cent(common, UNKNOWN):>15} {wrong:6}")
    table = defaultdict(Counter)
    for quantity, name, digits, weight, outcome in rows:
        if digits == 6:
            table["by quantity", kind(quantity)][outcome] += weight
            table["by mistake", name][outcome] += weight
    for key, common in sorted(table.items()):
        print(f"{key[0]:>12} {key[1]:>26} {per_cent(common, TOLD)} told at 6 digits")


def print_calibration(title, found):
    """How often one mistake that is named is the true one, what is said wrongly, and how often the true one is told."""
    for digits in (4, 6):
        of = [each for each in found if each.digits == digits]
        one, known = [each for each in of if each.one], [each for each in of if each.name != "unknown"]
        true = 100 * sum(each.first for each in one) / max(1, len(one))
        wrong = 100 * sum(each.any and not each.told for each in of) / max(1, len(of))
        recall = 100 * sum(each.told for each in known) / max(1, len(known))
        print(
            f"{title}, {digits} digits: {len(of)} wrong answers; one mistake named {len(one)} times, true {true:.1f}%; "
            f"said without the true one {wrong:.2f}%; told with it {recall:.1f}%"
        )


PARTS = {tried: 1, named_by_chance: 5, usual: 2, careless: 2}  # one in so many networks is looked at


def of_one(seed, networks):
    """{function: what it finds on this network}, for those of PARTS that look at it: together, for the same questions."""
    return {function: function(seed) for function, part in PARTS.items() if seed < networks // part}


def main(networks):
    """Print everything, from so many random networks."""
    with ProcessPoolExecutor() as pool:
        of_all = list(pool.map(partial(of_one, networks=networks), range(networks)))
        of_worked = list(pool.map(on_the_worked_example, WORKED))

    def found(function):
        return [each for of in of_all if function in of for each in of[function]]

    print(f"{networks} random networks, shares weighted by how common each mistake is.")
    print_recall(found(tried))
    print("\nOf random numbers around the right one, the share that gets a name, by digits and by how far they lie:")
    chances = [of[named_by_chance] for of in of_all if named_by_chance in of]
    for key in product((4, 6, 9), SPREADS):
        print(f"{key[0]:10} {key[1]:6} {100 * np.mean([chance[key] for chance in chances]):5.2f}%")
    print("\nLearners who make mistakes as often as the doctor supposes, and careless ones:")
    for title, learners in (("usual", usual), ("careless", careless)):
        print_calibration(title, found(learners))
    print(f"\nThe worked example, {DECIMALS} decimals:")
    for quantity, rows in [*zip(WORKED, of_worked), ("all", [row for of in of_worked for row in of])]:
        common = Counter()
        for _, weight, outcome in rows:
            common[outcome] += weight
        wrong = sum(outcome == WRONG for *_, outcome in rows)
        print(f"{quantity:>10} {len(rows):4} answers, told {per_cent(common, TOLD)}, wrong {wrong}")


if __name__ == "__main__":
    np.seterr(all="ignore")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
