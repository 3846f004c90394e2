"""Trains the E-13B network; see README.md. Breaks off and resumes at any checkpoint."""

import argparse
import os
import pickle
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax

import model
import strips
from augment import augmented

WIDTHS = (640, 896, 1152, 1408, 1664, 1920)
MOST = 64
BATCH = 16


def batches(real, drawn, rng, share):
    """Batches without end: lines of like width together."""
    waiting = {width: [] for width in WIDTHS}
    while True:
        pool = real if rng.random() < share else drawn
        strip = pool[int(rng.integers(len(pool)))]
        pixels = augmented(strip.pixels, rng)
        bucket = next((width for width in WIDTHS if pixels.shape[1] <= width), None)
        if bucket is None or len(strip.truth) > MOST:
            continue
        waiting[bucket].append((pixels, strip.truth))
        if len(waiting[bucket]) == BATCH:
            yield packed(waiting[bucket], bucket)
            waiting[bucket] = []


def packed(lines, width):
    images = np.full((len(lines), strips.HEIGHT, width), 32, np.uint8)
    beyond = np.ones((len(lines), model.frames(width)), np.float32)
    classes = np.zeros((len(lines), MOST), np.int32)
    no_class = np.ones((len(lines), MOST), np.float32)
    for n, (pixels, truth) in enumerate(lines):
        images[n, :, : pixels.shape[1]] = pixels
        beyond[n, : model.frames(pixels.shape[1])] = 0
        classes[n, : len(truth)] = strips.labels(truth)
        no_class[n, : len(truth)] = 0
    return images, beyond, classes, no_class


def greedy(scores):
    """The best class of each column, repeats and blanks left out."""
    best = np.asarray(scores).argmax(-1)
    kept = best[(best != 0) & (best != np.concatenate([[0], best[:-1]]))]
    return "".join(strips.SYMBOLS[c - 1] for c in kept)


def exact(weights, lines):
    """The share of lines that are read exactly."""
    run = jax.jit(model.logits)
    right = 0
    for strip in lines:
        width = -(-strip.pixels.shape[1] // 128) * 128
        image = np.full((1, strips.HEIGHT, width), 32, np.uint8)
        image[0, :, : strip.pixels.shape[1]] = strip.pixels
        scores = run(weights, image)[0][: model.frames(strip.pixels.shape[1])]
        right += greedy(scores) == strip.truth
    return right / max(1, len(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", required=True)
    parser.add_argument("--drawn", required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--share", type=float, default=0.6, help="of real lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", help="a checkpoint whose weights to begin with")
    parser.add_argument("--checkpoint", required=True)
    args = parser.parse_args()

    wrong = set(open(os.path.join(os.path.dirname(__file__), "wrong_truth.txt")).read().split())
    real = [line for line in strips.split(strips.load(args.real))[0] if line.name not in wrong]
    drawn = strips.load(args.drawn)
    checked, drawn = drawn[:200], drawn[200:]
    print(f"{len(real)} real lines, {len(drawn)} drawn ones", flush=True)
    schedule = optax.cosine_onecycle_schedule(args.steps, args.rate, 0.08, 10, 100)
    chain = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=1e-4))

    def loss(weights, images, beyond, classes, no_class):
        scores = model.logits(weights, images)
        return optax.ctc_loss(scores, beyond, classes, no_class).mean()

    @jax.jit
    def step(weights, mean, state, *batch):
        value, slope = jax.value_and_grad(loss)(weights, *batch)
        change, state = chain.update(slope, state, weights)
        weights = optax.apply_updates(weights, change)
        mean = jax.tree.map(lambda old, new: 0.995 * old + 0.005 * new, mean, weights)
        return weights, mean, state, value

    weights = model.start(jax.random.PRNGKey(args.seed))
    if args.start:
        _, weights, _, _ = pickle.load(open(args.start, "rb"))
    mean, state, done = weights, chain.init(weights), 0
    if os.path.exists(args.checkpoint):
        weights, mean, state, done = pickle.load(open(args.checkpoint, "rb"))
        print(f"resumed at step {done}", flush=True)
    source = batches(real, drawn, np.random.default_rng([args.seed, done]), args.share)
    losses, started = [], time.time()
    while done < args.steps:
        weights, mean, state, value = step(weights, mean, state, *next(source))
        losses.append(value)
        done += 1
        if done % 100 == 0:
            recent = float(jnp.mean(jnp.stack(losses)))
            print(f"step {done} loss {recent:.3f} {time.time() - started:.0f} s", flush=True)
            losses = []
        if done % 250 == 0 or done == args.steps:
            held = jax.device_get((weights, mean, state, done))
            pickle.dump(held, open(args.checkpoint + ".part", "wb"))
            os.replace(args.checkpoint + ".part", args.checkpoint)
            if done % 1000 == 0 or done == args.steps:
                shares = exact(mean, real[:150]), exact(mean, checked)
                print("  exact: %.3f of real lines trained on, %.3f of fresh drawn ones" % shares, flush=True)


if __name__ == "__main__":
    main()
