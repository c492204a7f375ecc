"""A test format of lit: several tests for each network found in some folders."""

import os
import re
import shutil

import lit.formats
import lit.Test
import lit.util

SUBFOLDERS = ("model", "inputs", "expected")
# Weights are not of interest in what is printed.
ELIDE = ["--mlir-elide-elementsattrs-if-larger=16", "--mlir-elide-resource-strings-if-larger=16"]


class Failure(Exception):
    """Why a test failed."""


class ModelTests(lit.formats.TestFormat):
    def __init__(self, folders):
        self.folders = folders
        self.kinds = {
            "activations": self.activations,
            "arguments": self.arguments,
            "c-api": self.c_api,
            "compile": self.compile,
            "decompose": self.decompose,
            "folded": self.folded,
            "globals": self.globals,
            "lower": self.lower,
            "round-trip": self.round_trip,
            "run": self.run,
            "tosa": self.tosa,
            "tosa-decompose": self.tosa_decompose,
            "vulkan": self.vulkan,
        }

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, config):
        models = {}
        for folder in self.folders:
            found = list(find_models(folder))
            if not found:
                lit_config.fatal(f"there is no model in '{folder}'")
            for name, path in found:
                if name in models:
                    lit_config.fatal(f"'{models[name]}' and '{path}' have the same name")
                models[name] = path
        for name, path in models.items():
            for kind in self.kinds:
                test = lit.Test.Test(suite, path_in_suite + (name, kind), config)
                test.model = path
                yield test

    def execute(self, test, lit_config):
        if test.path_in_suite[-1] == "vulkan" and "vulkan" not in test.config.available_features:
            return lit.Test.UNSUPPORTED, "there is no driver of Vulkan for tests\n"
        shell = Shell(test, lit_config)
        try:
            self.kinds[test.path_in_suite[-1]](test, shell)
        except lit.util.ExecuteCommandTimeoutException:
            return lit.Test.TIMEOUT, shell.log + "timeout\n"
        except Failure as failure:
            return lit.Test.FAIL, f"{shell.log}error: {failure}\n"
        return lit.Test.PASS, shell.log

    def run(self, test, shell):
        """The compiled network computes what is expected."""
        check_results(test, shell, os.path.join(test.model, "model"))

    def arguments(self, test, shell):
        """So does the network that takes its weights as inputs."""
        check_results(test, shell, os.path.join(test.model, "model"), ["--variables=arguments"])

    def activations(self, test, shell):
        """All tensors within the network are the same by another way to compile it."""
        model, inputs = (os.path.join(test.model, name) for name in SUBFOLDERS[:2])
        folder = test.getExecPath() + ".tensors"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        run = ["nnef-run", model, "--inputs", inputs]
        shell([*run, "--dump-activations", folder])
        run += ["--passes=nnef-decompose", "--lowering=tosa", "--winograd=false"]
        # Of numbers that are large, small differences are left here and there.
        text = shell([*run, "--compare-activations", folder, "--rtol=1e-3", "--atol=1e-2"])
        shutil.rmtree(folder)
        if " alike, 0 diverging, 0 without a file" not in text:
            raise Failure("not all tensors were compared")

    def c_api(self, test, shell):
        """So does the network that a program in C imports, compiles and runs."""
        model, inputs, expected = (os.path.join(test.model, name) for name in SUBFOLDERS)
        signature = shell(["nnef-run", model, "--print-signature"])
        names = {kind: re.findall(rf"^  {kind} +(.+?): ", signature, re.M) for kind in ("input", "output")}
        program = os.path.join(test.config.nnef_build_dir, "unittests", "nnef-capi-test")
        command = [program, "run", model]
        command += [os.path.join(inputs, f"{name}.dat") for name in names["input"]] + ["--"]
        command += [os.path.join(expected, f"{name}.dat") for name in names["output"]]
        if ", as expected" not in shell(command):
            raise Failure("the outputs are not as expected")

    def compile(self, test, shell):
        """So does the network that is compiled ahead of time, in a process that has
        nothing of ours."""
        if test.config.sanitizers:
            return
        library = test.getExecPath() + ".so"
        header = test.getExecPath() + ".h"
        os.makedirs(os.path.dirname(library), exist_ok=True)
        model, inputs, expected = (os.path.join(test.model, name) for name in SUBFOLDERS)
        shell(["nnef-compile", model, "-o", library])
        driver = os.path.join(os.path.dirname(__file__), "run_package.py")
        shell([test.config.python, driver, header, library, inputs, expected, "1e-3", "1e-4"])

    def globals(self, test, shell):
        """So does the network that has its weights in globals."""
        check_results(test, shell, os.path.join(test.model, "model"), ["--variables=globals"])

    def decompose(self, test, shell):
        """So does the network of primitive operations alone."""
        imported = import_model(test, shell)
        primitives = imported + ".primitives.mlir"
        shell(["nnef-opt", "--nnef-decompose", imported, "-o", primitives])
        check_results(test, shell, primitives)

    def tosa(self, test, shell):
        """So does the network that is lowered by way of TOSA, which is valid."""
        check_tosa(shell, import_model(test, shell))
        check_results(test, shell, os.path.join(test.model, "model"), ["--lowering=tosa"])

    def tosa_decompose(self, test, shell):
        """So does the network of primitive operations alone, by way of TOSA."""
        imported = import_model(test, shell)
        primitives = imported + ".primitives.mlir"
        shell(["nnef-opt", "--nnef-decompose", imported, "-o", primitives])
        check_tosa(shell, primitives)
        check_results(test, shell, primitives, ["--lowering=tosa"])

    def vulkan(self, test, shell):
        """So does the network on a device."""
        check_results(test, shell, os.path.join(test.model, "model"), ["--device=vulkan"])

    def folded(self, test, shell):
        """So does the network in which all is computed that can be, decomposed or
        not, and what that becomes as a model of NNEF."""
        imported = import_model(test, shell)
        folds = ["--canonicalize", "--nnef-fold-constants", "--canonicalize"]
        for name, passes in ("folded", folds), ("primitives", ["--nnef-decompose", *folds]):
            folded = f"{imported}.{name}.mlirbc"
            shell(["nnef-opt", *passes, "--emit-bytecode", imported, "-o", folded])
            check_results(test, shell, folded)
        exported = f"{imported}.folded"
        shutil.rmtree(exported, ignore_errors=True)
        shell(["nnef-translate", "--export-nnef", folded, "-o", exported])
        check_results(test, shell, exported)

    def round_trip(self, test, shell):
        """The imported network can be read back, and says where it comes from."""
        imported = import_model(test, shell)
        text = shell(
            ["nnef-opt", imported, "--mlir-print-debuginfo", "--mlir-print-local-scope"] + ELIDE
        )
        check_locations(text, os.path.join(test.model, "model", "graph.nnef"))

    def lower(self, test, shell):
        """Nothing of NNEF is left in Linalg, by our tool and by the stock one.

        The stock tool knows options only of the passes that it was built with.
        """
        imported = import_model(test, shell)
        config = test.config
        plugin = os.path.join(config.nnef_build_dir, "lib", "NNEFPlugin.so")
        stock = [os.path.join(config.llvm_tools_dir, "mlir-opt")]
        stock += [f"--load-dialect-plugin={plugin}", f"--load-pass-plugin={plugin}"]
        # Which cannot load a plug-in with sanitizers.
        tools = [["nnef-opt"]] + ([] if config.sanitizers else [stock])
        for tool in tools:
            lowering = "--pass-pipeline=builtin.module(nnef-to-linalg)"
            check_lowered(shell(tool + [imported, lowering] + ELIDE))


