"""Checks that a page of a report is complete, and that its picture is one of the graph.

usage: check_page.py PAGE REPORT
"""

import html.parser
import itertools
import json
import re
import sys


class Page(html.parser.HTMLParser):
    VOID = {"meta", "th"}

    def __init__(self, text):
        super().__init__()
        self.open, self.nodes, self.edges, self.rows, self.texts = [], {}, [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        assert not {"src", "href"} & attributes.keys(), f"the page needs {attributes}"
        if tag not in self.VOID:
            self.open.append(tag)
        if "data-from" in attributes:
            self.edges.append((int(attributes["data-from"]), int(attributes["data-to"]), attributes["d"]))
        elif "data-layer" in attributes and tag == "g":
            place = re.fullmatch(r"translate\(([\d.-]+) ([\d.-]+)\)", attributes["transform"])
            self.nodes[int(attributes["data-layer"])] = float(place[1]), float(place[2])
        elif "data-layer" in attributes:
            self.rows.append(int(attributes["data-layer"]))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_data(self, text):
        self.texts.append(text)


with open(sys.argv[1]) as file:
    text = file.read()
assert "http" not in text and "{{" not in text
page = Page(text.replace("<!DOCTYPE html>", "").replace("<br>", ""))
assert not page.open, page.open
with open(sys.argv[2]) as file:
    layers = json.load(file)["layers"]

assert page.rows == list(range(len(layers))) == sorted(page.nodes)
edges = sorted((start, layer) for layer, about in enumerate(layers) for start in about["inputs"])
assert sorted(edge[:2] for edge in page.edges) == edges
# No node covers another one, and every edge goes from the bottom of one node down to the
# top of another.
WIDTH, HEIGHT = 188, 46
for (x, y), (other_x, other_y) in itertools.combinations(page.nodes.values(), 2):
    assert abs(x - other_x) >= WIDTH or abs(y - other_y) >= HEIGHT
for start, end, path in page.edges:
    points = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    (x, y), (other_x, other_y) = page.nodes[start], page.nodes[end]
    for got, wanted in zip(points[:2] + points[-2:], (x + WIDTH / 2, y + HEIGHT, other_x + WIDTH / 2, other_y)):
        assert abs(got - wanted) < 0.2, path
    heights = points[1::2]
    assert heights == sorted(heights), path
for about in layers:
    assert any(about["outputs"][0]["name"] in text for text in page.texts)
print(f"{len(layers)} layers, {len(edges)} edges")
