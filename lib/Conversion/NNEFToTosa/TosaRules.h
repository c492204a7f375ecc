//===- TosaRules.h - How operations are expressed in TOSA ----- -*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSARULES_H
#define NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSARULES_H

#include "TosaLowering.h"
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
  std::function<llvm::SmallVector<mlir::Value>(TosaLowering &,
                                               mlir::Operation *)>
      lower;
  /// Whether all profiles have what computes with integers.
  bool integersInAnyProfile = false;
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
    /// All profiles have what computes with integers.
    Adder &withIntegersInAnyProfile() {
      rule.integersInAnyProfile = true;
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
    TosaRule &rule = addRule(OpT::getOperationName());
    rule.expression = expression.str();
    rule.lower = [=](TosaLowering &b, mlir::Operation *op) {
      auto results = lower(b, llvm::cast<OpT>(op));
      if constexpr (std::is_convertible_v<decltype(results), mlir::Value>)
        return llvm::SmallVector<mlir::Value>{results};
      else
        return results;
    };
    return Adder<OpT>(rule);
  }

  /// TOSA cannot express the operation at all.
  template <typename OpT> void leave(llvm::StringRef reason) {
    addRule(OpT::getOperationName())
        .limits.push_back({reason, [](mlir::Operation *, const TosaTarget &) {
                             return true;
                           }});
  }

  /// Why `op` has to stay; nothing if it can be lowered.
  std::optional<llvm::StringRef>
  getReasonToStay(mlir::Operation *op, const TosaTarget &target) const;
  /// Builds what replaces the results of an operation that can be lowered.
  llvm::SmallVector<mlir::Value> lower(TosaLowering &b,
                                       mlir::Operation *op) const;

  llvm::ArrayRef<TosaFamily> getFamilies() const { return families; }

private:
  TosaRule &addRule(llvm::StringRef operation);
  /// Null for operations that the dialect does not define.
  const TosaRule *getRule(mlir::Operation *op) const;

  std::vector<TosaFamily> families;
  /// The family of each operation, and its place there.
  llvm::StringMap<std::pair<unsigned, unsigned>> places;
};

/// A limit that holds for operations which do not say otherwise.
inline constexpr llvm::StringLiteral integersNeedProfile =
    "only the profile pro_int does that with integers";

/// Limits that hold for every operation, whatever it computes.
llvm::ArrayRef<TosaLimit> getCommonTosaLimits();

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

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSARULES_H
