"""Begins a network with the weights of a smaller one of the same kind: layers that were added between pass on what they
get, the last layer says the same in each of its parts. What is read at first is about what the smaller one reads.

    python3 grow.py figures SMALLER.checkpoint FIRST.checkpoint 2 5

The numbers are those of the layers that the smaller network lacks, the first being 0."""

import importlib
import sys

import torch
from torch import nn

import model

# How much chance there is in layers that pass on, in shares of a new layer's weights.
CHANCE = 0.1
# How widely what comes to them spreads, about.
SPREAD = 0.6


def states(network_state):
    """The values of each part of a network that has some, by their names."""
    parts = {}
    for key, value in network_state.items():
        _, number, name = key.split(".")
        parts.setdefault(int(number), {})[name] = value
    return [parts[number] for number in sorted(parts)]


def pass_on(convolution, norm):
    """Makes a layer and its norm pass on what they get."""
    rows, columns = convolution.weight.shape[2:]
    with torch.no_grad():
        convolution.weight.mul_(CHANCE)
        convolution.weight[:, :, rows // 2, columns // 2] += torch.eye(len(convolution.weight))
        norm.weight.fill_(SPREAD)
        norm.bias.fill_(SPREAD / 2)


def begun(kind, smaller, added):
    """A network of a kind that goes on from the weights of a smaller one."""
    network = model.of(kind)
    parts = [part for part in network.parts if not isinstance(part, nn.ReLU)]
    convolutions = [n for n, part in enumerate(parts) if isinstance(part, nn.Conv2d)]
    new = {n for layer in added for n in (convolutions[layer], convolutions[layer] + 1)}
    for layer in added:
        pass_on(parts[convolutions[layer]], parts[convolutions[layer] + 1])
    old = states(smaller)
    old[-1] = {name: torch.cat([value] * kind.SPLIT) for name, value in old[-1].items()}
    for n, values in zip((n for n in range(len(parts)) if n not in new), old, strict=True):
        parts[n].load_state_dict(values)
    return network


def main(name, smaller, target, *added):
    kind = importlib.import_module(name)
    network = begun(kind, torch.load(smaller)["mean"], [int(layer) for layer in added])
    torch.save({"mean": network.state_dict()}, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
