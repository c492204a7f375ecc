//===- WriteHTML.cpp - Reports as pages with a picture --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A page needs nothing but a browser: style, script and picture are in it. The
// fixed parts are in Page.html.
//
//===----------------------------------------------------------------------===//

#include "GraphLayout.h"
#include "Writers.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace nnef;
using llvm::raw_ostream;
using llvm::StringRef;

static constexpr char page[] =
#include "Page.html.inc"
    ;

static constexpr LayoutSizes sizes = {/*nodeWidth=*/188, /*nodeHeight=*/46,
                                      /*rowGap=*/26, /*nodeGap=*/22,
                                      /*edgeGap=*/14};

namespace {
/// Text that is shown as it is.
struct Escaped {
  StringRef text;
};
} // namespace

static raw_ostream &operator<<(raw_ostream &os, Escaped escaped) {
  llvm::printHTMLEscaped(escaped.text, os);
  return os;
}

/// What a layer is, which says its colour.
static StringRef getFamily(StringRef operation) {
  return llvm::StringSwitch<StringRef>(operation)
      .Case("external", "input")
      .Cases({"conv", "deconv", "separable_conv", "separable_deconv"}, "conv")
      .Cases({"linear", "matmul"}, "matrix")
      .Cases({"relu", "sigmoid", "softplus", "gelu", "silu", "softabs", "elu",
              "selu", "prelu", "leaky_relu", "softmax", "tanh", "clamp"},
             "activation")
      .EndsWith("_normalization", "normalization")
      .EndsWith("pool", "window")
      .EndsWith("_reduce", "window")
      .EndsWith("sample", "window")
      .Cases({"box", "debox", "moments"}, "window")
      .Cases({"reshape", "squeeze", "unsqueeze", "transpose", "concat", "split",
              "stack", "unstack", "slice", "pad", "tile", "gather", "cast",
              "copy", "copy_n"},
             "shape")
      .Default("elementwise");
}

/// A text that fits into a node.
static std::string shorten(StringRef text, size_t length) {
  if (text.size() <= length)
    return text.str();
  return (text.take_front(length - 1) + "\xE2\x80\xA6").str();
}

namespace {
/// The largest numbers of all layers, which bars show others beside.
struct Largest {
  uint64_t parameters = 0, macs = 0, bytes = 0;

  explicit Largest(const NetworkReport &report) {
    for (const LayerReport &layer : report.layers) {
      parameters = std::max(parameters, layer.parameters.value_or(0));
      macs = std::max(macs, layer.macs.value_or(0));
      bytes = std::max(bytes, getBytes(layer).value_or(0));
    }
  }

  static Count getBytes(const LayerReport &layer) {
    return add(layer.traffic.read, layer.traffic.written);
  }
};
} // namespace

/// How long a bar is, from 0 to 1.
static double getShare(Count part, uint64_t largest) {
  return part && largest
             ? static_cast<double>(*part) / static_cast<double>(largest)
             : 0;
}

//===----------------------------------------------------------------------===//
// The picture
//===----------------------------------------------------------------------===//

static void writeEdge(const GraphLayout::Edge &edge, raw_ostream &os) {
  os << "<path data-from='" << edge.from << "' data-to='" << edge.to << "' d='";
  Point from = edge.points.front();
  os << llvm::format("M%.1f %.1f", from.x, from.y);
  for (size_t i = 1; i < edge.points.size(); ++i) {
    Point to = edge.points[i];
    if (to.x == from.x) {
      os << llvm::format("L%.1f %.1f", to.x, to.y);
    } else {
      double middle = (from.y + to.y) / 2;
      os << llvm::format("C%.1f %.1f %.1f %.1f %.1f %.1f", from.x, middle, to.x,
                         middle, to.x, to.y);
    }
    from = to;
  }
  os << "'/>\n";
}

static void writeNode(const LayerReport &layer, size_t index, Point corner,
                      const Largest &largest, raw_ostream &os) {
  StringRef type;
  if (!layer.outputs.empty())
    type = layer.outputs.front().type;
  os << "<g class='node " << getFamily(layer.operation) << "' data-layer='"
     << index << "' transform='translate("
     << llvm::format("%.1f %.1f", corner.x, corner.y) << ")'><title>"
     << Escaped{layer.getName()} << ": " << Escaped{layer.operation};
  for (const TensorReport &variable : layer.variables)
    os << "\n" << Escaped{variable.name} << " " << Escaped{variable.type};
  os << "\n"
     << formatCount(layer.macs) << " MACs, " << formatCount(layer.parameters)
     << " parameters</title>";
  // Both fit in one line, and the name has more of it.
  constexpr size_t maxName = 16, maxTexts = 25;
  size_t name = std::min(layer.getName().size(), maxName);
  os << llvm::format("<rect width='%.0f' height='%.0f' rx='7'/>",
                     sizes.nodeWidth, sizes.nodeHeight);
  double share = getShare(layer.macs, largest.macs);
  if (share > 0)
    os << llvm::format("<rect class='share' x='10' y='%.0f' width='%.1f' "
                       "height='3' rx='1.5'/>",
                       sizes.nodeHeight - 6, share * (sizes.nodeWidth - 20));
  os << "<text class='name' x='10' y='18'>"
     << Escaped{shorten(layer.getName(), maxName)}
     << "</text><text class='kind' text-anchor='end' x='"
     << sizes.nodeWidth - 10 << "' y='18'>"
     << Escaped{shorten(layer.operation, maxTexts - name)}
     << "</text><text class='type' x='10' y='34'>" << Escaped{shorten(type, 28)}
     << "</text></g>\n";
}

