"""Trains a network: e13b, figures or text; see README.md. Breaks off and resumes at any checkpoint."""

import argparse
import copy
import importlib
import math
import os
import time

import numpy as np
import torch
from torch.nn import functional

import export
import model


def batches(kind, some, rng):
    """Batches without end: lines of like width together."""
    waiting = {width: [] for width in kind.WIDTHS}
    while True:
        pixels, truth = some(rng)
        bucket = next((width for width in kind.WIDTHS if pixels.shape[1] <= width), None)
        if bucket is None:
            continue
        waiting[bucket].append((pixels, truth))
        if len(waiting[bucket]) == kind.BATCH:
            yield packed(kind, waiting[bucket], bucket)
            waiting[bucket] = []


def packed(kind, lines, width):
    """Images, their counts of results, all labels in a row, their counts."""
    images = np.full((len(lines), kind.HEIGHT, width), kind.PAPER, np.uint8)
    for n, (pixels, _) in enumerate(lines):
        images[n, :, : pixels.shape[1]] = pixels
    counts = [model.frames(kind.LAYERS, pixels.shape[1]) for pixels, _ in lines]
    classes = [kind.SYMBOLS.index(symbol) + 1 for _, truth in lines for symbol in truth]
    return torch.from_numpy(images), torch.tensor(counts), torch.tensor(classes), torch.tensor([len(truth) for _, truth in lines])


def values(kind, images):
    """Bytes as the network takes them: paper 0, ink 1."""
    return (images.float() - kind.PAPER) / (kind.INK - kind.PAPER)


def loss(kind, network, images, counts, classes, lengths):
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(values(kind, images))
    logs = functional.log_softmax(scores.float(), 1).permute(2, 0, 1)
    each = functional.ctc_loss(logs, classes, counts, lengths, reduction="none", zero_infinity=True)
    return each.mean()


def greedy(kind, scores):
    """The best class of each column, repeats and blanks left out; scores by class and column."""
    best = scores.argmax(0).numpy()
    kept = best[(best != 0) & (best != np.concatenate([[0], best[:-1]]))]
    return "".join(kind.SYMBOLS[c - 1] for c in kept)


def apart(a, b):
    """The edit distance of two texts."""
    row = list(range(len(b) + 1))
    for n, x in enumerate(a):
        last, row[0] = row[0], n + 1
        for m, y in enumerate(b):
            last, row[m + 1] = row[m + 1], min(row[m + 1] + 1, row[m] + 1, last + (x != y))
    return row[-1]


def read(kind, network, pixels):
    """What the network reads on a strip."""
    network.eval()
    with torch.no_grad():
        scores = network(values(kind, torch.from_numpy(pixels.copy())[None]))[0]
    return greedy(kind, scores)


def measured(kind, network, lines):
    """The share of lines that are read exactly, and errors per character."""
    right = errors = characters = 0
    for pixels, truth in lines:
        shown = read(kind, network, pixels)
        right += shown == truth
        errors += apart(shown, truth)
        characters += len(truth)
    return right / max(1, len(lines)), errors / max(1, characters)


def report(kind, network, checks):
    parts = ["%s %.3f exact, %.4f errors" % (name, *measured(kind, network, lines)) for name, lines in checks.items()]
    return "; ".join(parts)


def rate(args, done):
    """One cycle: a tenth up, then down along a cosine."""
    share = done / args.steps
    rise = 0.06
    if share < rise:
        return args.rate * (0.1 + 0.9 * share / rise)
    return args.rate * (0.005 + 0.995 * (0.5 + 0.5 * math.cos(math.pi * min(1, (share - rise) / (1 - rise)))))


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=("e13b", "figures", "text"))
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", help="a checkpoint whose weights to begin with")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--export", help="where to put the weights now and then")
    parser.add_argument("--log", help="a file to which results of checks are added")
    parser.add_argument("--every", type=float, default=8, help="minutes between checks")
    kind = importlib.import_module(parser.parse_known_args()[0].network)
    kind.arguments(parser)
    return kind, parser.parse_args()


def main():
    kind, args = options()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    network = model.Network(kind.LAYERS, kind.NORMED)
    if args.start:
        network.load_state_dict(torch.load(args.start)["mean"])
    mean = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), args.rate, weight_decay=1e-4)
    done = 0
    if os.path.exists(args.checkpoint):
        held = torch.load(args.checkpoint)
        network.load_state_dict(held["network"])
        mean.load_state_dict(held["mean"])
        optimizer.load_state_dict(held["optimizer"])
        done = held["done"]
        print(f"resumed at step {done}", flush=True)
    some, checks = kind.data(args)
    source = batches(kind, some, np.random.default_rng([args.seed, done]))
    started = checked = time.time()
    losses = []

    def keep():
        held = {"network": network.state_dict(), "mean": mean.state_dict(), "optimizer": optimizer.state_dict(), "done": done}
        torch.save(held, args.checkpoint + ".part")
        os.replace(args.checkpoint + ".part", args.checkpoint)

    def check():
        if args.export:
            export.write(kind, mean, args.export)
        line = f"{time.strftime('%H:%M', time.gmtime())} {args.network} step {done}: {report(kind, mean, checks)}"
        print(line, flush=True)
        if args.log:
            open(args.log, "a").write(line + "\n")

    first = done + 600
    while done < args.steps:
        network.train()
        for group in optimizer.param_groups:
            group["lr"] = rate(args, done)
        value = loss(kind, network, *next(source))
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        done += 1
        share = min(0.005, 10 / (10 + done)) if done > 2000 else 0.02
        with torch.no_grad():
            for old, new in zip(mean.state_dict().values(), network.state_dict().values()):
                old.lerp_(new, share) if old.is_floating_point() else old.copy_(new)
        losses.append(float(value.detach()))
        if done % 100 == 0:
            print(f"step {done} loss {np.mean(losses):.3f} {time.time() - started:.0f} s", flush=True)
            losses = []
        if done % 500 == 0:
            keep()
        if time.time() - checked > args.every * 60 or done == first:
            checked = time.time()
            check()
    keep()
    check()


if __name__ == "__main__":
    main()
