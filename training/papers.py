"""Which real lines are held out for measuring."""

import hashlib

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
    held = [hashlib.sha256(lines[find(n)].name.encode()).digest()[0] % 4 == 0 for n in range(len(lines))]
    return [l for l, h in zip(lines, held) if not h], [l for l, h in zip(lines, held) if h]
