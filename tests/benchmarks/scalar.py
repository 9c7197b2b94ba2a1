"""Reverse-mode differentiation one number at a time, in the style of Karpathy's micrograd, written anew."""

from __future__ import annotations

import math


class Value:
    """A number that remembers what it was made from, and how to pass its slope on to that."""

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, set(parents)
        self.pass_on = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out.pass_on = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pass_on = pass_on
        return out

    def __pow__(self, power):
        out = Value(self.data**power, (self,))

        def pass_on():
            self.grad += power * self.data ** (power - 1) * out.grad

        out.pass_on = pass_on
        return out

    def sigmoid(self):
        out = Value(1 / (1 + math.exp(-self.data)), (self,))

        def pass_on():
            self.grad += out.data * (1 - out.data) * out.grad

        out.pass_on = pass_on
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        """∂self/∂v into the grad of every Value v behind this one: each is finished before it passes its own on."""
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for parent in value.parents:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            value.pass_on()
