//===- NPUOps.td - What the NPU can do ---------------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef NPU_NPUOPS_TD
#define NPU_NPUOPS_TD

include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def NPU_Dialect : Dialect {
  let name = "npu";
  let cppNamespace = "::npu";
  let summary = "The commands of an imaginary neural processing unit";
  let description = [{
    The unit computes with float32, or with signed codes of 8 bits: elements of
    type `!quant.uniform<i8:f32, ...>`. Batch and channels are the first two
    dimensions of a tensor. All shapes are known.
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect"];
}

//===----------------------------------------------------------------------===//
// Types and attributes
//===----------------------------------------------------------------------===//

class NPU_Codes<int width, bit perChannel> : Type<
    CPred<"::npu::isCodes($_self, " # width # ", " # perChannel # ")">,
    "signed codes of " # width # " bits">;

def NPU_Tensor : StaticShapeTensorOf<[F32, NPU_Codes<8, 0>]>;
// What layers multiply with and add may have a scale for each output channel.
def NPU_Filter : StaticShapeTensorOf<[F32, NPU_Codes<8, 1>]>;
def NPU_Bias : StaticShapeTensorOf<[F32, NPU_Codes<32, 1>]>;

def NPU_Activation : I32EnumAttr<"Activation", "what follows a layer", [
    I32EnumAttrCase<"None", 0, "none">,
    I32EnumAttrCase<"Relu", 1, "relu">
  ]> {
  let cppNamespace = "::npu";
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

class NPU_Op<string mnemonic, list<Trait> traits = []>
    : Op<NPU_Dialect, mnemonic, [Pure] # traits>;

def NPU_WeightsOp
    : NPU_Op<"weights", [AllTypesMatch<["value", "output"]>]> {
  let summary = "a tensor that is loaded with the network";
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyStaticShapeTensor:$output);
  let assemblyFormat = "attr-dict $value";
}

def NPU_ViewOp : NPU_Op<"view"> {
  let summary = "the same bytes as a tensor of another type; costs nothing";
  let arguments = (ins AnyStaticShapeTensor:$input);
  let results = (outs AnyStaticShapeTensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

// Layers multiply with weights, add a bias, and apply an activation to the sum.
class NPU_LayerOp<string mnemonic, dag window = (ins), string windowFormat = "">
    : NPU_Op<mnemonic> {
  let arguments = !con(
      (ins NPU_Tensor:$input, NPU_Filter:$filter, NPU_Bias:$bias), window,
      (ins DefaultValuedAttr<NPU_Activation, "Activation::None">:$activation));
  let results = (outs NPU_Tensor:$output);
  let assemblyFormat = "operands " # windowFormat # "(`then` $activation^)? "
      # "attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

// Strides and padding (top, bottom, left, right) of a window.
defvar NPU_Window = (ins DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$padding);
defvar NPU_WindowFormat = "`stride` $stride `padding` $padding ";

def NPU_ConvOp : NPU_LayerOp<"conv", NPU_Window, NPU_WindowFormat> {
  let summary = "two-dimensional convolution, bias and activation";
}
def NPU_DenseOp : NPU_LayerOp<"dense"> {
  let summary = "product with a matrix, bias and activation";
}

def NPU_MaxPoolOp : NPU_Op<"max_pool", [SameOperandsAndResultElementType]> {
  let summary = "the largest element of each window of rows and columns";
  let arguments = !con((ins NPU_Tensor:$input, DenseI64ArrayAttr:$size),
                       NPU_Window);
  let results = (outs NPU_Tensor:$output);
  let assemblyFormat = !strconcat("operands `size` $size ", NPU_WindowFormat,
      "attr-dict `:` functional-type(operands, results)");
}

def NPU_SoftmaxOp : NPU_Op<"softmax", [SameOperandsAndResultShape]> {
  let summary = "softmax over the channels, in one command";
  let arguments = (ins NPU_Tensor:$input);
  let results = (outs NPU_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

class NPU_ElementwiseOp<string mnemonic, Type type>
    : NPU_Op<mnemonic, [SameOperandsAndResultType]> {
  let arguments = (ins type:$input);
  let results = (outs type:$output);
  let assemblyFormat = "operands attr-dict `:` type($input)";
}
def NPU_ReluOp : NPU_ElementwiseOp<"relu", NPU_Tensor> {
  let summary = "max(x, 0)";
  // It becomes part of the layer before it.
  let hasCanonicalizeMethod = 1;
}
def NPU_HardSwishOp
    : NPU_ElementwiseOp<"hard_swish", StaticShapeTensorOf<[F32]>> {
  let summary = "x * clamp(x + 3, 0, 6) / 6, with real numbers only";
}

#endif // NPU_NPUOPS_TD
