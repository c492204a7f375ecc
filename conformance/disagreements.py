# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Why engines disagree with the standard: one entry for each reason.

A case that is not passed belongs to the first reason that fits. The reasons were
found by looking at what the engines compute; docs/conformance.md counts the
cases of each, and those that no reason fits.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

# Messages of engines that take a valid model for a mistake, rather than say that they lack something.
REFUSAL = re.compile(r"Pars(e|ing) [Ee]rror|Shape error")

CPP, PYTORCH, TRACT = "khronos-cpp", "khronos-pytorch", "tract"
KHRONOS = f"{CPP} {PYTORCH}"
OURS_ON_TOSA = "tosa tosa-reference"


@dataclass(frozen=True)
class Reason:
    """What the standard says in a section, and what engines do instead.

    It fits the cases of some engines and operations whose outcome has a pattern,
    and whose name or one of whose tags is as `case` says.
    """

    section: str
    standard: str
    does: str
    engines: str
    operations: str
    outcome: str = "^wrong: (values|shape)"
    case: str = "*"

    def fits(self, engine, case, tags, outcome):
        operation, _, name = case.partition("/")
        return (
            engine in self.engines.split()
            and any(fnmatchcase(operation, pattern) for pattern in self.operations.split())
            and any(fnmatchcase(text, pattern) for pattern in self.case.split() for text in (name, *tags))
            and re.search(self.outcome, outcome) is not None
        )


WINDOWS = "conv deconv separable_* *box *_pool max_pool_with_index *sample local_* networks"
ELEMENTS = "min max clamp relu softplus"

# fmt: off
LANGUAGE = (
    Reason("3", "A document that breaks a rule is not valid.",
           "Accepts it, and computes something.",
           f"{KHRONOS} {TRACT} tosa-reference", "*", "^wrong: the document is not valid"),
    Reason("3", "A document that breaks a rule is not valid.",
           "The process dies, or hangs.",
           f"{KHRONOS} {TRACT} tosa-reference", "*", "^crash", "refuse-*"),
    Reason("3.2.3", "A sign belongs to its operand: `-x + 2.0` is `(-x) + 2.0`. (The grammar has no precedence.)",
           "The parser applies it to the whole rest of the expression, also in the body of "
           "`zero_point_linear_quantize`, whose range it spoils.",
           CPP, "neg zero_point_linear_quantize language"),
    Reason("3.2.3", "A sign belongs to its operand: `-x + 2.0` is `(-x) + 2.0`. (The grammar has no precedence.)",
           "The parser applies it to the whole rest of the expression.",
           PYTORCH, "neg language"),
    Reason("3.3.3", "Operators apply to tensors of integers and of truth values.",
           "The parser refuses them.",
           KHRONOS, "*", "Parse error.* (operand|token '\\+')"),
    Reason("3.3.3", "Operators apply to tensors of integers and of truth values.",
           "The parser takes the comparison for one of values known at compile time, and there is no output.",
           KHRONOS, "lt gt le ge eq ne", "map::at|KeyError"),
    Reason("3.3.3", "`==` and `!=` apply to truth values.",
           "Fails inside.",
           TRACT, "eq ne", "Bool is not a number"),
    Reason("3.3.3", "`y = x;` and `y = 2.0;` define a tensor.",
           "The tensor does not exist.",
           KHRONOS, "language", "map::at|KeyError"),
    Reason("3.3", "Expressions of known values are evaluated at compile time.",
           "Evaluates few of them.",
           TRACT, "language", "Not a const|Parse error|only support"),
)

