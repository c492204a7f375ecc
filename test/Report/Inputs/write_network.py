"""Writes the structure of a well-known network as NNEF, without any weights.

usage: write_network.py vgg16|resnet50 GRAPH
"""

import sys


class Graph:
    def __init__(self, name):
        self.name = name
        self.lines = []
        self.layers = 0

    def add(self, name, expression):
        self.lines.append(f"    {name} = {expression};")
        return name

    def variable(self, label, shape):
        name = label.replace("/", "_")
        return self.add(name, f"variable<scalar>(shape = {shape}, label = '{label}')")

    def conv(self, tensor, inputs, outputs, size, stride=1, bias=True):
        self.layers += 1
        name = f"conv{self.layers}"
        words = [tensor, self.variable(f"{name}/filter", [outputs, inputs, size, size])]
        if bias:
            words.append(self.variable(f"{name}/bias", [1, outputs]))
        padding = f"padding = [({size // 2}, {size // 2}), ({size // 2}, {size // 2})]"
        words += [padding, f"stride = [{stride}, {stride}]"]
        return self.add(name, f"conv({', '.join(words)})")

    def normalization(self, tensor, channels):
        name = tensor.replace("conv", "bn")
        words = [self.variable(f"{name}/{what}", [1, channels]) for what in ("mean", "variance", "offset", "scale")]
        return self.add(name, f"batch_normalization({tensor}, {', '.join(words)}, epsilon = 1e-5)")

    def relu(self, tensor):
        self.relus = getattr(self, "relus", 0) + 1
        return self.add(f"relu{self.relus}", f"relu({tensor})")

    def max_pool(self, tensor, size, padding):
        self.pools = getattr(self, "pools", 0) + 1
        pad = f"({padding}, {padding})"
        return self.add(
            f"pool{self.pools}",
            f"max_pool({tensor}, size = [1, 1, {size}, {size}], stride = [1, 1, 2, 2], "
            f"padding = [(0, 0), (0, 0), {pad}, {pad}], border = 'ignore')",
        )

    def linear(self, name, tensor, inputs, outputs):
        words = [self.variable(f"{name}/filter", [outputs, inputs]), self.variable(f"{name}/bias", [1, outputs])]
        return self.add(name, f"linear({tensor}, {', '.join(words)})")

    def text(self, result):
        body = "\n".join(self.lines)
        return f"version 1.0;\n\ngraph {self.name}(image) -> ({result})\n{{\n{body}\n}}\n"


def vgg16():
    graph = Graph("vgg16")
    tensor = graph.add("image", "external<scalar>(shape = [1, 3, 224, 224])")
    channels = 3
    for width, count in (64, 2), (128, 2), (256, 3), (512, 3), (512, 3):
        for _ in range(count):
            tensor = graph.relu(graph.conv(tensor, channels, width, 3))
            channels = width
        tensor = graph.max_pool(tensor, 2, 0)
    tensor = graph.add("features", f"reshape({tensor}, shape = [1, 25088])")
    tensor = graph.relu(graph.linear("fc1", tensor, 25088, 4096))
    tensor = graph.relu(graph.linear("fc2", tensor, 4096, 4096))
    tensor = graph.linear("fc3", tensor, 4096, 1000)
    return graph.text(graph.add("probabilities", f"softmax({tensor})"))


def resnet50():
    graph = Graph("resnet50")
    tensor = graph.add("image", "external<scalar>(shape = [1, 3, 224, 224])")

    def layer(tensor, inputs, outputs, size, stride=1):
        return graph.normalization(graph.conv(tensor, inputs, outputs, size, stride, bias=False), outputs)

    tensor = graph.max_pool(graph.relu(layer(tensor, 3, 64, 7, 2)), 3, 1)
    channels = 64
    for stage, (width, count) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3))):
        for block in range(count):
            # The stride is that of the middle convolution, as in torchvision.
            stride = 2 if stage > 0 and block == 0 else 1
            skip = tensor if block else layer(tensor, channels, 4 * width, 1, stride)
            branch = graph.relu(layer(tensor, channels, width, 1))
            branch = graph.relu(layer(branch, width, width, 3, stride))
            branch = layer(branch, width, 4 * width, 1)
            channels = 4 * width
            tensor = graph.relu(graph.add(f"sum{stage + 1}_{block + 1}", f"add({branch}, {skip})"))
    tensor = graph.add("mean", f"mean_reduce({tensor}, axes = [2, 3])")
    tensor = graph.add("features", f"reshape({tensor}, shape = [1, 2048])")
    return graph.text(graph.linear("fc", tensor, 2048, 1000))


with open(sys.argv[2], "w") as file:
    file.write({"vgg16": vgg16, "resnet50": resnet50}[sys.argv[1]]())
