"""Amounts in figures: what stands there and how it is labelled.

A figure line is a list of (characters, role): `main` on the line; `raised` cents, smaller and higher; `beneath` what stands
under them, which is not transcribed; `rule` the stroke between. A label writes raised cents as `'` and two characters."""

from wording import FILLER, below, cents, digits, pick


def grouped(dollars, rng, hand):
    kind = below(rng, 0.55, 0.12 if hand else 0.04)
    return f"{dollars:,}" if kind == 0 else f"{dollars:,}".replace(",", ".") if kind == 1 else str(dollars)


def beneath(rng):
    return pick(rng, ["100", "100", "100", "xx", "00", "x"])


def cents_part(rng, two, zero, hand):
    """How the cents are written behind the dollars: pieces with their roles."""
    bare = pick(rng, ["00", "no", "xx", "00"]) if zero else two
    chances = (0.3, 0.3, 0.14, 0.05, 0.04, 0.04, 0.03) if hand else (0.68, 0.05, 0.06, 0.03, 0.02, 0.03, 0.03)
    kind = below(rng, *chances)
    if kind == 0:
        return [("." if rng.random() < 0.93 else ",", "main"), (two, "main")]
    if kind == 1:
        pieces = [(bare, "raised")]
        if rng.random() < 0.65:
            pieces.append(("", "rule"))
            if rng.random() < 0.6:
                pieces.append((beneath(rng), "beneath"))
        return pieces
    if kind == 2:
        return [(" " if rng.random() < 0.94 else "", "main"), (f"{bare}/{pick(rng, ['100', '100', '100', 'xx'])}", "main")]
    if kind == 3:
        return [(pick(rng, [" & ", "&"]), "main"), (f"{bare}/100", "main")]
    if kind == 4:
        return [("-", "main"), (two, "main")]
    if kind == 5:
        return [(" ", "main"), (two, "main")]
    if kind == 6:
        return [(pick(rng, [".-", "-", ".--"])[:2], "main")]
    return []


def label(pieces):
    """What is to be read."""
    text = ""
    for characters, role in pieces:
        if role == "raised":
            text += "'" + characters
        elif role == "main":
            text += characters.replace(FILLER, "-")
    return text.strip()


def line(rng, hand):
    """The pieces of an amount, or now and then of another number."""
    kind = below(rng, 0.05, 0.03)
    if kind == 0:
        return [(digits(rng, 1, 7), "main")]
    if kind == 1:
        return [(pick(rng, [f"{digits(rng, 1, 2)}/{digits(rng, 1, 2)}/{digits(rng, 2, 2)}", f"{digits(rng, 2, 4)}-{digits(rng, 2, 5)}", f"#{digits(rng, 2, 5)}", f"{digits(rng, 1, 2)}-{digits(rng, 2, 2)}"]), "main")]
    amount = cents(rng)
    dollars, rest = divmod(amount, 100)
    if rng.random() < 0.02:
        dollars = 0
    whole = grouped(dollars, rng, hand)
    stars = "*" * int(rng.integers(1, 5))
    before = ["", "$", "#", stars, "$" + stars, "$ ", "* "][below(rng, *((0.45, 0.35, 0.09, 0.03, 0.02, 0.04) if hand else (0.3, 0.32, 0.03, 0.16, 0.08, 0.08)))]
    pieces = [(before, "main"), (whole, "main")] + cents_part(rng, f"{rest:02}", rest == 0, hand)
    if before == "#" and rng.random() < 0.75:
        pieces.append(("#", "main"))
    elif "*" in before and rng.random() < 0.7:
        pieces.append((before.replace("$", "").replace(" ", ""), "main"))
    elif rng.random() < (0.13 if hand else 0.02):
        if not pieces[-1][0].endswith("-"):
            pieces.append((FILLER, "main"))
    elif rng.random() < (0.02 if hand else 0.03):
        pieces.append((stars, "main"))
    return [p for p in pieces if p[0] or p[1] == "rule"]
