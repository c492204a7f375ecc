/* Uses the interface for C:
 *
 *   nnef-capi-test attributes
 *   nnef-capi-test import MODEL        print the model as MLIR, and as NNEF
 *   nnef-capi-test lower MODEL         print what it is in Linalg
 *   nnef-capi-test export MODEL PATH   write it again
 *   nnef-capi-test run MODEL [INPUT.dat...] -- [EXPECTED.dat...]
 *   nnef-capi-test errors MODEL
 */

#include "NNEF-C/Dialect.h"
#include "NNEF-C/Passes.h"
#include "NNEF-C/Runtime.h"
#include "NNEF-C/Translate.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/Pass.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Tests are of no use without them. */
#undef NDEBUG
#include <assert.h>

static MlirStringRef ref(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

static void print_string(MlirStringRef text, void *file) {
  fwrite(text.data, 1, text.length, file);
}

static void print_attribute(MlirAttribute attribute) {
  mlirAttributePrint(attribute, print_string, stdout);
  printf("\n");
}

static MlirContext create_context(void) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  nnefRegisterAllDialects(registry);
  MlirContext context = mlirContextCreateWithRegistry(registry, true);
  mlirDialectRegistryDestroy(registry);
  return context;
}

static void print_place(MlirLocation location) {
  MlirLocation range = nnefLocationGetSourceRange(location);
  if (mlirLocationIsNull(range)) {
    printf("nowhere");
    return;
  }
  assert(mlirLocationIsAFileLineColRange(range));
  print_string(
      mlirIdentifierStr(mlirLocationFileLineColRangeGetFilename(range)),
      stdout);
  printf(" from %d:%d to %d:%d",
         mlirLocationFileLineColRangeGetStartLine(range),
         mlirLocationFileLineColRangeGetStartColumn(range),
         mlirLocationFileLineColRangeGetEndLine(range),
         mlirLocationFileLineColRangeGetEndColumn(range));
}

/* Counts diagnostics, and prints them with their places. */
static MlirLogicalResult print_diagnostic(MlirDiagnostic diagnostic,
                                          void *count) {
  ++*(int *)count;
  print_place(mlirDiagnosticGetLocation(diagnostic));
  printf(": ");
  mlirDiagnosticPrint(diagnostic, print_string, stdout);
  printf("\n");
  for (intptr_t i = 0; i < mlirDiagnosticGetNumNotes(diagnostic); ++i) {
    MlirDiagnostic note = mlirDiagnosticGetNote(diagnostic, i);
    printf("note ");
    print_place(mlirDiagnosticGetLocation(note));
    printf(": ");
    mlirDiagnosticPrint(note, print_string, stdout);
    printf("\n");
  }
  return mlirLogicalResultSuccess();
}

/*===----------------------------------------------------------------------===*/

static int test_attributes(void) {
  MlirContext context = mlirContextCreate();
  MlirDialectHandle handle = mlirGetDialectHandle__nnef__();
  assert(
      mlirStringRefEqual(mlirDialectHandleGetNamespace(handle), ref("nnef")));
  mlirDialectHandleRegisterDialect(handle, context);
  mlirDialectHandleLoadDialect(handle, context);

  int64_t values[] = {1, 2, 0, -3};
  MlirAttribute padding = nnefPaddingAttrGet(context, 2, values);
  print_attribute(padding);
  assert(nnefAttributeIsAPadding(padding));
  assert(!nnefAttributeIsABorderMode(padding));
  assert(mlirTypeIDEqual(mlirAttributeGetTypeID(padding),
                         nnefPaddingAttrGetTypeID()));
  assert(nnefPaddingAttrGetNumDims(padding) == 2);
  assert(nnefPaddingAttrGetBefore(padding, 0) == 1);
  assert(nnefPaddingAttrGetAfter(padding, 1) == -3);
  assert(nnefPaddingAttrGetNumDims(nnefPaddingAttrGet(context, 0, NULL)) == 0);

  MlirAttribute border =
      nnefBorderModeAttrGet(context, NnefBorderModeReflectEven);
  print_attribute(border);
  assert(nnefAttributeIsABorderMode(border));
  assert(nnefBorderModeAttrGetValue(border) == NnefBorderModeReflectEven);

  MlirAttribute method =
      nnefInterpolationMethodAttrGet(context, NnefInterpolationMethodAligned);
  print_attribute(method);
  assert(nnefAttributeIsAnInterpolationMethod(method));
  assert(nnefInterpolationMethodAttrGetValue(method) ==
         NnefInterpolationMethodAligned);

  MlirAttribute parameters = mlirAttributeParseGet(
      context, ref("{bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = "
                   "dense<0.0> : tensor<f64>}"));
  MlirAttribute quantization =
      nnefQuantizationAttrGet(ref("linear_quantize"), parameters);
  print_attribute(quantization);
  assert(nnefAttributeIsAQuantization(quantization));
  assert(mlirStringRefEqual(nnefQuantizationAttrGetAlgorithm(quantization),
                            ref("linear_quantize")));
  assert(mlirAttributeEqual(nnefQuantizationAttrGetParameters(quantization),
                            parameters));
  assert(mlirAttributeEqual(nnefQuantizationAttrGetStandard(quantization),
                            quantization));
  mlirContextDestroy(context);
  return 0;
}

