"""Measures a checkpoint on files of held-out crops: lines exact, exact but for spaces, errors per character, and how often
lines that look sure (the chance of the best path) are wrong.

    python3 measure.py figures CHECKPOINT figures-hand.crops figures-print.crops"""

import importlib
import sys

import numpy as np
import torch

import composed
import model
import train

SURE = (0.5, 0.9, 0.98)


def main(name, checkpoint, *files):
    torch.set_num_threads(1)
    kind = importlib.import_module(name)
    network = model.Network(kind.LAYERS, kind.NORMED)
    network.load_state_dict(torch.load(checkpoint, weights_only=False)["mean"])
    network.eval()
    for path in files:
        lines = composed.crops(path, kind.WIDEST)
        shown, sure = [], []
        for pixels, _ in lines:
            with torch.no_grad():
                scores = network(train.values(kind, torch.from_numpy(pixels.copy())[None]))[0]
            shown.append(train.greedy(kind, scores))
            sure.append(float(torch.log_softmax(scores, 0).amax(0).sum().exp()))
        truths = [truth for _, truth in lines]
        bare = lambda text: text.replace(" ", "")
        right = np.array([a == b for a, b in zip(shown, truths)])
        spaceless = np.array([bare(a) == bare(b) for a, b in zip(shown, truths)])
        errors = sum(train.apart(a, b) for a, b in zip(shown, truths)) / sum(map(len, truths))
        print(f"{path}: {len(lines)} lines, {right.mean():.3f} exact, {spaceless.mean():.3f} but for spaces, {errors:.4f} errors per character")
        for least in SURE:
            above = np.array(sure) >= least
            print(f"  at {least} or more: {above.mean():.3f} of the lines, {(~spaceless[above]).mean() if above.any() else 0:.4f} of these wrong")


if __name__ == "__main__":
    main(*sys.argv[1:])
