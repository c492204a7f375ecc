//===- AST.h - The syntax tree of an NNEF document --------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The nodes are plain immutable structs. They live in the arena of their
// Document and are never destroyed one by one, and their strings point into the
// source buffer or the arena, so nodes are passed as `const T *` and copied
// freely while the Document and the SourceMgr live.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_AST_H
#define NNEF_SYNTAX_AST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Casting.h"
#include "llvm/Support/SMLoc.h"
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace nnef::syntax {

/// An identifier and where it stands.
struct Name {
  llvm::StringRef text;
  llvm::SMRange range;
};

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// The primitive types, and `?`, which stands for any of them.
enum class Primitive : uint8_t { Integer, Scalar, Logical, String, Generic };

/// The spelling of a primitive type: `integer`, ..., `?`.
llvm::StringRef stringify(Primitive primitive);

/// A type as written in a declaration.
struct Type {
  enum class Kind : uint8_t { Primitive, Tensor, Array, Tuple };

  Kind kind;
  llvm::SMRange range;

protected:
  Type(Kind kind, llvm::SMRange range) : kind(kind), range(range) {}
};

/// Gives a type node its kind and its `classof`.
template <Type::Kind K> struct TypeNode : Type {
  static bool classof(const Type *type) { return type->kind == K; }

protected:
  explicit TypeNode(llvm::SMRange range) : Type(K, range) {}
};

/// `integer`, `scalar`, `logical`, `string` or `?`.
struct PrimitiveType : TypeNode<Type::Kind::Primitive> {
  Primitive primitive;

  PrimitiveType(llvm::SMRange range, Primitive primitive)
      : TypeNode(range), primitive(primitive) {}
};

/// `tensor<P>`, or `tensor<>` with no element type.
struct TensorType : TypeNode<Type::Kind::Tensor> {
  std::optional<Primitive> element;

  TensorType(llvm::SMRange range, std::optional<Primitive> element)
      : TypeNode(range), element(element) {}
};

/// `T[]`.
struct ArrayType : TypeNode<Type::Kind::Array> {
  const Type *item;

  ArrayType(llvm::SMRange range, const Type *item)
      : TypeNode(range), item(item) {}
};

/// `(T1, T2, ...)`.
struct TupleType : TypeNode<Type::Kind::Tuple> {
  llvm::ArrayRef<const Type *> items;

  TupleType(llvm::SMRange range, llvm::ArrayRef<const Type *> items)
      : TypeNode(range), items(items) {}
};

/// Prints a type as NNEF text.
llvm::raw_ostream &operator<<(llvm::raw_ostream &os, const Type &type);

/// The NNEF text of a type, for diagnostics.
std::string toString(const Type &type);

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

/// `+x`, `-x`, `!x`.
enum class UnaryOperator : uint8_t { Plus, Minus, Not };

/// The binary operators; `In` is membership in an array.
enum class BinaryOperator : uint8_t {
  Add,
  Sub,
  Mul,
  Div,
  Pow,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual,
  And,
  Or,
  In
};

/// The built-in functions; the last four convert to a primitive type.
enum class Builtin : uint8_t {
  ShapeOf,
  LengthOf,
  RangeOf,
  Integer,
  Scalar,
  Logical,
  String
};

/// The spelling of an operator or a built-in function.
llvm::StringRef stringify(UnaryOperator op);
llvm::StringRef stringify(BinaryOperator op);
llvm::StringRef stringify(Builtin builtin);

/// Anything that has a value. Parentheses leave no node.
struct Expr {
  enum class Kind : uint8_t {
    IntegerLiteral,
    ScalarLiteral,
    LogicalLiteral,
    StringLiteral,
    Identifier,
    Array,
    Tuple,
    Subscript,
    Slice,
    Unary,
    Binary,
    IfElse,
    Comprehension,
    Invocation,
    Builtin
  };

  Kind kind;
  /// Edges on the longest path down to a leaf. The parser bounds it, which
  /// makes it safe to walk expressions recursively.
  uint16_t height = 0;
  llvm::SMRange range;

protected:
  Expr(Kind kind, llvm::SMRange range) : kind(kind), range(range) {}

  /// Keeps `height` right; constructors call it for each of their children.
  void addChild(const Expr *child) {
    if (child)
      height = std::max<uint16_t>(height, child->height + 1);
  }
};

/// Gives an expression node its kind and its `classof`.
template <Expr::Kind K> struct ExprNode : Expr {
  static bool classof(const Expr *expr) { return expr->kind == K; }

protected:
  explicit ExprNode(llvm::SMRange range) : Expr(K, range) {}
};

/// `3` or `-3`: a minus in front of a number is part of the literal.
struct IntegerLiteral : ExprNode<Expr::Kind::IntegerLiteral> {
  int64_t value;

  IntegerLiteral(llvm::SMRange range, int64_t value)
      : ExprNode(range), value(value) {}
};

/// `0.5` or `-1e-5`, with its spelling, from which any float type can be
/// rounded once.
struct ScalarLiteral : ExprNode<Expr::Kind::ScalarLiteral> {
  double value;
  llvm::StringRef spelling;

  ScalarLiteral(llvm::SMRange range, double value, llvm::StringRef spelling)
      : ExprNode(range), value(value), spelling(spelling) {}
};

/// `true` or `false`.
struct LogicalLiteral : ExprNode<Expr::Kind::LogicalLiteral> {
  bool value;

  LogicalLiteral(llvm::SMRange range, bool value)
      : ExprNode(range), value(value) {}
};

/// `'constant'`, without its quotes and escapes.
struct StringLiteral : ExprNode<Expr::Kind::StringLiteral> {
  llvm::StringRef value;

  StringLiteral(llvm::SMRange range, llvm::StringRef value)
      : ExprNode(range), value(value) {}
};

/// The use of a name, or its definition on the left of an assignment.
struct IdentifierExpr : ExprNode<Expr::Kind::Identifier> {
  llvm::StringRef name;

  IdentifierExpr(llvm::SMRange range, llvm::StringRef name)
      : ExprNode(range), name(name) {}
};

/// `[a, b, ...]`.
struct ArrayExpr : ExprNode<Expr::Kind::Array> {
  llvm::ArrayRef<const Expr *> items;

  ArrayExpr(llvm::SMRange range, llvm::ArrayRef<const Expr *> items)
      : ExprNode(range), items(items) {
    llvm::for_each(items, [&](const Expr *item) { addChild(item); });
  }
};

/// `(a, b, ...)`, and `a, b` on the left of an assignment.
struct TupleExpr : ExprNode<Expr::Kind::Tuple> {
  llvm::ArrayRef<const Expr *> items;

  TupleExpr(llvm::SMRange range, llvm::ArrayRef<const Expr *> items)
      : ExprNode(range), items(items) {
    llvm::for_each(items, [&](const Expr *item) { addChild(item); });
  }
};

/// `sequence[index]`.
struct SubscriptExpr : ExprNode<Expr::Kind::Subscript> {
  const Expr *sequence;
  const Expr *index;

  SubscriptExpr(llvm::SMRange range, const Expr *sequence, const Expr *index)
      : ExprNode(range), sequence(sequence), index(index) {
    addChild(sequence);
    addChild(index);
  }
};

/// `sequence[begin:end]`; an end that is left out is null.
struct SliceExpr : ExprNode<Expr::Kind::Slice> {
  const Expr *sequence;
  const Expr *begin;
  const Expr *end;

  SliceExpr(llvm::SMRange range, const Expr *sequence, const Expr *begin,
            const Expr *end)
      : ExprNode(range), sequence(sequence), begin(begin), end(end) {
    addChild(sequence);
    addChild(begin);
    addChild(end);
  }
};

/// `-x`.
struct UnaryExpr : ExprNode<Expr::Kind::Unary> {
  UnaryOperator op;
  const Expr *operand;

  UnaryExpr(llvm::SMRange range, UnaryOperator op, const Expr *operand)
      : ExprNode(range), op(op), operand(operand) {
    addChild(operand);
  }
};

/// `lhs + rhs`.
struct BinaryExpr : ExprNode<Expr::Kind::Binary> {
  BinaryOperator op;
  const Expr *lhs;
  const Expr *rhs;
  /// Where the operator stands, for diagnostics about the operation.
  llvm::SMLoc opLoc;

  BinaryExpr(llvm::SMRange range, BinaryOperator op, const Expr *lhs,
             const Expr *rhs, llvm::SMLoc opLoc)
      : ExprNode(range), op(op), lhs(lhs), rhs(rhs), opLoc(opLoc) {
    addChild(lhs);
    addChild(rhs);
  }
};

/// `thenValue if condition else elseValue`.
struct IfElseExpr : ExprNode<Expr::Kind::IfElse> {
  const Expr *condition;
  const Expr *thenValue;
  const Expr *elseValue;

  IfElseExpr(llvm::SMRange range, const Expr *condition, const Expr *thenValue,
             const Expr *elseValue)
      : ExprNode(range), condition(condition), thenValue(thenValue),
        elseValue(elseValue) {
    addChild(condition);
    addChild(thenValue);
    addChild(elseValue);
  }
};

/// `target in iterable`. The target is an identifier or a tuple of targets.
struct LoopIterator {
  const Expr *target;
  const Expr *iterable;
};

/// `[for i in a, j in b if condition yield item]`: the iterators advance
/// together. The condition is null when there is none.
struct ComprehensionExpr : ExprNode<Expr::Kind::Comprehension> {
  llvm::ArrayRef<LoopIterator> iterators;
  const Expr *condition;
  const Expr *item;

  ComprehensionExpr(llvm::SMRange range, llvm::ArrayRef<LoopIterator> iterators,
                    const Expr *condition, const Expr *item)
      : ExprNode(range), iterators(iterators), condition(condition),
        item(item) {
    for (const LoopIterator &iterator : iterators) {
      addChild(iterator.target);
      addChild(iterator.iterable);
    }
    addChild(condition);
    addChild(item);
  }
};

/// One argument of an invocation. A positional one has an empty name.
struct Argument {
  Name name;
  const Expr *value;

  bool isNamed() const { return !name.text.empty(); }
  /// From the name, if there is one, to the end of the value.
  llvm::SMRange getRange() const {
    return {isNamed() ? name.range.Start : value->range.Start,
            value->range.End};
  }
};

/// `callee<typeArgument>(arguments)`.
struct InvocationExpr : ExprNode<Expr::Kind::Invocation> {
  Name callee;
  std::optional<Primitive> typeArgument;
  llvm::ArrayRef<Argument> arguments;

  InvocationExpr(llvm::SMRange range, Name callee,
                 std::optional<Primitive> typeArgument,
                 llvm::ArrayRef<Argument> arguments)
      : ExprNode(range), callee(callee), typeArgument(typeArgument),
        arguments(arguments) {
    for (const Argument &argument : arguments)
      addChild(argument.value);
  }
};

/// `length_of(operand)`, `scalar(operand)` and the like.
struct BuiltinExpr : ExprNode<Expr::Kind::Builtin> {
  Builtin builtin;
  const Expr *operand;

  BuiltinExpr(llvm::SMRange range, Builtin builtin, const Expr *operand)
      : ExprNode(range), builtin(builtin), operand(operand) {
    addChild(operand);
  }
};

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

/// `lhs = rhs;`. The left side consists of identifiers, arrays and tuples.
struct Assignment {
  const Expr *lhs;
  const Expr *rhs;
  llvm::SMRange range;
};

/// `name: type = defaultValue`; the default is null when there is none.
struct Parameter {
  Name name;
  const Type *type;
  const Expr *defaultValue;
};

/// `name: type`.
struct Result {
  Name name;
  const Type *type;
};

/// A declared operation: a compound if it has a body, else a primitive.
struct Fragment {
  Name name;
  /// Whether `<?>` follows the name, and the type in `<? = type>`.
  bool isGeneric;
  std::optional<Primitive> defaultType;
  llvm::ArrayRef<Parameter> parameters;
  llvm::ArrayRef<Result> results;
  std::optional<llvm::ArrayRef<Assignment>> body;
  llvm::SMRange range;

  bool hasBody() const { return body.has_value(); }
};

/// The network itself.
struct Graph {
  Name name;
  llvm::ArrayRef<Name> parameters;
  llvm::ArrayRef<Name> results;
  llvm::ArrayRef<Assignment> body;
  llvm::SMRange range;
};

/// One `extension` statement. The standard lists names here, with commas
/// between them in practice; vendors also put a name and a text of their own.
struct Extension {
  /// The names in `extension A B;` and `extension A, B;`; only the first one
  /// when something other than names follows.
  llvm::ArrayRef<Name> names;
  /// All that stands between the first name and the `;`.
  llvm::StringRef argument;
  llvm::SMRange range;
};

/// `'tensor': algorithm(arguments);`, an entry of a quantization file.
struct Quantization {
  /// The name of the tensor, and where it stands, with its quotes.
  Name tensor;
  const InvocationExpr *algorithm;
  llvm::SMRange range;
};

/// The number after `version`.
struct Version {
  unsigned major = 0;
  unsigned minor = 0;
  /// Some old files have none.
  bool hasSemicolon = true;
  llvm::SMRange range;
};

/// A parsed file, which is a graph, a library of fragments or a quantization
/// file. It owns its nodes.
class Document {
public:
  explicit Document(unsigned bufferId) : bufferId(bufferId) {}

  /// The buffer of the source manager that the document was parsed from.
  unsigned getBufferId() const { return bufferId; }
  /// Whether the text had errors; the document is then incomplete.
  bool hasErrors() const { return errors; }

  const Version &getVersion() const { return version; }
  llvm::ArrayRef<Extension> getExtensions() const { return extensions; }
  llvm::ArrayRef<const Fragment *> getFragments() const { return fragments; }
  /// The graph; null if the document has none.
  const Graph *getGraph() const { return graph; }
  /// The entries of a quantization file.
  llvm::ArrayRef<Quantization> getQuantizations() const {
    return quantizations;
  }

  /// Whether an `extension` statement lists `name`.
  bool hasExtension(llvm::StringRef name) const;
  /// The fragment called `name`, or null.
  const Fragment *lookupFragment(llvm::StringRef name) const {
    return fragmentsByName.lookup(name);
  }

  /// Makes a node that lives as long as the document.
  template <typename NodeT, typename... Args>
  const NodeT *create(Args &&...args) {
    static_assert(std::is_trivially_destructible_v<NodeT>,
                  "the arena destroys no nodes");
    return new (arena.Allocate<NodeT>()) NodeT{std::forward<Args>(args)...};
  }
  /// Copies items or characters to where the nodes live.
  template <typename T> llvm::ArrayRef<T> copy(llvm::ArrayRef<T> items) {
    return items.copy(arena);
  }
  llvm::StringRef copy(llvm::StringRef text) { return text.copy(arena); }

  void setHasErrors() { errors = true; }
  void setVersion(Version newVersion) { version = newVersion; }
  void addExtension(Extension extension) { extensions.push_back(extension); }
  /// Adds a fragment; false if there is one of that name already.
  bool addFragment(const Fragment *fragment);
  void setGraph(const Graph *newGraph) { graph = newGraph; }
  void addQuantization(Quantization quantization) {
    quantizations.push_back(quantization);
  }

private:
  unsigned bufferId;
  bool errors = false;
  llvm::BumpPtrAllocator arena;
  Version version;
  llvm::SmallVector<Extension, 2> extensions;
  llvm::SmallVector<const Fragment *, 0> fragments;
  llvm::DenseMap<llvm::StringRef, const Fragment *> fragmentsByName;
  const Graph *graph = nullptr;
  llvm::SmallVector<Quantization, 0> quantizations;
};

} // namespace nnef::syntax

#endif // NNEF_SYNTAX_AST_H
