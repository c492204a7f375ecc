//===- CheckerImpl.h - The static checker -----------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_SYNTAX_CHECKERIMPL_H
#define NNEF_LIB_SYNTAX_CHECKERIMPL_H

#include "NNEF/Syntax/Checker.h"
#include "StaticType.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/ADT/Twine.h"
#include <memory>

namespace nnef::syntax {

/// What files in use do although the standard says otherwise, and what the
/// standard discourages.
enum class Deviation : uint8_t {
  OperatorExpression,
  FragmentDefinition,
  ExtensionComma,
  NameInGraph,
  AttributeResult,
  TupleIterator,
  NegativeIndex,
  Redefinition,
  NumberName,
  LabelCharacter,
  MissingSemicolon,
  UnknownLength,
  ChainedResults,
  NoParameters,
  // Valid, but deprecated.
  NamedTensor,
  ShapeOf,
  LinearQuantize,
  Count
};

class Checker {
public:
  Checker(const Document &document, const Document &standard,
          DiagnosticHandler handler, const CheckOptions &options)
      : document(document), standard(standard), handler(handler),
        options(options), reported(static_cast<unsigned>(Deviation::Count)) {}

  bool check();

  /// What an operator needs its operands to be, and what it gives.
  enum class OperatorFamily { Arithmetic, Order, Equality, Logic, Membership };

  /// Whether an expression is `inf`, `-inf` or `nan`, as far as its text goes.
  static bool isNumberName(const Expr *expr);

private:
  /// A fragment's declaration with its types.
  struct Signature {
    const Fragment *fragment;
    llvm::SmallVector<TypeRef> parameters;
    /// The types of the default values; null where there is none.
    llvm::SmallVector<TypeRef> defaults;
    llvm::SmallVector<TypeRef> results;
    /// That of the one result, or of the tuple of all.
    TypeRef result;
    llvm::DenseMap<llvm::StringRef, unsigned> parameterIndex;
    llvm::DenseMap<llvm::StringRef, unsigned> resultIndex;
    /// The results that are arrays of a length which only the shapes tell.
    llvm::SmallBitVector isLengthUnknown;
    /// Whether `?` is used, and used in a tensor.
    bool isGeneric = false;
    bool hasGenericTensor = false;
  };

  /// What a name stands for, and where that was said.
  struct Definition {
    TypeRef type;
    llvm::SMRange range;
  };

  /// What a parameter stands for in an invocation: a default value has no
  /// expression, and what is missing no type either.
  struct BoundArgument {
    const Expr *value;
    TypeRef type;
  };

  //===--- Declarations (CheckDeclarations.cpp) ---------------------------===//
  void checkExtensions();
  void checkFragment(const Fragment &fragment);
  void checkDeclaration(const Signature &signature);
  void checkRedefinition(const Fragment &fragment);
  void checkDeclaredType(TypeRef type, llvm::SMRange range,
                         const llvm::Twine &what);
  void checkDefaultValue(const Parameter &parameter, TypeRef type);
  void checkGraph(const Graph &graph);
  Signature &getSignature(const Fragment *fragment);

  //===--- Statements (CheckStatements.cpp) -------------------------------===//
  void checkBody(llvm::ArrayRef<Assignment> body);
  void checkAssignment(const Assignment &assignment);
  /// Gives the names on the left side their types. `value` is the part of the
  /// right side that they stand for, or null. `unknownLengths` has a bit for
  /// each result of an invocation that is an array of unknown length.
  void assign(const Expr *target, TypeRef type, const Expr *value,
              const llvm::SmallBitVector &unknownLengths);
  using TargetAction = llvm::function_ref<void(
      unsigned index, const Expr *target, TypeRef type, const Expr *value)>;
  /// Splits a type among the items of an array or tuple of targets.
  void forEachTarget(const Expr *target, TypeRef type, const Expr *value,
                     TargetAction action);
  void define(const IdentifierExpr *target, TypeRef type, const Expr *value,
              bool isLengthUnknown);
  void defineResult(const IdentifierExpr *target, TypeRef type,
                    const Expr *value, bool isLengthUnknown);
  void defineInGraph(const IdentifierExpr *target, TypeRef type,
                     const Expr *value);
  void defineErrors(const Expr *target);
  /// Adds a name to those that are known. False if it is known already.
  bool addName(const IdentifierExpr *target, TypeRef type);
  llvm::SmallBitVector getUnknownLengths(const Expr *value);

