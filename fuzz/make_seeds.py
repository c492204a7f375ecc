#!/usr/bin/env python3
"""Writes the inputs that the fuzz targets start from, and a dictionary.

    make_seeds.py FOLDER

The graphs are those of the tests and the bodies of the standard library, one
file each. FOLDER gets a folder per target, and `nnef.dict` for text.
"""

import hashlib
import io
import itertools
import os
import re
import struct
import sys
import tarfile
import zipfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
STDLIB = os.path.join(ROOT, "lib", "Stdlib", "Stdlib.nnef")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


# Graph text


def find_graphs():
    """The graphs of the tests. A test file may have several, with lines of
    dashes between them."""
    for folder in ["test", "models"]:
        for path, _, files in sorted(os.walk(os.path.join(ROOT, folder))):
            for name in sorted(files):
                if name.endswith(".nnef"):
                    text = read(os.path.join(path, name))
                    yield from re.split(r"^# -----.*\n", text, flags=re.M)


def strip_comments(text):
    """Comments say nothing to a parser, so mutating them finds nothing."""
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.M)
    return re.sub(r"[ \t]#[^'\"\n]*$", "", text, flags=re.M)


def find_fragments():
    """The fragments of the standard library, each in a document of its own."""
    text = strip_comments(read(STDLIB))
    for fragment in re.split(r"^(?=fragment)", text, flags=re.M)[1:]:
        yield (
            "version 1.0;\n"
            "extension KHR_enable_fragment_definitions, KHR_enable_operator_expressions;\n"
            + fragment
            + "graph g(x) -> (y) { x = external(shape = [1, 2]); y = copy(x); }\n"
        )


def make_graphs():
    for text in itertools.chain(find_graphs(), find_fragments()):
        yield strip_comments(text).encode()


def make_dictionary():
    """The names of the language, of operations and of their parameters."""
    kinds = read(os.path.join(ROOT, "include", "NNEF", "Syntax", "TokenKinds.def"))
    words = set(re.findall(r"TOK_KEYWORD\((\w+)\)", kinds))
    words |= set(re.findall(r'TOK_PUNCTUATION\(\w+, "(.*?)"\)', kinds))
    words |= set(re.findall(r"\w+", re.sub(r"'.*?'", "", strip_comments(read(STDLIB)))))
    words |= set(re.findall(r"'[\w-]+'", read(STDLIB)))
    words |= {"KHR_enable_fragment_definitions", "KHR_enable_operator_expressions"}
    words |= {"target", "recipes", "types", "every", "operation", "quant", "quant_axis", "constant", "f32", "i8"}
    words |= {"rank_of", "size_of"}
    words |= {"9223372036854775807", "-1", "1e400", "''", "[]", "()"}
    words = {word for word in words if not re.fullmatch(r"\d|''", word)}
    lines = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return "".join(f'"{line}"\n' for line in sorted(lines)).encode()


# Quantization files

SMALL_GRAPH = (
    b"version 1.0;\n"
    b"graph g(x) -> (y)\n"
    b"{\n"
    b"    x = external(shape = [1, 2, 3, 3]);\n"
    b"    f = variable(shape = [2, 2, 1, 1], label = 'f');\n"
    b"    y = conv(x, f);\n"
    b"}\n"
)


def make_quantizations():
    yield b"\"x\": linear_quantize(min = -1.0, max = 1.0, bits = 8);\n"
    yield (
        b"# A filter with a range per channel.\n"
        b"'f': min_max_linear_quantize(min = [-1.0, -2.5e-1], max = [1.0, 2.0],\n"
        b"    bits = 8, signed = true, symmetric = true);\n"
        b"'y': zero_point_linear_quantize(zero_point = [[-3, 0]], scale = 0.5,\n"
        b"    bits = 4, signed = false, symmetric = false);\n"
    )
    yield b"'f': logarithmic_quantize(max = 8.0, bits = 5);\n"
    yield b"'z': vendor_quantize(name = 'a', table = [1.0, 2.0, (3, 4.0)]);\n"
    yield b"'x': linear_quantize(min = 0); 'y' linear_quantize(); z: 1;\n"


# Capability tables


def make_tables():
    yield read(os.path.join(ROOT, "examples", "vendor-accelerator", "npu.caps")).encode()
    folder = os.path.join(ROOT, "test", "Capabilities")
    for name in sorted(os.listdir(folder)):
        parts = re.split(r"^(?:#|//)--- (.*)\n", read(os.path.join(folder, name)), flags=re.M)
        for part, text in zip(parts[1::2], parts[2::2]):
            if part.endswith(".caps"):
                yield strip_comments(text).encode()


# Tensor files


