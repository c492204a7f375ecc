# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The section of the specification that defines each operation."""

SECTIONS = {
    "4.1.1": "external",
    "4.1.2": "constant",
    "4.1.3": "variable",
    "4.2.1": "copy neg rcp exp log sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh"
    " abs sign not floor ceil round",
    "4.2.2": "add sub mul div pow lt gt le ge eq ne and or",
    "4.2.3": "select",
    "4.2.4": "sqr sqrt rsqr rsqrt log2 min max clamp",
    "4.3.1": "conv deconv",
    "4.3.2": "box debox",
    "4.3.3": "argmax_pool sample desample",
    "4.3.4": "nearest_downsample area_downsample nearest_upsample multilinear_upsample",
    "4.4": "sum_reduce max_reduce min_reduce argmax_reduce argmin_reduce all_reduce any_reduce mean_reduce",
    "4.5.1": "reshape squeeze unsqueeze",
    "4.5.2": "transpose",
    "4.5.3": "split concat stack unstack",
    "4.5.4": "slice",
    "4.5.5": "pad",
    "4.5.6": "tile",
    "4.5.7": "gather",
    "4.5.8": "cast",
    "4.6.1": "avg_roi_pool max_roi_pool",
    "4.6.2": "roi_resample avg_roi_align max_roi_align",
    "4.7": "matmul",
    "4.8": "update",
    "4.9.1": "sigmoid relu prelu leaky_relu elu selu gelu silu softmax softplus softabs",
    "4.9.2": "linear separable_conv separable_deconv",
    "4.9.3": "max_pool_with_index max_pool avg_pool rms_pool",
    "4.9.4": "local_response_normalization local_mean_normalization local_variance_normalization"
    " local_contrast_normalization l1_normalization l2_normalization batch_normalization",
    "4.9.5": "min_max_linear_quantize zero_point_linear_quantize linear_quantize logarithmic_quantize",
    "4.9.6": "copy_n add_n moments",
    # Networks with entries in graph.quant: as they are written, and in integer arithmetic.
    "5.3": "quantization integer",
    # What is no operation: whole networks, and the language around them.
    "4": "networks graphs",
    "3": "language",
}

SECTION_OF = {
    operation: section for section, operations in SECTIONS.items() for operation in operations.split()
}