  //===--- Expressions (CheckExpressions.cpp) -----------------------------===//
  // An error is reported where it occurs, and gives the error type.
  /// `target` is the left side of the assignment if the value of the expression
  /// goes there, and not into another expression.
  TypeRef checkExpr(const Expr *expr, const Expr *target = nullptr);
  TypeRef checkIdentifier(const IdentifierExpr *expr);
  TypeRef checkArray(const ArrayExpr *expr);
  TypeRef checkTuple(const TupleExpr *expr);
  TypeRef checkSubscript(const SubscriptExpr *expr);
  TypeRef checkTupleItem(const SubscriptExpr *expr, TypeRef tuple);
  TypeRef checkSlice(const SliceExpr *expr);
  TypeRef checkUnary(const UnaryExpr *expr);
  TypeRef checkBinary(const BinaryExpr *expr);
  TypeRef checkOperand(const Expr *value, TypeRef tensor,
                       OperatorFamily family);
  TypeRef checkTensorOperator(const BinaryExpr *expr, TypeRef lhs, TypeRef rhs);
  /// The type of an operation that needs no tensor; null if there is none.
  TypeRef getCompileTimeType(const BinaryExpr *expr, TypeRef lhs, TypeRef rhs);
  TypeRef checkIfElse(const IfElseExpr *expr, const Expr *target);
  TypeRef checkComprehension(const ComprehensionExpr *expr);
  TypeRef checkBuiltin(const BuiltinExpr *expr);
  /// Reports the use of what an extension has to allow.
  void needOperators(const Expr *expr);
  void bindIterator(const Expr *target, TypeRef type);
  void checkCondition(const Expr *expr);
  void checkIndex(const Expr *expr);
  void checkNegativeIndex(const Expr *expr);
  /// Reports a type that is too large to be made.
  TypeRef orTooLarge(TypeRef type, llvm::SMRange range);

  //===--- Invocations (CheckInvocations.cpp) -----------------------------===//
  TypeRef checkInvocation(const InvocationExpr *expr, const Expr *target);
  /// The fragment that is invoked as `name`, or null.
  const Fragment *lookupFragment(llvm::StringRef name) const;
  const Fragment *findFragment(const Name &name);
  /// Finds the arguments of the parameters. False if that fails.
  bool bindArguments(const InvocationExpr *expr, const Signature &signature,
                     llvm::SmallVectorImpl<BoundArgument> &arguments);
  /// The parameter that an argument is for; nothing after an error.
  std::optional<unsigned> findParameter(const Argument &argument,
                                        unsigned position,
                                        const Signature &signature);
  /// What `?` is before any argument is looked at. False after an error.
  bool getTypeArgument(const InvocationExpr *expr, const Signature &signature,
                       std::optional<Primitive> &generic);
  bool matchArguments(const InvocationExpr *expr, const Signature &signature,
                      llvm::ArrayRef<BoundArgument> arguments,
                      std::optional<Primitive> &generic);
  void checkStandardOperation(const InvocationExpr *expr, const Expr *target);
  void checkLabel(const InvocationExpr *expr);
  void noteDeclaration(const Fragment *fragment);
  void noteParameter(const Signature &signature, unsigned index);

  //===--- Mismatches (CheckExpressions.cpp) ------------------------------===//
  /// Reports that `type`, that of `value` if it is known, is not `wanted`.
  TypeRef reportMismatch(llvm::SMRange range, TypeRef type, const Expr *value,
                         TypeRef wanted, std::optional<Primitive> generic = {});
  /// What to write instead of `value`, if that is known.
  std::string getHint(TypeRef type, const Expr *value, TypeRef wanted,
                      std::optional<Primitive> generic = {});

  //===--- Diagnostics ----------------------------------------------------===//
  TypeRef error(llvm::SMRange range, const llvm::Twine &message);
  void note(llvm::SMRange range, const llvm::Twine &message);
  /// Reports what the standard does not allow, but files in use do.
  void deviate(Deviation deviation, llvm::SMRange range,
               const llvm::Twine &message);
  /// Warns of what the standard allows, but discourages.
  void deprecate(Deviation deviation, llvm::SMRange range,
                 const llvm::Twine &message);
  bool isFirst(Deviation deviation);
  bool hasTooManyErrors() const { return numErrors >= options.maxErrors; }

  const Document &document;
  const Document &standard;
  DiagnosticHandler handler;
  const CheckOptions &options;
  TypeTable types;
  llvm::DenseMap<const Fragment *, std::unique_ptr<Signature>> signatures;

  /// The fragment whose body is being checked; null in the graph.
  Signature *current = nullptr;
  /// The names that this body knows so far.
  llvm::MapVector<llvm::StringRef, Definition> names;
  /// The graph's parameters and results, and those of the parameters that
  /// `external` has introduced.
  llvm::DenseSet<llvm::StringRef> inputs;
  llvm::DenseMap<llvm::StringRef, llvm::SMRange> outputs;
  llvm::DenseSet<llvm::StringRef> introduced;

  /// Which deviations have been reported.
  llvm::SmallBitVector reported;
  unsigned numErrors = 0;
  /// Whether nothing is to be reported.
  bool isMuted = false;
  /// Whether the last note belongs to an error that was not reported.
  bool isNoteMuted = false;
};

} // namespace nnef::syntax

#endif // NNEF_LIB_SYNTAX_CHECKERIMPL_H
