//===- GraphLayout.cpp - Where the nodes of a picture go ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GraphLayout.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace nnef;
using llvm::ArrayRef;

namespace {
/// A node, or the place where an edge passes a row.
struct Item {
  unsigned row = 0;
  bool isNode = true;
  /// The items of the rows above and below that it is connected with.
  std::vector<unsigned> above, below;
  double x = 0;
};

class Layouter {
public:
  Layouter(ArrayRef<std::vector<unsigned>> inputs, const LayoutSizes &sizes)
      : inputs(inputs), sizes(sizes), items(inputs.size()) {}

  GraphLayout run();

private:
  void chooseRows();
  void connect();
  void orderRows();
  void sortRow(std::vector<unsigned> &row, bool byAbove);
  void placeItems();
  void placeRow(ArrayRef<unsigned> row, bool byAbove);
  GraphLayout draw();

  double getWidth(unsigned item) const {
    return items[item].isNode ? sizes.nodeWidth : 0;
  }
  /// How far apart the middles of two neighbours are at least.
  double getDistance(unsigned left, unsigned right) const {
    bool areNodes = items[left].isNode && items[right].isNode;
    return (getWidth(left) + getWidth(right)) / 2 +
           (areNodes ? sizes.nodeGap : sizes.edgeGap);
  }
  double getTop(unsigned row) const {
    return row * (sizes.nodeHeight + sizes.rowGap);
  }

  ArrayRef<std::vector<unsigned>> inputs;
  const LayoutSizes &sizes;
  std::vector<Item> items;
  std::vector<std::vector<unsigned>> rows;
  /// Where each item is in its row.
  std::vector<unsigned> places;
  /// What the items of the row at hand are sorted by.
  std::vector<double> keys;
  /// The items that the edges from a node pass, from row to row: all edges
  /// share them as far as they go.
  std::vector<std::vector<unsigned>> trunks;
};
} // namespace

/// Each node is right below the lowest one that it needs; what needs nothing
/// is right above the highest one that needs it.
void Layouter::chooseRows() {
  std::vector<unsigned> highestUser(items.size(), ~0u);
  for (auto [node, sources] : llvm::enumerate(inputs)) {
    for (unsigned source : sources)
      items[node].row = std::max(items[node].row, items[source].row + 1);
    for (unsigned source : sources)
      highestUser[source] = std::min(highestUser[source], items[node].row);
  }
  for (auto [node, sources] : llvm::enumerate(inputs))
    if (sources.empty() && highestUser[node] != ~0u)
      items[node].row = highestUser[node] - 1;
}

void Layouter::connect() {
  trunks.resize(inputs.size());
  auto link = [&](unsigned above, unsigned below) {
    items[above].below.push_back(below);
    items[below].above.push_back(above);
  };
  for (unsigned node = 0; node < inputs.size(); ++node) {
    for (unsigned source : inputs[node]) {
      std::vector<unsigned> &trunk = trunks[source];
      // How many rows lie between the two.
      unsigned length = items[node].row - items[source].row - 1;
      while (trunk.size() < length) {
        Item item;
        item.isNode = false;
        item.row = items[source].row + trunk.size() + 1;
        unsigned last = trunk.empty() ? source : trunk.back();
        trunk.push_back(items.size());
        items.push_back(std::move(item));
        link(last, trunk.back());
      }
      link(length == 0 ? source : trunk[length - 1], node);
    }
  }
  for (unsigned item = 0; item < items.size(); ++item) {
    if (rows.size() <= items[item].row)
      rows.resize(items[item].row + 1);
    rows[items[item].row].push_back(item);
  }
}

void Layouter::sortRow(std::vector<unsigned> &row, bool byAbove) {
  for (unsigned item : row) {
    ArrayRef<unsigned> neighbours =
        byAbove ? items[item].above : items[item].below;
    double sum = 0;
    for (unsigned neighbour : neighbours)
      sum += places[neighbour];
    keys[item] = neighbours.empty() ? places[item] : sum / neighbours.size();
  }
  llvm::sort(row, [&](unsigned lhs, unsigned rhs) {
    return std::pair(keys[lhs], places[lhs]) <
           std::pair(keys[rhs], places[rhs]);
  });
  for (auto [place, item] : llvm::enumerate(row))
    places[item] = place;
}