static MlirModule import_model(MlirContext context, const char *path,
                               bool loads_variables) {
  NnefImportOptions options = nnefImportOptionsGetDefault();
  options.variables = NnefVariableFormAutomatic;
  options.loadsVariables = loads_variables;
  return nnefImportModel(context, ref(path), &options);
}

static int test_import(MlirContext context, const char *path) {
  MlirModule module = import_model(context, path, false);
  if (mlirModuleIsNull(module))
    return 1;
  mlirOperationPrint(mlirModuleGetOperation(module), print_string, stdout);
  MlirLogicalResult result =
      nnefExportGraph(module, /*keepsFragments=*/true, print_string, stdout);
  mlirModuleDestroy(module);
  return mlirLogicalResultIsFailure(result);
}

static int test_lower(MlirContext context, const char *path) {
  MlirModule module = import_model(context, path, true);
  if (mlirModuleIsNull(module))
    return 1;
  nnefRegisterAllPasses();
  MlirPassManager pm = mlirPassManagerCreate(context);
  MlirLogicalResult result = mlirOpPassManagerAddPipeline(
      mlirPassManagerGetAsOpPassManager(pm),
      ref("nnef-check-support{target=cpu},nnef-decompose{expand=softmax},"
          "nnef-to-linalg,canonicalize"),
      print_string, stdout);
  if (mlirLogicalResultIsSuccess(result))
    result = mlirPassManagerRunOnOp(pm, mlirModuleGetOperation(module));
  mlirOperationPrint(mlirModuleGetOperation(module), print_string, stdout);
  mlirPassManagerDestroy(pm);
  mlirModuleDestroy(module);
  return mlirLogicalResultIsFailure(result);
}

static int test_export(MlirContext context, const char *path,
                       const char *output) {
  MlirModule module = import_model(context, path, true);
  if (mlirModuleIsNull(module))
    return 1;
  MlirLogicalResult result =
      nnefExportModel(module, ref(output), /*keepsFragments=*/true);
  mlirModuleDestroy(module);
  return mlirLogicalResultIsFailure(result);
}

/*===----------------------------------------------------------------------===*/

/* Reads as many bytes of a tensor file as the network wants: of a sequence, the
 * first step. */
static void *read_tensor(const char *path, NnefTensorSpec spec) {
  void *data = malloc(spec.numBytes);
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 128, SEEK_SET) != 0 ||
      fread(data, 1, spec.numBytes, file) != spec.numBytes) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  fclose(file);
  return data;
}

static void print_spec(const char *kind, NnefTensorSpec spec) {
  printf("%s ", kind);
  print_string(spec.name, stdout);
  printf(": type %d [", (int)spec.elementType);
  for (intptr_t i = 0; i < spec.rank; ++i)
    printf(i ? ", %lld" : "%lld", (long long)spec.shape[i]);
  printf("], %zu bytes\n", spec.numBytes);
}

