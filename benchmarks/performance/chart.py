# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws how the times of engines compare, as SVG."""

import math
from xml.sax.saxutils import escape

COLORS = {
    "onnxruntime": "#d62728",
    "openvino": "#1f77b4",
    "iree": "#2ca02c",
    "tract": "#9467bd",
    "tvm": "#8c564b",
    "torch": "#ff7f0e",
    "torch-compile": "#bcbd22",
    "khronos": "#7f7f7f",
}
ROW, TOP, BOTTOM, LEFT, PANEL, GAP, RIGHT = 24, 64, 44, 190, 330, 36, 20


class Axis:
    """A logarithmic axis of ratios."""

    def __init__(self, ratios):
        # From a half to two at least, in whole powers of two. Whoever is further
        # behind than this is at the edge, so that differences can be seen.
        logs = [math.log2(ratio) for ratio in ratios]
        self.low = max(-4, min(-1, math.floor(min(logs, default=0))))
        self.high = max(1, math.ceil(max(logs, default=0)))

    def place(self, ratio):
        return PANEL * max(0, math.log2(ratio) - self.low) / (self.high - self.low)

    def has(self, ratio):
        return math.log2(ratio) >= self.low

    def get_ticks(self):
        step = math.ceil((self.high - self.low) / 7)
        first = math.ceil(self.low / step) * step
        return [2.0**power for power in range(first, self.high + 1, step)]


def format_tick(ratio):
    return f"{ratio:g}" if ratio >= 1 else f"1/{1 / ratio:g}"


def draw(panels, titles):
    """Panels are (title, {network: {engine: ratio}}), all with the same networks."""
    networks = list(panels[0][1])
    engines = [name for name in COLORS if any(name in r for _, p in panels for r in p.values())]
    axis = Axis([ratio for _, p in panels for ratios in p.values() for ratio in ratios.values()])
    width = LEFT + len(panels) * PANEL + (len(panels) - 1) * GAP + RIGHT
    height = TOP + ROW * len(networks) + BOTTOM
    text = 'font-family="sans-serif" font-size="12"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {text}>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    x = LEFT
    for name in engines:
        lines.append(f'<circle cx="{x}" cy="16" r="5" fill="{COLORS[name]}"/>')
        lines.append(f'<text x="{x + 9}" y="20">{escape(titles[name])}</text>')
        x += 26 + 7 * len(titles[name])
    for row, network in enumerate(networks):
        y = TOP + ROW * (row + 0.5)
        lines.append(f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(network)}</text>')
    bottom = TOP + ROW * len(networks)
    for index, (title, ratios) in enumerate(panels):
        left = LEFT + index * (PANEL + GAP)
        one = left + axis.place(1)
        lines.append(
            f'<rect x="{left}" y="{TOP}" width="{one - left:.1f}" height="{bottom - TOP}" '
            'fill="#eaf5ea"/>'
        )
        lines.append(
            f'<text x="{left + PANEL / 2}" y="{TOP - 20}" text-anchor="middle" '
            f'font-weight="bold">{escape(title)}</text>'
        )
        for tick in axis.get_ticks():
            x = left + axis.place(tick)
            color = "#000000" if tick == 1 else "#cccccc"
            lines.append(f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="{color}"/>')
            lines.append(
                f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{format_tick(tick)}</text>'
            )
        for row, network in enumerate(networks):
            y = TOP + ROW * (row + 0.5)
            for name, ratio in ratios.get(network, {}).items():
                lines.append(
                    f'<circle cx="{left + axis.place(ratio):.1f}" cy="{y}" r="5" '
                    f'fill="{COLORS[name]}" fill-opacity="{0.8 if axis.has(ratio) else 0.3}">'
                    f"<title>{escape(titles[name])}: {ratio:.2f}</title></circle>"
                )
    note = "our time / theirs: on green ground nnef-mlir is faster; pale dots are beyond the edge"
    lines.append(f'<text x="{LEFT}" y="{height - 8}">{note}</text>')
    return "\n".join(lines + ["</svg>"]) + "\n"
