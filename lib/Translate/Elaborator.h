//===- Elaborator.h - From syntax trees to operations -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_TRANSLATE_ELABORATOR_H
#define NNEF_LIB_TRANSLATE_ELABORATOR_H

#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/AST.h"
#include "NNEF/Translate/Term.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SourceMgr.h"

namespace nnef {

/// The names that a graph or the body of a fragment knows.
struct Scope {
  llvm::StringMap<Term> terms;
  /// What `?` stands for in the body of a generic fragment.
  std::optional<syntax::Primitive> genericType;
  /// Whether this is the graph itself, where each name is a tensor of its own.
  bool isGraph = false;
  /// Whether `external`, `variable` and `update` may occur: in all of the
  /// graph, but in no fragment.
  bool allowsState = false;
  /// The tensors of the graph that have a name.
  llvm::DenseSet<mlir::Value> named;
};

/// Evaluates the statements of a graph, or of a fragment, and builds the
/// operations that they stand for. It knows no operation by itself: which ones
/// there are, and how they are invoked, is in the declarations of the standard
/// library and of the document.
class Elaborator {
public:
  Elaborator(mlir::ModuleOp module, llvm::SourceMgr &sourceMgr,
             const Stdlib &stdlib, const syntax::Document &document);
  virtual ~Elaborator() = default;

  /// Builds in front of `op` from now on, with its elements as scalars, and at
  /// locations that are called from there.
  void setCallSite(mlir::Operation *op);

  /// A term in the place of the tensors `name`; a literal becomes a constant.
  mlir::FailureOr<Term> getTensor(const Term &term, llvm::StringRef name,
                                  llvm::SMRange range);

  /// Evaluates statements in order. Goes on after an error with the next one,
  /// and fails in the end if there was any.
  mlir::LogicalResult elaborate(llvm::ArrayRef<syntax::Assignment> statements,
                                Scope &scope);

protected:
  /// The parameters of an invocation, bound to its arguments and defaults.
  struct Binding {
    const syntax::Fragment *fragment;
    llvm::SmallVector<Term> arguments;
    std::optional<syntax::Primitive> genericType;
    /// Where each argument stands; the invocation for those left out.
    llvm::SmallVector<llvm::SMRange> ranges;
    llvm::SMRange range;

    /// The argument of the parameter called `name`.
    const Term &operator[](llvm::StringRef name) const;
    llvm::SMRange getRange(llvm::StringRef name) const;
  };

  /// Builds what stands for an operation whose meaning needs more than its
  /// signature. None if it is an ordinary one.
  virtual std::optional<Term> buildSpecial(const Binding &binding,
                                           mlir::Location loc, Scope &scope);

  /// Where something stands in the text, without and with the call site.
  mlir::Location getPlace(llvm::SMLoc loc);
  mlir::Location getLoc(llvm::SMLoc loc);
  mlir::Location getNamedLoc(llvm::StringRef name, llvm::SMRange range);
  /// The location of an operation: the names that its statement defines, or
  /// that of the operation where it is a part of a larger expression.
  mlir::Location getOperationLoc(llvm::StringRef operation,
                                 llvm::SMRange range);
  /// A location for diagnostics, which know the range as well.
  mlir::Location getRangeLoc(llvm::SMRange range);
  mlir::InFlightDiagnostic emitError(llvm::SMRange range) {
    return mlir::emitError(getRangeLoc(range));
  }
  mlir::InFlightDiagnostic emitWarning(llvm::SMRange range) {
    return mlir::emitWarning(getRangeLoc(range));
  }
  /// Adds to an error what led to it: the operands whose types do not go
  /// together, and the invocations of fragments it is in.
  void explain(mlir::Diagnostic &diagnostic);

  /// The MLIR type of a tensor's elements.
  mlir::Type getElementType(syntax::Primitive primitive);
  /// The values of an integer array.
  static llvm::SmallVector<int64_t> getIntegers(const Term &array);

  /// Evaluates an expression. An error is reported where it occurs, and gives
  /// an error term.
  Term evaluate(const syntax::Expr *expr, Scope &scope);
  /// Checks that `term` is of a type, or can be cast to it, and reports it
  /// otherwise. The first type that `?` matches is what it stands for.
  mlir::LogicalResult expectType(const Term &term, const syntax::Type *type,
                                 std::optional<syntax::Primitive> &genericType,
                                 llvm::SMRange range);
  mlir::Attribute getParameterAttribute(const syntax::Parameter &parameter,
                                        const Term &term, llvm::SMRange range);
  /// The declaration of an operation; null after reporting that there is none.
  const syntax::Fragment *lookupFragment(const syntax::Name &name);

  mlir::MLIRContext *context;
  mlir::OpBuilder builder;
  llvm::SourceMgr &sourceMgr;
  const Stdlib &stdlib;
  const syntax::Document &document;
  mlir::SymbolTable symbols;
  /// Whether what the standard does not have is an error, not a warning.
  bool isStrict = false;
  /// Whether a name of the standard's is the standard's operation, whatever the
  /// document declares.
  bool prefersStandard = false;
  /// The name of the tensor that the statement at work defines.
  llvm::SmallVector<llvm::StringRef, 1> definedNames;

private:
  /// Takes note of values and operations that are made. A short text can stand
  /// for any number of them; false when there are more than any network needs,
  /// after reporting it once.
  bool spend(uint64_t count, llvm::SMRange range);

