"""The chain rule for one parameter as data: its paths to the outputs, their factors, their numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from . import checks
from .functions import ACTIVATIONS, Array, error_slope
from .names import locate, neuron_names, weight_name
from .network import Network, Trace, slope, updated
from .tables import digits, minus, short

MOST_PATHS = 1000  # beyond this, paths are counted, not listed
PATHS_SHOWN = 6  # beyond this, the layer form is shown
ON_A_LINE = 5  # factors in numbers


class Factor(NamedTuple):
    """One link of the chain, ∂of/∂by: what it links, the formula that gives it, its number."""

    of: str
    by: str
    formula: str
    number: float

    @property
    def symbol(self) -> str:
        """The link as plain text: ∂E/∂out_o1."""
        return f"∂{self.of}/∂{self.by}"

    @property
    def latex(self) -> str:
        """The link as a fraction for MathJax."""
        return rf"\frac{{\partial {_latex(self.of)}}}{{\partial {_latex(self.by)}}}"


class Path(NamedTuple):
    """One way from a parameter to the error: the neurons it passes, and the factors along it, the error's first."""

    neurons: tuple[str, ...]
    factors: tuple[Factor, ...]

    @property
    def product(self) -> float:
        """This path's share of the gradient: all its factors multiplied."""
        return prod(factor.number for factor in self.factors)

    def symbols(self, latex: bool = False) -> str:
        """The factors' symbols as a product."""
        return r" \cdot ".join(f.latex for f in self.factors) if latex else " · ".join(f.symbol for f in self.factors)

    def numbers(self, latex: bool = False) -> str:
        """The factors' numbers as a product."""
        return (r" \cdot " if latex else " · ").join(_signed(f.number) for f in self.factors)


@dataclass(frozen=True, repr=False)
class Derivation:
    """∂E/∂w for one parameter, taken apart. Shows itself in symbols, then in numbers, then with the update.

    paths: every way from the parameter to the error; gradient: the sum of their products; value, updated: w and w⁺.
    layer_form: the same gradient from the deltas, ∂E/∂net · ∂net/∂w; above six paths this is what is shown, and above
    a thousand `paths` is empty (n_paths counts them).
    """

    name: str
    value: float
    learning_rate: float
    n_paths: int
    paths: tuple[Path, ...]
    layer_form: tuple[Path, ...]

    @property
    def gradient(self) -> float:
        """∂E/∂w: the sum over all paths."""
        return sum(path.product for path in self.paths or self.layer_form)

    @property
    def updated(self) -> float:
        """w⁺ = w − η ∂E/∂w."""
        return updated(self.value, self.gradient, self.learning_rate)

    @property
    def shown(self) -> tuple[Path, ...]:
        """The paths, or the layer form where there are too many to read."""
        return self.paths if self.n_paths <= PATHS_SHOWN else self.layer_form

    @property
    def _left_out(self) -> list[str]:
        """How many of the paths are not listed, where there are any."""
        more = len(self.shown) - PATHS_SHOWN
        return [f"… and {more} more"] if more > 0 else []

    def _headline(self, symbol: str) -> str:
        collected = ". Collected layer by layer, a delta for each neuron, it is" if self.n_paths > PATHS_SHOWN else ""
        return f"{symbol} is a sum over {self.n_paths:,} paths{collected}"

    def __repr__(self) -> str:
        whole = f"∂E/∂{self.name}"
        total = digits(self.gradient)
        update = (
            f"{self.name}⁺ = {self.name} − η · {whole} = {digits(self.value)} − {short(self.learning_rate)} · "
            f"{_signed(self.gradient)} = {digits(self.updated)}"
        )
        ways = [f"{path.symbols()} = {path.numbers()} = {digits(path.product)}" for path in self.shown[:PATHS_SHOWN]]
        if self.n_paths == 1:
            return f"{whole} = {ways[0]}\n{update}"
        ways = [f"via {' → '.join(path.neurons)}: {way}" for path, way in zip(self.shown, ways)]
        return "\n".join([self._headline(whole), *ways, *self._left_out, f"{whole} = {total}", update])

    def _repr_markdown_(self) -> str:
        w = _latex(self.name)
        rate = short(self.learning_rate)
        whole = Factor("E", self.name, "", 0.0).latex
        total = digits(self.gradient)
        update = (
            rf"$${w}^{{+}} = {w} - \eta \, {whole} = {digits(self.value)} - {rate} \cdot {_signed(self.gradient)} "
            rf"= {digits(self.updated)}$$"
        )
        distinct = dict.fromkeys(factor for path in self.shown[:PATHS_SHOWN] for factor in path.factors)
        lines = [rf"| ${f.latex}$ | ${_latex(f.formula)}$ | {minus(digits(f.number))} |" for f in distinct]
        table = "\n".join(["| factor | formula | number |", "|:-:|:-:|--:|", *lines])
        if self.n_paths == 1:
            path = self.paths[0]
            numbers = (
                f"$${whole} = {path.numbers(True)} = {total}$$"
                if len(path.factors) <= ON_A_LINE
                else _aligned([*_wrapped(path), rf"{whole} &= {total}"])
            )
            return "\n\n".join([f"$${whole} = {path.symbols(True)}$$", table, numbers, update])
        shown = self.shown[:PATHS_SHOWN]
        in_symbols = [f"via {' → '.join(path.neurons)}:\n\n$${path.symbols(True)}$$" for path in shown]
        in_numbers = [
            line
            for path in shown
            for line in (
                rf"&\text{{via {' → '.join(path.neurons)}:}}",
                *_wrapped(path),
                rf"&\qquad = {digits(path.product)}",
            )
        ]
        parts = "" if self._left_out else " + ".join(_signed(path.product) for path in shown) + " = "
        numbers = _aligned([*in_numbers, rf"{whole} &= {parts}{total}"])
        return "\n\n".join([self._headline(f"${whole}$"), *in_symbols, *self._left_out, table, numbers, update])


