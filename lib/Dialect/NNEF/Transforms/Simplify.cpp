//===- Simplify.cpp - Operations that machines compute faster -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KnownValues.h"
#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "SplitDeconv.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>

namespace nnef {
#define GEN_PASS_DEF_SIMPLIFYPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// The operation that defines `value`, if it is an `OpT` that may be seen
/// through.
template <typename OpT> static OpT getUnmarked(Value value) {
  auto op = value.getDefiningOp<OpT>();
  return op && !isMarked(op) ? op : OpT();
}

static ArrayRef<int64_t> getShape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

static Value createReshape(PatternRewriter &rewriter, Location loc, Value input,
                           ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(input.getType()).clone(shape);
  return ReshapeOp::create(rewriter, loc, type, input,
                           rewriter.getDenseI64ArrayAttr(shape));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// Small integer powers, which a library computes by logarithms.
static LogicalResult expandPower(PowOp op, PatternRewriter &rewriter) {
  DenseFPElementsAttr exponent;
  Value x = op.getX();
  if (isMarked(op) || !matchPattern(op.getY(), m_Constant(&exponent)) ||
      !exponent.isSplat() || x.getType() != op.getType())
    return failure();
  APFloat value = exponent.getSplatValue<APFloat>();
  if (value.isExactlyValue(2)) {
    rewriter.replaceOpWithNewOp<SqrOp>(op, op.getType(), x);
  } else if (value.isExactlyValue(3)) {
    Value square = SqrOp::create(rewriter, op.getLoc(), op.getType(), x);
    rewriter.replaceOpWithNewOp<MulOp>(op, op.getType(), square, x);
  } else if (value.isExactlyValue(-1)) {
    rewriter.replaceOpWithNewOp<RcpOp>(op, op.getType(), x);
  } else {
    return failure();
  }
  return success();
}

namespace {
/// A pattern that looks at known values.
template <typename OpT> struct KnownPattern : OpRewritePattern<OpT> {
  using Rewrite = LogicalResult (*)(OpT, PatternRewriter &,
                                    const KnownValues &);

  KnownPattern(MLIRContext *context, Rewrite rewrite, const KnownValues &known)
      : OpRewritePattern<OpT>(context), rewrite(rewrite), known(known) {}

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    return isMarked(op) ? failure() : rewrite(op, rewriter, known);
  }

  Rewrite rewrite;
  const KnownValues &known;
};
} // namespace

static Value createConstant(PatternRewriter &rewriter, Value like,
                            const Elements &elements) {
  return ConstantOp::create(
      rewriter, like.getLoc(),
      elements.getAttribute(getTensorName(cast<OpResult>(like))));
}

/// A quotient by known numbers is a product with their reciprocals.
static LogicalResult invertDivisor(DivOp op, PatternRewriter &rewriter,
                                   const KnownValues &known) {
  // There is no gain in a second copy of a large tensor.
  constexpr int64_t maxDivisors = 16384;
  auto type = cast<RankedTensorType>(op.getY().getType());
  if (!type.hasStaticShape() || type.getNumElements() > maxDivisors)
    return failure();
  std::optional<Elements> divisors = known.getReal(op.getY());
  if (!divisors)
    return failure();
  SmallVector<double> reciprocals;
  for (float divisor : getFloats(*divisors)) {
    reciprocals.push_back(1.0 / divisor);
    if (!std::isnormal(divisor) ||
        !std::isnormal(static_cast<float>(reciprocals.back())))
      return failure();
  }
  std::optional<Elements> elements = makeElements(type, reciprocals);
  if (!elements)
    return failure();
  Value factor = createConstant(rewriter, op.getY(), *elements);
  rewriter.replaceOpWithNewOp<MulOp>(op, op.getType(), op.getX(), factor);
  return success();
}

/// A normalization that is not part of a layer is a product and a sum.
static LogicalResult expandNormalization(BatchNormalizationOp op,
                                         PatternRewriter &rewriter,
                                         const KnownValues &known) {
  std::optional<ChannelMap> map = getNormalization(op, known);
  if (!map)
    return failure();
  auto type =
      RankedTensorType::get({1, static_cast<int64_t>(map->scale.size())},
                            op.getType().getElementType());
  std::optional<Elements> scale = makeElements(type, map->scale),
                          offset = makeElements(type, map->offset);
  if (!scale || !offset)
    return failure();
  Value product =
      MulOp::create(rewriter, op.getLoc(), op.getType(), op.getInput(),
                    createConstant(rewriter, op.getScale(), *scale));
  rewriter.replaceOpWithNewOp<AddOp>(
      op, op.getType(), product,
      createConstant(rewriter, op.getOffset(), *offset));
  return success();
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

/// The extents of a window, which slides over the last dimensions.
static ArrayRef<int64_t> getWindowSizes(ConvOp op) {
  return getShape(op.getFilter()).drop_front(2);
}
static ArrayRef<int64_t> getWindowSizes(SeparableConvOp op) {
  return getShape(op.getPlaneFilter()).drop_front(2);
}
template <typename OpT> static ArrayRef<int64_t> getWindowSizes(OpT op) {
  return op.getSize();
}

/// A pad with zeros in front of a window that sees zeros beyond its edges.
template <typename OpT>
static LogicalResult mergePadding(OpT op, PatternRewriter &rewriter) {
  auto pad = getUnmarked<PadOp>(op.getInput());
  if (isMarked(op) || !pad || pad.getBorder() != BorderMode::Constant ||
      !pad.getValue().isZero() ||
      llvm::any_of(pad.getPadding().getValues(),
                   [](int64_t amount) { return amount < 0; }))
    return failure();
  ArrayRef<int64_t> inputShape = getShape(pad.getInput()),
                    paddedShape = getShape(op.getInput()),
                    outputShape = getShape(op->getResult(0));
  SmallVector<WindowDim> dims = getWindow(getWindowSizes(op), op.getPadding(),
                                          op.getStride(), op.getDilation());
  size_t numOthers = inputShape.size() - dims.size();
  for (size_t i = 0; i < numOthers; ++i)
    if (pad.getPadding().getBefore(i) || pad.getPadding().getAfter(i))
      return failure();

  SmallVector<int64_t> padding;
  bool hasPadding = false;
  for (auto [i, dim] : llvm::enumerate(dims)) {
    size_t axis = numOthers + i;
    if (failed(dim.resolve(paddedShape[axis], outputShape[axis])))
      return failure();
    hasPadding |= dim.before || dim.after;
    padding.push_back(dim.before + pad.getPadding().getBefore(axis));
    padding.push_back(dim.after + pad.getPadding().getAfter(axis));
    // Automatic padding may leave out elements at the end.
    int64_t extent = inputShape[axis] + padding.end()[-2] + padding.back();
    if (op.getPadding().isAuto() &&
        (ShapedType::isDynamic(inputShape[axis]) ||
         (extent - dim.span()) / dim.stride + 1 != outputShape[axis]))
      return failure();
  }
  if (hasPadding && op.getBorder() != BorderMode::Constant)
    return failure();
  rewriter.modifyOpInPlace(op, [&] {
    op.getInputMutable().assign(pad.getInput());
    op.setPaddingAttr(PaddingAttr::get(op.getContext(), padding));
    op.setBorder(BorderMode::Constant);
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Moving elements
//===----------------------------------------------------------------------===//

/// Known indices in steps of equal size are a slice.
static LogicalResult simplifyGather(GatherOp op, PatternRewriter &rewriter) {
  DenseIntElementsAttr indices;
  RankedTensorType type = op.getType();
  int64_t axis = op.getAxis(), extent = getShape(op.getInput())[axis];
  if (isMarked(op) || !matchPattern(op.getIndices(), m_Constant(&indices)) ||
      indices.empty() || ShapedType::isDynamic(extent) || extent == 0 ||
      !type.hasStaticShape())
    return failure();
  SmallVector<int64_t> places;
  for (const APInt &index : indices.getValues<APInt>())
    places.push_back(std::clamp<int64_t>(index.getSExtValue(), 0, extent - 1));
  int64_t step = places.size() > 1 ? places[1] - places[0] : 1;
  if (step < 1)
    return failure();
  for (auto [place, next] : llvm::zip(places, ArrayRef(places).drop_front()))
    if (next - place != step)
      return failure();

  SmallVector<int64_t> shape(getShape(op.getInput()));
  shape[axis] = places.size();
  SmallVector<int64_t> stride;
  if (step != 1)
    stride.push_back(step);
  Value slice =
      SliceOp::create(rewriter, op.getLoc(), type.clone(shape), op.getInput(),
                      rewriter.getDenseI64ArrayAttr(axis),
                      rewriter.getDenseI64ArrayAttr(places.front()),
                      rewriter.getDenseI64ArrayAttr(places.back() + 1),
                      rewriter.getDenseI64ArrayAttr(stride));
  if (slice.getType() != type)
    slice = createReshape(rewriter, op.getLoc(), slice, type.getShape());
  rewriter.replaceOp(op, slice);
  return success();
}

/// Whether a tensor is only sliced.
static bool isOnlySliced(Operation *op) {
  return llvm::all_of(op->getUsers(),
                      [](Operation *user) { return isa<SliceOp>(user); });
}

/// The slice of something that was sliced along other dimensions.
static Value sliceAlong(PatternRewriter &rewriter, SliceOp op, Value input,
                        ArrayRef<int64_t> axes) {
  SmallVector<int64_t> shape(getShape(input));
  for (auto [axis, outer] : llvm::zip_equal(axes, op.getAxes()))
    shape[axis] = op.getType().getDimSize(outer);
  return SliceOp::create(rewriter, op.getLoc(), op.getType().clone(shape),
                         input, rewriter.getDenseI64ArrayAttr(axes),
                         op.getBeginAttr(), op.getEndAttr(),
                         op.getStrideAttr());
}

/// Where each dimension of a transpose comes from; those that are not listed
/// stay.
static SmallVector<int64_t> getPermutation(TransposeOp op) {
  SmallVector<int64_t> permutation(op.getAxes());
  for (int64_t dim = permutation.size(); dim < op.getType().getRank(); ++dim)
    permutation.push_back(dim);
  return permutation;
}

/// A slice is taken before the elements are moved, not after that.
static LogicalResult sliceBeforeTranspose(SliceOp op,
                                          PatternRewriter &rewriter) {
  auto transpose = getUnmarked<TransposeOp>(op.getInput());
  if (isMarked(op) || !transpose || !isOnlySliced(transpose))
    return failure();
  SmallVector<int64_t> permutation = getPermutation(transpose), axes;
  for (int64_t axis : op.getAxes())
    axes.push_back(permutation[axis]);
  Value slice = sliceAlong(rewriter, op, transpose.getInput(), axes);
  rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getType(), slice,
                                           transpose.getAxesAttr());
  return success();
}

/// The same for a change of the shape that keeps the dimensions of the slice.
template <typename OpT>
static LogicalResult sliceBeforeReshape(SliceOp op, PatternRewriter &rewriter) {
  auto reshape = getUnmarked<OpT>(op.getInput());
  if (isMarked(op) || !reshape || !isOnlySliced(reshape) ||
      !op.getType().hasStaticShape())
    return failure();
  Value input = reshape->getOperand(0);
  ArrayRef<int64_t> shape = getShape(input), outer = getShape(op.getInput());
  if (ShapedType::isDynamicShape(shape) || ShapedType::isDynamicShape(outer))
    return failure();
  SmallVector<int64_t> axes;
  for (int64_t outerAxis : op.getAxes()) {
    // A dimension of the same extent with as many elements before it.
    int64_t before = ShapedType::getNumElements(outer.take_front(outerAxis));
    int64_t numElements = 1, axis = 0, rank = shape.size();
    while (axis < rank &&
           (numElements != before || shape[axis] != outer[outerAxis]))
      numElements *= shape[axis++];
    if (axis == rank || llvm::is_contained(axes, axis))
      return failure();
    axes.push_back(axis);
  }
  Value slice = sliceAlong(rewriter, op, input, axes);
  rewriter.replaceOp(
      op, createReshape(rewriter, op.getLoc(), slice, op.getType().getShape()));
  return success();
}

/// A transpose that leaves all elements where they are.
static LogicalResult simplifyTranspose(TransposeOp op,
                                       PatternRewriter &rewriter) {
  if (isMarked(op) || !op.getType().hasStaticShape())
    return failure();
  int64_t last = -1;
  for (int64_t axis : getPermutation(op)) {
    if (getShape(op.getInput())[axis] == 1)
      continue;
    if (axis < last)
      return failure();
    last = axis;
  }
  rewriter.replaceOp(op, createReshape(rewriter, op.getLoc(), op.getInput(),
                                       op.getType().getShape()));
  return success();
}

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

/// Known matrices are transposed before the network runs.
static LogicalResult transposeKnownMatrix(MatmulOp op,
                                          PatternRewriter &rewriter,
                                          const KnownValues &known) {
  if (!op.getTransposeB() || !known.get(op.getB()))
    return failure();
  SmallVector<int64_t> shape(getShape(op.getB())),
      axes = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
  std::swap(shape.end()[-1], shape.end()[-2]);
  std::swap(axes.end()[-1], axes.end()[-2]);
  Value transposed = TransposeOp::create(rewriter, op.getB().getLoc(),
                                         op.getType().clone(shape), op.getB(),
                                         rewriter.getDenseI64ArrayAttr(axes));
  rewriter.modifyOpInPlace(op, [&] {
    op.getBMutable().assign(transposed);
    op.setTransposeB(false);
  });
  return success();
}

/// A product of many matrices with one is a product of two; and others have no
/// more than one dimension that counts matrices.
static LogicalResult flattenProduct(MatmulOp op, PatternRewriter &rewriter) {
  RankedTensorType type = op.getType();
  ArrayRef<int64_t> a = getShape(op.getA()), b = getShape(op.getB());
  int64_t rank = type.getRank();
  if (isMarked(op) || rank <= 2 || ShapedType::isDynamicShape(a) ||
      ShapedType::isDynamicShape(b))
    return failure();
  int64_t count = ShapedType::getNumElements(a.drop_back(2));
  bool isOneMatrix = ShapedType::getNumElements(b.drop_back(2)) == 1 &&
                     (count == 1 || !op.getTransposeA());
  SmallVector<int64_t> newA(a.take_back(2)), newB(b.take_back(2)),
      newShape(type.getShape().take_back(2));
  if (isOneMatrix) {
    newA[0] *= count;
    newShape[0] *= count;
  } else if (rank > 3 && a.drop_back(2) == b.drop_back(2)) {
    for (SmallVector<int64_t> *shape : {&newA, &newB, &newShape})
      shape->insert(shape->begin(), count);
  } else {
    return failure();
  }
  Value lhs = createReshape(rewriter, op.getLoc(), op.getA(), newA),
        rhs = createReshape(rewriter, op.getB().getLoc(), op.getB(), newB);
  Value product =
      MatmulOp::create(rewriter, op.getLoc(), type.clone(newShape), lhs, rhs,
                       op.getTransposeA(), op.getTransposeB());
  rewriter.replaceOp(
      op, createReshape(rewriter, op.getLoc(), product, type.getShape()));
  return success();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct SimplifyPass : nnef::impl::SimplifyPassBase<SimplifyPass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    KnownValues known(getOperation());
    RewritePatternSet patterns(context);
    auto addKnown = [&](auto rewrite) { addPattern(patterns, rewrite, known); };
    patterns.add(expandPower);
    addKnown(invertDivisor);
    addKnown(expandNormalization);
    patterns.add(mergePadding<ConvOp>);
    patterns.add(mergePadding<SeparableConvOp>);
    patterns.add(mergePadding<BoxOp>);
    patterns.add(mergePadding<MaxPoolOp>);
    patterns.add(mergePadding<AvgPoolOp>);
    patterns.add(mergePadding<RmsPoolOp>);
    addKnown(splitDeconv);
    patterns.add(simplifyGather);
    patterns.add(sliceBeforeTranspose);
    patterns.add(sliceBeforeReshape<ReshapeOp>);
    patterns.add(sliceBeforeReshape<SqueezeOp>);
    patterns.add(sliceBeforeReshape<UnsqueezeOp>);
    patterns.add(simplifyTranspose);
    addKnown(transposeKnownMatrix);
    patterns.add(flattenProduct);
    // What they make is simplified in turn.
    getContext().getLoadedDialect<NNEFDialect>()->getCanonicalizationPatterns(
        patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

  template <typename OpT>
  static void addPattern(RewritePatternSet &patterns,
                         LogicalResult (*rewrite)(OpT, PatternRewriter &,
                                                  const KnownValues &),
                         const KnownValues &known) {
    patterns.add<KnownPattern<OpT>>(patterns.getContext(), rewrite, known);
  }
};
} // namespace