void Layouter::orderRows() {
  constexpr unsigned numSweeps = 8;
  places.resize(items.size());
  keys.resize(items.size());
  for (std::vector<unsigned> &row : rows)
    for (auto [place, item] : llvm::enumerate(row))
      places[item] = place;
  for (unsigned sweep = 0; sweep < numSweeps; ++sweep) {
    if (sweep % 2 == 0)
      for (std::vector<unsigned> &row : rows)
        sortRow(row, /*byAbove=*/true);
    else
      for (std::vector<unsigned> &row : llvm::reverse(rows))
        sortRow(row, /*byAbove=*/false);
  }
}

/// Puts the items of a row as near as possible to their neighbours in another
/// one: of all places in order and far enough apart, those with the least sum
/// of squared distances.
void Layouter::placeRow(ArrayRef<unsigned> row, bool byAbove) {
  /// Items that are as close together as they may be.
  struct Group {
    double sum;
    unsigned count;
    double getMean() const { return sum / count; }
  };
  std::vector<Group> groups;
  std::vector<double> offsets;
  double offset = 0;
  for (auto [place, item] : llvm::enumerate(row)) {
    if (place > 0)
      offset += getDistance(row[place - 1], item);
    offsets.push_back(offset);
    ArrayRef<unsigned> neighbours =
        byAbove ? items[item].above : items[item].below;
    double wish = items[item].x;
    if (!neighbours.empty()) {
      wish = 0;
      for (unsigned neighbour : neighbours)
        wish += items[neighbour].x / neighbours.size();
    }
    groups.push_back({wish - offset, 1});
    while (groups.size() > 1 &&
           groups[groups.size() - 2].getMean() > groups.back().getMean()) {
      Group last = groups.back();
      groups.pop_back();
      groups.back().sum += last.sum;
      groups.back().count += last.count;
    }
  }
  size_t place = 0;
  for (const Group &group : groups)
    for (unsigned i = 0; i < group.count; ++i, ++place)
      items[row[place]].x = group.getMean() + offsets[place];
}

void Layouter::placeItems() {
  constexpr unsigned numSweeps = 12;
  for (unsigned sweep = 0; sweep < numSweeps; ++sweep) {
    if (sweep % 2 == 0)
      for (const std::vector<unsigned> &row : rows)
        placeRow(row, /*byAbove=*/true);
    else
      for (const std::vector<unsigned> &row : llvm::reverse(rows))
        placeRow(row, /*byAbove=*/false);
  }
}

GraphLayout Layouter::draw() {
  double left = 0, right = 0;
  for (unsigned item = 0; item < items.size(); ++item) {
    double edge = getWidth(item) / 2;
    left = item ? std::min(left, items[item].x - edge) : items[item].x - edge;
    right = item ? std::max(right, items[item].x + edge) : items[item].x + edge;
  }
  GraphLayout layout;
  layout.width = right - left;
  layout.height = rows.empty() ? 0 : getTop(rows.size() - 1) + sizes.nodeHeight;
  for (unsigned node = 0; node < inputs.size(); ++node)
    layout.nodes.push_back(
        {items[node].x - left - sizes.nodeWidth / 2, getTop(items[node].row)});
  auto getPoint = [&](unsigned item, double below) {
    return Point{items[item].x - left, getTop(items[item].row) + below};
  };
  for (unsigned node = 0; node < inputs.size(); ++node) {
    for (unsigned source : inputs[node]) {
      GraphLayout::Edge edge{source, node, {}};
      edge.points.push_back(getPoint(source, sizes.nodeHeight));
      unsigned length = items[node].row - items[source].row - 1;
      for (unsigned item : ArrayRef(trunks[source]).take_front(length)) {
        edge.points.push_back(getPoint(item, 0));
        edge.points.push_back(getPoint(item, sizes.nodeHeight));
      }
      edge.points.push_back(getPoint(node, 0));
      layout.edges.push_back(std::move(edge));
    }
  }
  return layout;
}

GraphLayout Layouter::run() {
  chooseRows();
  connect();
  orderRows();
  placeItems();
  return draw();
}

GraphLayout nnef::layOutGraph(ArrayRef<std::vector<unsigned>> inputs,
                              const LayoutSizes &sizes) {
  return Layouter(inputs, sizes).run();
}
