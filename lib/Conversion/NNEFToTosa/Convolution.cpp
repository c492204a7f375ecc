//===- Convolution.cpp - Convolutions to TOSA -----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

using namespace mlir;
using namespace nnef;

using Values = SmallVector<Value>;

//===----------------------------------------------------------------------===//
// What convolutions have in common
//===----------------------------------------------------------------------===//

namespace {
/// A convolution in the layout of NNEF. For a transposed one, the window slides
/// over the output.
struct Convolution {
  Value input, filter, bias;
  SmallVector<WindowDim> dims;
  int64_t groups;
  /// The shape of the output.
  SmallVector<int64_t> output;
  /// The zero points of codes.
  int64_t inputZero = 0, filterZero = 0;
  /// What becomes of sums of products, channels last; none for sums themselves.
  std::function<Value(Value)> finish = {};
};
} // namespace

static SmallVector<int64_t> getSpatial(Value tensor) {
  return SmallVector<int64_t>(TosaLowering::getShape(tensor).drop_front(2));
}

/// The window over the spatial dimensions, with automatic padding resolved.
template <typename OpT>
static SmallVector<WindowDim> getConvolutionWindow(OpT op, Value filter,
                                                   Value input, Value output) {
  return getExactWindow(getWindow(getSpatial(filter), op.getPadding(),
                                  op.getStride(), op.getDilation()),
                        getSpatial(input), getSpatial(output));
}

/// TOSA convolves in two or three dimensions. Fewer become two.
static void addUnitDims(TosaLowering &b, Convolution &conv) {
  while (conv.dims.size() < 2) {
    conv.dims.insert(conv.dims.begin(), WindowDim());
    for (Value *tensor : {&conv.input, &conv.filter}) {
      SmallVector<int64_t> extents(TosaLowering::getShape(*tensor));
      extents.insert(extents.begin() + 2, 1);
      *tensor = b.reshape(*tensor, extents);
    }
    conv.output.insert(conv.output.begin() + 2, 1);
  }
}

/// (N, C, x...) to (N, x..., C).
static Value toChannelsLast(TosaLowering &b, Value x) {
  SmallVector<int64_t> permutation{0};
  llvm::append_range(permutation,
                     llvm::seq<int64_t>(2, TosaLowering::getRank(x)));
  permutation.push_back(1);
  return b.transpose(x, permutation);
}

/// (N, x..., C) to (N, C, x...).
static Value toChannelsFirst(TosaLowering &b, Value x) {
  int64_t rank = TosaLowering::getRank(x);
  SmallVector<int64_t> permutation{0, rank - 1};
  llvm::append_range(permutation, llvm::seq<int64_t>(1, rank - 1));
  return b.transpose(x, permutation);
}

/// The bias, (1, c) or one number, as a tensor of rank 1.
static Value getBias(TosaLowering &b, Value bias) {
  return b.reshape(bias,
                   cast<RankedTensorType>(bias.getType()).getNumElements());
}

/// The zero points as operands. Real numbers have none.
static std::pair<Value, Value> getZeroPoints(TosaLowering &b,
                                             const Convolution &conv) {
  Value input = b.zeroPoint(conv.input, conv.inputZero);
  if (TosaLowering::isReal(conv.filter))
    return {input, input};
  return {input, b.zeroPoint(conv.filter, conv.filterZero)};
}

/// What `step` says of each dimension.
static SmallVector<int64_t> collect(ArrayRef<WindowDim> dims,
                                    int64_t WindowDim::*step) {
  SmallVector<int64_t> values;
  for (const WindowDim &dim : dims)
    values.push_back(dim.*step);
  return values;
}

/// The type of sums of products, channels last, with that many channels.
static RankedTensorType getSumType(TosaLowering &b, const Convolution &conv,
                                   int64_t channels) {
  SmallVector<int64_t> extents{conv.output[0]};
  llvm::append_range(extents, ArrayRef(conv.output).drop_front(2));
  extents.push_back(channels);
  // Only codes have sums of another type.
  Type type = TosaLowering::isReal(conv.input)
                  ? TosaLowering::getElementType(conv.input)
                  : b.getAccumulator(conv.input);
  return RankedTensorType::get(extents, type);
}

