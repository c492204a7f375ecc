//===- NNEFOpBase.td - Base classes of the operations ------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_NNEFOPBASE_TD
#define NNEF_DIALECT_NNEF_IR_NNEFOPBASE_TD

include "NNEF/Dialect/NNEF/IR/NNEFAttributes.td"
include "mlir/Dialect/Quant/IR/QuantBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

//===----------------------------------------------------------------------===//
// Tensor types: the standard's tensor<scalar>, <integer>, <logical> and <?>
//===----------------------------------------------------------------------===//

// Where numbers are quantized, a tensor of scalars has codes in their place.
def NNEF_ScalarTensor : RankedTensorOf<[AnyFloat, quant_QuantizedType]>;
def NNEF_RealTensor : RankedTensorOf<[AnyFloat]>;
def NNEF_QuantizedTensor : RankedTensorOf<[quant_QuantizedType]>;
def NNEF_IntegerTensor : RankedTensorOf<[I8, I16, I32, I64]>;
def NNEF_LogicalTensor : RankedTensorOf<[I1]>;
def NNEF_Tensor
    : RankedTensorOf<[AnyFloat, I1, I8, I16, I32, I64, quant_QuantizedType]>;
// What tensor files store beyond that: integers of any width, also unsigned.
def NNEF_StoredTensor : RankedTensorOf<[AnyFloat, AnyInteger]>;
// Codes, whether their type says what they stand for or not.
def NNEF_CodedTensor : RankedTensorOf<[AnyInteger, quant_QuantizedType]>;

// What the operations behind operators take: they are declared for
// tensor<scalar>, but the operators apply to integers as well, and == and != to
// every type (section 3.3.3).
def NNEF_NumberTensor
    : RankedTensorOf<[AnyFloat, I8, I16, I32, I64, quant_QuantizedType]>;
def NNEF_ComparableTensor
    : RankedTensorOf<[AnyFloat, I1, I8, I16, I32, I64, quant_QuantizedType]>;

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

class NNEF_Op<string mnemonic, list<Trait> traits = []>
    : Op<NNEF_Dialect, mnemonic, traits>;

// An operation whose result types follow from its operands and attributes.
// `rule` is the C++ expression that says how: it may use `shapes`, the
// ShapeInference at work, and `op`, the operation's adaptor. The one rule
// serves type inference, verification and the reification of dynamic shapes.
class NNEF_InferredOp<string mnemonic, string rule, list<Trait> traits = [],
                      list<Trait> effects = [Pure]>
    : NNEF_Op<mnemonic, effects # [
        DeclareOpInterfaceMethods<InferTypeOpInterface>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>
      ] # traits> {
  // Whether results are indices, which may have another width than inferred.
  bit hasIndices = 0;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let extraClassDeclaration = [{
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred,
                                        ::mlir::TypeRange actual);
  }];
  let extraClassDefinition = [{
    static ::llvm::LogicalResult infer$cppClass(
        ::nnef::ShapeInference &shapes, $cppClass::Adaptor op) {
      return }] # rule # [{;
    }

    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, std::optional<::mlir::Location> location,
        ::mlir::ValueRange operands, ::mlir::DictionaryAttr attributes,
        ::mlir::OpaqueProperties properties, ::mlir::RegionRange regions,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      ::nnef::ShapeInference shapes(context, location, getOperationName(),
                                    operands);
      Adaptor op(operands, attributes, properties, regions);
      if (failed(infer$cppClass(shapes, op)))
        return ::mlir::failure();
      return shapes.getTypes(types);
    }

    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange inferred,
                                            ::mlir::TypeRange actual) {
      return ::nnef::areCompatibleTypes(inferred, actual, }]
        # !if(hasIndices, "true", "false") # [{);
    }

    ::llvm::LogicalResult $cppClass::reifyResultShapes(
        ::mlir::OpBuilder &builder,
        ::mlir::ReifiedRankedShapedTypeDims &reified) {
      ::nnef::ShapeInference shapes(getContext(), getLoc(), getOperationName(),
                                    (*this)->getOperands());
      shapes.ignoreElementTypes();
      if (failed(infer$cppClass(shapes, Adaptor(*this))))
        return ::mlir::failure();
      shapes.reify(builder, reified);
      return ::mlir::success();
    }
  }];
}

// The assembly of an attribute: one that is always there, or one that is left
// out when it has its default.
class NNEF_Required<string name> {
  string format = "`" # name # "` `=` $" # name # " ";
}
class NNEF_Elided<string name> {
  string format = "(`" # name # "` `=` $" # name # "^)? ";
}
// The same for a word, which brings a space along.
class NNEF_ElidedEnum<string name> {
  string format = "(`" # name # "` `=` `` $" # name # "^)? ";
}
class NNEF_FunctionalType {
  string text = "attr-dict `:` functional-type(operands, results)";
}

// An operation whose result has the shape of its operand.
class NNEF_SameShapeOp<string mnemonic, list<Trait> traits>
    : NNEF_Op<mnemonic, [
        Pure, Elementwise,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>
      ] # traits> {
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::reifyResultShapes(
        ::mlir::OpBuilder &builder,
        ::mlir::ReifiedRankedShapedTypeDims &reified) {
      return ::nnef::detail::reifyOperandShape(*this, builder, reified);
    }
  }];
}

// Operands broadcast by aligning their leading dimensions; missing trailing
// dimensions count as 1.
def NNEF_LeadingBroadcast : NativeOpTrait<"LeadingBroadcast"> {
  let cppNamespace = "::nnef";
}

#endif // NNEF_DIALECT_NNEF_IR_NNEFOPBASE_TD
