"""The way to a neuron's value, an error or a delta, in symbols and then in numbers."""
from __future__ import annotations

from ..names import locate, neuron_names, weight_name
from ..network import slope
from ..tables import digits, short
from .doctor import Case
from .rounds import one_round


def steps(case: Case) -> str:
    """One line for each quantity on the way, the asked one last, as Markdown."""
    setting, asked = case.setting, case.asked
    net, this, names = setting.net, one_round(setting), neuron_names(setting.net.sizes)
    if asked.kind == "error" and not asked.rounds:
        terms = [f"½ ({short(t)} − {digits(out)})²" for t, out in zip(setting.t, this.out[-1])]
        return f"E = {' + '.join(terms)} = **{digits(this.error)}**"
    if asked.kind == "error":
        return (f"`bp.train(net, x, target, learning_rate={short(setting.learning_rate)}, epochs={asked.rounds}, "
                f"biases=\"{setting.biases}\").errors[-1]`, with the network, input and target of the lesson, gives "
                f"**{digits(float(case.right[0]))}**.")
    _, before, row, _ = locate(f"b_{asked.name}", net.sizes)
    layer = before + 1
    weights = [weight_name(net.sizes, before, row, column) for column in range(net.sizes[before])]
    sums = " + ".join(f"{weight} · {f'out_{name}' if before else name}" for weight, name in zip(weights, names[before]))
    numbers = " + ".join(f"{short(net[weight])} · {short(round(float(value), 9))}"
                         for weight, value in zip(weights, this.out[before]))
    lines = [f"net_{asked.name} = {sums} + b_{asked.name} = {numbers} + {short(net.biases[before][row])} = "
             f"**{digits(this.net[layer][row])}**"]
    squash, out = net.activations[before], this.out[layer]
    if asked.kind != "net":
        lines.append(f"out_{asked.name} = {squash}(net_{asked.name}) = **{digits(out[row])}**")
    if asked.kind == "delta" and layer == len(net.weights):
        blame, numbers = "out − t", f"{digits(out[row])} − {short(setting.t[row])}"
    elif asked.kind == "delta":
        behind, deltas = names[layer + 1], this.deltas[layer]
        weights = [weight_name(net.sizes, layer, k, row) for k in range(len(behind))]
        blame = " + ".join(f"{weight} · δ_{name}" for weight, name in zip(weights, behind))
        numbers = " + ".join(f"{short(net[weight])} · ({digits(delta)})" for weight, delta in zip(weights, deltas))
        lines += [f"δ_{name} = (out − t) · out (1 − out) = {digits(delta)}"
                  for name, delta in zip(behind, deltas) if layer + 1 == len(net.weights)]
    if asked.kind == "delta":
        lines.append(f"δ_{asked.name} = ({blame}) · out (1 − out) = ({numbers}) · "
                     f"{digits(slope(squash, out)[row])} = **{digits(this.deltas[before][row])}**")
    return "\n\n".join(lines).replace("-", "−")
