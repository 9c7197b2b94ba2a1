"""The boxes of lesson 09."""
from __future__ import annotations

from ... import worked
from .question import Question

SIDE, KERNEL = 8, 3  # pixels of an image, and of a kernel that slides over it


def _lines() -> int:
    """Of a round that is written out: one for each neuron forward, for each delta, for each weight."""
    net = worked.network()
    neurons = sum(net.sizes[1:])
    return 2 * neurons + sum(w.size for w in net.weights)


QUESTIONS = {
    "9.a": Question("How many weights would the layer need with one for each pixel and each output?",
                    lambda: SIDE ** 2 * (SIDE - KERNEL + 1) ** 2,
                    why="36 outputs, and each would look at all 64 pixels with weights of its own."),
    "9.b": Question("How many lines will the loop of the worked example have?", _lines,
                    why="One for each neuron forward, one for each delta, one for each weight."),
}
