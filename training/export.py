"""Writes a checkpoint's weights as the file that the reader loads (its form: src/reading/network/weights.rs)."""

import pickle
import struct
import sys

import numpy as np

import model


def main(checkpoint, target):
    _, weights, _, done = pickle.load(open(checkpoint, "rb"))
    with open(target, "wb") as out:
        out.write(b"LBN1" + bytes([len(model.LAYERS)]))
        for layer, held in zip(model.LAYERS, weights):
            kernel, bias = np.asarray(held["kernel"], "<f4"), np.asarray(held["bias"], "<f4")
            out.write(bytes([*layer.kernel, *layer.stride, *layer.padding, layer.relu]))
            out.write(struct.pack("<HH", kernel.shape[2], kernel.shape[3]))
            out.write(kernel.tobytes() + bias.tobytes())
    print(f"step {done}")


if __name__ == "__main__":
    main(*sys.argv[1:])
