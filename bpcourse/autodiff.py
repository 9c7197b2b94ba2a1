"""Reverse-mode automatic differentiation, one number at a time: read it beside lesson 06."""

from __future__ import annotations

import math

from . import checks


class Value:
    """A number that remembers what it was made from, and how strongly it answers to each of those numbers.

    data: the number; grad: ∂(end)/∂(this), added to by each `backward` of an end; label: a name, for pictures.
    Raises TypeError or ValueError for data that is no finite number.
    """

    def __init__(
        self, data: float, parents: tuple[Value, ...] = (), slopes: tuple[float, ...] = (), op: str = "", label: str = ""
    ) -> None:
        self.data = data if parents else checks.number("data", data)
        self.grad = 0.0
        self.parents, self.slopes = parents, slopes
        self.op, self.label = op, label

    def __add__(self, other: Value | float) -> Value:
        other = _value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __sub__(self, other: Value | float) -> Value:
        other = _value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0), "−")

    def __mul__(self, other: Value | float) -> Value:
        other = _value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "·")

    def __truediv__(self, other: Value | float) -> Value:
        other = _value(other)
        if other.data == 0:
            raise ZeroDivisionError(f"{self.data} / 0 has no value")
        out = self.data / other.data
        return Value(out, (self, other), (1 / other.data, -out / other.data), "/")

    def __pow__(self, power: float) -> Value:
        if isinstance(power, Value):
            raise TypeError("power is a Value, expected a number; for a Value write (power * base.log()).exp()")
        if checks.number("power", power) < 0 and self.data == 0:
            raise ZeroDivisionError(f"0 ** {power:g} has no value")
        out = _power(self.data, power)
        return Value(out, (self,), (power * _power(self.data, power - 1) if power else 0.0,), f"^{power:g}")

    def exp(self) -> Value:
        """e^x; its slope is itself."""
        out = math.exp(self.data) if self.data < 709 else math.inf
        return Value(out, (self,), (out,), "exp")

    def log(self) -> Value:
        """ln x; its slope is 1 / x. Raises ValueError for x ≤ 0."""
        if self.data <= 0:
            raise ValueError(f"{self.data} has no logarithm, expected a number above 0")
        return Value(math.log(self.data), (self,), (1 / self.data,), "log")

    def tanh(self) -> Value:
        """tanh x; its slope is 1 − tanh² x."""
        out = math.tanh(self.data)
        return Value(out, (self,), (1 - out * out,), "tanh")

    def sigmoid(self) -> Value:
        """1 / (1 + e^(−x)); its slope is out (1 − out)."""
        out = 1 / (1 + math.exp(min(-self.data, 700.0)))
        return Value(out, (self,), (out * (1 - out),), "sigmoid")

    def relu(self) -> Value:
        """max(0, x); its slope is 1 where x > 0, else 0."""
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),), "relu")

    def backward(self) -> None:
        """Blame flows from this value back: each is complete before it passes its own on, times the slope between.

        Adds to every `grad` on the way, so set these to 0 before the next round.
        """
        flow = {self: 1.0}
        for value in reversed(history(self)):
            value.grad += flow[value]
            for parent, slope in zip(value.parents, value.slopes):
                flow[parent] = flow.get(parent, 0.0) + slope * flow[value]

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Value:
        return self * -1.0

    def __rsub__(self, other: float) -> Value:
        return _value(other) - self

    def __rtruediv__(self, other: float) -> Value:
        return _value(other) / self

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"


def history(end: Value) -> list[Value]:
    """A value and all behind it, each after everything that it was made from."""
    order: list[Value] = []
    seen: set[Value] = set()
    waiting = [(end, False)]
    while waiting:  # a list in place of recursion: chains may be long
        value, ready = waiting.pop()
        if ready:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            waiting += [(value, True), *((parent, False) for parent in value.parents)]
    return order


def _value(number: Value | float) -> Value:
    return number if isinstance(number, Value) else Value(number)


def _power(base: float, power: float) -> float:
    """base ** power as a real number; infinite where it is too large, and where a slope is."""
    if base < 0 and power % 1:
        raise ValueError(f"{base} ** {power:g} is no real number, expected a base of 0 or more")
    try:
        return base**power if base or power >= 0 else math.inf
    except OverflowError:
        return math.inf
