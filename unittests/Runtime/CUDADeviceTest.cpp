//===- CUDADeviceTest.cpp - Tests of networks on CUDA devices -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The driver is that of FakeCUDA, which this program is linked with.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/CUDA.h"
#include "NNEF/Runtime/Executable.h"
#include "NNEF/Runtime/LaunchPlan.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <cstdlib>

using namespace mlir;
using namespace nnef;

/// How many objects of the driver were not given back.
extern "C" int fakeCUDAGetNumLive();

namespace {

/// z[i] = x[i] + y[i], for one block.
constexpr StringRef addKernel = R"(
.version 7.0
.target sm_80
.address_size 64
.visible .entry add(
  .param .u64 .ptr .align 1 add_param_0,
  .param .u64 .ptr .align 1 add_param_1,
  .param .u64 .ptr .align 1 add_param_2
)
{
  .reg .b32 %r<5>;
  .reg .b64 %rd<9>;
  ld.param.u64 %rd1, [add_param_0];
  ld.param.u64 %rd2, [add_param_1];
  ld.param.u64 %rd3, [add_param_2];
  mov.u32 %r1, %tid.x;
  mul.wide.u32 %rd4, %r1, 4;
  add.s64 %rd5, %rd1, %rd4;
  add.s64 %rd6, %rd2, %rd4;
  add.s64 %rd7, %rd3, %rd4;
  ld.global.b32 %r2, [%rd5];
  ld.global.b32 %r3, [%rd6];
  add.rn.f32 %r4, %r2, %r3;
  st.global.b32 [%rd7], %r4;
  ret;
}
)";

class CUDADeviceTest : public ::testing::Test {
protected:
  CUDADeviceTest() : context(getRegistry()) {
    context.loadAllAvailableDialects();
    for (const char *name : {"FAKE_CUDA_DEVICES", "FAKE_CUDA_CAPABILITY",
                             "FAKE_CUDA_MEMORY", "FAKE_CUDA_FAIL"})
      unsetenv(name);
    TensorSpec x{"x", ElementType::Float32, {4}};
    TensorSpec y{"y", ElementType::Float32, {4}};
    signature = {"net", {x}, {y}};
  }
  ~CUDADeviceTest() override { EXPECT_EQ(fakeCUDAGetNumLive(), 0); }

  static DialectRegistry getRegistry() {
    DialectRegistry registry;
    registerExecutionDialects(registry);
    return registry;
  }

  /// A network that computes t = x + w in the arena, then y = t + s and then
  /// s = y + s in memory that it keeps. `objects` is its code.
  FailureOr<LaunchPlan> makePlan(StringRef objects) {
    std::string source = R"(
      module attributes {
        gpu.container_module,
        nnef.memory = {arena = 32 : i64, live = 16 : i64},
        nnef.weights = {w = dense<[10., 20., 30., 40.]> : tensor<4xf32>},
        nnef.state = {s = {global = "state",
                           value = dense<0.5> : tensor<4xf32>}}
      } {
        memref.global @w : memref<4xf32>
        memref.global @s : memref<4xf32>
        gpu.binary @kernels [)" +
                         objects.str() + R"(]
        func.func @nnef_net(%x: memref<4xf32>, %y: memref<4xf32>,
                            %arena: memref<32xi8>) {
          %c1 = arith.constant 1 : index
          %c4 = arith.constant 4 : index
          %c16 = arith.constant 16 : index
          %w = memref.get_global @w : memref<4xf32>
          %s = memref.get_global @s : memref<4xf32>
          %t = memref.view %arena[%c16][] : memref<32xi8> to memref<4xf32>
          gpu.launch_func @kernels::@add blocks in (%c1, %c1, %c1)
              threads in (%c4, %c1, %c1)
              args(%x : memref<4xf32>, %w : memref<4xf32>, %t : memref<4xf32>)
          gpu.launch_func @kernels::@add blocks in (%c1, %c1, %c1)
              threads in (%c4, %c1, %c1)
              args(%t : memref<4xf32>, %s : memref<4xf32>, %y : memref<4xf32>)
          gpu.launch_func @kernels::@add blocks in (%c1, %c1, %c1)
              threads in (%c4, %c1, %c1)
              args(%y : memref<4xf32>, %s : memref<4xf32>, %s : memref<4xf32>)
          return
        }
      })";
    module = parseSourceString<ModuleOp>(source, &context);
    EXPECT_TRUE(module);
    return LaunchPlan::get(*module, signature);
  }

  static std::string makeObject(StringRef chip, StringRef text) {
    std::string quoted;
    llvm::raw_string_ostream os(quoted);
    os << "#gpu.object<#nvvm.target<chip = \"" << chip << "\">, assembly = \"";
    llvm::printEscapedString(text, os);
    os << "\">";
    return quoted;
  }

  llvm::Expected<std::unique_ptr<Device>> create(StringRef objects) {
    FailureOr<LaunchPlan> plan = makePlan(objects);
    if (failed(plan))
      return llvm::createStringError("no plan");
    return createCUDADevice(*plan);
  }
  llvm::Expected<std::unique_ptr<Device>> create() {
    return create(makeObject("sm_80", addKernel));
  }

  /// What is said when the network is loaded.
  std::string getError(StringRef objects) {
    auto device = create(objects);
    return device ? "" : toString(device.takeError());
  }
  std::string getError() { return getError(makeObject("sm_80", addKernel)); }

  static std::vector<float> run(Device &device, std::vector<float> x) {
    std::vector<float> y(4);
    ArrayRef<char> input(reinterpret_cast<char *>(x.data()), 16);
    MutableArrayRef<char> output(reinterpret_cast<char *>(y.data()), 16);
    llvm::Error error = device.run(input, output);
    EXPECT_FALSE(bool(error)) << toString(std::move(error));
    return y;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  Signature signature;
};

