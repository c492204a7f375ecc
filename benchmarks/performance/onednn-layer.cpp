//===- onednn-layer.cpp - Runs a layer of oneDNN whenever it is asked -----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   onednn-layer KEY=VALUE...
//
//   kind      conv, matmul, max_pool, avg_pool, softmax, mean, add, mul, relu
//   src, dst  extents, such as 1,64,56,56
//   weights   extents; of a product of matrices whether they are fixed: fixed=1
//   stride, dilation, low, high, groups, window
//             of convolutions and pools; dilation counts from 0
//   axis      of softmax
//   sum       1 to add the result to what is in dst
//
// compare_layers.py builds and runs this. Convolutions, and products with fixed
// weights, choose the layouts that they like best, as inside of a network; all
// else is in rows. What it answers is told in nnef-benchmark-worker.cpp.
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <chrono>
#include <cstring>
#include <dnnl.hpp>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

using namespace dnnl;
using Dims = memory::dims;
using Tag = memory::format_tag;
using Clock = std::chrono::steady_clock;

static std::map<std::string, std::string> arguments;

static std::string get(const std::string &key, const std::string &otherwise) {
  auto found = arguments.find(key);
  return found == arguments.end() ? otherwise : found->second;
}

static Dims getDims(const std::string &key) {
  Dims dims;
  std::stringstream stream(get(key, ""));
  for (std::string item; std::getline(stream, item, ',');)
    dims.push_back(std::stoll(item));
  return dims;
}

static memory::desc getRows(const Dims &dims) {
  Dims strides(dims.size());
  memory::dim stride = 1;
  for (size_t i = dims.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= dims[i];
  }
  return {dims, memory::data_type::f32, strides};
}

static memory::desc getAny(const Dims &dims) {
  return {dims, memory::data_type::f32, Tag::any};
}

namespace {
/// A layer and its tensors.
struct Layer {
  primitive operation;
  std::unordered_map<int, memory> tensors;
  std::string implementation;
};
} // namespace

/// Gives an operation its memory, full of ordinary numbers.
template <typename Description>
static Layer makeLayer(const engine &cpu, const Description &description,
                       const std::vector<int> &names) {
  Layer layer;
  layer.operation = primitive(description);
  layer.implementation = description.impl_info_str();
  for (int name : names) {
    memory::desc desc = description.query_md(query::exec_arg_md, name);
    memory tensor(desc, cpu);
    auto *values = static_cast<float *>(tensor.get_data_handle());
    std::fill_n(values, desc.get_size() / sizeof(float), 0.01f);
    layer.tensors.insert({name, tensor});
  }
  return layer;
}

static Layer makeConvolution(const engine &cpu, const primitive_attr &attr) {
  Dims src = getDims("src"), dst = getDims("dst"), weights = getDims("weights");
  memory::dim groups = std::stoll(get("groups", "1"));
  Dims bias = {weights[0]};
  if (groups != 1) {
    weights.insert(weights.begin(), groups);
    weights[1] /= groups;
  }
  convolution_forward::primitive_desc description(
      cpu, prop_kind::forward_inference, algorithm::convolution_direct,
      getAny(src), getAny(weights), getRows(bias), getAny(dst),
      getDims("stride"), getDims("dilation"), getDims("low"), getDims("high"),
      attr);
  return makeLayer(
      cpu, description,
      {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST});
}

static Layer makeMatmul(const engine &cpu, const primitive_attr &attr) {
  Dims src = getDims("src"), dst = getDims("dst"), weights = getDims("weights");
  if (get("fixed", "0") == "0") {
    matmul::primitive_desc description(cpu, getRows(src), getRows(weights),
                                       getRows(dst), attr);
    return makeLayer(cpu, description,
                     {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST});
  }
  Dims bias(dst.size(), 1);
  bias.back() = dst.back();
  matmul::primitive_desc description(cpu, getRows(src), getAny(weights),
                                     getRows(bias), getRows(dst), attr);
  return makeLayer(
      cpu, description,
      {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST});
}

static Layer makePool(const engine &cpu, algorithm algorithm) {
  pooling_forward::primitive_desc description(
      cpu, prop_kind::forward_inference, algorithm, getRows(getDims("src")),
      getRows(getDims("dst")), getDims("stride"), getDims("window"),
      getDims("dilation"), getDims("low"), getDims("high"));
  return makeLayer(cpu, description, {DNNL_ARG_SRC, DNNL_ARG_DST});
}

static Layer makeBinary(const engine &cpu, algorithm algorithm) {
  binary::primitive_desc description(cpu, algorithm, getRows(getDims("src")),
                                     getRows(getDims("weights")),
                                     getRows(getDims("dst")));
  return makeLayer(cpu, description,
                   {DNNL_ARG_SRC_0, DNNL_ARG_SRC_1, DNNL_ARG_DST});
}

static Layer makeLayer(const engine &cpu) {
  primitive_attr attr;
  if (get("sum", "0") == "1") {
    post_ops after;
    after.append_sum();
    attr.set_post_ops(after);
  }
  std::string kind = get("kind", "");
  memory::desc src = getRows(getDims("src"));
  if (kind == "conv")
    return makeConvolution(cpu, attr);
  if (kind == "matmul")
    return makeMatmul(cpu, attr);
  if (kind == "max_pool")
    return makePool(cpu, algorithm::pooling_max);
  if (kind == "avg_pool")
    return makePool(cpu, algorithm::pooling_avg_include_padding);
  if (kind == "add")
    return makeBinary(cpu, algorithm::binary_add);
  if (kind == "mul")
    return makeBinary(cpu, algorithm::binary_mul);
  if (kind == "softmax") {
    softmax_forward::primitive_desc description(
        cpu, prop_kind::forward_inference, algorithm::softmax_accurate, src,
        src, std::stoi(get("axis", "1")));
    return makeLayer(cpu, description, {DNNL_ARG_SRC, DNNL_ARG_DST});
  }
  if (kind == "mean") {
    reduction::primitive_desc description(cpu, algorithm::reduction_mean, src,
                                          getRows(getDims("dst")), 0, 0);
    return makeLayer(cpu, description, {DNNL_ARG_SRC, DNNL_ARG_DST});
  }
  if (kind == "relu") {
    eltwise_forward::primitive_desc description(
        cpu, prop_kind::forward_inference, algorithm::eltwise_relu, src, src);
    return makeLayer(cpu, description, {DNNL_ARG_SRC, DNNL_ARG_DST});
  }
  throw std::runtime_error("there is no kind '" + kind + "'");
}

static void serve() {
  engine cpu(engine::kind::cpu, 0);
  stream stream(cpu);
  Layer layer = makeLayer(cpu);
  std::cout << "{\"implementation\": \"" << layer.implementation << "\"}"
            << std::endl;
  std::string command;
  for (unsigned count; std::cin >> command >> count && command == "run";) {
    std::cout << "{\"seconds\": [";
    for (unsigned i = 0; i < count; ++i) {
      Clock::time_point start = Clock::now();
      layer.operation.execute(stream, layer.tensors);
      stream.wait();
      std::chrono::duration<double> seconds = Clock::now() - start;
      std::cout << (i ? ", " : "") << seconds.count();
    }
    std::cout << "]}" << std::endl;
  }
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; ++i)
    if (const char *equals = std::strchr(argv[i], '='))
      arguments[std::string(argv[i], equals - argv[i])] = equals + 1;
  try {
    serve();
  } catch (const std::exception &error) {
    std::cout << "{\"failed\": \"" << error.what() << "\"}" << std::endl;
    return 1;
  }
}
