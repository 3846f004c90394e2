"""Composes lines of a check: pools of strips to train on, or crops of digits and typefaces that are held out.

    python3 compose.py pool figures 60000 --seed 1 --digits FOLDER --out figures-1.pool
    python3 compose.py crops figures-hand 3000 --seed 9801 --digits FOLDER --out figures-hand.crops

A crop file holds, for each, `WIDTH HEIGHT TRUTH` and a newline, then WIDTH x HEIGHT gray bytes."""

import argparse
import os

import numpy as np

import normal
import setting
import wear
import wording

WIDEST = {"figures": 640, "text": 2000}


def amount(kind, folder, held, rng):
    return setting.figures(kind, folder, held, rng)


def any_line(kind, folder, held, rng):
    return setting.text(kind, wording.line, folder, held, rng)


def in_words(kind, folder, held, rng):
    return setting.text(kind, wording.legal, folder, held, rng)


def crop(what, kind, folder, held, rng):
    """A gray crop of a line and its truth; tries until one can be read."""
    source, least, largest, height = {
        "figures": (amount, 11, 44, setting.HEIGHT), "text": (any_line, 11, 36, setting.HEIGHT * 0.75), "words": (in_words, 11, 36, setting.HEIGHT * 0.75),
    }[what]
    while True:
        ink, truth = source(kind, folder, held, rng)
        if ink is None or not truth:
            continue
        # Raised cents are small; they must still be readable.
        smallest = 17 if what == "figures" and "'" in truth else least
        for _ in range(3):
            gray = wear.worn(ink, height, rng, smallest, largest)
            if gray is not None:
                return gray, truth


def columns_needed(truth):
    """Results that CTC needs at least: one a character, one between two that are alike."""
    return len(truth) + sum(a == b for a, b in zip(truth, truth[1:]))


def sample(what, kind, folder, held, rng):
    """A crop, its strip and its truth."""
    while True:
        gray, truth = crop(what, kind, folder, held, rng)
        strip = normal.strip(gray, WIDEST["figures" if what == "figures" else "text"])
        if strip is not None and strip.shape[1] // 4 >= columns_needed(truth):
            return gray, strip, truth


def pool(what, count, folder, seed, out):
    """Strips to train on: `WIDTH TRUTH` and a newline, then 32 rows of WIDTH bytes each."""
    with open(out + ".part", "wb") as file:
        for n in range(count):
            rng = np.random.default_rng([seed, n])
            hand = rng.random() < (0.65 if what == "figures" else 0.5)
            _, strip, truth = sample(what, "hand" if hand else "print", folder, False, rng)
            file.write(f"{strip.shape[1]} {truth}\n".encode() + strip.tobytes())
    os.replace(out + ".part", out)


def crops(name, count, folder, seed, out):
    """Crops from what is held out."""
    what, kind = name.split("-")
    with open(out + ".part", "wb") as file:
        for n in range(count):
            gray, _, truth = sample(what, kind, folder, True, np.random.default_rng([seed, n]))
            file.write(f"{gray.shape[1]} {gray.shape[0]} {truth}\n".encode() + gray.tobytes())
    os.replace(out + ".part", out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=("pool", "crops"))
    parser.add_argument("what", help="figures or text; for crops figures-hand, figures-print, words-hand, words-print, text-hand, text-print")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--digits", required=True, help="the folder of MNIST, optdigits and semeion")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    (pool if args.form == "pool" else crops)(args.what, args.count, args.digits, args.seed, args.out)


if __name__ == "__main__":
    main()
