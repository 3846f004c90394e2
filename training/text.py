"""The network for any line of text on a check."""

import composed
from model import Layer
from normal import ROWS as HEIGHT

SYMBOLS = "".join(chr(code) for code in range(33, 127)) + " "
PAPER, INK = 0, 255
WIDEST = 2000
LAYERS = (
    Layer((3, 3), (2, 2), (1, 1), 12),
    Layer((3, 3), (2, 2), (1, 1), 24),
    Layer((3, 3), (2, 1), (1, 1), 48),
    Layer((4, 3), (1, 1), (0, 1), 96),
    Layer((1, 5), (1, 1), (0, 2), 96),
    Layer((1, 5), (1, 1), (0, 2), 88),
    Layer((1, 1), (1, 1), (0, 0), len(SYMBOLS) + 1, relu=False),
)
NORMED = True
WIDTHS = (96, 144, 192, 256, 320, 400, 512, 640, 800, 1000, 1280, 1600, 2100)
BATCH = 32
arguments = composed.arguments


def data(args):
    return composed.data(args, WIDEST)