/* Whether numbers are as expected, but for what rounding does. */
static bool is_close(const float *actual, const float *expected, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (!(fabsf(actual[i] - expected[i]) <= 1e-4f + 1e-3f * fabsf(expected[i])))
      return false;
  return true;
}

static int test_run(MlirContext context, const char *path, char **files) {
  MlirModule module = import_model(context, path, true);
  if (mlirModuleIsNull(module))
    return 1;
  NnefCompilationOptions options = nnefCompilationOptionsGetDefault();
  options.errorCallback = print_string;
  options.errorUserData = stderr;
  NnefExecutable executable = nnefCompile(module, &options);
  mlirModuleDestroy(module);
  if (nnefExecutableIsNull(executable))
    return 1;

  enum { max_tensors = 16 };
  void *inputs[max_tensors], *outputs[max_tensors], *expected[max_tensors];
  intptr_t num_inputs = nnefExecutableGetNumInputs(executable);
  intptr_t num_outputs = nnefExecutableGetNumOutputs(executable);
  assert(num_inputs <= max_tensors && num_outputs <= max_tensors);
  for (intptr_t i = 0; i < num_inputs; ++i) {
    NnefTensorSpec spec = nnefExecutableGetInput(executable, i);
    print_spec("input", spec);
    inputs[i] = read_tensor(*files++, spec);
  }
  assert(strcmp(*files, "--") == 0);
  ++files;
  for (intptr_t i = 0; i < num_outputs; ++i) {
    NnefTensorSpec spec = nnefExecutableGetOutput(executable, i);
    print_spec("output", spec);
    assert(spec.elementType == NnefElementTypeFloat32);
    outputs[i] = malloc(spec.numBytes);
    expected[i] = read_tensor(*files++, spec);
  }

  /* A second time, after a reset, it is the same again. */
  bool right = true;
  for (int run = 0; run < 2; ++run) {
    nnefExecutableReset(executable);
    right &= mlirLogicalResultIsSuccess(
        nnefExecutableRun(executable, (const void *const *)inputs, outputs));
    for (intptr_t i = 0; i < num_outputs; ++i)
      right &= is_close(outputs[i], expected[i],
                        nnefExecutableGetOutput(executable, i).numBytes / 4);
  }
  printf("%s state, %s\n",
         nnefExecutableHasState(executable) ? "with" : "without",
         right ? "as expected" : "NOT as expected");
  for (intptr_t i = 0; i < num_inputs; ++i)
    free(inputs[i]);
  for (intptr_t i = 0; i < num_outputs; ++i) {
    free(outputs[i]);
    free(expected[i]);
  }
  nnefExecutableDestroy(executable);
  return !right;
}

/*===----------------------------------------------------------------------===*/

/* What a fragment becomes knows where the fragment was invoked. */
static void test_callers(MlirContext context) {
  MlirLocation inner = mlirLocationFileLineColRangeGet(
      context, ref("fragments.nnef"), 5, 7, 5, 12);
  MlirLocation outer =
      mlirLocationFileLineColGet(context, ref("graph.nnef"), 9, 3);
  MlirLocation call = mlirLocationCallSiteGet(
      inner, mlirLocationNameGet(context, ref("y"), outer));
  print_place(call);
  printf(", invoked at ");
  print_place(nnefLocationGetCaller(call));
  printf("\n");
  assert(mlirLocationIsNull(nnefLocationGetCaller(inner)));
  assert(mlirLocationIsNull(
      nnefLocationGetSourceRange(mlirLocationUnknownGet(context))));
}

