"""Prints a graph that is long in one way, for which see the functions."""

import sys


def one_line(count):
    """All statements on one line, as no human would write them."""
    yield "graph g(x) -> (y) { x = external<scalar>(shape = [4]); t0 = relu(x); "
    for i in range(count):
        yield f"t{i + 1} = relu(t{i}); "
    yield f"y = copy(t{count}); }}\n"


def many_names(count):
    """A comprehension over many tensors, in the scope of as many names."""
    yield "extension KHR_enable_operator_expressions;\n"
    yield "graph g(x) -> (y)\n{\nx = external<scalar>(shape = [1, 4]);\n"
    for i in range(count):
        yield f"t{i} = relu(x);\n"
    names = ", ".join(f"t{i}" for i in range(count))
    yield f"y = concat([for t in [{names}] yield t], axis = 0);\n}}\n"


def indexed(count):
    """A comprehension that takes one item at a time out of a long array."""
    yield "extension KHR_enable_operator_expressions;\n"
    yield "extension KHR_enable_fragment_definitions;\n"
    yield "fragment f(x: tensor<scalar>, n: integer[]) -> (y: tensor<scalar>)\n"
    yield "{\ny = pad(x, padding = [(length_of([for i in range_of(n) yield n[i] + 1]), 0)]);\n}\n"
    yield "graph g(x) -> (y)\n{\nx = external<scalar>(shape = [1]);\n"
    yield f"y = f(x, n = [0] * {count});\n}}\n"


def many_inputs(count):
    """Inputs and outputs without end."""
    inputs = ", ".join(f"x{i}" for i in range(count))
    outputs = ", ".join(f"y{i}" for i in range(count))
    yield f"graph g({inputs}) -> ({outputs})\n{{\n"
    for i in range(count):
        yield f"x{i} = external<scalar>(shape = [4]); y{i} = relu(x{i});\n"
    yield "}\n"


def many_results(count):
    """An operation with as many results as names on its left."""
    names = ", ".join(f"t{i}" for i in range(count))
    yield f"graph g(x) -> (y)\n{{\nx = external<scalar>(shape = [{count}, 4]);\n"
    yield f"[{names}] = split(x, axis = 0, ratios = [{', '.join('1' * count)}]);\n"
    yield f"y = concat([{names}], axis = 0);\n}}\n"


def many_calls(count):
    """One fragment, invoked again and again."""
    yield "extension KHR_enable_fragment_definitions;\n"
    yield "fragment f(x: tensor<scalar>) -> (y: tensor<scalar>) { y = relu(x); }\n"
    yield "graph g(x) -> (y)\n{\nx = external<scalar>(shape = [4]);\nt0 = relu(x);\n"
    for i in range(count):
        yield f"t{i + 1} = f(t{i});\n"
    yield f"y = copy(t{count});\n}}\n"


def long_array(count):
    """The values of a constant in the text."""
    values = ", ".join(f"{i}.5" for i in range(count))
    yield "graph g(x) -> (y)\n{\nx = external<scalar>(shape = [1]);\n"
    yield f"c = constant<scalar>(shape = [{count}], value = [{values}]);\ny = add(x, c);\n}}\n"


print("version 1.0;")
for text in globals()[sys.argv[1]](int(sys.argv[2])):
    print(text, end="")