FILES = (
    Reason("5.2", "Items may have any width up to 64 bits.",
           "The process dies of scalars of 16 bits, and of integers of other widths than 8, 16, 32 and 64 bits.",
           CPP, "variable", "cannot load"),
    Reason("5.2", "Items may have any width up to 64 bits.",
           "Fails with widths that are not whole bytes.",
           TRACT, "variable networks", "Shape and len mismatch"),
    Reason("5.2", "Items of one bit may be integers.",
           "Reads them as truth values.",
           PYTORCH, "variable", "^wrong"),
    Reason("4.1", "Inputs and variables may be truth values.",
           "Corrupts its memory with some of them.",
           CPP, "external variable update copy copy_n", "^crash: died|^wrong: shape", "logical logical-*"),
    Reason("5.2, 5.3", "Stored codes stand for the numbers that `graph.quant` says.",
           "Does not decode them.",
           CPP, "variable networks", "^wrong|^crash: died", "quantized-*"),
    Reason("5.2, 5.3", "Stored codes stand for the numbers that `graph.quant` says.",
           "Signed codes between limits overflow.",
           PYTORCH, "variable networks", "OverflowError"),
    Reason("5.3", "Arguments in `graph.quant` may be negative literals, and arrays for each channel.",
           "The parser refuses them.",
           TRACT, "variable", "Parsing Error"),
)

ELEMENTWISE = (
    Reason("4.2.1", "`round(x)` is `floor(x + 0.5)`.",
           "Rounds halves away from zero.",
           f"{CPP} {TRACT}", "round"),
    Reason("4.2.1", "`round(x)` is `floor(x + 0.5)`, also where it quantizes.",
           "Rounds halves to even.",
           PYTORCH, "round *_quantize", case="edges halves-*"),
    Reason("4.2.1", "`round(x)` is `floor(x + 0.5)`.",
           "What is lowered to TOSA adds 0.5 in single precision, and that sum is rounded.",
           OURS_ON_TOSA, "round", case="large-odd below-half"),
    Reason("4.2.2", "Left open: integers that overflow, and that are divided by zero.",
           "Has integers of 64 bits, and dies of a division by zero.",
           TRACT, "add sub mul div pow", "^wrong: values|divide by zero", "integers-*"),
    Reason("4.2.3", "`select` repeats each of its operands.",
           "The process dies of operands with five dimensions, of which one has fewer.",
           CPP, "select", "^crash"),
    Reason("4.2.4", "`min` and `max` are by definition a comparison, which is false if there is no number.",
           "Decides otherwise, or gives what is not a number.",
           f"{KHRONOS} {TRACT} {OURS_ON_TOSA}", ELEMENTS, case="not-a-number edges"),
    Reason("4.1.2", "A single value fills a constant.",
           "The process dies, unless it is of scalars.",
           CPP, "constant", "^crash"),
    Reason("4.5.8", "`cast<logical>` gives truth values.",
           "Fails inside, with a type of NumPy that it does not know.",
           PYTORCH, "cast", "KeyError"),
    Reason("2.2", "A tensor may have no dimensions.",
           "Fails, or the process dies.",
           f"{KHRONOS} {TRACT}", "pad tile transpose reshape", "^crash", "*rank-0 logical-remove"),
    Reason("2.2", "A tensor may have no dimensions.",
           "Ends the sum with a tensor of one dimension, and so has one in the result.",
           CPP, "add_n", "^wrong: shape"),
)

