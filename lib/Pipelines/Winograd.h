//===- Winograd.h - Convolutions with fewer products ------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// S. Winograd's algorithm computes a tile of m x m results of a convolution
// with a 3x3 filter from (m + 2) x (m + 2) inputs: filter and inputs are
// transformed, multiplied place by place, and the products, summed up over all
// input channels, are transformed to results. There are (m + 2)^2 products in
// place of 9 m^2.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_WINOGRAD_H
#define NNEF_LIB_PIPELINES_WINOGRAD_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace nnef {

/// A convolution with a 3x3 filter, stride 1, among blocks of channels. Height
/// and width are those of the result.
struct ConvolutionShape {
  int64_t images, height, width;
  int64_t inputBlocks, inputBlock;
  int64_t outputBlocks, outputBlock;

  int64_t getInputChannels() const { return inputBlocks * inputBlock; }
  int64_t getOutputChannels() const { return outputBlocks * outputBlock; }
};

/// How a convolution is computed by way of transforms.
struct WinogradPlan {
  /// How many results a tile has in a row and in a column.
  int64_t tile;
  /// How many images, and rows of tiles in each, are transformed at once.
  int64_t images, rows;
  /// Whether threads share these parts, each of which is computed block by
  /// block of output channels; else they share what is done for one part, where
  /// all that belongs to one place of the tiles is multiplied before the next
  /// one.
  bool sharesParts;

  /// How many inputs a tile has, which is also how many products.
  int64_t getNumPlaces() const { return (tile + 2) * (tile + 2); }

  bool operator==(const WinogradPlan &other) const {
    return tile == other.tile && images == other.images && rows == other.rows &&
           sharesParts == other.sharesParts;
  }
};

/// Plans how to compute a convolution, if that pays.
std::optional<WinogradPlan> planWinograd(const ConvolutionShape &shape);

/// Plans that could be the best one on some processor.
std::vector<WinogradPlan> listWinogradPlans(const ConvolutionShape &shape);

/// The plan as an attribute: `{images = 1, rows = 2, shares_parts = true,
/// winograd = 4}`, where the last number is the extent of tiles.
mlir::DictionaryAttr getAttribute(const WinogradPlan &plan,
                                  mlir::MLIRContext *context);

/// The plan that an attribute is, if the convolution can be computed so.
std::optional<WinogradPlan> readWinogradPlan(const ConvolutionShape &shape,
                                             mlir::DictionaryAttr attribute);

/// Transforms a filter, from blocks [O][C][3][3][c][o] to [place][O][C * c][o]
/// or [O][place][C * c][o], the order in which it is read.
Elements transformFilter(const Elements &filter, const WinogradPlan &plan,
                         mlir::MLIRContext *context);

/// x * y + sum, or the product alone, for vectors.
mlir::Value multiplyAndAdd(mlir::ImplicitLocOpBuilder &b, mlir::Value x,
                           mlir::Value y, mlir::Value sum);

/// Transforms a square of (tile + 2)^2 vectors of inputs, row by row.
llvm::SmallVector<mlir::Value>
emitInputTransform(mlir::ImplicitLocOpBuilder &b, int64_t tile,
                   llvm::ArrayRef<mlir::Value> inputs);

/// Transforms a square of (tile + 2)^2 sums to tile^2 results.
llvm::SmallVector<mlir::Value>
emitOutputTransform(mlir::ImplicitLocOpBuilder &b, int64_t tile,
                    llvm::ArrayRef<mlir::Value> sums);

/// A convolution in a function, and what is computed from its result.
struct WinogradKernel {
  ConvolutionShape shape;
  mlir::linalg::LinalgOp convolution;
  /// The last of the elementwise operations, or the convolution itself.
  mlir::linalg::LinalgOp root;
  /// Where the result is written to.
  mlir::Value destination;
};

/// Whether all between a convolution and the root can be computed for some
/// channels of a place at a time.
bool canEmitWinograd(const WinogradKernel &kernel);

/// Creates loops that compute the result of `root`, before it, and returns
/// that. The convolution's filter must have been transformed.
mlir::Value emitWinograd(const WinogradKernel &kernel, const WinogradPlan &plan,
                         const VectorRegisters &registers);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_WINOGRAD_H
