"""The boxes of lessons 00 to 06."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ... import datasets, training, worked
from ...autodiff import Value
from ...gradients import numerical_gradient
from ...network import Network, updated
from ...worked import table_slope
from .question import Question, compared

NET, X, T, RATE = worked.network(), worked.INPUT, worked.TARGET, worked.LEARNING_RATE
XOR = datasets.xor()


def _moves(name: str) -> str:
    """What E does when a parameter of the worked example grows a little."""
    return compared(numerical_gradient(NET, X, T)[name], 0, "stays the same", "grows", "shrinks")


def _two_steps(weight: float, rate: float) -> float:
    for _ in range(2):
        weight = updated(weight, table_slope(weight), rate)
    return weight


def _share_of_o1() -> int:
    squares = (T - NET.forward(X).out[-1]) ** 2
    return round(100 * squares[0] / squares.sum())


def _turned_down(name: str) -> float:
    net = NET.copy()
    net[name] = NET[name] - 0.2
    return net.error(X, T)


def _one_round(weights: Sequence[int], biases: str = "frozen") -> float:
    """E after a round in which only these layers of weights move."""
    after = training.train(NET, X, T, RATE, 1, biases=biases).network
    return Network([after.weights[k] if k in weights else NET.weights[k] for k in (0, 1)], after.biases).error(X, T)


def _hidden_weights_add() -> str:
    start, half, whole = _one_round([]), _one_round([1]), _one_round([0, 1])
    guesses = {"about as much again": 1, "a tenth of it": 0.1, "far less": 0.001}
    return min(guesses, key=lambda text: abs(guesses[text] - (half - whole) / (start - half)))


def _blame_of_h1() -> str:
    delta, after = NET.backward(NET.forward(X), T).deltas[-1], training.train(NET, X, T, RATE, 1, biases="frozen").network
    return compared(after.weights[1][:, 0] @ delta, NET.weights[1][:, 0] @ delta, "the same", "larger", "smaller")


def _right_with_one_line() -> int:
    """The most of XOR's examples that a single neuron gets right, with a line along a diagonal of the square."""
    neurons = (Network([[[a, b]]], [[c]]) for a in (-1, 1) for b in (-1, 1) for c in (-1.5, -0.5, 0.5, 1.5))
    return max(int(((neuron.forward(XOR[0]).out[-1] > 0.5) == (XOR[1] > 0.5)).sum()) for neuron in neurons)


def _epochs_of_xor() -> str:
    run = training.train(Network.random([2, 2, 1], 3), *XOR, 2, 5000, stop=training.all_correct)
    guesses = {"about 4": 4, "about 40": 40, "about 4,000": 4000}
    return min(guesses, key=lambda text: abs(guesses[text] - run.epochs))


def _answered_with_a_half() -> int:
    run = training.train(Network.random([2, 2, 1], 1), *XOR, 2, 3000, 4)
    return int((abs(run.network.forward(XOR[0]).out[-1] - 0.5) < 0.05).sum())


CRITERIA = {"all correct": training.all_correct, "error below 0.01": training.error_below(0.01),
            "no progress": training.no_progress(100, 0.0001)}


def _stops_first() -> str:
    start = Network.random([2, 3, 1], 6)
    return min(CRITERIA, key=lambda name: training.train(start, *XOR, 2, 5000, 4, stop=CRITERIA[name]).epochs)


def _best_nudge() -> str:
    exact = NET.backward(NET.forward(X), T)["w5"]
    return min(["0.01", "0.00001", "0.00000001", "0.000000000001"],
               key=lambda h: abs(numerical_gradient(NET, X, T, float(h))["w5"] - exact))


def _spoilt() -> str:
    """The slopes that nudging contradicts where the hidden deltas are made without their slope, for the weights alone."""
    found, nudged = NET.backward(NET.forward(X), T), numerical_gradient(NET, X, T)
    found.weights[0] = np.outer(NET.weights[1].T @ found.deltas[1], X)
    wrong = [name for name in NET.names if abs(found[name] - nudged[name]) > 1e-6]
    return f"{wrong[0]} to {wrong[-1]}"


def _twice_used(passes: int) -> tuple[float, float]:
    """The slopes of a · b + a that a and b hold after so many passes."""
    a, b = Value(3), Value(-2)
    end = a * b + a
    for _ in range(passes):
        end.backward()
    return a.grad, b.grad