WINDOWED = (
    Reason("4.3.1", "`groups = 0` is a group for each channel, with a filter for each or several.",
           "Computes something else if there are several.",
           CPP, "deconv", case="*multiplier*"),
    Reason("4.3.1", "`groups = 0` is a group for each channel.",
           "Takes the channels of the filter for those of the input, and fails.",
           TRACT, "conv separable_conv networks", "channels .second axis in both. must match", "groups-* depthwise"),
    Reason("4.9.2", "The plane filters come first: their convolution has `groups = 0`.",
           "Fails as in `conv` with `groups = 0`.",
           TRACT, "separable_conv", "second axis in both"),
    Reason("4.3.1", "Not clear; the reference tools have the channels of the input first in the filter of `deconv`.",
           "Has those of the output first: fails, or gives something else where both are as many.",
           TRACT, "deconv separable_deconv networks", "second axis in both|^wrong: values"),
    Reason("4.3.1", "`output_shape` is the shape of the output.",
           "Ignores it.",
           TRACT, "deconv", "^wrong: shape"),
    Reason("4.3", "Automatic padding makes the output of `deconv` and `debox` larger by the stride.",
           "Fails, or dies, unless the window is larger than the stride: never along batch and channels.",
           TRACT, "deconv debox separable_deconv", "SAME|SameUpper"),
    Reason("4.3.1", "Left open: a bias that differs along other dimensions than the second.",
           "Refuses it, or fails inside.",
           KHRONOS, "conv deconv", "bias", "bias-rank-4"),
    Reason("4.3.1", "The bias repeats as other operands do: its leading dimensions are aligned.",
           "Takes no bias that is not of the shape `[1, C]`.",
           PYTORCH, "deconv", "bias"),
    Reason("4.3.1", "The bias is added to each element.",
           "Where no element of the input reaches, there is 0 instead, if the padding is negative.",
           PYTORCH, "deconv separable_deconv", case="*negative-constant negative-padding"),
    Reason("4.3.1", "The border continues the input, also of `deconv`.",
           "Continues the output instead, and so gives something else near the edges.",
           PYTORCH, "deconv separable_deconv"),
    Reason("4.3.1", "Filters without spatial dimensions are multiplied.",
           "Fails, or the process dies.",
           f"{CPP} {TRACT}", "conv deconv", "^crash", "no-spatial*"),
    Reason("4.3.2", "`debox` with `normalize = true` divides by the volume of the window.",
           "Does not divide.",
           f"{CPP} {TRACT}", "debox", "^wrong: values|^crash: died", "*normalized*"),
    Reason("4.3.2", "With the border `ignore`, a normalized box divides by how many elements there are.",
           "`debox` divides by the volume of the window.",
           PYTORCH, "debox"),
    Reason("4.3.2", "Left open: a window without elements. Here its average is 0, its maximum minus infinity.",
           "Gives something else.",
           f"{KHRONOS} {TRACT}", "avg_pool max_pool box", case="outside-ignored"),
    Reason("4.3.2", "Borders are `constant`, `ignore`, `replicate`, `reflect` and `reflect-even`.",
           "Dies of others than `constant` and `ignore`.",
           TRACT, WINDOWS, "assertion failed: &\\*border|assertion `left == right`"),
    Reason("4.3.2", "The border `constant` is the default, and its zeros compete in the maximum.",
           "Leaves them out, as `ignore` does.",
           TRACT, "max_pool max_pool_with_index networks", case="*-constant inception constant stride* dilation* "
           "large-stride* all-* ones-* rank-6 auto-* automatic* default* lowest* negative-values"),
    Reason("4.3.3", "Positions count within the window.",
           "They count in the whole plane, as PyTorch has it.",
           PYTORCH, "argmax_pool max_pool_with_index desample", "^wrong: (values|shape)"),
    Reason("4.3.3", "Positions count within the window.",
           "They count in the whole plane.",
           TRACT, "max_pool_with_index"),
    Reason("4.3.3", "The index of `sample` has the shape of its output. (Only so does the formula make sense.)",
           "Demands the shape of its input.",
           CPP, "sample desample max_pool_with_index networks", "operation 'sample'"),
    Reason("4.3.2, 4.9.3", "Windows extend over any dimensions, of tensors of any rank.",
           "Takes the first two for batch and channels, where it ignores size and padding; dies of ranks below 3.",
           TRACT, WINDOWS, "SIGSEGV|capacity overflow|^wrong: (values|shape)", "rank-[1236] rank-[1236]-* all-* *channels* "
           "both* batch* larger* bias-* epsilon-* alpha-* beta-* as-in-networks"),
    Reason("4.3", "Padding may be negative, and then cuts.",
           "Reads beyond the input.",
           TRACT, "*box *_pool", "^wrong: (values|shape)|^crash: died", "negative-padding"),
    Reason("4.3.4", "The formula of `multilinear_upsample`; beyond the edges is what the border says.",
           "`asymmetric` is shifted, as in the illustration beside the formula; borders are made by filters, "
           "and differ near the edges.",
           PYTORCH, "multilinear_upsample"),
    Reason("4.3.4", "Any number of spatial dimensions.",
           "Fails in PyTorch with three.",
           PYTORCH, "multilinear_upsample", "bilinear mode"),
    Reason("4.3.4", "Any number of spatial dimensions.",
           "Gives 0 without any.",
           CPP, "multilinear_upsample", case="no-spatial"),
    Reason("4.6", "`rois` has two columns for each spatial dimension, and `batch_index` is of the shape `[N, 1]`.",
           "The shape inference demands four columns and one dimension, and fails for `roi_resample` always.",
           CPP, "*roi_* networks", "'batch_index' must be|rois must be|Value: expected items"),
)

