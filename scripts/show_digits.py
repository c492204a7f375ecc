#!/usr/bin/env python3
"""Shows what a compiled digit network answered, in the terminal and as a PNG.

Reads NumPy files: the images [N,1,8,8], their labels [N], and the network's
output [N,10]. Needs NumPy; the PNG also needs Pillow.
"""

import argparse
import pathlib
import sys

import numpy as np

# ---------------------------------------------------------------------------
# In the terminal
# ---------------------------------------------------------------------------

UNICODE = {"shades": " ░▒▓█", "bar": "█"}
ASCII = {"shades": " .+#@", "bar": "#"}
ART_WIDTH = 16
BAR_WIDTH = 12
COLUMN_WIDTH = ART_WIDTH + 2 + len("0 ") + BAR_WIDTH + len(" 100.0%")


def terminal_signs():
    """Block characters where the terminal can print them, ASCII elsewhere."""
    try:
        UNICODE["shades"].encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def painted(text, color):
    return f"\033[{color}m{text}\033[0m" if sys.stdout.isatty() else text


def headline(index, label, predicted):
    if predicted == label:
        return f"image {index}: it says {predicted}, right", "1;32"
    return f"image {index}: it says {predicted}, but it is {label}", "1;31"


def drawn_image(image, signs):
    """The image as 8 lines, two characters for a pixel."""
    shades = signs["shades"]
    levels = np.rint(image * (len(shades) - 1)).astype(int).clip(0, len(shades) - 1)
    return ["".join(shades[level] * 2 for level in row) for row in levels]


def drawn_sample(index, image, label, probabilities, signs):
    """A sample as lines of COLUMN_WIDTH: a headline, the image, a bar per class."""
    predicted = int(probabilities.argmax())
    text, color = headline(index, label, predicted)
    art = [" " * ART_WIDTH, *drawn_image(image, signs), " " * ART_WIDTH]
    lines = [painted(text.ljust(COLUMN_WIDTH), color)]
    for digit, (row, p) in enumerate(zip(art, probabilities)):
        bar = (signs["bar"] * round(BAR_WIDTH * p)).ljust(BAR_WIDTH)
        if digit == predicted:
            bar = painted(bar, color)
        lines.append(f"{row}  {digit} {bar} {p:6.1%}")
    return lines


def show_in_terminal(chosen, images, labels, probabilities):
    signs = terminal_signs()
    blocks = [drawn_sample(i, images[i, 0], labels[i], probabilities[i], signs) for i in chosen]
    for left, right in zip(blocks[0::2], blocks[1::2]):
        for line in zip(left, right):
            print("  ".join(line).rstrip())
        print()


# ---------------------------------------------------------------------------
# As a picture
# ---------------------------------------------------------------------------

WIDTH, MARGIN, GAP = 1000, 30, 15
COLUMNS = 5
CARD_WIDTH = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) // COLUMNS
CARD_HEIGHT = 212
PIXEL = 12  # the size of one of an image's 8x8 pixels

PAGE, CARD, TEXT, FAINT = "#f3f4f6", "#ffffff", "#1f2933", "#66727f"
BAR, RIGHT, WRONG, TRUTH = "#c5ccd4", "#1b8a4b", "#cf2e2e", "#e9a23b"


def load_fonts():
    """A function from size and weight to a font."""
    from PIL import ImageFont

    def font(size, bold=False):
        try:
            return ImageFont.truetype("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf", size)
        except OSError:
            raise SystemExit("show_digits.py: the picture needs the DejaVu fonts (Debian: fonts-dejavu-core)")

    return font


def draw_card(canvas, font, x, y, image, label, probabilities):
    """One sample: its image, the answer, and a bar per class."""
    from PIL import Image, ImageDraw

    draw = ImageDraw.Draw(canvas)
    predicted = int(probabilities.argmax())
    color = RIGHT if predicted == label else WRONG
    box = (x, y, x + CARD_WIDTH - 1, y + CARD_HEIGHT - 1)
    draw.rounded_rectangle(box, radius=10, fill=CARD, outline=color, width=2)

    # The image, dark ink on light paper.
    left, top = x + 14, y + 14
    grey = np.rint(255 - 225 * image.clip(0, 1)).astype(np.uint8)
    size = 8 * PIXEL
    canvas.paste(Image.fromarray(grey).resize((size, size), Image.NEAREST), (left, top))
    draw.rectangle((left - 1, top - 1, left + size, top + size), outline=BAR)

    # The answer beside it.
    middle = (left + size + x + CARD_WIDTH) // 2
    draw.text((middle, top + 26), str(predicted), font=font(46, bold=True), fill=color, anchor="mm")
    draw.text((middle, top + 66), f"{probabilities[predicted]:.0%}", font=font(15), fill=TEXT, anchor="mm")
    if predicted != label:
        draw.text((middle, top + 88), f"is {label}", font=font(15, bold=True), fill=TRUTH, anchor="mm")

    # The bars below it.
    base, tallest, pitch = y + CARD_HEIGHT - 32, 56, (CARD_WIDTH - 28) / 10
    for digit, p in enumerate(probabilities):
        bar_left = x + 14 + digit * pitch
        fill = color if digit == predicted else TRUTH if digit == label else BAR
        bar = (bar_left + 2, base - max(1, round(tallest * p)), bar_left + pitch - 2, base)
        draw.rectangle(bar, fill=fill)
        draw.text((bar_left + pitch / 2, base + 13), str(digit), font=font(13), anchor="mm",
                  fill=TEXT if digit in (predicted, label) else FAINT)