/// Completes sums of products in the layout of NNEF.
static Value finish(TosaLowering &b, const Convolution &conv, Value sums) {
  return toChannelsFirst(b, conv.finish ? conv.finish(sums) : sums);
}

/// Takes one group after the other from the channels of `input`, the first
/// dimension of `filter` and the bias, and joins what `convolve` makes of them.
static Value forEachGroup(
    TosaLowering &b, Value input, Value filter, Value bias, int64_t groups,
    llvm::function_ref<Value(Value input, Value filter, Value bias)> convolve) {
  if (groups == 1)
    return convolve(input, filter, bias);
  int64_t last = TosaLowering::getRank(input) - 1;
  auto takePart = [&](Value x, int64_t axis, int64_t group) {
    int64_t size = TosaLowering::getShape(x)[axis] / groups;
    return b.slice(x, axis, group * size, size);
  };
  Values parts;
  for (int64_t group = 0; group < groups; ++group) {
    Value inputPart = takePart(input, last, group);
    Value filterPart = takePart(filter, 0, group);
    bool isOneNumber = TosaLowering::getShape(bias)[0] == 1;
    Value biasPart = isOneNumber ? bias : takePart(bias, 0, group);
    parts.push_back(convolve(inputPart, filterPart, biasPart));
  }
  return b.concat(parts, last);
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

/// Whether each filter sees one channel alone, and TOSA has that convolution.
static bool isDepthwise(int64_t filterChannels, int64_t groups,
                        size_t spatialDims) {
  return filterChannels == 1 && groups > 1 && spatialDims <= 2;
}

/// A window of which TOSA pads what is `constant`, as far as it extends the
/// input. All else is done to the input before.
static Value padInput(TosaLowering &b, Value input, BorderMode border,
                      MutableArrayRef<WindowDim> dims, int64_t zero) {
  SmallVector<Margin> margins(dims.size() + 2);
  for (auto [margin, dim] : llvm::zip_equal(
           MutableArrayRef(margins).drop_front(1).drop_back(1), dims)) {
    margin = {dim.before, dim.after};
    if (border == BorderMode::Constant) {
      margin = {std::min<int64_t>(dim.before, 0),
                std::min<int64_t>(dim.after, 0)};
    }
    dim.before -= margin.before;
    dim.after -= margin.after;
  }
  return b.pad(input, margins, border, double(zero));
}

static Value createConvolution(TosaLowering &b, Convolution conv,
                               BorderMode border) {
  addUnitDims(b, conv);
  int64_t channels = TosaLowering::getShape(conv.input)[1];
  int64_t groups = conv.groups == 0 ? channels : conv.groups;
  ArrayRef<int64_t> filterShape = TosaLowering::getShape(conv.filter);
  int64_t outputs = filterShape[0];
  Value input = padInput(b, toChannelsLast(b, conv.input), border, conv.dims,
                         conv.inputZero);
  Value bias = getBias(b, conv.bias);
  SmallVector<int64_t> pad, stride = collect(conv.dims, &WindowDim::stride),
                            dilation = collect(conv.dims, &WindowDim::dilation);
  for (const WindowDim &dim : conv.dims)
    pad.append({dim.before, dim.after});
  auto [inputZero, filterZero] = getZeroPoints(b, conv);
  Type accumulator = b.getAccumulator(input);

  if (isDepthwise(filterShape[1], groups, conv.dims.size())) {
    // (C * m, 1, kh, kw) to (kh, kw, C, m).
    Value filter = b.reshape(conv.filter, {channels, outputs / channels,
                                           filterShape[2], filterShape[3]});
    filter = b.transpose(filter, {2, 3, 0, 1});
    Value result = b.create<tosa::DepthwiseConv2DOp>(
        getSumType(b, conv, outputs), input, filter, bias, inputZero,
        filterZero, pad, stride, dilation, accumulator);
    return finish(b, conv, result);
  }
  RankedTensorType type = getSumType(b, conv, outputs / groups);
  Value zeros[] = {inputZero, filterZero};
  Value result = forEachGroup(
      b, input, toChannelsLast(b, conv.filter), bias, groups,
      [&](Value input, Value filter, Value bias) -> Value {
        if (conv.dims.size() == 3)
          return b.create<tosa::Conv3DOp>(type, input, filter, bias, zeros[0],
                                          zeros[1], pad, stride, dilation,
                                          accumulator);
        return b.create<tosa::Conv2DOp>(type, input, filter, bias, zeros[0],
                                        zeros[1], pad, stride, dilation,
                                        accumulator);
      });
  return finish(b, conv, result);
}

static Convolution getConvolution(ConvOp op) {
  return {
      op.getInput(),
      op.getFilter(),
      op.getBias(),
      getConvolutionWindow(op, op.getFilter(), op.getInput(), op.getOutput()),
      op.getGroups(),
      SmallVector<int64_t>(op.getType().getShape())};
}

static Value lowerConv(TosaLowering &b, ConvOp op) {
  Convolution conv = getConvolution(op);
  Value result = createConvolution(b, conv, op.getBorder());
  return b.reshape(result, op.getType().getShape());
}

static Value lowerSeparableConv(TosaLowering &b, SeparableConvOp op) {
  Value input = op.getInput(), planes = op.getPlaneFilter(),
        points = op.getPointFilter();
  SmallVector<int64_t> shape(op.getType().getShape());
  SmallVector<int64_t> middle = shape;
  middle[1] = TosaLowering::getShape(planes)[0];
  Value noBias = b.scalar(TosaLowering::getElementType(input), 0, 0);
  Convolution first{
      input,        planes,
      noBias,       getConvolutionWindow(op, planes, input, op.getOutput()),
      /*groups=*/0, middle};
  Value mixed = b.reshape(createConvolution(b, first, op.getBorder()), middle);
  Convolution second{mixed,          points,
                     op.getBias(),   SmallVector<WindowDim>(shape.size() - 2),
                     op.getGroups(), shape};
  Value result = createConvolution(b, second, BorderMode::Constant);
  return b.reshape(result, shape);
}

//===----------------------------------------------------------------------===//
// Transposed
//===----------------------------------------------------------------------===//

static Value createTransposedConvolution(TosaLowering &b, Convolution conv) {
  addUnitDims(b, conv);
  ArrayRef<int64_t> filterShape = TosaLowering::getShape(conv.filter);
  int64_t channels = filterShape[0], outputs = filterShape[1],
          groups = conv.groups, kh = filterShape[2], kw = filterShape[3];
  // (G * i, o, kh, kw) to (G * o, kh, kw, i).
  Value filter =
      b.reshape(conv.filter, {groups, channels / groups, outputs, kh, kw});
  filter = b.transpose(filter, {0, 2, 3, 4, 1});
  filter = b.reshape(filter, {groups * outputs, kh, kw, channels / groups});
  SmallVector<int64_t> outPad;
  for (const WindowDim &dim : conv.dims)
    outPad.append({-dim.before, -dim.after});
  SmallVector<int64_t> stride = collect(conv.dims, &WindowDim::stride);
  auto [inputZero, filterZero] = getZeroPoints(b, conv);
  Value zeros[] = {inputZero, filterZero};
  Type accumulator = b.getAccumulator(conv.input);
  RankedTensorType type = getSumType(b, conv, outputs);
  Value result = forEachGroup(
      b, toChannelsLast(b, conv.input), filter, getBias(b, conv.bias), groups,
      [&](Value input, Value filter, Value bias) -> Value {
        return b.create<tosa::TransposeConv2DOp>(type, input, filter, bias,
                                                 zeros[0], zeros[1], outPad,
                                                 stride, accumulator);
      });
  return finish(b, conv, result);
}

/// The number of groups of a transposed convolution, where 0 means channels.
static int64_t getReverseGroups(DeconvOp op) {
  if (op.getGroups() != 0)
    return op.getGroups();
  ArrayRef<int64_t> output = op.getOutputShape();
  return output.empty() ? op.getInput().getType().getDimSize(1) : output[1];
}

static Convolution getConvolution(DeconvOp op) {
  return {
      op.getInput(),
      op.getFilter(),
      op.getBias(),
      getConvolutionWindow(op, op.getFilter(), op.getOutput(), op.getInput()),
      getReverseGroups(op),
      SmallVector<int64_t>(op.getType().getShape())};
}

static Value lowerDeconv(TosaLowering &b, DeconvOp op) {
  return b.reshape(createTransposedConvolution(b, getConvolution(op)),
                   op.getType().getShape());
}

static Value lowerSeparableDeconv(TosaLowering &b, SeparableDeconvOp op) {
  Value input = op.getInput(), points = op.getPointFilter();
  int64_t groups = op.getGroups();
  SmallVector<int64_t> shape(op.getType().getShape());
  SmallVector<int64_t> middle(TosaLowering::getShape(input));
  middle[1] =
      TosaLowering::getShape(points)[1] * (groups == 0 ? middle[1] : groups);
  Value noBias = b.scalar(TosaLowering::getElementType(input), 0, 0);
  Convolution first{input,
                    points,
                    noBias,
                    SmallVector<WindowDim>(shape.size() - 2),
                    groups == 0 ? TosaLowering::getShape(input)[1] : groups,
                    middle};
  Value mixed = b.reshape(createTransposedConvolution(b, first), middle);
  Convolution second{
      mixed,
      op.getPlaneFilter(),
      op.getBias(),
      getConvolutionWindow(op, op.getPlaneFilter(), op.getOutput(), input),
      op.getOutputShape().empty() ? middle[1] : shape[1],
      shape};
  return b.reshape(createTransposedConvolution(b, second), shape);
}

//===----------------------------------------------------------------------===//
// On codes
//===----------------------------------------------------------------------===//

/// The convolution of codes, from the bias to the codes of the result.
template <typename OpT>
static Convolution getConvolutionOfCodes(CodesLowering &b, OpT op) {
  Codes input = b.getOperandCodes(0),
        to = *CodesLowering::getCodes(op.getOutput());
  FilterScales filter = *FilterScales::get(b.getOperandType(1));
  Convolution conv = getConvolution(op);
  conv.bias = b.getBias(conv.bias);
  conv.inputZero = CodesLowering::getZeroByte(input);
  conv.filterZero = CodesLowering::getZeroByte(filter.codes);
  SmallVector<FixedPointMultiplier> factors;
  for (float scale : filter.scales)
    factors.push_back(FixedPointMultiplier::get(
        getProductScale(input, scale, filter.axis.has_value(), to)));
  conv.finish = [&b, factors, to](Value sums) {
    // The channels of each group have the same scales, if they are those of a
    // group.
    SmallVector<FixedPointMultiplier> all(factors);
    while (factors.size() > 1 &&
           int64_t(all.size()) < TosaLowering::getShape(sums).back())
      llvm::append_range(all, factors);
    return b.getResult(sums, all, to);
  };
  return conv;
}

static Value lowerConvOfCodes(CodesLowering &b, ConvOp op) {
  Value result =
      createConvolution(b, getConvolutionOfCodes(b, op), op.getBorder());
  return b.reshape(result, op.getType().getShape());
}

static Value lowerDeconvOfCodes(CodesLowering &b, DeconvOp op) {
  Value result = createTransposedConvolution(b, getConvolutionOfCodes(b, op));
  return b.reshape(result, op.getType().getShape());
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

/// Whether the input cannot be extended as the border says.
template <typename OpT>
static bool reflectsTooFar(OpT op, ArrayRef<WindowDim> dims) {
  SmallVector<Margin> margins;
  for (const WindowDim &dim : dims)
    margins.push_back({dim.before, dim.after});
  return !canExtendBy(getSpatial(op.getInput()), margins, op.getBorder());
}

/// Whether the output of a transposed convolution is cropped by more than TOSA
/// can.
static bool cropsTooMuch(ArrayRef<WindowDim> dims) {
  return llvm::any_of(dims, [](const WindowDim &dim) {
    return dim.before >= dim.size || dim.after >= dim.size;
  });
}

static constexpr StringLiteral tooManyDims =
    "TOSA convolves in at most three spatial dimensions";
static constexpr StringLiteral tooManyReverseDims =
    "TOSA has transposed convolutions in at most two spatial dimensions";
static constexpr StringLiteral tooManyGroups =
    "there are more groups than the level allows tensors in a list, and TOSA "
    "has no such convolution for all groups together";
static constexpr StringLiteral tooLarge =
    "the window, the stride or the padding is larger than the level allows";
static constexpr StringLiteral reflectsBeyond =
    "the border reflects beyond the other edge";
static constexpr StringLiteral dilatedReverse =
    "TOSA's transposed convolutions have no dilation";
static constexpr StringLiteral otherBorder =
    "TOSA's transposed convolutions have no border but zeros";
static constexpr StringLiteral cropsBeyond =
    "the padding crops the output by the whole window or more";

/// Whether groups would have to be convolved one by one, and are too many.
static bool areTooManyGroups(int64_t groups, const TosaTarget &target) {
  return groups > target.getLimits().MAX_TENSOR_LIST_SIZE;
}

template <typename OpT> static bool isDilated(OpT op, const TosaTarget &) {
  return llvm::any_of(op.getDilation(), [](int64_t d) { return d != 1; });
}

template <typename OpT> static bool hasOtherBorder(OpT op, const TosaTarget &) {
  return op.getBorder() != BorderMode::Constant;
}

template <int64_t limit, typename OpT>
static bool hasMoreDims(OpT op, const TosaTarget &) {
  return TosaLowering::getRank(op.getInput()) - 2 > limit;
}

static void addForwardRules(TosaRules &rules) {
  auto window = [](ConvOp op) {
    return getConvolutionWindow(op, op.getFilter(), op.getInput(),
                                op.getOutput());
  };
  rules
      .add<ConvOp>("`conv2d`, `conv3d`, `depthwise_conv2d`; groups one by one; "
                   "borders other than zeros by `slice`, `tile` or `reverse`, "
                   "and `concat`",
                   lowerConv)
      .stays(tooManyDims, hasMoreDims<3, ConvOp>)
      .stays(tooManyGroups,
             [](ConvOp op, const TosaTarget &target) {
               ArrayRef<int64_t> filter = op.getFilter().getType().getShape();
               int64_t groups = op.getGroups() == 0
                                    ? op.getInput().getType().getDimSize(1)
                                    : op.getGroups();
               return !isDepthwise(filter[1], groups, filter.size() - 2) &&
                      areTooManyGroups(groups, target);
             })
      .stays(reflectsBeyond,
             [=](ConvOp op, const TosaTarget &) {
               return reflectsTooFar(op, window(op));
             })
      .stays(tooLarge, [=](ConvOp op, const TosaTarget &target) {
        return exceedsLevel(window(op), target);
      });

  auto separableWindow = [](SeparableConvOp op) {
    return getConvolutionWindow(op, op.getPlaneFilter(), op.getInput(),
                                op.getOutput());
  };
  rules
      .add<SeparableConvOp>("`depthwise_conv2d` and `conv2d`",
                            lowerSeparableConv)
      .stays(tooManyDims, hasMoreDims<3, SeparableConvOp>)
      .stays(tooManyGroups,
             [](SeparableConvOp op, const TosaTarget &target) {
               bool isSpatial = op.getInput().getType().getRank() == 5;
               int64_t channels = op.getInput().getType().getDimSize(1);
               int64_t middle = op.getPlaneFilter().getType().getDimSize(0);
               int64_t groups = op.getGroups() == 0 ? middle : op.getGroups();
               bool pointsAreDepthwise =
                   isDepthwise(op.getPointFilter().getType().getDimSize(1),
                               groups, isSpatial ? 3 : 2);
               return (isSpatial && areTooManyGroups(channels, target)) ||
                      (!pointsAreDepthwise && areTooManyGroups(groups, target));
             })
      .stays(reflectsBeyond,
             [=](SeparableConvOp op, const TosaTarget &) {
               return reflectsTooFar(op, separableWindow(op));
             })
      .stays(tooLarge, [=](SeparableConvOp op, const TosaTarget &target) {
        return exceedsLevel(separableWindow(op), target);
      });
}

static void addReverseRules(TosaRules &rules) {
  auto window = [](DeconvOp op) {
    return getConvolutionWindow(op, op.getFilter(), op.getOutput(),
                                op.getInput());
  };
  rules.add<DeconvOp>("`transpose_conv2d`; groups one by one", lowerDeconv)
      .stays(tooManyReverseDims, hasMoreDims<2, DeconvOp>)
      .stays(dilatedReverse, isDilated<DeconvOp>)
      .stays(otherBorder, hasOtherBorder<DeconvOp>)
      .stays(tooManyGroups,
             [](DeconvOp op, const TosaTarget &target) {
               return areTooManyGroups(getReverseGroups(op), target);
             })
      .stays(cropsBeyond,
             [=](DeconvOp op, const TosaTarget &) {
               return cropsTooMuch(window(op));
             })
      .stays(tooLarge, [=](DeconvOp op, const TosaTarget &target) {
        return exceedsLevel(window(op), target);
      });

  auto separableWindow = [](SeparableDeconvOp op) {
    return getConvolutionWindow(op, op.getPlaneFilter(), op.getOutput(),
                                op.getInput());
  };
  rules
      .add<SeparableDeconvOp>("`transpose_conv2d` twice; groups one by one",
                              lowerSeparableDeconv)
      .stays(tooManyReverseDims, hasMoreDims<2, SeparableDeconvOp>)
      .stays(dilatedReverse, isDilated<SeparableDeconvOp>)
      .stays(otherBorder, hasOtherBorder<SeparableDeconvOp>)
      .stays(tooManyGroups,
             [](SeparableDeconvOp op, const TosaTarget &target) {
               int64_t groups = op.getGroups() == 0
                                    ? op.getInput().getType().getDimSize(1)
                                    : op.getGroups();
               int64_t middle = op.getPlaneFilter().getType().getDimSize(0);
               return areTooManyGroups(std::max(groups, middle), target);
             })
      .stays(cropsBeyond,
             [=](SeparableDeconvOp op, const TosaTarget &) {
               return cropsTooMuch(separableWindow(op));
             })
      .stays(tooLarge, [=](SeparableDeconvOp op, const TosaTarget &target) {
        return exceedsLevel(separableWindow(op), target);
      });
}

void nnef::addConvolutionRules(TosaRules &rules) {
  rules.beginFamily("Convolutions");
  addForwardRules(rules);
  addReverseRules(rules);
}

void nnef::addCodesConvolutionRules(TosaRules &rules) {
  addProductLimits(
      rules.addCodes<ConvOp>("as on numbers, to sums of 32 bits, which "
                             "`rescale` makes codes, with double rounding",
                             lowerConvOfCodes),
      /*channels=*/0)
      .stays(rules.getLimits<ConvOp>());
  addProductLimits(
      rules.addCodes<DeconvOp>("as on numbers, with `rescale` as for `conv`",
                               lowerDeconvOfCodes),
      /*channels=*/1)
      .stays(rules.getLimits<DeconvOp>());
}