static void writePicture(const NetworkReport &report, raw_ostream &os) {
  constexpr double margin = 16;
  std::vector<std::vector<unsigned>> inputs;
  for (const LayerReport &layer : report.layers)
    inputs.push_back(layer.inputs);
  GraphLayout layout = layOutGraph(inputs, sizes);
  Largest largest(report);
  double width = layout.width + 2 * margin;
  double height = layout.height + 2 * margin;
  os << llvm::format("<svg width='%.0f' height='%.0f' viewBox='%.0f %.0f %.0f "
                     "%.0f' role='img'>\n",
                     width, height, -margin, -margin, width, height);
  os << "<title>" << Escaped{report.network}
     << "</title>\n<defs><marker id='arrow' viewBox='0 0 8 8' refX='7' "
        "refY='4' markerWidth='6' markerHeight='6' orient='auto'><path "
        "d='M0 0L8 4L0 8z'/></marker></defs>\n<g class='edges'>\n";
  for (const GraphLayout::Edge &edge : layout.edges)
    writeEdge(edge, os);
  os << "</g>\n";
  for (size_t i = 0; i < layout.nodes.size(); ++i)
    writeNode(report.layers[i], i, layout.nodes[i], largest, os);
  os << "</svg>\n";
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

/// A number with a bar.
static void writeCell(StringRef text, double share, raw_ostream &os) {
  os << "<td class='number'";
  if (share > 0)
    os << llvm::format(" style='--share:%.2f%%'", 100 * share);
  os << ">" << Escaped{text} << "</td>";
}

static void writeRow(const LayerReport &layer, size_t index,
                     const Largest &largest, raw_ostream &os) {
  Count bytes = Largest::getBytes(layer);
  os << "<tr data-layer='" << index << "'><td class='tensor'>"
     << Escaped{layer.getName()} << "</td><td><span class='chip "
     << getFamily(layer.operation) << "'>" << Escaped{layer.operation}
     << "</span></td><td class='type'>";
  for (const TensorReport &output : layer.outputs)
    os << (&output == &layer.outputs.front() ? "" : "<br>")
       << Escaped{output.type};
  os << "</td>";
  writeCell(formatCount(layer.parameters),
            getShare(layer.parameters, largest.parameters), os);
  writeCell(formatCount(layer.macs), getShare(layer.macs, largest.macs), os);
  writeCell(formatBytes(bytes), getShare(bytes, largest.bytes), os);
  bool movesNothing = bytes == Count(0);
  writeCell(movesNothing ? "-" : formatIntensity(layer.getIntensity()), 0, os);
  writeCell(layer.line ? std::to_string(layer.line) : "", 0, os);
  os << "</tr>\n";
}

static void writeRows(const NetworkReport &report, raw_ostream &os) {
  Largest largest(report);
  for (size_t i = 0; i < report.layers.size(); ++i)
    writeRow(report.layers[i], i, largest, os);
}

static void writeFigures(const NetworkReport &report, raw_ostream &os) {
  auto write = [&](StringRef label, StringRef value) {
    os << "<div class='figure'><b>" << Escaped{value} << "</b>" << label
       << "</div>\n";
  };
  write("parameters", formatCount(report.parameters));
  write("of parameters", formatBytes(report.parameterBytes));
  write("MACs", formatCount(report.macs));
  write("moved", formatBytes(add(report.traffic.read, report.traffic.written)));
  write("layers", std::to_string(llvm::count_if(
                      report.layers, [](const LayerReport &layer) {
                        return layer.operation != "external";
                      })));
}

void nnef::writeHTML(const NetworkReport &report, raw_ostream &os) {
  // The page has marks where the parts that vary go.
  StringRef rest = page;
  while (!rest.empty()) {
    auto [fixed, behind] = rest.split("{{");
    os << fixed;
    auto [mark, next] = behind.split("}}");
    if (mark == "network")
      os << Escaped{report.network};
    else if (mark == "figures")
      writeFigures(report, os);
    else if (mark == "picture")
      writePicture(report, os);
    else if (mark == "rows")
      writeRows(report, os);
    rest = next;
  }
}
