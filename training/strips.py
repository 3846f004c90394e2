"""Strips: lines as the reader's network looks at them, written by `cargo run --example line_strips`."""

import hashlib
from dataclasses import dataclass

import numpy as np

HEIGHT = 40
SYMBOLS = "0123456789⑆⑇⑈⑉"


@dataclass(frozen=True)
class Strip:
    name: str
    truth: str
    # Rows by columns; paper 32, full ink 224.
    pixels: np.ndarray


def load(path):
    """All strips of a file."""
    data = open(path, "rb").read()
    strips, at = [], 0
    while at < len(data):
        end = data.index(b"\n", at)
        width, name, truth = data[at:end].decode().split(" ", 2)
        size = HEIGHT * int(width)
        pixels = np.frombuffer(data, np.uint8, size, end + 1).reshape(HEIGHT, int(width))
        strips.append(Strip(name, truth, pixels))
        at = end + 1 + size
    return strips


# Lines of one paper share a piece as long as this.
PIECE = 9
# Specimens are full of this; it tells nothing about papers.
COMMON = "01234567890123456789"


def split(lines):
    """Lines to train on and lines held out: about a fourth, all lines of one paper on the same side."""
    leader = list(range(len(lines)))

    def find(n):
        while leader[n] != n:
            n = leader[n]
        return n

    first = {}
    for n, line in enumerate(lines):
        for at in range(len(line.truth) - PIECE + 1):
            piece = line.truth[at : at + PIECE]
            plain = len(set(piece)) < 5 or any(piece[k : k + 6] in COMMON for k in range(PIECE - 5))
            if plain:
                continue
            one, other = sorted((find(n), find(first.setdefault(piece, n))))
            leader[other] = one
    sides = [hashlib.sha256(lines[find(n)].name.encode()).digest()[0] % 4 == 0 for n in range(len(lines))]
    return [l for l, held in zip(lines, sides) if not held], [l for l, held in zip(lines, sides) if held]


def labels(truth):
    """Classes of a line's characters; 0 is the blank."""
    return [SYMBOLS.index(symbol) + 1 for symbol in truth]
