"""Writes a checkpoint's weights as the file that the reader loads (its form: src/reading/network/weights.rs)."""

import importlib
import os
import struct
import sys

import torch

import model


def write(kind, network, target):
    """The file of a network of a kind."""
    with open(target + ".part", "wb") as out:
        out.write(b"LBN2" + bytes([len(kind.LAYERS), kind.SPLIT]))
        for layer, (kernel, bias) in zip(kind.LAYERS, model.plain(network)):
            out.write(bytes([*layer.kernel, *layer.stride, *layer.padding, layer.relu]))
            out.write(struct.pack("<HH", kernel.shape[2], kernel.shape[3]))
            out.write(kernel.astype("<f4").tobytes() + bias.astype("<f4").tobytes())
    os.replace(target + ".part", target)


def main(name, checkpoint, target):
    kind = importlib.import_module(name)
    held = torch.load(checkpoint)
    network = model.of(kind)
    network.load_state_dict(held["mean"])
    write(kind, network, target)
    print(f"step {held['done']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