static int test_errors(MlirContext context, const char *path) {
  int count = 0;
  NnefImportOptions options = nnefImportOptionsGetDefault();
  options.diagnosticHandler = print_diagnostic;
  options.diagnosticUserData = &count;

  /* Paths that are none. */
  MlirStringRef null_path = {NULL, 0};
  assert(mlirModuleIsNull(nnefImportModel(context, null_path, &options)));
  assert(count == 1);
  assert(mlirModuleIsNull(nnefImportModel(context, ref("/nowhere"), &options)));
  assert(count == 2);

  /* A mistake in a graph, with its place. */
  const char *text = "version 1.0;\n"
                     "graph g(x) -> (y) {\n"
                     "  x = external<scalar>(shape = [2]);\n"
                     "  y = rellu(x);\n"
                     "}\n";
  count = 0;
  assert(mlirModuleIsNull(
      nnefImportGraph(context, ref(text), ref("memory.nnef"), &options)));
  assert(count == 1);

  /* A mistake in a fragment. A note has the place of its invocation. */
  const char *fragment =
      "version 1.0;\n"
      "extension KHR_enable_fragment_definitions;\n"
      "fragment f(x: tensor<scalar>) -> (y: tensor<scalar>)\n"
      "{\n"
      "  y = reshape(x, shape = [3]);\n"
      "}\n"
      "graph g(x) -> (y) {\n"
      "  x = external<scalar>(shape = [2]);\n"
      "  y = f(x);\n"
      "}\n";
  count = 0;
  assert(mlirModuleIsNull(
      nnefImportGraph(context, ref(fragment), ref("fragment.nnef"), &options)));
  assert(count == 1);
  test_callers(context);

  /* A network in memory, and shapes that do not fit it. */
  const char *relu = "version 1.0;\n"
                     "graph g(x) -> (y) {\n"
                     "  x = external<scalar>(shape = [1, 1]);\n"
                     "  y = relu(x);\n"
                     "}\n";
  int64_t extents[] = {3, 4};
  NnefInputShape shape = {ref("x"), 2, extents};
  options.numInputShapes = 1;
  options.inputShapes = &shape;
  MlirModule module =
      nnefImportGraph(context, ref(relu), ref("relu.nnef"), &options);
  assert(!mlirModuleIsNull(module));
  mlirOperationPrint(mlirModuleGetOperation(module), print_string, stdout);
  shape.name = ref("z");
  count = 0;
  assert(mlirModuleIsNull(
      nnefImportGraph(context, ref(relu), ref("relu.nnef"), &options)));
  assert(count == 1);

  /* A folder that cannot be written to. */
  MlirDiagnosticHandlerID id = mlirContextAttachDiagnosticHandler(
      context, print_diagnostic, &count, NULL);
  count = 0;
  assert(mlirLogicalResultIsFailure(
      nnefExportModel(module, ref("/nowhere/model"), false)));
  assert(count == 1);
  assert(mlirLogicalResultIsFailure(nnefExportModel(module, null_path, false)));
  mlirContextDetachDiagnosticHandler(context, id);

  /* A processor that there is not. */
  NnefCompilationOptions compilation = nnefCompilationOptionsGetDefault();
  compilation.cpu = ref("abacus");
  compilation.errorCallback = print_string;
  compilation.errorUserData = stdout;
  assert(nnefExecutableIsNull(nnefCompile(module, &compilation)));
  printf("\n");
  mlirModuleDestroy(module);

  /* Without values, there is nothing to compile. */
  module = import_model(context, path, false);
  assert(!mlirModuleIsNull(module));
  id = mlirContextAttachDiagnosticHandler(context, print_diagnostic, &count,
                                          NULL);
  compilation.cpu = ref("native");
  assert(nnefExecutableIsNull(nnefCompile(module, &compilation)));
  printf("\n");
  mlirContextDetachDiagnosticHandler(context, id);
  mlirModuleDestroy(module);
  return 0;
}

int main(int argc, char **argv) {
  const char *test = argc > 1 ? argv[1] : "";
  if (strcmp(test, "attributes") == 0)
    return test_attributes();
  if (argc < 3)
    return 2;
  MlirContext context = create_context();
  int result = 2;
  if (strcmp(test, "import") == 0)
    result = test_import(context, argv[2]);
  else if (strcmp(test, "lower") == 0)
    result = test_lower(context, argv[2]);
  else if (strcmp(test, "export") == 0 && argc == 4)
    result = test_export(context, argv[2], argv[3]);
  else if (strcmp(test, "run") == 0)
    result = test_run(context, argv[2], argv + 3);
  else if (strcmp(test, "errors") == 0)
    result = test_errors(context, argv[2]);
  mlirContextDestroy(context);
  return result;
}
