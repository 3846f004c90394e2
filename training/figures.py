"""The network for amounts in figures."""

import composed
from model import Layer
from normal import ROWS as HEIGHT

SYMBOLS = "0123456789.,-/$*x#no&' "
PAPER, INK = 0, 255
WIDEST = 640
LAYERS = (
    Layer((3, 3), (2, 2), (1, 1), 16),
    Layer((3, 3), (2, 2), (1, 1), 32),
    Layer((3, 3), (2, 1), (1, 1), 64),
    Layer((4, 3), (1, 1), (0, 1), 128),
    Layer((1, 5), (1, 1), (0, 2), 96),
    Layer((1, 5), (1, 1), (0, 2), 96),
    Layer((1, 1), (1, 1), (0, 0), len(SYMBOLS) + 1, relu=False),
)
NORMED = True
WIDTHS = (64, 96, 128, 160, 192, 224, 256, 320, 400, 512, 640, 720)
BATCH = 64
arguments = composed.arguments


def data(args):
    return composed.data(args, WIDEST)