TEST_F(CUDADeviceTest, RunsTheLaunchesInOrder) {
  auto device = create();
  ASSERT_TRUE(bool(device)) << toString(device.takeError());
  EXPECT_EQ(run(**device, {1, 2, 3, 4}),
            (std::vector<float>{11.5, 22.5, 33.5, 44.5}));
}

TEST_F(CUDADeviceTest, KeepsStateBetweenRuns) {
  auto device = create();
  ASSERT_TRUE(bool(device)) << toString(device.takeError());
  // s becomes x + w + 2 s.
  run(**device, {1, 2, 3, 4});
  EXPECT_EQ(run(**device, {0, 0, 0, 0}), (std::vector<float>{22, 43, 64, 85}));
}

TEST_F(CUDADeviceTest, ReadsAndWritesState) {
  auto device = create();
  ASSERT_TRUE(bool(device)) << toString(device.takeError());
  std::vector<float> state(4);
  MutableArrayRef<char> bytes(reinterpret_cast<char *>(state.data()), 16);
  ASSERT_FALSE(bool((*device)->readState(0, bytes)));
  EXPECT_EQ(state, (std::vector<float>{0.5, 0.5, 0.5, 0.5}));
  state = {1, 2, 3, 4};
  ASSERT_FALSE(bool((*device)->writeState(0, bytes)));
  EXPECT_EQ(run(**device, {0, 0, 0, 0}), (std::vector<float>{11, 22, 33, 44}));
}

TEST_F(CUDADeviceTest, TwoNetworksDoNotMeet) {
  auto first = create(), second = create();
  ASSERT_TRUE(first && second);
  run(**first, {1, 1, 1, 1});
  EXPECT_EQ(run(**second, {1, 2, 3, 4}),
            (std::vector<float>{11.5, 22.5, 33.5, 44.5}));
}

TEST_F(CUDADeviceTest, ChoosesTheCodeForTheDevice) {
  setenv("FAKE_CUDA_CAPABILITY", "90", 1);
  std::string newer = addKernel.str();
  newer.replace(newer.find("sm_80"), 5, "sm_90a");
  // Code that does not load is not loaded if there is better one.
  auto device = create(makeObject("sm_80", "nonsense") + ", " +
                       makeObject("sm_90a", newer));
  ASSERT_TRUE(bool(device)) << toString(device.takeError());
  EXPECT_EQ(run(**device, {1, 2, 3, 4}),
            (std::vector<float>{11.5, 22.5, 33.5, 44.5}));
}