def derive(net: Network, x: Array, t: Array, name: str, learning_rate: float = 0.5) -> Derivation:
    """∂E/∂w by the chain rule: on every path from w to an output multiply the factors, then add the paths.

    x (n_in,), t (n_out,): one example. name: any weight or bias, "w5", "b_h1", or "b1" for a layer's shared bias.
    Raises KeyError for an unknown name, ValueError or TypeError for arguments that do not fit.
    """
    x, t = checks.examples(net, x, t)
    if x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}, but derive takes one example at a time: expected ({net.sizes[0]},)")
    learning_rate = checks.number("learning_rate", learning_rate, least=0)
    place = locate(name, net.sizes)
    names = neuron_names(net.sizes)
    trace = net.forward(x)
    level = place.layer + 1
    fed = [(row, neuron) for row, neuron in enumerate(names[level]) if place.row in (None, row)]
    # ∂net/∂w, the last factor of every path: what a neuron that the parameter feeds gets per unit of w.
    formula, signal = "1", 1.0
    if place.column is not None:
        source, signal = names[place.layer][place.column], float(trace.out[place.layer][place.column])
        formula = f"out_{source}" if place.layer else source
    last = {row: Factor(f"net_{neuron}", name, formula, signal) for row, neuron in fed}
    n_paths = prod(net.sizes[level + 1 :]) * len(fed)
    deltas = net.backward(trace, t).deltas[place.layer]
    paths = (
        [Path(path.neurons, (*path.factors, last[row])) for row, _ in fed for path in _climb(net, trace, t, level, row)]
        if n_paths <= MOST_PATHS
        else []
    )
    # The layer form begins with ∂E/∂net, where backward has collected the blame of all paths.
    layer_form = [
        Path((neuron,), (Factor("E", f"net_{neuron}", f"delta_{neuron}", float(deltas[row])), last[row]))
        for row, neuron in fed
    ]
    return Derivation(name, net[name], learning_rate, n_paths, tuple(paths), tuple(layer_form))


def _climb(net: Network, trace: Trace, t: Array, level: int, row: int) -> Iterator[Path]:
    """Every path from the net input of one neuron up to the error, its factors from the error down."""
    names = neuron_names(net.sizes)
    here = names[level][row]
    activation = net.activations[level - 1]
    softmax = activation == "softmax"  # its slope and cross-entropy's make one factor together
    formula = ACTIVATIONS[activation].formula.format(out=f"out_{here}")
    answer = (
        () if softmax else (Factor(f"out_{here}", f"net_{here}", formula, float(slope(activation, trace.out[level])[row])),)
    )
    if level == len(net.weights):
        miss = float(error_slope(trace.out[level], t)[row])
        yield Path((here,), (Factor("E", f"{'net' if softmax else 'out'}_{here}", f"out_{here} - t_{here}", miss), *answer))
        return
    for above, name in enumerate(names[level + 1]):
        weight = Factor(
            f"net_{name}", f"out_{here}", weight_name(net.sizes, level, above, row), float(net.weights[level][above, row])
        )
        for path in _climb(net, trace, t, level + 1, above):
            yield Path((here, *path.neurons), (*path.factors, weight, *answer))


def _wrapped(path: Path) -> list[str]:
    """The factors' numbers, as many on a line as a page is wide."""
    lines = [path.factors[k : k + ON_A_LINE] for k in range(0, len(path.factors), ON_A_LINE)]
    return [(r"&\quad \cdot " if k else r"&\quad ") + Path((), factors).numbers(True) for k, factors in enumerate(lines)]


def _aligned(lines: list[str]) -> str:
    return "\n".join([r"$$\begin{aligned}", " \\\\\n".join(lines), r"\end{aligned}$$"])


def _signed(value: float) -> str:
    """A number inside a product: in brackets where it is negative."""
    return f"({digits(value)})" if value < 0 else digits(value)


_HEADS = {"out": r"\mathrm{out}", "net": r"\mathrm{net}", "delta": r"\delta"}


def _latex(text: str) -> str:
    """Plain names and formulas as LaTeX: net_h1 becomes net_{h1}, w5 becomes w_5."""
    text = re.sub(
        r"\b(out|net|delta|t|b)_(\w+)", lambda m: rf"{_HEADS.get(m[1], m[1])}_{{{m[2].replace('_', chr(92) + '_')}}}", text
    )
    text = re.sub(r"\b([wbi])(\d+)\b(?!})", r"\1_{\2}", text)
    return re.sub(r"( if |, else )", r"\\text{\1}", text)
