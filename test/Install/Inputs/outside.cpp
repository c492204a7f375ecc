// A program of somebody else, who has the installed package only: it imports a
// model and lowers it to Linalg.
#include "NNEF/Conversion/Passes.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Translate/Import.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/SourceMgr.h"

int main(int argc, char **argv) {
  mlir::MLIRContext context;
  llvm::SourceMgr sourceMgr;
  mlir::OwningOpRef<mlir::ModuleOp> module =
      nnef::importModel(argv[1], &context, sourceMgr, nnef::ImportOptions());
  if (!module)
    return 1;
  unsigned count = 0;
  module->walk([&](nnef::ConvOp) { ++count; });
  llvm::outs() << count << " convolutions\n";
  mlir::PassManager pm(&context);
  pm.addPass(nnef::createConvertNNEFToLinalg());
  if (failed(pm.run(*module)))
    return 1;
  module->walk([&](mlir::Operation *op) {
    if (op->getName().getStringRef() == "linalg.conv_2d_nchw_fchw")
      --count;
  });
  llvm::outs() << count << " left\n";
  return 0;
}