TEST_F(CUDADeviceTest, CodeOfAnOlderDeviceRuns) {
  setenv("FAKE_CUDA_CAPABILITY", "100", 1);
  // What is for sm_90a alone does not.
  auto device = create(makeObject("sm_80", addKernel) + ", " +
                       makeObject("sm_90a", "nonsense"));
  EXPECT_TRUE(bool(device)) << toString(device.takeError());
}

TEST_F(CUDADeviceTest, NoCodeForTheDevice) {
  setenv("FAKE_CUDA_CAPABILITY", "75", 1);
  EXPECT_EQ(getError(makeObject("sm_80", "") + ", " + makeObject("sm_90a", "")),
            "the network is compiled for sm_80, sm_90a, but the device 'Fake "
            "GPU' is sm_75");
}

TEST_F(CUDADeviceTest, CodeThatTheDriverRefuses) {
  std::string text = addKernel.str();
  text.replace(text.find("add.rn.f32"), 10, "frob.f32");
  EXPECT_EQ(getError(makeObject("sm_80", text)),
            "the CUDA driver does not take the code of 'kernels': a PTX JIT "
            "compilation failed (CUDA error 218): instruction 'frob.f32' is "
            "not supported");
}

TEST_F(CUDADeviceTest, MissingKernel) {
  std::string text = addKernel.str();
  text.replace(text.find(".entry add("), 11, ".entry sub(");
  EXPECT_EQ(getError(makeObject("sm_80", text)),
            "the CUDA driver does not find kernel 'add': named symbol not "
            "found (CUDA error 500)");
}

TEST_F(CUDADeviceTest, NotEnoughMemory) {
  setenv("FAKE_CUDA_MEMORY", "300", 1);
  EXPECT_EQ(getError(),
            "the CUDA device has no memory for the 1024 bytes of the network's "
            "tensors: out of memory (CUDA error 2)");
}

TEST_F(CUDADeviceTest, NoDevice) {
  setenv("FAKE_CUDA_DEVICES", "0", 1);
  EXPECT_EQ(getError(), "this machine has no CUDA device");
}

TEST_F(CUDADeviceTest, EveryFailureIsReported) {
  for (const char *name :
       {"cuInit", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetName",
        "cuDeviceGetAttribute", "cuDevicePrimaryCtxRetain",
        "cuCtxPushCurrent_v2", "cuStreamCreate", "cuModuleLoadDataEx",
        "cuModuleGetFunction", "cuFuncGetAttribute", "cuMemAlloc_v2",
        "cuMemcpyHtoDAsync_v2", "cuStreamSynchronize",
        "cuStreamBeginCapture_v2", "cuLaunchKernel", "cuStreamEndCapture",
        "cuGraphInstantiateWithFlags"}) {
    setenv("FAKE_CUDA_FAIL", name, 1);
    EXPECT_NE(getError(), "") << name;
    unsetenv("FAKE_CUDA_FAIL");
  }
}

TEST_F(CUDADeviceTest, AccessOutsideOfMemory) {
  std::string text = addKernel.str();
  text.replace(text.find("st.global.b32 [%rd7]"), 20, "st.global.b32 [%rd4]");
  auto device = create(makeObject("sm_80", text));
  ASSERT_TRUE(bool(device)) << toString(device.takeError());
  std::vector<char> x(16), y(16);
  EXPECT_EQ(
      toString((*device)->run(ArrayRef<char>(x), MutableArrayRef<char>(y))),
      "the CUDA device failed: an illegal memory access was encountered "
      "(CUDA error 700)");
}

TEST_F(CUDADeviceTest, ChipToCompileFor) {
  for (auto [capability, chip] : {std::pair("75", "sm_75"),
                                  {"89", "sm_80"},
                                  {"90", "sm_90"},
                                  {"120", "sm_90"}}) {
    setenv("FAKE_CUDA_CAPABILITY", capability, 1);
    auto found = getCUDAChip();
    ASSERT_TRUE(bool(found)) << toString(found.takeError());
    EXPECT_EQ(*found, chip);
  }
  setenv("FAKE_CUDA_CAPABILITY", "61", 1);
  EXPECT_EQ(toString(getCUDAChip().takeError()),
            "the device 'Fake GPU' is sm_61; networks need sm_70 or newer");
}

} // namespace
