//===- TosaRules.h - How operations are expressed in TOSA ----- -*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSARULES_H
#define NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSARULES_H

#include "CodesLowering.h"
#include "llvm/ADT/StringMap.h"
#include <functional>
#include <optional>
#include <vector>

namespace nnef {

/// Why an operation may have to stay in NNEF.
struct TosaLimit {
  /// What is said where it applies: a clause that follows "because".
  llvm::StringRef reason;
  std::function<bool(mlir::Operation *, const TosaTarget &)> applies;
};

/// What the lowering does with one operation of the dialect.
struct TosaRule {
  /// The name of the operation, as the standard has it.
  llvm::StringRef name;
  /// What expresses it, for the documentation. Empty if it always stays.
  std::string expression;
  std::vector<TosaLimit> limits;
  /// Builds what replaces the results of an operation that no limit applies to.
  std::function<llvm::SmallVector<mlir::Value>(CodesLowering &,
                                               mlir::Operation *)>
      lower;
  /// Whether all profiles have what computes with integers.
  bool integersInAnyProfile = false;
  /// Whether codes must have at most 8 bits and one scale.
  bool onlyBytes = false;
};

/// The rules of related operations.
struct TosaFamily {
  llvm::StringRef title;
  std::vector<TosaRule> rules;
};

/// The rules of all operations. The lowering, its messages and its
/// documentation are made from this table.
class TosaRules {
public:
  /// Collects the rules of all families.
  TosaRules();

  /// Says more about the rule of an operation that was just added.
  template <typename OpT> class Adder {
  public:
    explicit Adder(TosaRule &rule) : rule(rule) {}
    /// The operation stays where `applies` holds.
    Adder &stays(llvm::StringRef reason,
                 std::function<bool(OpT, const TosaTarget &)> applies) {
      rule.limits.push_back(
          {reason, [=](mlir::Operation *op, const TosaTarget &target) {
             return applies(llvm::cast<OpT>(op), target);
           }});
      return *this;
    }
    /// The operation stays where any of these limits applies.
    Adder &stays(llvm::ArrayRef<TosaLimit> limits) {
      llvm::append_range(rule.limits, limits);
      return *this;
    }
    /// All profiles have what computes with integers.
    Adder &withIntegersInAnyProfile() {
      rule.integersInAnyProfile = true;
      return *this;
    }
    /// Codes must have at most 8 bits and one scale.
    Adder &onBytes() {
      rule.onlyBytes = true;
      return *this;
    }

  private:
    TosaRule &rule;
  };

  void beginFamily(llvm::StringRef title) { families.push_back({title, {}}); }

  /// `lower` gives the results of an operation, or its only one, of their
  /// types.
  template <typename OpT, typename LowerT>
  Adder<OpT> add(llvm::StringRef expression, LowerT lower) {
    return fill<OpT>(addRule(OpT::getOperationName()), expression, lower);
  }

  /// The same for the operation on codes.
  template <typename OpT, typename LowerT>
  Adder<OpT> addCodes(llvm::StringRef expression, LowerT lower) {
    return fill<OpT>(addCodesRule(OpT::getOperationName()), expression, lower);
  }
  /// TOSA cannot express the operation on codes at all.
  template <typename OpT> void leaveCodes(llvm::StringRef reason) {
    leave(addCodesRule(OpT::getOperationName()), reason);
  }
  /// Operations that do with codes what they do with numbers: they move them.
  /// The results get the codes of their types.
  template <typename... OpTs> void addMovesOfCodes() {
    (addMoveOfCodes(OpTs::getOperationName()), ...);
  }

  /// TOSA cannot express the operation at all.
  template <typename OpT> void leave(llvm::StringRef reason) {
    leave(addRule(OpT::getOperationName()), reason);
  }

  /// The limits of an operation on numbers, which it has on codes as well.
  template <typename OpT> llvm::ArrayRef<TosaLimit> getLimits() const {
    return findRule(OpT::getOperationName())->limits;
  }

  /// Why `op` has to stay; nothing if it can be lowered.
  std::optional<llvm::StringRef>
  getReasonToStay(mlir::Operation *op, const TosaTarget &target) const;
  /// Builds what replaces the results of an operation that can be lowered.
  llvm::SmallVector<mlir::Value> lower(CodesLowering &b,
                                       mlir::Operation *op) const;

