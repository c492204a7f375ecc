//===- Importer.h - Importing a graph ---------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_TRANSLATE_IMPORTER_H
#define NNEF_LIB_TRANSLATE_IMPORTER_H

#include "Elaborator.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Translate/Import.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"

namespace nnef {

/// Imports one graph. What makes a graph more than a list of operations is its
/// surroundings: tensors that come from outside and go there, and variables.
class Importer : public Elaborator {
public:
  Importer(mlir::ModuleOp module, llvm::SourceMgr &sourceMgr,
           const Stdlib &stdlib, const syntax::Document &document,
           const Model *model, const ImportOptions &options)
      : Elaborator(module, sourceMgr, stdlib, document), module(module),
        model(options.loadVariables ? model : nullptr), options(options) {
    isStrict = options.strict;
  }

  /// Imports the graph. The quantization file may be null. `types`, if it is
  /// not null, gets the types of the tensors, also after errors.
  mlir::LogicalResult import(const syntax::Document *quantizationFile,
                             TensorTypes *types = nullptr);

private:
  std::optional<Term> buildSpecial(const Binding &binding, mlir::Location loc,
                                   Scope &scope) override;
  Term buildExternal(const Binding &binding, mlir::Location loc);
  /// The shape that an operation declares; nothing if it is not a valid one.
  std::optional<llvm::SmallVector<int64_t>> getShape(const Binding &binding);

  //===--- Variables: ImportVariables.cpp ---------------------------------===//
  /// What a label stands for.
  struct Variable {
    /// The label and the name of its tensor, as the text has them first.
    std::string label;
    std::string name;
    syntax::Primitive declared = syntax::Primitive::Scalar;
    llvm::SmallVector<int64_t> shape;
    /// The type that its file stores; null after an error.
    mlir::RankedTensorType type;
    /// How old files say that they are quantized; null if they do not.
    QuantizationAttr quantization;
    /// Its values, if they are part of the result.
    mlir::ElementsAttr value;
    /// What it has become, in the form that was chosen.
    mlir::BlockArgument argument;
    mlir::ml_program::GlobalOp global;
    bool isUpdated = false;
  };
  Term buildVariable(const Binding &binding, mlir::Location loc);
  /// Converts stored values to the type in which the network computes; null
  /// after an error.
  mlir::Value convertStored(mlir::Value stored, const Variable &variable,
                            const Binding &binding, mlir::Location loc);
  /// The variable that a declaration is about; null after an error.
  Variable *declareVariable(const Binding &binding, mlir::Location loc);
  /// Finds type and values of a variable.
  mlir::LogicalResult loadVariable(Variable &variable, const Binding &binding,
                                   mlir::Location loc);
  mlir::ml_program::GlobalOp createGlobal(const Variable &variable,
                                          mlir::Location loc);
  mlir::LogicalResult checkUpdate(const Binding &binding);
  /// Replaces updates of globals by stores at the end of the graph.
  void storeUpdates(mlir::func::FuncOp function, Scope &scope);

  //===--- Quantization files: ImportQuantization.cpp ---------------------===//
  /// How one tensor is quantized, and where the text says so.
  struct QuantizationEntry {
    /// Null after an error.
    QuantizationAttr algorithm;
    /// The type of the tensors that the algorithm takes.
    const syntax::Type *type = nullptr;
    llvm::SMRange range;
    /// Where the arguments stand, by parameter.
    llvm::DenseMap<llvm::StringRef, llvm::SMRange> ranges;
  };
  /// Evaluates all entries. Whether there are such tensors is checked later.
  mlir::LogicalResult
  readQuantization(const syntax::Document &quantizationFile);
  QuantizationAttr getAlgorithm(const syntax::Quantization &entry,
                                QuantizationEntry &result);
  mlir::Attribute getTensorAttribute(const syntax::TensorType *type,
                                     const Term &term, llvm::SMRange range);
  /// How the model quantizes a tensor of type `type`; null if it does not.
  QuantizationAttr getQuantization(llvm::StringRef tensor,
                                   mlir::ShapedType type);
  /// Gives a list of parameters, one for each channel, the shape that it must
  /// have to be aligned with the channels.
  void alignParameters(QuantizationEntry &entry, llvm::StringRef name,
                       mlir::ShapedType type);
  /// Attaches the entries to the tensors of the graph.
  mlir::LogicalResult attachQuantization(mlir::func::FuncOp function,
                                         const Scope &scope);
  mlir::LogicalResult checkParameters(const QuantizationEntry &entry,
                                      llvm::StringRef name,
                                      mlir::ShapedType type);

  /// Replaces the stand-ins for the inputs by the arguments of `function`.
  mlir::LogicalResult finish(mlir::func::FuncOp function, Scope &scope);

  mlir::ModuleOp module;
  const Model *model;
  const ImportOptions &options;
  /// The inputs in the order in which the text introduces them.
  llvm::MapVector<llvm::StringRef, mlir::BlockArgument> inputs;
  /// The variables, by label in lower case.
  llvm::StringMap<Variable> variables;
  /// Those that are arguments, in the order of the text.
  std::vector<Variable *> arguments;
  /// The variables that tensors are declared as.
  llvm::DenseMap<mlir::Value, Variable *> variableOf;
  bool hasWarnedOfAlignment = false;
  /// The entries of the quantization file, by tensor.
  llvm::MapVector<llvm::StringRef, QuantizationEntry> quantizations;
};

} // namespace nnef

#endif // NNEF_LIB_TRANSLATE_IMPORTER_H
