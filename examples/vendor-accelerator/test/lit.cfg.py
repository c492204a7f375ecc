"""How lit runs the tests of the NPU."""

import os

import lit.formats

config.name = "NPU"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".nnef", ".test"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.npu_build_dir, "test")

config.environment["PATH"] = os.pathsep.join(
    [config.nnef_tools_dir, config.llvm_tools_dir, os.environ["PATH"]]
)
config.environment["FILECHECK_OPTS"] = "-enable-var-scope"
# Networks are compiled again for each test.
config.environment["NNEF_CACHE"] = ""

plugin = os.path.join(config.npu_build_dir, "NPUPlugin.so")
load = " --load-dialect-plugin=%s --load-pass-plugin=%s" % (plugin, plugin)
load_nnef = load.replace(plugin, config.nnef_plugin)
config.substitutions += [
    # The tools of NNEF, with the plug-in.
    ("%npu-opt", "nnef-opt" + load),
    ("%npu-run", "nnef-run" + load),
    ("%npu-translate", "nnef-translate" + load),
    # The stock mlir-opt, with both.
    ("%mlir-opt", os.path.join(config.llvm_tools_dir, "mlir-opt") + load_nnef + load),
    ("%npu-simulate", "%s %s/tools/npu-simulate.py" % (config.python, config.npu_source_dir)),
    ("%plugin", plugin),
    ("%caps", os.path.join(config.npu_source_dir, "npu.caps")),
    ("%digits", os.path.join(config.nnef_models_dir, "digits")),
    ("%python", config.python),
]
