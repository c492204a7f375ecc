"""How lit runs the tests of nnef-mlir."""

import ctypes
import filecmp
import glob
import os
import platform
import shutil

import lit.formats
import lit.util

config.name = "NNEF"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".nnef", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.nnef_build_dir, "test")

config.environment["PATH"] = os.pathsep.join(
    [
        os.path.join(config.nnef_build_dir, "bin"),
        config.llvm_tools_dir,
        config.environment.get("PATH", os.environ.get("PATH", "")),
    ]
)
# Networks are compiled again for each test, and the user's cache is left alone.
config.environment["NNEF_CACHE"] = ""
config.environment["FILECHECK_OPTS"] = "-enable-var-scope"
# Folders with models beyond those of the repository, with `:` between them.
# A model is a folder with the subfolders `model`, `inputs` and `expected`.
config.model_folders = [
    folder for folder in os.environ.get("NNEF_TEST_MODELS", "").split(":") if folder
]

if platform.machine() in ("x86_64", "AMD64"):
    config.available_features.add("x86")
    try:
        if " avx512f " in open("/proc/cpuinfo").read():
            config.available_features.add("avx512")
    except OSError:
        pass
# Mesa's driver that computes on the processor. Tests use no other, so that they
# are the same on all machines.
lavapipe = glob.glob("/usr/share/vulkan/icd.d/lvp_icd*.json")
if lavapipe:
    config.available_features.add("vulkan")
    config.environment["VK_DRIVER_FILES"] = config.environment["VK_ICD_FILENAMES"] = lavapipe[0]
    config.environment["MESA_SHADER_CACHE_DISABLE"] = "true"
if shutil.which("make"):
    config.available_features.add("make")
if shutil.which("qemu-aarch64") and shutil.which("aarch64-linux-gnu-gcc"):
    config.available_features.add("aarch64-emulator")
if shutil.which("dpkg-deb") and shutil.which("dpkg-shlibdeps"):
    config.available_features.add("dpkg")
# What scripts/build_site.sh has installed.
site_requirements = [
    os.path.join(config.nnef_source_dir, folder, "requirements.txt")
    for folder in ("scripts/site", "build/site-venv")
]
if os.path.exists(site_requirements[1]) and filecmp.cmp(*site_requirements, shallow=False):
    config.available_features.add("mkdocs")
if config.has_benchmarks:
    config.available_features.add("benchmarks")
if config.has_python_package:
    config.available_features.add("python-package")
if config.sanitizers:
    config.available_features.add("sanitizers")
    # The shared libMLIR, which is built without sanitizers, leaks what lives as
    # long as the process, and does not unpoison what our code has poisoned in
    # the allocators that both use.
    config.environment["ASAN_OPTIONS"] = "detect_leaks=0:allow_user_poisoning=0"

# NVIDIA's assembler, which tests use where it is found.
cuda_folders = [os.environ.get(name) for name in ("CUDA_HOME", "CUDA_PATH")]
ptxas = lit.util.which(
    "ptxas",
    os.pathsep.join(
        [os.path.join(folder, "bin") for folder in cuda_folders if folder]
        + [config.environment["PATH"]]
    ),
)
if ptxas:
    config.available_features.add("ptxas")
    config.substitutions.append(("%ptxas", ptxas))
# NVIDIA's functions for kernels, likewise. What compiles for CUDA devices does not look
# for them by itself.
for folder in filter(None, cuda_folders):
    libdevice = os.path.join(folder, "nvvm", "libdevice", "libdevice.10.bc")
    if os.path.exists(libdevice):
        config.available_features.add("libdevice")
        config.substitutions += [("%libdevice", libdevice), ("%cuda-toolkit", folder)]
        break
try:
    ctypes.CDLL("libcuda.so.1")
    config.available_features.add("cuda-driver")
except OSError:
    pass

config.substitutions += [
    # The stock tools of LLVM, which know nothing of NNEF.
    ("%mlir-opt", os.path.join(config.llvm_tools_dir, "mlir-opt")),
    ("%mlir-tblgen", os.path.join(config.llvm_tools_dir, "mlir-tblgen")),
    ("%plugin", os.path.join(config.nnef_build_dir, "lib", "NNEFPlugin.so")),
    ("%src", config.nnef_source_dir),
    ("%build", config.nnef_build_dir),
    ("%mlir_include", config.mlir_include_dir.split(";")[0]),
    ("%mlir_dir", config.mlir_dir),
    # What an outside project must be built with to link what was built here.
    (
        "%cmake_flags",
        "-DCMAKE_CXX_FLAGS=-fsanitize=" + config.sanitizers if config.sanitizers else "",
    ),
    ("%cmake", config.cmake),
    ("%cpack", config.cpack),
    ("%cxx", config.cxx_compiler),
    ("%cc", config.c_compiler),
    # Runs the graph of a test and compares its results with the NumPy formulas
    # in its comments.
    (
        "%check-with-numpy",
        "%s %s/test/Runtime/Inputs/check_with_numpy.py"
        % (config.python, config.nnef_source_dir),
    ),
    # The conformance suite on what was built. Sanitizers map more memory than there is.
    (
        "%conformance",
        "%s %s/conformance/run --build %s" % (config.python, config.nnef_source_dir, config.nnef_build_dir)
        + (" --memory 0" if config.sanitizers else ""),
    ),
    ("%python", config.python),
    # Runs a program with a CUDA driver that interprets PTX.
    (
        "%fake-cuda",
        "env LD_LIBRARY_PATH=" + os.path.join(config.nnef_build_dir, "unittests", "FakeCUDA"),
    ),
    # The same with libraries of CUDA that compute on that driver.
    (
        "%libraries-of-fake-cuda",
        "env LD_LIBRARY_PATH="
        + os.pathsep.join(
            os.path.join(config.nnef_build_dir, "unittests", folder)
            for folder in ("FakeCUDA", "FakeCUDALibraries")
        ),
    ),
]
