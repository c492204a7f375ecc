"""A network that reads handwritten digits, from its text to a picture of how well it does.

    pip install matplotlib
    python digits.py [PICTURE.png]

The marks `# %%` make cells of it, for editors that show notebooks.
"""

# %% Import a network. It knows the line of graph.nnef that each operation comes from.
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

import nnef_mlir

digits = Path(__file__).resolve().parents[2] / "models/digits"
net = nnef_mlir.from_nnef(digits / "model")
print(net)

# %% Import it again for all images at once, and compile it.
images = np.load(digits / "test/images.npy")
labels = np.load(digits / "test/labels.npy")
exe = nnef_mlir.from_nnef(digits / "model", input_shapes={"image": images.shape}).compile()
print(exe)

# %% Run it.
probabilities = exe(images)["probabilities"]
found = probabilities.argmax(axis=1)
print(f"{np.sum(found == labels)} of {len(labels)} digits read correctly")

# %% What it has learned: without freezing, weights are inputs, and their values are at hand.
params = nnef_mlir.from_nnef(digits / "model", freeze_vars=False).params
filters = params["conv1_filter"][:, 0]

# %% How it bears noise.
random = np.random.default_rng(0)
levels = np.linspace(0, 1, 11)
accuracies = []
for level in levels:
    noisy = images + level * random.standard_normal(images.shape, np.float32)
    result = exe(noisy.astype(np.float32))["probabilities"]
    accuracies.append(np.mean(result.argmax(axis=1) == labels))

# %% Draw.
figure = plt.figure(figsize=(11, 9), layout="constrained")
top, bottom = figure.subfigures(2, 1, height_ratios=[1, 1.4])

# The first images, and those that it reads wrongly.
wrong = np.flatnonzero(found != labels)
chosen = np.concatenate([np.arange(16 - len(wrong)), wrong])
top.suptitle("what it reads, and with which probability; red where that is wrong")
for axes, i in zip(top.subplots(2, 8).flat, chosen):
    axes.imshow(images[i, 0], cmap="gray_r")
    text = f"{found[i]} ({probabilities[i, found[i]]:.0%})"
    if found[i] != labels[i]:
        text += f", is {labels[i]}"
    axes.set_title(text, fontsize=10, color="black" if found[i] == labels[i] else "red")
    axes.axis("off")

left, middle, right = bottom.subfigures(1, 3, width_ratios=[1.2, 0.8, 1])
counts = np.zeros((10, 10), int)
np.add.at(counts, (labels, found), 1)
axes = left.subplots()
axes.imshow(counts, cmap="Blues", norm=matplotlib.colors.PowerNorm(0.3))
for (row, column), count in np.ndenumerate(counts):
    if count:
        color = "white" if count > 10 else "black"
        axes.text(column, row, count, ha="center", va="center", fontsize=8, color=color)
axes.set(title="what is read as what", xlabel="read", ylabel="is", xticks=range(10), yticks=range(10))

middle.suptitle("filters of the first layer")
for axes, kernel in zip(middle.subplots(4, 4).flat, filters):
    limit = np.abs(filters).max()
    axes.imshow(kernel, cmap="RdBu", vmin=-limit, vmax=limit)
    axes.axis("off")

axes = right.subplots()
axes.plot(levels, accuracies, marker="o")
axes.set(title="with noise", xlabel="standard deviation", ylabel="read correctly", ylim=(0, 1.02))
axes.grid(alpha=0.3)

picture = sys.argv[1] if len(sys.argv) > 1 else "digits.png"
figure.savefig(picture, dpi=100)
print(f"picture: {picture}")