OTHERS = (
    Reason("4.4", "Axes may be in any order.",
           "Fails unless they are ascending.",
           TRACT, "*_reduce moments l?_normalization", "tuple_windows"),
    Reason("4.4", "The maximum of infinities is one.",
           "Gives the lowest number that is finite.",
           TRACT, "max_reduce"),
    Reason("4.5.4", "A `begin` or `end` below zero counts from the end, and beyond the extent means the edge.",
           "Fails.",
           TRACT, "slice", "`(start|end) <= "),
    Reason("4.5.4", "Strides may be negative, or not given.",
           "Dies, or gives something else.",
           TRACT, "slice", "^crash: died|^wrong: (values|shape)"),
    Reason("4.5.4", "A `begin` or `end` beyond the extent means the edge.",
           "Refuses what is beyond the lower edge.",
           CPP, "slice", "slice range"),
    Reason("4.5.5", "Padding may be negative, and then cuts.",
           "The process dies.",
           TRACT, "pad", "^crash", "negative-padding *negative*"),
    Reason("4.7", "The batches of `matmul` repeat.",
           "Computes something else, and reads beyond the smaller operand.",
           CPP, "matmul networks", "^wrong: values|^crash: died", "*repeated* *ones* broadcast* batches* attention* transformer*"),
    Reason("4.8", "A variable keeps the value of `update` until the next execution.",
           "Nothing is kept.",
           KHRONOS, "update networks", case="counter running-sum delay* swap not-an-output integers truth-values "
           "moving-average lstm-50-* gru-50-* streaming-*"),
    Reason("4.9.1", "`softmax` over several axes.",
           "Divides by the sum of the input.",
           PYTORCH, "softmax"),
    Reason("4.9.1", "Left open: `gelu` may be exact. The body of the standard, which is expected here, approximates it.",
           "Is exact.",
           PYTORCH, "gelu"),
    Reason("4.9.1", "`selu` has the attributes `alpha` and `lambda`.",
           "Ignores them.",
           PYTORCH, "selu"),
    Reason("4.9.1", "`elu` has the attribute `alpha`.",
           "Ignores it.",
           TRACT, "elu"),
    Reason("4.9.1", "The slopes of `prelu` repeat as other operands do.",
           "Fails in PyTorch unless there is one for each channel.",
           PYTORCH, "prelu", "^crash"),
    Reason("4.9.2", "The bias of `linear` is added as any operand.",
           "Takes one of the shape `[1, C]`, reads others beyond their end, and refuses or ignores them.",
           CPP, "linear", "bias channels|^wrong: values"),
    Reason("4.9.2", "`linear` is a product of matrices and a sum, of tensors of any rank.",
           "Refuses ranks above 2.",
           CPP, "linear", "must be of rank 2"),
    Reason("4.9.2", "`groups` of a separable convolution are those of the point filter.",
           "The shape inference refuses them, and filters with several outputs for each plane.",
           CPP, "separable_*", "Shape error"),
    Reason("4.9.4", "The parameters of `batch_normalization` repeat as other operands do.",
           "Fails unless they are of the shape `[1, C]`.",
           PYTORCH, "batch_normalization networks", "^crash", "* attention* transformer*"),
    Reason("4.9.5", "`linear_quantize` is an operation.",
           "Fails: it is called without two of its arguments.",
           PYTORCH, "linear_quantize", "TypeError"),
    Reason("4.9.5", "The parameters of quantizations repeat as other operands do.",
           "Fails in PyTorch unless they are single values.",
           PYTORCH, "*_quantize", "^crash"),
    Reason("4.9.6", "`copy_n` gives as many copies as `times` says.",
           "Fails inside, or gives one.",
           TRACT, "copy_n add_n", "No super type|Assignement"),
)
# fmt: on

REASONS = (*LANGUAGE, *FILES, *ELEMENTWISE, *WINDOWED, *OTHERS)
