//===- NNEFAttributes.td - Attributes and enums ------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_NNEFATTRIBUTES_TD
#define NNEF_DIALECT_NNEF_IR_NNEFATTRIBUTES_TD

include "NNEF/Dialect/NNEF/IR/NNEFDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class NNEF_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::nnef";
  let genSpecializedAttr = 0;
  // In quotes where the word has a hyphen.
  let parameterPrinter = "$_printer << $_self";
}

def NNEF_BorderMode : NNEF_Enum<
    "BorderMode", "what a window sees beyond the edge of its input", [
      I32EnumAttrCase<"Constant", 0, "constant">,
      I32EnumAttrCase<"Replicate", 1, "replicate">,
      I32EnumAttrCase<"Reflect", 2, "reflect">,
      I32EnumAttrCase<"ReflectEven", 3, "reflect-even">,
      I32EnumAttrCase<"Ignore", 4, "ignore">,
    ]>;

def NNEF_InterpolationMethod : NNEF_Enum<
    "InterpolationMethod", "where the samples of an interpolation lie", [
      I32EnumAttrCase<"Symmetric", 0, "symmetric">,
      I32EnumAttrCase<"Asymmetric", 1, "asymmetric">,
      I32EnumAttrCase<"Aligned", 2, "aligned">,
    ]>;

def NNEF_BorderModeAttr : EnumAttr<NNEF_Dialect, NNEF_BorderMode, "border"> {
  let assemblyFormat = "$value";
}
def NNEF_InterpolationMethodAttr
    : EnumAttr<NNEF_Dialect, NNEF_InterpolationMethod, "method"> {
  let assemblyFormat = "$value";
}

def NNEF_PaddingAttr : AttrDef<NNEF_Dialect, "Padding"> {
  let mnemonic = "padding";
  let summary = "padding before and after, per dimension";
  let description = [{
    A list of pairs `(before, after)`, one per dimension that the operation
    pads: the standard's type `(integer,integer)[]`. Negative values crop.

    The empty list stands for *automatic* padding on sliding-window operations:
    as much as makes the output extent equal the input extent divided by the
    stride, rounded up, with the odd element at the end. It stays symbolic, so
    that a change of the input shape keeps its meaning.

    Example: `[(1, 1), (0, 2)]`.
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t", "before and after, in turn">:$values);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Whether this is the empty list: automatic padding for a window.
    bool isAuto() const { return getValues().empty(); }
    /// The number of padded dimensions.
    size_t size() const { return getValues().size() / 2; }
    int64_t getBefore(size_t dim) const { return getValues()[2 * dim]; }
    int64_t getAfter(size_t dim) const { return getValues()[2 * dim + 1]; }
  }];
}

def NNEF_QuantizationAttr : AttrDef<NNEF_Dialect, "Quantization"> {
  let mnemonic = "quantization";
  let summary = "how a tensor is quantized";
  let description = [{
    An entry of a model's quantization file (section 5.3 of the standard): the
    name of an operation, which is one of the quantization operations or a
    custom fragment, and its parameters but for the first one, the tensor. They
    include those that the file leaves to their defaults. Parameters that are
    tensors have `dense` values, of f64 for scalars, with the shape that the
    file gives them.

    The meaning is that of the operation, applied to the tensor after it is
    computed. As the attribute `nnef.quantization` it belongs to the operation
    that defines the tensor, or to the argument of the function. An operation
    with several results has an array with an entry for each, which is `unit`
    for a tensor that is not quantized.

    A custom fragment whose body comes to one of the standard's quantization
    operations has that one, with its parameters computed in double precision,
    as a third part.

    Example:
    `#nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<0.0> : tensor<f64>}>`.
  }];
  let parameters = (ins
    StringRefParameter<"the operation">:$algorithm,
    "::mlir::DictionaryAttr":$parameters,
    OptionalParameter<"::nnef::QuantizationAttr",
                      "what a custom fragment comes to">:$body);
  let builders = [AttrBuilder<(ins "::llvm::StringRef":$algorithm,
                                   "::mlir::DictionaryAttr":$parameters), [{
    return $_get($_ctxt, algorithm, parameters, QuantizationAttr());
  }]>];
  let assemblyFormat = "`<` $algorithm `,` $parameters (`,` $body^)? `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// The standard operation that this is, or that the body of the custom
    /// fragment comes to. Null if there is none.
    QuantizationAttr getStandard() const;
  }];
}

//===----------------------------------------------------------------------===//
// The standard's attribute types, and their defaults
//===----------------------------------------------------------------------===//

def NNEF_Integer : TypedAttrBase<I64, "IntegerAttr",
    CPred<"::llvm::isa<::mlir::IntegerAttr>($_self)">, "integer"> {
  let returnType = "int64_t";
  let convertFromStorage = "$_self.getValue().getSExtValue()";
  let constBuilderCall = "$_builder.getI64IntegerAttr($0)";
}
defvar NNEF_Scalar = F64Attr;
defvar NNEF_Logical = BoolAttr;
defvar NNEF_Integers = DenseI64ArrayAttr;

def NNEF_Padding : Attr<CPred<"::llvm::isa<::nnef::PaddingAttr>($_self)">,
                        "padding pairs"> {
  let storageType = "::nnef::PaddingAttr";
  let returnType = "::nnef::PaddingAttr";
  let convertFromStorage = "$_self";
  let constBuilderCall =
      "::nnef::PaddingAttr::get($_builder.getContext(), $0)";
}

class NNEF_Default<Attr attr, string value> : DefaultValuedAttr<attr, value>;
defvar NNEF_NoIntegers = NNEF_Default<NNEF_Integers, "{}">;
defvar NNEF_AutoPadding = NNEF_Default<NNEF_Padding, "{}">;
defvar NNEF_False = NNEF_Default<NNEF_Logical, "false">;
defvar NNEF_ConstantBorder =
    NNEF_Default<NNEF_BorderModeAttr, "::nnef::BorderMode::Constant">;
defvar NNEF_ReplicateBorder =
    NNEF_Default<NNEF_BorderModeAttr, "::nnef::BorderMode::Replicate">;
defvar NNEF_SymmetricMethod = NNEF_Default<NNEF_InterpolationMethodAttr,
    "::nnef::InterpolationMethod::Symmetric">;

#endif // NNEF_DIALECT_NNEF_IR_NNEFATTRIBUTES_TD
