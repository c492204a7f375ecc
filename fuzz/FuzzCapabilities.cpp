//===- FuzzCapabilities.cpp - Capability tables ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Capabilities.h"
#include "NNEF/Syntax/CapabilityTable.h"
#include "NNEF/Translate/Import.h"
#include "TextInput.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

using namespace llvm;
using namespace nnef;
using nnef::fuzz::require;

/// A network that tables are asked about, with operations, types of elements
/// and parameters of many kinds.
static constexpr StringLiteral graph = R"(
version 1.0;
extension KHR_enable_fragment_definitions;
fragment twice(x: tensor<scalar>, by: scalar = 2.0) -> (y: tensor<scalar>)
{
  y = x * by;
}
graph g(x, c, i) -> (y, z, s, p)
{
  x = external<scalar>(shape = [1, 4, 6, 6]);
  c = external<logical>(shape = [1, 4, 6, 6]);
  i = external<integer>(shape = [1, 4]);
  f = variable<scalar>(shape = [4, 1, 3, 3], label = 'f');
  h = conv(x, f, 0.0, groups = 0, padding = [], stride = [2, 1]);
  m = max_pool(h, size = [1, 1, 2, 2], border = 'ignore');
  t = twice(x);
  y = softmax(relu(m), axes = [1, 3]);
  z = select(c, t, x);
  [s, q] = split(i, axis = 1, ratios = [1, 3]);
  p = pad(reshape(x, shape = [1, -1]), padding = [(0, 0), (1, 2)]);
}
)";

namespace {
/// A context remembers attributes and types as long as it lives, so one cannot
/// serve for all inputs.
struct Target {
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  SourceMgr sourceMgr;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::optional<Network> network;

  Target() {
    unsigned buffer = sourceMgr.AddNewSourceBuffer(
        MemoryBuffer::getMemBuffer(graph, "graph"), SMLoc());
    ImportOptions options;
    options.loadVariables = false;
    module =
        importGraph(buffer, /*model=*/nullptr, &context, sourceMgr, options);
    require(bool(module), "the network is right");
    network.emplace(*module);
  }
};
} // namespace

static Target &getTarget() {
  constexpr unsigned maxUses = 1000;
  static std::unique_ptr<Target> target;
  static unsigned uses = 0;
  if (uses++ % maxUses == 0)
    target = std::make_unique<Target>();
  return *target;
}

/// Parses a table. Returns whether it has no errors.
static bool parse(fuzz::TextInput &input) {
  syntax::CapabilityTable table = syntax::parseCapabilityTable(
      input.getSourceMgr(), input.getBufferId(), input);
  bool hasErrors = table.document->hasErrors();
  require(hasErrors == (input.takeErrors() != 0),
          "a table has errors when they are reported");
  require(hasErrors || !table.target.text.empty(),
          "a table without errors has a target");
  for (const syntax::CapabilityEntry &entry : table.entries) {
    require(entry.names.empty() ==
                (entry.kind == syntax::CapabilityEntry::Kind::Every),
            "an entry has names unless it is about all operations");
    for (const syntax::Requirement &requirement : entry.requirements) {
      require(input.contains(requirement.range),
              "a requirement outside of the text");
      require(requirement.tensors.empty() == (requirement.condition != nullptr),
              "a requirement is about tensors or has a condition");
    }
  }
  return !hasErrors;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz::TextInput input(data, size);
  if (!parse(input))
    return 0;

  // A table is read from a file, whose path is that of its recipes, too.
  int descriptor = -1;
  SmallString<64> path;
  if (sys::fs::createTemporaryFile("fuzz", "caps", descriptor, path))
    return 0;
  FileRemover remover(path);
  raw_fd_ostream(descriptor, /*shouldClose=*/true) << input.getText();

  Target &target = getTarget();
  unsigned errors = 0;
  mlir::ScopedDiagnosticHandler handler(
      &target.context, [&](mlir::Diagnostic &diagnostic) {
        errors += diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error;
        require(!diagnostic.str().empty(), "a diagnostic that says nothing");
      });
  std::unique_ptr<Capabilities> table =
      readCapabilityTable(path, &target.context);
  require(bool(table) == (errors == 0), "a table is wrong with an error");
  if (!table)
    return 0;
  target.module->walk([&](mlir::Operation *op) {
    if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
      return;
    std::optional<Obstacle> obstacle = table->findObstacle(op, *target.network);
    require(!obstacle || !obstacle->reason.empty(), "an obstacle has a reason");
  });
  return 0;
}
