//===- TensorCores.h - The precision of large products ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_TENSORCORES_H
#define NNEF_PIPELINES_TENSORCORES_H

namespace nnef {

/// What tensor cores of a GPU round the factors of float32 products to. Sums
/// are float32 in any case.
enum class TensorCores {
  /// Nothing is rounded: tensor cores are not used.
  None,
  /// TF32: the range of float32, and 11 bits of precision.
  TF32,
  /// float16: 11 bits of precision, and numbers up to 65504.
  F16,
};

} // namespace nnef

#endif // NNEF_PIPELINES_TENSORCORES_H
