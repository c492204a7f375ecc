//===- GraphLayout.h - Where the nodes of a picture go ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_REPORT_GRAPHLAYOUT_H
#define NNEF_LIB_REPORT_GRAPHLAYOUT_H

#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace nnef {

struct Point {
  double x, y;
};

/// The sizes of a picture.
struct LayoutSizes {
  double nodeWidth, nodeHeight;
  /// Between rows, between nodes of one row, and between edges that pass a row.
  double rowGap, nodeGap, edgeGap;
};

/// A picture of a graph whose edges go down.
struct GraphLayout {
  struct Edge {
    unsigned from, to;
    /// The middle of the bottom of one node, places beside the nodes of the
    /// rows in between, the middle of the top of the other.
    std::vector<Point> points;
  };

  /// The upper left corner of each node.
  std::vector<Point> nodes;
  std::vector<Edge> edges;
  double width = 0, height = 0;
};

/// Lays out a graph in rows, after Sugiyama: a node is below all those that it
/// has as `inputs`, which come before it in the list. The order in the rows is
/// chosen for few crossings, the places for straight edges.
GraphLayout layOutGraph(llvm::ArrayRef<std::vector<unsigned>> inputs,
                        const LayoutSizes &sizes);

} // namespace nnef

#endif // NNEF_LIB_REPORT_GRAPHLAYOUT_H
