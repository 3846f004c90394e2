"""The E-13B network: what it is like and what it is trained on, strips written by `cargo run --example line_strips`."""

import os
from dataclasses import dataclass

import numpy as np

import papers
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


def arguments(parser):
    parser.add_argument("--real", required=True)
    parser.add_argument("--drawn", required=True)
    parser.add_argument("--share", type=float, default=0.6, help="of real lines")


def data(args):
    """What gives a line to train on by chance, worn, and lines to check with."""
    wrong = set(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "wrong_truth.txt")).read().split())
    real = [line for line in papers.split(load(args.real))[0] if line.name not in wrong]
    drawn = load(args.drawn)
    checked, drawn = drawn[:200], drawn[200:]
    print(f"{len(real)} real lines, {len(drawn)} drawn ones", flush=True)

    def some(rng):
        pool = real if rng.random() < args.share else drawn
        strip = pool[int(rng.integers(len(pool)))]
        return augmented(strip.pixels, rng), strip.truth

    plain = lambda lines: [(line.pixels, line.truth) for line in lines]
    return some, {"real, trained on": plain(real[:150]), "drawn": plain(checked)}
