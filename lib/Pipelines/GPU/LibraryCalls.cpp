//===- LibraryCalls.cpp - What libraries of CUDA compute ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/LibraryCalls.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace nnef;

/// Elements from the first to the last of a tensor, and one more.
static int64_t getExtent(ArrayRef<int64_t> shape, ArrayRef<int64_t> strides) {
  int64_t extent = 1;
  for (auto [size, stride] : llvm::zip_equal(shape, strides))
    extent += (size - 1) * stride;
  return extent;
}

int64_t LibraryCall::getExtent(unsigned operand) const {
  if (const auto *product = std::get_if<MatrixProduct>(&problem)) {
    std::array<std::pair<int64_t, int64_t>, 3> sizes = {
        {{product->rows, product->depth},
         {product->depth, product->columns},
         {product->rows, product->columns}}};
    auto [rows, columns] = sizes[operand];
    const MatrixLayout &layout = product->layouts[operand];
    if (layout.isTransposed)
      std::swap(rows, columns);
    return ::getExtent({product->batches, columns, rows},
                       {layout.batchStride, layout.leading, 1});
  }
  const auto &convolution = std::get<ConvolutionCall>(problem);
  switch (operand) {
  case 0:
    return ::getExtent(convolution.inputShape, convolution.inputStrides);
  case 1:
    return llvm::product_of(convolution.filterShape);
  default:
    return ::getExtent(convolution.outputShape, convolution.outputStrides);
  }
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

namespace {
/// Writes a call into an attribute.
class Writer {
public:
  explicit Writer(MLIRContext *context) : builder(context) {}

  void operator()(StringRef name, ArrayRef<int64_t> values) {
    attributes.set(name, builder.getDenseI64ArrayAttr(values));
  }
  DictionaryAttr take() {
    return attributes.getDictionary(builder.getContext());
  }

private:
  Builder builder;
  NamedAttrList attributes;
};

/// Reads what a Writer has written.
class Reader {
public:
  explicit Reader(DictionaryAttr attributes) : attributes(attributes) {}

  void operator()(StringRef name, SmallVectorImpl<int64_t> &values) {
    llvm::append_range(values, get(name));
  }
  void operator()(StringRef name, ArrayRef<int64_t *> values) {
    for (auto [target, value] : llvm::zip_equal(values, get(name)))
      *target = value;
  }

private:
  ArrayRef<int64_t> get(StringRef name) {
    return attributes.getAs<DenseI64ArrayAttr>(name).asArrayRef();
  }

  DictionaryAttr attributes;
};
} // namespace

static constexpr std::array<StringLiteral, 3> kLayoutNames = {
    StringLiteral("lhs"), StringLiteral("rhs"), StringLiteral("result")};

DictionaryAttr LibraryCall::getAttribute(MLIRContext *context) const {
  Writer write(context);
  write("offsets", offsets);
  write("accumulates", accumulates);
  if (const auto *product = std::get_if<MatrixProduct>(&problem)) {
    write("product",
          {product->rows, product->columns, product->depth, product->batches});
    for (auto [name, layout] : llvm::zip_equal(kLayoutNames, product->layouts))
      write(name, {layout.leading, layout.batchStride, layout.isTransposed});
    return write.take();
  }
  const auto &convolution = std::get<ConvolutionCall>(problem);
  write("input_shape", convolution.inputShape);
  write("input_strides", convolution.inputStrides);
  write("filter_shape", convolution.filterShape);
  write("output_shape", convolution.outputShape);
  write("output_strides", convolution.outputStrides);
  write("steps", convolution.steps);
  write("dilations", convolution.dilations);
  write("groups", convolution.groups);
  return write.take();
}

LibraryCall LibraryCall::get(DictionaryAttr attribute) {
  LibraryCall call;
  Reader read(attribute);
  read("offsets", {&call.offsets[0], &call.offsets[1], &call.offsets[2]});
  int64_t flag = 0;
  read("accumulates", &flag);
  call.accumulates = flag != 0;
  if (attribute.contains("product")) {
    auto &product = call.problem.emplace<MatrixProduct>();
    read("product",
         {&product.rows, &product.columns, &product.depth, &product.batches});
    for (auto [name, layout] : llvm::zip_equal(kLayoutNames, product.layouts)) {
      read(name, {&layout.leading, &layout.batchStride, &flag});
      layout.isTransposed = flag != 0;
    }
    return call;
  }
  auto &convolution = call.problem.emplace<ConvolutionCall>();
  read("input_shape", convolution.inputShape);
  read("input_strides", convolution.inputStrides);
  read("filter_shape", convolution.filterShape);
  read("output_shape", convolution.outputShape);
  read("output_strides", convolution.outputStrides);
  read("steps", convolution.steps);
  read("dilations", convolution.dilations);
  read("groups", &convolution.groups);
  return call;
}
