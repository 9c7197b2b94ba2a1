"""The way to a neuron's value, an error or a delta, in symbols and then in numbers."""
from __future__ import annotations

from ..names import neuron_names, weight_name
from ..network import Network, slope
from ..tables import digits, short
from .doctor import Case
from .rounds import Round, one_round


def _slope(net: Network, this: Round, layer: int, row: int) -> float:
    return float(slope(net.activations[layer - 1], this.out[layer])[row])


def steps(case: Case) -> str:
    """One line for each quantity on the way, the asked one last, as Markdown."""
    setting, asked = case.setting, case.asked
    net, this, names = setting.net, one_round(setting), neuron_names(setting.net.sizes)
    last = len(net.weights)
    if asked.kind == "error" and not asked.rounds:
        terms = [f"½ ({short(t)} − {digits(out)})²" for t, out in zip(setting.t, this.out[-1])]
        return f"E = {' + '.join(terms)} = **{digits(this.error)}**"
    if asked.kind == "error":
        return (f"`bp.train(net, x, target, learning_rate={short(setting.learning_rate)}, epochs={asked.rounds}, "
                f"biases=\"{setting.biases}\").errors[-1]`, with the network, input and target of the lesson, gives "
                f"**{digits(float(case.right[0]))}**.")
    layer = next(k for k, layer in enumerate(names) if asked.name in layer)
    row = names[layer].index(asked.name)
    sources = [name if layer == 1 else f"out_{name}" for name in names[layer - 1]]
    weights = [weight_name(net.sizes, layer - 1, row, column) for column in range(len(sources))]
    sums = " + ".join(f"{weight} · {source}" for weight, source in zip(weights, sources))
    numbers = " + ".join(f"{short(net[weight])} · {short(round(float(value), 9))}"
                         for weight, value in zip(weights, this.out[layer - 1]))
    lines = [f"net_{asked.name} = {sums} + b_{asked.name} = {numbers} + {short(net.biases[layer - 1][row])} = "
             f"**{digits(this.net[layer][row])}**"]
    if asked.kind != "net":
        squash = net.activations[layer - 1]
        lines.append(f"out_{asked.name} = {squash}(net_{asked.name}) = **{digits(this.out[layer][row])}**")
    if asked.kind == "delta" and layer == last:
        lines.append(f"δ_{asked.name} = (out − t) · out (1 − out) = "
                     f"({digits(this.out[-1][row])} − {short(setting.t[row])}) · "
                     f"{digits(_slope(net, this, layer, row))} = **{digits(this.deltas[-1][row])}**")
    elif asked.kind == "delta":
        above = [f"{weight_name(net.sizes, layer, k, row)} · δ_{name}" for k, name in enumerate(names[layer + 1])]
        values = [f"{short(net.weights[layer][k, row])} · ({digits(delta)})" for k, delta in enumerate(this.deltas[layer])]
        lines += [f"δ_{name} = (out − t) · out (1 − out) = {digits(delta)}"
                  for name, delta in zip(names[layer + 1], this.deltas[layer])] if layer + 1 == last else []
        lines.append(f"δ_{asked.name} = ({' + '.join(above)}) · out (1 − out) = ({' + '.join(values)}) · "
                     f"{digits(_slope(net, this, layer, row))} = "
                     f"**{digits(this.deltas[layer - 1][row])}**")
    return "\n\n".join(lines).replace("-", "−")
