//===- Options.cpp - What the command line asks for -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace nnef;

static cl::OptionCategory category("nnef-quantize options");

static cl::opt<std::string> modelPath(cl::Positional, cl::Required,
                                      cl::cat(category), cl::desc("MODEL"),
                                      cl::value_desc("MODEL"));
static cl::opt<std::string>
    outputPath("o", cl::cat(category), cl::Required, cl::value_desc("MODEL"),
               cl::desc("Where to write the quantized model, a folder or an "
                        "archive"));
static cl::list<std::string> samples(
    "samples", cl::cat(category), cl::OneOrMore,
    cl::value_desc("DIR|FILE|NAME=FILE"),
    cl::desc("Sample inputs: DIR has NAME.npy or NAME.dat for each input NAME "
             "(or, of a network with one input, any such files); FILE is for "
             "the only input. A file with a leading dimension, or a multiple "
             "of the first extent, has several samples"));

namespace {
enum class RangeKind { MinMax, Percentile };
enum class CodeKind { Int8, UInt8 };
} // namespace
static cl::opt<RangeKind> ranges(
    "ranges", cl::cat(category), cl::init(RangeKind::MinMax),
    cl::desc("Which values of a tensor get codes:"),
    cl::values(clEnumValN(RangeKind::MinMax, "minmax",
                          "all that it has on the samples (the default)"),
               clEnumValN(RangeKind::Percentile, "percentile",
                          "those in the middle, so that few very large ones "
                          "do not make the steps coarse for all")));
static cl::opt<double>
    percentage("percentile", cl::cat(category), cl::init(99.99),
               cl::value_desc("P"),
               cl::desc("How many percent of the values --ranges=percentile "
                        "keeps (default: 99.99)"));
static cl::opt<CodeKind>
    codes("codes", cl::cat(category), cl::init(CodeKind::Int8),
          cl::desc("The type of codes:"),
          cl::values(clEnumValN(CodeKind::Int8, "int8", "signed (the default)"),
                     clEnumValN(CodeKind::UInt8, "uint8",
                                "unsigned, as older converters made them")));
static cl::opt<bool>
    symmetric("symmetric", cl::cat(category),
              cl::desc("Put the zero point of all tensors in the middle"));
static cl::opt<cl::boolOrDefault> perChannel(
    "per-channel", cl::cat(category), cl::value_desc("true|false"),
    cl::desc("Whether filters are int8 with a scale for each output channel "
             "(default: true, but false for uint8; filters are then uint8 as "
             "well)"));
static cl::opt<UniformForm>
    form("form", cl::cat(category), cl::init(UniformForm::ZeroPoint),
         cl::desc("How graph.quant says what codes mean:"),
         cl::values(clEnumValN(UniformForm::ZeroPoint, "zero-point",
                               "zero_point_linear_quantize (the default)"),
                    clEnumValN(UniformForm::MinMax, "min-max",
                               "min_max_linear_quantize, but for biases")));
static cl::opt<bool> compares(
    "compare", cl::cat(category), cl::init(true), cl::value_desc("true|false"),
    cl::desc("Whether to run the quantized network on the samples as well and "
             "print how far its tensors are from the exact ones (default: "
             "true)"));
static cl::opt<std::string>
    report("report", cl::cat(category), cl::value_desc("FILE"),
           cl::desc("Write what is printed, and more, to FILE as JSON"));
static cl::list<std::string>
    inputShapes("input-shape", cl::cat(category), cl::value_desc("NAME=NxM"),
                cl::desc("Import the model with another shape for input NAME, "
                         "such as image=1x3x224x224"));
static cl::opt<bool>
    strict("nnef-strict", cl::cat(category),
           cl::desc("Refuse what the standard does not allow, also where files "
                    "in use do it"));

static constexpr StringLiteral overview =
    R"(Quantizes a neural network: makes it compute with integers of 8 bits.

Runs the network in MODEL (a folder with a 'graph.nnef', an archive of one, or
the graph file itself) on samples, looks at the values of each tensor, and
writes a model with codes for them: weights become integers, and the file
'graph.quant' says which numbers integers stand for. How far the quantized
network is from the exact one is printed for each tensor and output.

Samples should be like the inputs that the network will get; a hundred are
plenty as a rule.

The exit code is 1 if something fails, and 2 if the tool is not used as it
should be. Existing output is replaced when the new one is complete.
)";

Expected<std::optional<Options>> parseOptions(int argc, char **argv) {
  cl::HideUnrelatedOptions(category);
  if (!cl::ParseCommandLineOptions(argc, argv, overview, &errs()))
    return std::nullopt;
  auto fail = [](const Twine &message) {
    return make_error<UsageError>(message);
  };
  Options options;
  if (percentage.getNumOccurrences() && ranges != RangeKind::Percentile)
    return fail("--percentile needs --ranges=percentile");
  // Also what is not a number is out of range.
  if (!(percentage > 0 && percentage <= 100))
    return fail("--percentile is not above 0 and up to 100");
  if (ranges == RangeKind::Percentile)
    options.percentage = percentage;
  options.model = modelPath;
  options.import.strict = strict;
  for (const std::string &shape : inputShapes)
    if (Error error = parseInputShape(shape, options.import))
      return make_error<UsageError>(toString(std::move(error)));
  options.output = outputPath;
  // What would fail after all the work is found before.
  StringRef folder = sys::path::parent_path(StringRef(outputPath).rtrim('/'));
  if (!folder.empty() && !sys::fs::is_directory(folder))
    return fail("'" + folder + "' is not a folder; '" + outputPath +
                "' cannot be written there");
  options.samples = samples;
  options.quantization.isSigned = codes == CodeKind::Int8;
  options.quantization.isSymmetric = symmetric;
  options.quantization.isPerChannel = perChannel == cl::BOU_UNSET
                                          ? options.quantization.isSigned
                                          : perChannel == cl::BOU_TRUE;
  options.quantization.form = form;
  options.compares = compares;
  options.report = report;
  return options;
}
