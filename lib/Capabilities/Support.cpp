//===- Support.cpp - How a network gets along with a target ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Support.h"

#include "NNEF/Dialect/NNEF/Transforms/Decompose.h"
#include "NNEF/Translate/Expand.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatAdapters.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Analysis
//===----------------------------------------------------------------------===//

/// Visits the operations of the networks in a module. The bodies of custom
/// fragments are none: they count where a call is replaced by its body.
static void forEachOperation(ModuleOp module,
                             function_ref<void(Operation *)> visit) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic())
      function.walk([&](Operation *op) {
        if (isa_and_nonnull<NNEFDialect>(op->getDialect()))
          visit(op);
      });
}

/// The name of the network, for people.
static std::string getNetworkName(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic())
      return function.getSymName().str();
  return "";
}

FailureOr<NetworkSupport> nnef::legalize(ModuleOp module,
                                         const Capabilities &capabilities,
                                         StringRef recipes, bool mayDecompose) {
  // Fragments that call themselves have no operations to speak of.
  if (failed(checkInlining(module)))
    return failure();
  NetworkSupport support;
  support.network = getNetworkName(module);
  support.target = capabilities.getName().str();
  Network network(module);
  // Which of the operations at first each one belongs to.
  DenseMap<Operation *, size_t> places;
  forEachOperation(module, [&](Operation *op) {
    std::optional<Obstacle> obstacle = capabilities.findObstacle(op, network);
    if (!obstacle && isData(op))
      return;
    places[op] = support.operations.size();
    support.operations.push_back({getFragmentName(op).str(),
                                  op->getLoc(),
                                  std::move(obstacle),
                                  {},
                                  false});
  });

  auto isWanted = [&](Operation *op) {
    // What a body consists of counts where it is used. Bodies compute with
    // numbers: nothing says which codes there would be in between.
    auto function = op->getParentOfType<func::FuncOp>();
    return function && function.isPublic() && !hasQuantizedTypes(op) &&
           capabilities.findObstacle(op, network);
  };
  auto onExpand = [&](Operation *op, ArrayRef<Operation *> parts) {
    auto found = places.find(op);
    if (found == places.end())
      return;
    size_t place = found->second;
    places.erase(found);
    support.operations[place].isDecomposed = true;
    for (Operation *part : parts)
      places[part] = place;
  };
  if (mayDecompose &&
      failed(decompose(module,
                       recipes.empty() ? capabilities.getRecipes() : recipes,
                       isWanted, onExpand)))
    return failure();

  Network result(module);
  forEachOperation(module, [&](Operation *op) {
    auto found = places.find(op);
    if (found == places.end())
      return;
    OperationSupport &whole = support.operations[found->second];
    if (!whole.isDecomposed)
      return;
    if (auto obstacle = capabilities.findObstacle(op, result))
      whole.parts.push_back(
          {getFragmentName(op).str(), op->getLoc(), std::move(*obstacle)});
  });
  return support;
}

FailureOr<NetworkSupport> nnef::checkSupport(ModuleOp module,
                                             const Capabilities &capabilities,
                                             StringRef recipes,
                                             bool mayDecompose) {
  OwningOpRef<ModuleOp> copy = module.clone();
  return legalize(*copy, capabilities, recipes, mayDecompose);
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

bool NetworkSupport::isSupported() const {
  return llvm::all_of(operations, [](const OperationSupport &operation) {
    return operation.isSupported();
  });
}

void NetworkSupport::emitErrors() const {
  // More of the parts of one operation tell nobody anything.
  constexpr unsigned maxParts = 8;
  for (const OperationSupport &operation : operations) {
    if (operation.isSupported())
      continue;
    InFlightDiagnostic error = emitError(operation.loc)
                               << "'" << operation.name << "' cannot run on '"
                               << target << "': " << operation.obstacle->reason;
    for (const auto &[loc, note] : operation.obstacle->notes)
      error.attachNote(loc) << note;
    SmallVector<std::pair<StringRef, StringRef>> seen;
    for (const OperationSupport::Part &part : operation.parts) {
      std::pair<StringRef, StringRef> what{part.name, part.obstacle.reason};
      if (llvm::is_contained(seen, what))
        continue;
      seen.push_back(what);
      if (seen.size() > maxParts)
        break;
      error.attachNote(part.loc)
          << "decomposed, it needs '" << part.name
          << "', which cannot run either: " << part.obstacle.reason;
      for (const auto &[loc, note] : part.obstacle.notes)
        error.attachNote(loc) << note;
    }
  }
}

void NetworkSupport::emitRemarks() const {
  for (const OperationSupport &operation : operations) {
    if (!operation.obstacle || !operation.isSupported())
      continue;
    InFlightDiagnostic remark = emitRemark(operation.loc)
                                << "'" << operation.name
                                << "' is decomposed for '" << target
                                << "': " << operation.obstacle->reason;
    for (const auto &[loc, note] : operation.obstacle->notes)
      remark.attachNote(loc) << note;
  }
}

namespace {
struct Counts {
  unsigned kept = 0, decomposed = 0, unsupported = 0;

  void add(const OperationSupport &operation) {
    ++(!operation.obstacle       ? kept
       : operation.isSupported() ? decomposed
                                 : unsupported);
  }
};
} // namespace

void NetworkSupport::print(llvm::raw_ostream &os) const {
  llvm::MapVector<StringRef, Counts> rows;
  Counts all;
  size_t width = StringRef("operation").size();
  for (const OperationSupport &operation : operations) {
    rows[operation.name].add(operation);
    all.add(operation);
    width = std::max(width, operation.name.size());
  }
  auto write = [&](StringRef name, auto kept, auto decomposed,
                   auto unsupported) {
    os << llvm::formatv("{0}  {1,5}  {2,10}  {3,11}\n",
                        llvm::fmt_align(name, llvm::AlignStyle::Left, width),
                        kept, decomposed, unsupported);
  };
  os << "network '" << network << "' on target '" << target << "'\n\n";
  write("operation", "whole", "decomposed", "unsupported");
  for (const auto &[name, counts] : rows)
    write(name, counts.kept, counts.decomposed, counts.unsupported);
  write("all", all.kept, all.decomposed, all.unsupported);
  os << "\n"
     << (all.unsupported ? "The target cannot run the network.\n"
                         : "The target can run the network.\n");
}