class Shell:
    """Runs commands and keeps what they were and said."""

    def __init__(self, test, lit_config):
        self.environment = test.config.environment
        self.timeout = lit_config.maxIndividualTestTime
        self.log = ""

    def __call__(self, command):
        self.log += f"$ {' '.join(command)}\n"
        path = self.environment["PATH"]
        program = lit.util.which(command[0], path) or command[0]
        out, err, code = lit.util.executeCommand(
            [program] + command[1:], env=self.environment, timeout=self.timeout
        )
        self.log += err
        if code != 0:
            self.log += out
            raise Failure(f"exit code {code}")
        return out


def find_models(folder):
    if not os.path.isdir(folder):
        return
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if all(os.path.isdir(os.path.join(path, subfolder)) for subfolder in SUBFOLDERS):
            yield name, path


def check_results(test, shell, network, options=()):
    """Runs a network with the inputs of the model."""
    inputs, expected = (os.path.join(test.model, name) for name in SUBFOLDERS[1:])
    shell(
        ["nnef-run", network, "--inputs", inputs, "--expected", expected]
        + ["--rtol", "1e-3", "--atol", "1e-4", *options]
    )


def import_model(test, shell):
    """Imports the network of a test into a file."""
    path = test.getExecPath() + ".mlir"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    shell(["nnef-translate", "--import-nnef", os.path.join(test.model, "model"), "-o", path])
    return path


def check_tosa(shell, network):
    """What a network becomes for the profile of real numbers is valid TOSA."""
    lowering = ["--nnef-to-tosa=profiles=pro_fp", "--tosa-attach-target=profiles=pro_fp"]
    lowering.append("--tosa-validate=strict-op-spec-alignment=true")
    text = shell(["nnef-opt", network, *lowering, *ELIDE])
    if "tosa." not in text:
        raise Failure("there is nothing of TOSA")


OPERATION = re.compile(r'^\s+(?:%[\w#:, %]+ = )?"?nnef\.(\w+)')
NAMED_PLACE = re.compile(r'"(?P<name>\w+)"\("(?P<file>[^"]+)":(?P<line>\d+):(?P<column>\d+)\)')


def check_locations(text, graph):
    """Each operation has the name of a tensor and a place in the graph."""
    with open(graph, encoding="utf-8") as file:
        source = file.read().splitlines()
    count = 0
    for line in text.splitlines():
        if not OPERATION.match(line):
            continue
        count += 1
        place = NAMED_PLACE.search(line[line.rfind(" loc(") :])
        if not place:
            raise Failure("no name or no place:\n" + line)
        row, column = int(place["line"]), int(place["column"])
        if not os.path.samefile(place["file"], graph):
            raise Failure("another file:\n" + line)
        if not 1 <= row <= len(source) or not 1 <= column <= len(source[row - 1]):
            raise Failure("outside the file:\n" + line)
    if count == 0:
        raise Failure("the network has no operation")


def check_lowered(text):
    for line in text.splitlines():
        if OPERATION.match(line):
            raise Failure("left over:\n" + line)
    if "linalg." not in text:
        raise Failure("there is nothing of Linalg")