  llvm::ArrayRef<TosaFamily> getFamilies() const { return families; }
  /// Those of operations on codes.
  llvm::ArrayRef<TosaRule> getCodesRules() const { return codesRules; }

private:
  template <typename OpT, typename LowerT>
  static Adder<OpT> fill(TosaRule &rule, llvm::StringRef expression,
                         LowerT lower) {
    rule.expression = expression.str();
    rule.lower = [=](CodesLowering &b, mlir::Operation *op) {
      auto results = lower(b, llvm::cast<OpT>(op));
      if constexpr (std::is_convertible_v<decltype(results), mlir::Value>)
        return llvm::SmallVector<mlir::Value>{results};
      else
        return results;
    };
    return Adder<OpT>(rule);
  }

  static void leave(TosaRule &rule, llvm::StringRef reason) {
    rule.limits.push_back(
        {reason, [](mlir::Operation *, const TosaTarget &) { return true; }});
  }

  TosaRule &addRule(llvm::StringRef operation);
  TosaRule &addCodesRule(llvm::StringRef operation);
  void addMoveOfCodes(llvm::StringRef operation);
  /// The rule for numbers. Null for operations that the dialect does not
  /// define.
  const TosaRule *findRule(llvm::StringRef operation) const;
  /// The rule for `op`, on numbers or on codes. Null if there is none.
  const TosaRule *getRule(mlir::Operation *op, bool isOnCodes) const;

  std::vector<TosaFamily> families;
  std::vector<TosaRule> codesRules;
  /// The place of each operation among those on codes.
  llvm::StringMap<unsigned> codesPlaces;
  /// The family of each operation, and its place there.
  llvm::StringMap<std::pair<unsigned, unsigned>> places;
};

/// A limit that holds for operations which do not say otherwise.
inline constexpr llvm::StringLiteral integersNeedProfile =
    "only the profile pro_int does that with integers";

/// Limits that hold for every operation, whatever it computes.
llvm::ArrayRef<TosaLimit> getCommonTosaLimits();
/// A limit for operations on codes of one byte.
inline constexpr llvm::StringLiteral bytesNeedOneScale =
    "codes have more than 8 bits or several scales";

/// Limits that hold for every operation on codes.
llvm::ArrayRef<TosaLimit> getCommonCodesLimits();

/// Whether tensors of codes have at most 8 bits and one scale. Other tensors do
/// not matter.
bool haveOneScale(mlir::ValueRange tensors);
/// Whether a filter has codes of at most 8 bits, with one scale or one for each
/// place along dimension `channels`.
bool isFilter(mlir::Value tensor, unsigned channels);
/// Whether a bias has codes of 32 bits, or stands for none.
bool isBias(mlir::Value tensor);

/// Says when sums of products of an input and a filter, with a bias, cannot be
/// computed. The scales of the filter may differ along dimension `channels`.
template <typename OpT>
TosaRules::Adder<OpT> addProductLimits(TosaRules::Adder<OpT> adder,
                                       unsigned channels) {
  return adder
      .stays("the input or the output has codes of more than 8 bits or several "
             "scales",
             [](OpT op, const TosaTarget &) {
               return !haveOneScale({op.getInput(), op.getOutput()});
             })
      .stays(
          "the filter has codes of more than 8 bits, several zero points, or "
          "scales that are not those of output channels",
          [=](OpT op, const TosaTarget &) {
            return !isFilter(op.getFilter(), channels);
          })
      .stays("the bias has no codes of 32 bits",
             [](OpT op, const TosaTarget &) { return !isBias(op.getBias()); });
}

/// Whether a constant is a number that operations on codes take as it is.
bool isNumberForCodes(mlir::Value value);

/// One function per family adds its rules.
void addVariableRules(TosaRules &rules);
void addElementwiseRules(TosaRules &rules);
void addActivationRules(TosaRules &rules);
void addConvolutionRules(TosaRules &rules);
void addPoolingRules(TosaRules &rules);
void addSamplingRules(TosaRules &rules);
void addReduceRules(TosaRules &rules);
void addShapeRules(TosaRules &rules);
void addLinearAlgebraRules(TosaRules &rules);
void addNormalizationRules(TosaRules &rules);

/// The rules for operations on codes, from moves to sums of products.
void addCodesElementwiseRules(TosaRules &rules);
void addCodesReduceRules(TosaRules &rules);
void addCodesConvolutionRules(TosaRules &rules);
void addCodesPoolingRules(TosaRules &rules);
void addCodesLinearAlgebraRules(TosaRules &rules);
void addCodesSamplingRules(TosaRules &rules);
void addCodesShapeRules(TosaRules &rules);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSARULES_H
