"""The E-13B network: what it is like and what it is trained on, strips written by `cargo run --example line_strips`."""

import hashlib
import os
from dataclasses import dataclass

import numpy as np

from e13b_wear import augmented
from model import Layer

HEIGHT = 40
SYMBOLS = "0123456789⑆⑇⑈⑉"
PAPER, INK = 32, 224
LAYERS = (
    Layer((3, 3), (2, 2), (1, 1), 8),
    Layer((3, 3), (2, 2), (1, 1), 16),
    Layer((3, 3), (2, 2), (1, 1), 32),
    Layer((5, 3), (1, 1), (0, 1), 64),
    Layer((1, 3), (1, 1), (0, 1), 64),
    Layer((1, 1), (1, 1), (0, 0), 15, relu=False),
)
NORMED = False
WIDTHS = (640, 896, 1152, 1408, 1664, 1920)
BATCH = 16


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


def arguments(parser):
    parser.add_argument("--real", required=True)
    parser.add_argument("--drawn", required=True)
    parser.add_argument("--share", type=float, default=0.6, help="of real lines")


def data(args):
    """What gives a line to train on by chance, worn, and lines to check with."""
    wrong = set(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "wrong_truth.txt")).read().split())
    real = [line for line in split(load(args.real))[0] if line.name not in wrong]
    drawn = load(args.drawn)
    checked, drawn = drawn[:200], drawn[200:]
    print(f"{len(real)} real lines, {len(drawn)} drawn ones", flush=True)

    def some(rng):
        pool = real if rng.random() < args.share else drawn
        strip = pool[int(rng.integers(len(pool)))]
        return augmented(strip.pixels, rng), strip.truth

    plain = lambda lines: [(line.pixels, line.truth) for line in lines]
    return some, {"real, trained on": plain(real[:150]), "drawn": plain(checked)}
