"""The loop around forward and backward: train until a criterion says enough.

initialise small random weights (Network.random)
repeat, epoch after epoch:
    for each example (or batch): predict, compare with the target, find Δw from the outputs back, update
until all examples are classified correctly, or another criterion stops it
"""

import inspect
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import checks
from .bars import counted
from .functions import Array
from .network import Network, updated
from .tables import Tabular, count, digits, short

Criterion = Callable[[Network, Array, Array, list[float]], "str | bool | None"]
BIAS_RULES: dict[str, Callable[[list[Array]], list[Array]]] = {
    "own": lambda gradients: gradients,
    "shared": lambda gradients: [g.sum() for g in gradients],
    "frozen": lambda gradients: [],
}
Snapshot = tuple[int, list[Array], list[Array]]  # epochs done, weights, biases


def run_epochs(
    net: Network,
    x: Array,
    t: Array,
    learning_rate: float,
    epochs: int,
    batch_size: int,
    momentum: float,
    biases: str,
    shuffle: bool,
    seed: int,
) -> Iterator[float]:
    """One epoch after another; yields the mean error that its forward passes met."""
    layers = len(net.weights)
    bias_rule = BIAS_RULES[biases]
    draw = np.random.default_rng(seed)
    batches = _batches(x, t, batch_size)
    velocity = [np.zeros_like(parameter) for parameter in (*net.weights, *net.biases)]
    updates = counted(epochs * len(batches))
    for _ in range(epochs):
        if shuffle:
            order = draw.permutation(len(x))
            batches = _batches(x[order], t[order], batch_size)
        error = 0.0
        for inputs, targets, share in batches:
            next(updates)
            trace = net.pass_forward(inputs)
            error += share * net.pass_error(trace, targets)
            gradients = net.pass_backward(trace, targets)
            # frozen biases have no slopes: zip ends at the weights
            slopes = [*gradients.weights, *bias_rule(gradients.biases)]
            if momentum:
                slopes = velocity = [momentum * v + slope for v, slope in zip(velocity, slopes)]
            parameters = [*net.weights, *net.biases]
            moved = [updated(p, slope, learning_rate) for p, slope in zip(parameters, slopes)]
            net.weights, net.biases = moved[:layers], moved[layers:] or net.biases
        yield error
    next(updates, None)  # asked once more, a progress bar ends full


def _batches(x: Array, t: Array, size: int) -> list[tuple[Array, Array, float]]:
    """Inputs, targets and their share of the epoch for each update; single examples come as vectors."""
    n = len(x)
    if min(size, n) == 1:
        return [(inputs, targets, 1 / n) for inputs, targets in zip(x, t)]
    return [(x[k : k + size], t[k : k + size], min(size, n - k) / n) for k in range(0, n, size)]


def all_correct(net: Network, x: Array, t: Array, errors: list[float]) -> str | None:
    """Stops when every example is classified correctly.

    Several outputs: the largest output is where the largest target is. One output: it lies on the target's side of
    halfway between the lowest and the highest target.
    """
    out = net.pass_forward(x).out[-1]
    if t.shape[1] == 1:
        if t.min() == t.max():
            raise ValueError(f"t is {short(t.min())} for every example, but all_correct needs two classes to tell apart")
        halfway = (t.min() + t.max()) / 2
        correct = (out > halfway) == (t > halfway)
    else:
        correct = out.argmax(axis=1) == t.argmax(axis=1)
    which = f"all {len(x)} examples" if len(x) > 1 else "the example"
    return f"{which} classified correctly" if correct.all() else None


def error_below(limit: float) -> Criterion:
    """Stops when the error over all examples is below `limit`."""
    limit = checks.number("limit", limit, above=0)

    def criterion(net: Network, x: Array, t: Array, errors: list[float]) -> str | None:
        return f"error below {short(limit)}" if net.mean_error(x, t) < limit else None

    return criterion


def no_progress(epochs: int, by: float = 0.0) -> Criterion:
    """Stops when none of the last `epochs` epochs brought the error more than `by` below where it was before them."""
    epochs = checks.whole("epochs", epochs, 1)
    by = checks.number("by", by, least=0)

    def criterion(net: Network, x: Array, t: Array, errors: list[float]) -> str | None:
        stuck = len(errors) > epochs and min(errors[-epochs:]) >= errors[-epochs - 1] - by
        return f"no progress for {epochs} epochs" if stuck else None

    return criterion


@dataclass(repr=False)
class History(Tabular):
    """What a run of `train` left: the trained network, why it stopped, and the errors on the way.

    errors[k] is the error met by the forward passes of epoch k + 1; one last entry is the returned network's error
    over all examples. Empty with record=False.
    """

    network: Network
    errors: list[float]
    stopped: str
    epochs: int

    def _table(self) -> tuple[str, list[str], list[list[str]]]:
        marks = [0, *(10**k for k in range(12)), self.epochs]
        rows = [[f"{k:,}", digits(self.errors[k])] for k in sorted(set(marks)) if k < len(self.errors)]
        return f"Stopped: {self.stopped}.", ["epochs", "error"], rows