QUESTIONS = {
    "0.a": Question("Nudged by 0.001 at x = 3: how does the measured slope compare with 6?",
                    lambda: compared((3.001 ** 2 - 3 ** 2) / 0.001, 6, "exactly 6", "a little more", "a little less"),
                    ["a little less", "exactly 6", "a little more"],
                    "The curve bends upward: on the way it gets steeper than it is at 3."),
    "1.a": Question("The sum of the square errors is 5 at W = 3. What is it at W = 4?", lambda: worked.table(4).sum,
                    why="Each miss doubles, so each square becomes four times as large."),
    "1.b": Question("W = 3 and η = 0.1: where does the first step land?", lambda: updated(3, table_slope(3), 0.1),
                    why="W − 0.1 · 10 (W − 2) is 2, whatever W was."),
    "1.c": Question("Two steps from W = 3 with η = 0.22: where is W?",
                    lambda: compared(_two_steps(3, 0.22), 3, "back at 3", "beyond 3", "short of 3"),
                    ["short of 3", "back at 3", "beyond 3"], "Each jump ends higher up the bowl than it began."),
    "2.a": Question("How many per cent of the error, 0 to 100, come from o1?", _share_of_o1,
                    why="Squaring pulls the two misses even further apart."),
    "2.b": Question("Turned down by 0.2, which weight brings the error down furthest?",
                    lambda: min(NET.names[:8], key=_turned_down), NET.names[:8],
                    "Two lead straight into o1, which says far too much. Of these, it has the louder neuron behind it."),
    "3.a": Question("A little more w5: what does the error do?", lambda: _moves("w5"),
                    ["grows", "stays the same", "shrinks"],
                    "More of h1 reaches o1, so o1 says more, and it said too much already."),
    "3.b": Question("Which of these is the product nearest to?",
                    lambda: min(["0.8", "0.08", "0.008"], key=lambda size: abs(
                        float(size) - NET.backward(NET.forward(X), T)["w5"])), ["0.8", "0.08", "0.008"],
                    "The first factor is about three quarters, the other two make about a ninth of it."),
    "3.c": Question("Which sign has the slope of w7?",
                    lambda: compared(numerical_gradient(NET, X, T)["w7"], 0, "zero", "positive", "negative"),
                    ["positive", "zero", "negative"], "o2 says too little, so what leads into it must grow."),
    "4.a": Question("A little more w1: what does the error do?", lambda: _moves("w1"),
                    ["shrinks", "stays the same", "grows"],
                    "What it spoils at one output weighs more than what it mends at the other."),
    "4.b": Question("What will moving w1 to w4 as well bring?", _hidden_weights_add,
                    ["about as much again", "a tenth of it", "far less"],
                    "Small slopes make small steps, and a small step on flat ground brings little."),
    "4.c": Question("Which rule leaves the smallest error after one round?",
                    lambda: min(["frozen", "shared", "own"], key=lambda rule: _one_round([0, 1], rule)),
                    ["frozen", "shared", "own"],
                    "o1 wants less and o2 wants more: with biases of their own, each gets what it wants."),
    "4.d": Question("Through the changed W2, the blame that reaches h1 is …", _blame_of_h1,
                    ["larger", "the same", "smaller"],
                    "The blame of o1 now counts less, and the opposite blame of o2 more."),
    "5.a": Question("How many of the four examples of XOR can one straight line get right, at most?", _right_with_one_line,
                    why="Cut off one zero, and three are right: the other zero stays on the side of the ones."),
    "5.b": Question("After how many epochs are all four examples classified correctly?", _epochs_of_xor,
                    ["about 4", "about 40", "about 4,000"],
                    "Four updates an epoch, and a large learning rate: it need not take long."),
    "5.c": Question("How many of the four examples does seed 1 answer with about 0.5?", _answered_with_a_half,
                    why="Each of them misses by a half: ½ · ½ · ½ is an eighth. Shared by four examples, they must make a "
                        "sixteenth."),
    "5.d": Question("Which one stops first?", _stops_first, list(CRITERIA),
                    "It takes the flat part of the curve for the end."),
    "6.a": Question("For which h does nudging to both sides come nearest to the exact slope?", _best_nudge,
                    ["0.01", "0.00001", "0.00000001", "0.000000000001"],
                    "With a small h the two errors are almost equal, and their difference has few digits left; with a large "
                    "one, too much of the curve's bend is left."),
    "6.b": Question("Which of the twelve slopes will the check complain about?", _spoilt,
                    ["w1 to w4", "w1 to w4, b_h1, b_h2", "w5 to w8", "all twelve"],
                    "A bug spoils what comes after it on the way back. Here this is the weights into the hidden neurons: "
                    "their biases keep the slopes of the original."),
    "6.c": Question("y = a · b + a, with a = 3 and b = −2. How strongly does y answer to a?", lambda: _twice_used(1)[0],
                    why="One arrow leads through the product, where the rate is b; the other one straight into the sum."),
    "6.d": Question("The same formula with bp.Value, and backward called twice: what is b.grad then?",
                    lambda: f"{_twice_used(2)[1]:g}", ["3", "6", "9"],
                    "Each pass finds the same 3, in a flow of its own, and adds it to what is there."),
}
