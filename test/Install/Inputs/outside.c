/* The same in C: it imports a model, compiles it, and says what that takes. */
#include "NNEF-C/Dialect.h"
#include "NNEF-C/Runtime.h"
#include "NNEF-C/Translate.h"
#include <stdio.h>

int main(int argc, char **argv) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  nnefRegisterAllDialects(registry);
  MlirContext context = mlirContextCreateWithRegistry(registry, true);
  mlirDialectRegistryDestroy(registry);
  MlirModule module =
      argc == 2 ? nnefImportModel(context,
                                  mlirStringRefCreateFromCString(argv[1]), NULL)
                : mlirModuleCreateEmpty(mlirLocationUnknownGet(context));
  if (mlirModuleIsNull(module))
    return 1;
  NnefExecutable network = nnefCompile(module, NULL);
  mlirModuleDestroy(module);
  if (nnefExecutableIsNull(network))
    return 1;
  NnefTensorSpec input = nnefExecutableGetInput(network, 0);
  printf("input %.*s of %zu bytes\n", (int)input.name.length, input.name.data,
         input.numBytes);
  nnefExecutableDestroy(network);
  mlirContextDestroy(context);
  return 0;
}