def train(
    net: Network,
    x: Array,
    t: Array,
    learning_rate: float,
    epochs: int,
    batch_size: int = 1,
    *,
    biases: str = "own",
    momentum: float = 0.0,
    shuffle: bool = False,
    seed: int = 0,
    stop: Criterion | Sequence[Criterion] = (),
    record: bool = True,
    in_place: bool = False,
) -> History:
    """Backpropagation over the examples, epoch after epoch: w⁺ = w − η ∂E/∂w after every batch.

    x (n_examples, n_in) or one example (n_in,), t likewise. batch_size 1 updates after each example, len(x) once an
    epoch. biases: "own" (each learns), "shared" (one per layer), "frozen". momentum μ: each step is
    along v⁺ = μ v + ∂E/∂w. shuffle: a new order every epoch, drawn from seed. stop: criteria (all_correct, error_below(…),
    no_progress(…), or any function of net, x, t, errors that returns why to stop, or None), asked after each epoch.
    A copy is trained unless in_place. Ctrl-C ends the run with the last complete epoch; when numbers overflow, the
    last finite network is returned. Raises ValueError or TypeError for arguments that do not fit.
    """
    x, t = (np.atleast_2d(array) for array in checks.examples(net, x, t, copy=False))
    epochs = checks.whole("epochs", epochs, 0)
    criteria = _criteria(stop)
    for name, flag in (("shuffle", shuffle), ("record", record), ("in_place", in_place)):
        if not isinstance(flag, bool):
            raise TypeError(f"{name} is {flag!r}, expected True or False")
    if biases == "shared":
        for layer in range(1, len(net.sizes)):
            net[f"b{layer}"]  # raises where a layer's biases differ
    work = net if in_place else net.copy()  # the loop itself is run_epochs
    run = run_epochs(
        work,
        x,
        t,
        checks.number("learning_rate", learning_rate, least=0),
        epochs,
        checks.whole("batch_size", batch_size, 1),
        checks.number("momentum", momentum, least=0, most=1),
        checks.choice("biases", biases, BIAS_RULES),
        shuffle,
        checks.whole("seed", seed, 0),
    )
    start = (0, work.weights, work.biases)
    latest = deque([start], maxlen=2)
    errors: list[float] = []
    with np.errstate(all="ignore"):
        ending = _run_until_stopped(run, work, x, t, criteria, errors, latest)
        done, error = _restore_last_finite(work, x, t, [*reversed(latest), start])
    stopped = ending or f"{'one epoch' if epochs == 1 else f'all {epochs:,} epochs'} done"
    if not math.isfinite(error):
        stopped = f"the error is {error} before any training, so there is nothing to go down from"
        print(f"Training stopped: {stopped}.")
    elif done < len(errors):
        stopped = (
            f"the numbers overflowed in epoch {done + 1:,} at learning rate "
            f"{short(learning_rate)}; the network is the last finite one, after {count(done, 'epoch')}"
        )
        said = stopped.replace("; ", ";\n")  # a page breaks a longer line within a word
        print(f"Training stopped: {said}. Try a smaller learning rate.")
    return History(work, [*errors[:done], error] if record else [], stopped, done)


def _run_until_stopped(
    run: Iterator[float],
    net: Network,
    x: Array,
    t: Array,
    criteria: list[Criterion],
    errors: list[float],
    latest: deque[Snapshot],
) -> str:
    """Let the run go on to its end, which is "", or to an earlier one, in words: a criterion, an overflow, Ctrl-C.

    Each epoch's error goes into `errors`, the network's numbers after it into `latest`.
    """
    try:
        for error in run:
            errors.append(error)
            if not math.isfinite(error):
                return "the error overflowed"
            latest.append((len(errors), net.weights, net.biases))
            for criterion in criteria:
                reason = criterion(net, x, t, errors)
                if not isinstance(reason, (str, bool, np.bool_, type(None))):
                    raise TypeError(f"stop returned {reason!r}, expected why to stop, as text, or None")
                if reason:
                    return f"{reason if isinstance(reason, str) else 'criterion met'} after {count(len(errors), 'epoch')}"
    except KeyboardInterrupt:
        ending = f"interrupted by hand after {count(latest[-1][0], 'epoch')}, with the network of that moment"
        print(f"Training {ending}.")
        return ending
    return ""


def _criteria(stop: Any) -> list[Criterion]:
    """`stop` as a list of functions. Raises TypeError where one is none, or takes something else."""
    several = isinstance(stop, Sequence) and not isinstance(stop, str)
    criteria = {f"stop[{k}]": criterion for k, criterion in enumerate(stop)} if several else {"stop": stop}
    for name, criterion in criteria.items():
        _check_criterion(name, criterion)
    return list(criteria.values())


def _check_criterion(name: str, given: Any) -> None:
    if given is error_below or given is no_progress:
        raise TypeError(f"{name} is {given.__name__}, expected it with its limit: {given.__name__}(…)")
    expected = "expected a function of net, x, t, errors such as bp.training.all_correct"
    try:
        takes = inspect.signature(given)
    except (TypeError, ValueError):  # no function, or a built-in one that does not say what it takes
        raise TypeError(f"{name} is {given!r}, {expected}") from None
    try:
        takes.bind("net", "x", "t", "errors")
    except TypeError:
        raise TypeError(f"{name} is {getattr(given, '__name__', given)}{takes}, {expected}") from None


def _restore_last_finite(net: Network, x: Array, t: Array, snapshots: list[Snapshot]) -> tuple[int, float]:
    """Give `net` the first snapshot whose numbers and error are finite; its epochs and error."""
    for done, weights, biases in snapshots:
        net.weights, net.biases = weights, biases
        error = net.mean_error(x, t)
        if math.isfinite(error) and all(np.isfinite(array).all() for array in (*weights, *biases)):
            break
    return done, error