def save_picture(path, title, sections, images, labels, probabilities):
    """Writes a page of cards; sections are pairs of a heading and sample numbers."""
    from PIL import Image, ImageDraw

    font = load_fonts()
    header, heading = 104, 40
    rows = [-(-len(chosen) // COLUMNS) for _, chosen in sections]
    height = header + len(sections) * heading + sum(rows) * (CARD_HEIGHT + GAP) + MARGIN
    canvas = Image.new("RGB", (WIDTH, height), PAGE)
    draw = ImageDraw.Draw(canvas)
    draw.text((MARGIN, 26), title[0], font=font(28, bold=True), fill=TEXT)
    draw.text((MARGIN, 68), title[1], font=font(16), fill=FAINT)
    y = header
    for (text, chosen), row_count in zip(sections, rows):
        draw.text((MARGIN, y + 8), text, font=font(18, bold=True), fill=TEXT)
        y += heading
        for place, i in enumerate(chosen):
            row, column = divmod(place, COLUMNS)
            x = MARGIN + column * (CARD_WIDTH + GAP)
            draw_card(canvas, font, x, y + row * (CARD_HEIGHT + GAP), images[i, 0], labels[i],
                      probabilities[i])
        y += row_count * (CARD_HEIGHT + GAP)
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas.save(path)


# ---------------------------------------------------------------------------


def load(args):
    """Returns the three arrays, checked against each other."""
    images, labels = np.load(args.images), np.load(args.labels)
    probabilities = np.load(args.probabilities)
    for file, array, shape in ((args.images, images, (len(labels), 1, 8, 8)),
                               (args.probabilities, probabilities, (len(labels), 10))):
        if array.shape != shape:
            raise SystemExit(f"show_digits.py: {file} has shape {array.shape}, not {shape}")
    if not np.isfinite(probabilities).all():
        raise SystemExit(f"show_digits.py: {args.probabilities} holds values that are not finite")
    return images, labels, probabilities


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, what in (("images", "images [N,1,8,8]"), ("labels", "right answers [N]"),
                       ("probabilities", "the network's output [N,10]")):
        parser.add_argument(f"--{name}", required=True, metavar="FILE.npy", help=what)
    parser.add_argument("--only-accuracy", action="store_true", help="print nothing but the last line")
    parser.add_argument("--png", type=pathlib.Path, metavar="FILE", help="picture to write")
    args = parser.parse_args()

    images, labels, probabilities = load(args)
    right = probabilities.argmax(axis=1) == labels
    mistakes = np.flatnonzero(~right)

    if not args.only_accuracy:
        # Three samples as they come, and the first mistake if there is one.
        chosen = [*range(3), *(mistakes[:1] if len(mistakes) else [3])]
        show_in_terminal(chosen, images, labels, probabilities)
    summary = f"{right.sum()} of {len(labels)} held-back images right: {right.mean():.1%} accuracy"
    print(painted(summary, "1"))

    if args.png:
        one_of_each = [np.flatnonzero(labels == digit)[0] for digit in range(10)]
        sections = [("The first sample of each digit", one_of_each)]
        if len(mistakes):
            more = f", the first {COLUMNS} of {len(mistakes)}" if len(mistakes) > COLUMNS else ""
            sections.append((f"Mistakes{more}", mistakes[:COLUMNS]))
        title = ("Handwritten digits, read by a compiled NNEF network",
                 f"{summary}.  Bars: the probability of each digit.")
        save_picture(args.png, title, sections, images, labels, probabilities)
        print(f"picture: {args.png}")


if __name__ == "__main__":
    main()
