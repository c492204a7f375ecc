//===- Capabilities.h - What a target takes ---------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CAPABILITIES_CAPABILITIES_H
#define NNEF_CAPABILITIES_CAPABILITIES_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Dialect/NNEF/Transforms/UpdatedVariables.h"
#include "NNEF/Syntax/AST.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/SourceMgr.h"
#include <memory>
#include <optional>

namespace nnef {

/// Why a target does not take an operation.
struct Obstacle {
  /// A clause without a full stop.
  std::string reason;
  /// What belongs to it in other places, such as lines of a table.
  llvm::SmallVector<std::pair<mlir::Location, std::string>, 1> notes;
};

/// What a target has to know of a module beyond the operation at hand.
class Network {
public:
  explicit Network(mlir::ModuleOp module);

  /// Whether what a tensor is does not depend on the inputs or the state of the
  /// network: a constant, or a variable that no update changes.
  bool isConstant(mlir::Value tensor) const;
  /// The declaration of a custom fragment. Null if the module has none.
  const syntax::Fragment *lookupFragment(llvm::StringRef name) const;

private:
  UpdatedVariables updated;
  llvm::SourceMgr sourceMgr;
  std::unique_ptr<syntax::Document> fragments;
};

/// What a target takes: a table, or what one of our own lowerings says.
class Capabilities {
public:
  virtual ~Capabilities();

  /// The name of the target, for messages.
  virtual llvm::StringRef getName() const = 0;
  /// The path of a file of recipes for what has to be decomposed. Empty if
  /// there is none.
  virtual llvm::StringRef getRecipes() const { return {}; }
  /// Whether it can compute with codes instead of the numbers that they stand
  /// for.
  virtual bool computesWithCodes() const { return false; }
  /// Why the target does not take an operation of the dialect. Nothing if it
  /// takes it.
  virtual std::optional<Obstacle>
  findObstacle(mlir::Operation *op, const Network &network) const = 0;
};

/// The names of the targets that need no table, each of which says what one of
/// our own lowerings takes: it asks that lowering.
llvm::ArrayRef<llvm::StringLiteral> getBuiltinTargets();

/// The capabilities of a target: of one that is built in, by its name, or those
/// in the table at the path `target`. Null after reporting why.
std::unique_ptr<Capabilities> loadCapabilities(llvm::StringRef target,
                                               mlir::MLIRContext *context);

/// Reads the table at `path`. Null after reporting what is wrong.
std::unique_ptr<Capabilities> readCapabilityTable(llvm::StringRef path,
                                                  mlir::MLIRContext *context);

} // namespace nnef

#endif // NNEF_CAPABILITIES_CAPABILITIES_H