def make_tensor(code, bits, shape, data=None, parameters=b"", header_size=128):
    count = 1
    for extent in shape:
        count *= extent
    if data is None:
        data = bytes(i % 251 for i in range((count * bits + 7) // 8))
        used = count * bits % 8
        if used:
            data = data[:-1] + bytes([data[-1] & (0xFF00 >> used) & 0xFF])
    header = struct.pack(
        "<2s2B2I8I2I",
        b"N\xef",
        1,
        0,
        len(data),
        len(shape),
        *(list(shape) + [0] * (8 - len(shape))),
        bits,
        code,
    )
    return (header + parameters).ljust(header_size, b"\0") + data


def make_numpy(descr, shape, data, version=1, fortran="False"):
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n"
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header.encode() + data


def make_tensors():
    for bits in [16, 32, 64]:
        yield make_tensor(0, bits, [2, 3])
    for code in [1, 2, 3, 4]:
        for bits in [1, 3, 4, 8, 12, 16, 24, 32, 33, 64]:
            yield make_tensor(code, bits, [3])
    yield make_tensor(5, 1, [3, 5])
    yield make_tensor(5, 8, [2], b"\0\1")
    for rank in range(9):
        yield make_tensor(4, 8, [2, 1, 1, 2, 1, 1, 1, 1][:rank])
    yield make_tensor(4, 8, [2, 0, 0xFFFFFFFF])
    # What writers of earlier versions of the standard had.
    yield make_tensor(1, 8, [2], parameters=struct.pack("<I", 1))
    yield make_tensor(0, 32, [1], header_size=132)
    for descr, size in [("|b1", 1), ("<i2", 2), ("<f4", 4), ("<u8", 8), (">f8", 8)]:
        yield make_numpy(descr, "(2, 3)", bytes(6 * size))
    yield make_numpy("<f2", "()", bytes(2), version=2)
    yield make_numpy("<f4", "(2, 3)", bytes(24), fortran="True")


# Archives

GRAPH = (
    b"version 1.0;\n"
    b"graph g(x) -> (y)\n"
    b"{\n"
    b"    x = external(shape = [1, 2]);\n"
    b"    w = variable(shape = [1, 2], label = 'w');\n"
    b"    v = variable(shape = [1, 2], label = 'a/v');\n"
    b"    y = x + w * v;\n"
    b"}\n"
)
FILES = [
    ("graph.nnef", GRAPH),
    ("w.dat", make_tensor(0, 32, [1, 2])),
    ("a/v.dat", make_tensor(4, 8, [1, 2])),
]


def make_tar(files, compression="", format=tarfile.USTAR_FORMAT):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:" + compression, format=format) as tar:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            if name.endswith("/"):
                info.type = tarfile.DIRTYPE
            if content.startswith(b"@"):
                info.type = tarfile.SYMTYPE
                info.linkname = content[1:].decode()
                info.size = 0
            tar.addfile(info, io.BytesIO(content) if info.isreg() else None)
    return stream.getvalue()


def cut_tar(tar):
    """A plain tar ends in up to 20 blocks of zeros, of which two are enough."""
    return tar.rstrip(b"\0").ljust(512 * (len(tar.rstrip(b"\0")) // 512 + 3), b"\0")


def make_zip(files, compression):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


def make_zstd(content):
    """A frame of Zstandard with one block, which is stored."""
    header = struct.pack("<IBI", 0xFD2FB528, 0xA0, len(content))
    return header + struct.pack("<I", len(content) << 3 | 1)[:3] + content


def make_archives():
    yield GRAPH
    for format in [tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]:
        yield cut_tar(make_tar(FILES, format=format))
        long_name = [("a" * 110 + "/graph.nnef", GRAPH)]
        yield cut_tar(make_tar(long_name, format=format))
    for compression in ["gz", "bz2", "xz"]:
        yield make_tar(FILES, compression)
    yield make_zstd(cut_tar(make_tar(FILES)))
    for compression in [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]:
        yield make_zip(FILES, compression)
    yield make_zip([], zipfile.ZIP_STORED)
    in_folder = [("m/", b"")] + [("./m/" + name, content) for name, content in FILES]
    yield cut_tar(make_tar(in_folder))
    yield cut_tar(make_tar(FILES[:2] + [("a/v.dat", b"@../w.dat")]))
    yield cut_tar(make_tar(FILES + [("../x", b"")]))


def write(folder, contents):
    """Writes files that are named after their content, as libFuzzer does."""
    os.makedirs(folder, exist_ok=True)
    for content in contents:
        name = hashlib.sha1(content).hexdigest()
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)


def main():
    folder = sys.argv[1]
    graphs = list(make_graphs())
    write(os.path.join(folder, "text"), graphs)
    # The server takes longer for each.
    write(os.path.join(folder, "editor"), graphs[::10])
    write(os.path.join(folder, "caps"), make_tables())
    quantizations = list(make_quantizations())
    with_quantization = [SMALL_GRAPH + b"# graph.quant\n" + q for q in quantizations]
    write(os.path.join(folder, "import"), graphs + with_quantization)
    write(os.path.join(folder, "quant"), quantizations)
    write(os.path.join(folder, "tensor"), make_tensors())
    write(os.path.join(folder, "archive"), make_archives())
    with open(os.path.join(folder, "nnef.dict"), "wb") as file:
        file.write(make_dictionary())


main()