  /// A fragment's body, made for certain operand types and attributes.
  struct Body {
    mlir::func::FuncOp function;
    /// What it returns, in terms of the values in the function.
    llvm::SmallVector<Term> results;
    /// Whether the body is just being made.
    bool isOpen = false;
  };

  //===--- Expressions: ElaborateExpr.cpp ---------------------------------===//
  Term evaluateUnbounded(const syntax::Expr *expr, Scope &scope);
  /// Evaluates the parts of an expression. Leaves out those that fail.
  std::vector<Term> evaluateAll(llvm::ArrayRef<const syntax::Expr *> exprs,
                                Scope &scope);
  std::optional<bool> evaluateCondition(const syntax::Expr *expr, Scope &scope);
  /// An index into an array or a string, perhaps from the end.
  std::optional<int64_t> evaluateIndex(const syntax::Expr *expr, Scope &scope);
  Term evaluateIdentifier(const syntax::IdentifierExpr *expr, Scope &scope);
  Term evaluateUnary(const syntax::UnaryExpr *expr, Scope &scope);
  Term evaluateBinary(const syntax::BinaryExpr *expr, Scope &scope);
  Term applyBinary(const syntax::BinaryExpr *expr, const Term &lhs,
                   const Term &rhs);
  Term evaluateComprehension(const syntax::ComprehensionExpr *expr,
                             Scope &scope);
  Term evaluateSubscript(const syntax::SubscriptExpr *expr, Scope &scope);
  Term evaluateSlice(const syntax::SliceExpr *expr, Scope &scope);
  Term evaluateBuiltin(const syntax::BuiltinExpr *expr, Scope &scope);
  /// Applies a standard operation to tensors, as an operator does.
  Term applyOperator(llvm::StringRef name, llvm::ArrayRef<Term> operands,
                     llvm::SMRange range);

  //===--- Statements and invocations: Elaborator.cpp ---------------------===//
  mlir::LogicalResult elaborate(const syntax::Assignment &statement,
                                Scope &scope);
  mlir::LogicalResult assign(const syntax::Expr *target, const Term &term,
                             Scope &scope);
  void defineError(const syntax::Expr *target, Scope &scope);
  /// Collects the names that the left side of an assignment defines.
  static void collectNames(const syntax::Expr *target,
                           llvm::SmallVectorImpl<llvm::StringRef> &names);
  Term invoke(const syntax::InvocationExpr *expr, Scope &scope);
  Term build(const Binding &binding, Scope &scope);
  Term buildOperation(const Binding &binding, mlir::Location loc);
  Term buildCall(const Binding &binding, mlir::Location loc);
  /// The body of a fragment for these arguments; made at the first call. Null
  /// after an error.
  Body *getBody(const Binding &binding, llvm::ArrayRef<mlir::Value> operands,
                mlir::DictionaryAttr parameters);

  //===--- Arguments: ElaborateArguments.cpp ------------------------------===//
  mlir::FailureOr<Binding> bind(const syntax::Fragment *fragment,
                                llvm::ArrayRef<syntax::Argument> arguments,
                                std::optional<syntax::Primitive> typeArgument,
                                llvm::SMRange range, Scope &scope);
  /// Checks that `term` fits a parameter of type `type` and converts it: a
  /// literal in the place of a tensor becomes a constant called `name`.
  mlir::FailureOr<Term> convert(const Term &term, const syntax::Type *type,
                                llvm::StringRef name, Binding &binding,
                                llvm::SMRange range);
  bool matches(const Term &term, const syntax::Type *type,
               std::optional<syntax::Primitive> &genericType);
  /// A literal as an element of a tensor. Null after an error: it does not fit.
  mlir::Attribute getElement(const Term &literal, mlir::Type elementType,
                             llvm::SMRange range);
  Term convertMatched(const Term &term, const syntax::Type *type,
                      llvm::StringRef name, llvm::SMRange range);

  mlir::ModuleOp module;
  /// The bodies of fragments, by name, operand types and attributes.
  llvm::StringMap<Body> bodies;
  std::optional<mlir::Location> callSite;
  /// What `scalar` stands for in a tensor.
  mlir::Type scalarType;
  unsigned expressionDepth = 0;
  bool hasWarnedOfIndex = false;
  /// How many values and operations the text may stand for, and how many are
  /// left of them.
  uint64_t maxCount, left;
  /// An invocation whose body is just being elaborated.
  struct Invocation {
    llvm::StringRef fragment;
    mlir::Location loc;
  };
  llvm::SmallVector<Invocation> callStack;
  /// The operands of the operation whose types are just being inferred.
  llvm::ArrayRef<mlir::Value> operandsAtWork;
};

} // namespace nnef

#endif // NNEF_LIB_TRANSLATE_ELABORATOR_H
