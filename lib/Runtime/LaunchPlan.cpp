//===- LaunchPlan.cpp - What a device does to run a network ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/LaunchPlan.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;

StringRef nnef::stringify(DeviceMemory memory) {
  switch (memory) {
  case DeviceMemory::Input:
    return "input";
  case DeviceMemory::Output:
    return "output";
  case DeviceMemory::Weight:
    return "weight";
  case DeviceMemory::State:
    return "state";
  case DeviceMemory::Arena:
    return "arena";
  }
  llvm_unreachable("no memory");
}

uint64_t DeviceData::getSizeInBytes() const {
  return *nnef::getSizeInBytes(elements.getType());
}

void DeviceData::write(raw_ostream &os) const {
  StringRef bytes(elements.getBytes().data(), elements.getBytes().size());
  int64_t numCopies =
      elements.isSplat() ? elements.getType().getNumElements() : 1;
  for (int64_t i = 0; i < numCopies; ++i)
    os << bytes;
}

/// The bytes from the address that an operand of this type is to its last
/// element. None if they are not known.
static std::optional<uint64_t> getExtentInBytes(MemRefType type) {
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type.hasStaticShape() || !type.getElementType().isIntOrFloat() ||
      failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset))
    return std::nullopt;
  uint64_t numElements = offset + 1;
  for (auto [extent, stride] : llvm::zip_equal(type.getShape(), strides)) {
    if (ShapedType::isDynamic(stride) || stride < 0)
      return std::nullopt;
    if (extent == 0)
      return 0;
    numElements += (extent - 1) * stride;
  }
  return numElements * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

namespace {
/// Reads a launch plan from a module.
class Reader {
public:
  Reader(ModuleOp module, LaunchPlan &plan)
      : module(module), symbols(module), plan(plan) {}

  LogicalResult read();

private:
  FailureOr<func::FuncOp> findNetwork();
  LogicalResult readData(func::FuncOp network);
  LogicalResult readModules();
  LogicalResult readOp(Operation *op);
  LogicalResult readLaunch(gpu::LaunchFuncOp op);
  LogicalResult readLibraryCall(func::CallOp op, DictionaryAttr attribute);
  FailureOr<DeviceBuffer> readOperand(gpu::LaunchFuncOp op, Value operand);
  FailureOr<DeviceBuffer> findMemory(Operation *user, Value memref);
  unsigned getKernel(SymbolRefAttr name);

  ModuleOp module;
  SymbolTable symbols;
  LaunchPlan &plan;
  /// By symbol, the memory that a global is.
  llvm::StringMap<DeviceBuffer> globals;
  llvm::StringMap<unsigned> moduleIndices;
  DenseMap<Attribute, unsigned> kernelIndices;
};
} // namespace

LogicalResult Reader::read() {
  FailureOr<func::FuncOp> network = findNetwork();
  if (failed(network) || failed(readData(*network)) || failed(readModules()))
    return failure();
  // Reports all that is left, not the first of it.
  bool isComplete = true;
  for (Operation &op : network->getBody().front())
    isComplete &= succeeded(readOp(&op));
  return success(isComplete);
}

FailureOr<func::FuncOp> Reader::findNetwork() {
  for (auto func : module.getOps<func::FuncOp>()) {
    if (!func.isPublic() || func.isExternal())
      continue;
    size_t expected =
        plan.signature.inputs.size() + plan.signature.outputs.size() + 1;
    if (func.getNumArguments() != expected || func.getNumResults() != 0 ||
        !func.getBody().hasOneBlock())
      return func.emitError("is not of the form that networks have when they "
                            "are lowered for a device");
    return func;
  }
  return module.emitError("there is no network in the module");
}

/// Reads the data that an attribute of a module has for a global.
static LogicalResult readData(ModuleOp module, StringRef name,
                              ElementsAttr value,
                              SmallVectorImpl<DeviceData> &data) {
  std::optional<Elements> elements =
      value ? Elements::get(value) : std::nullopt;
  if (!elements)
    return module.emitError("the data of '")
           << name << "' is missing or has another size";
  data.push_back({name.str(), *elements});
  return success();
}

LogicalResult Reader::readData(func::FuncOp network) {
  if (auto memory = module->getAttrOfType<DictionaryAttr>(memoryAttrName))
    plan.arenaSize = memory.getAs<IntegerAttr>("arena").getInt();
  auto addGlobal = [&](StringRef name, DeviceMemory memory, size_t index) {
    globals[name] = {memory, static_cast<unsigned>(index)};
  };
  if (auto weights = module->getAttrOfType<DictionaryAttr>(weightsAttrName))
    for (NamedAttribute weight : weights) {
      addGlobal(weight.getName(), DeviceMemory::Weight, plan.weights.size());
      if (failed(::readData(module, weight.getName(),
                            dyn_cast<ElementsAttr>(weight.getValue()),
                            plan.weights)))
        return failure();
    }
  if (auto states = module->getAttrOfType<DictionaryAttr>(stateAttrName))
    for (NamedAttribute state : states) {
      auto description = cast<DictionaryAttr>(state.getValue());
      addGlobal(state.getName(), DeviceMemory::State, plan.states.size());
      if (failed(::readData(
              module, description.getAs<StringAttr>("global").getValue(),
              description.getAs<ElementsAttr>("value"), plan.states)))
        return failure();
    }
  // Constants that are small stay globals with a value.
  for (auto global : module.getOps<memref::GlobalOp>()) {
    if (globals.contains(global.getSymName()) || global.isExternal())
      continue;
    addGlobal(global.getSymName(), DeviceMemory::Weight, plan.weights.size());
    if (failed(::readData(module, global.getSymName(),
                          dyn_cast<ElementsAttr>(*global.getInitialValue()),
                          plan.weights)))
      return failure();
  }
  return success();
}

LogicalResult Reader::readModules() {
  for (auto binary : module.getOps<gpu::BinaryOp>()) {
    moduleIndices[binary.getSymName()] = plan.modules.size();
    DeviceModule &loaded = plan.modules.emplace_back();
    loaded.name = binary.getSymName().str();
    for (auto object : binary.getObjects().getAsRange<gpu::ObjectAttr>()) {
      auto target = dyn_cast<NVVM::NVVMTargetAttr>(object.getTarget());
      StringRef bytes = object.getObject().getValue();
      if (target)
        // Text, which upstream ends with a zero.
        loaded.codes.push_back({target.getChip().str(), bytes.rtrim('\0')});
      else
        loaded.codes.push_back({std::string(), bytes});
    }
  }
  return success();
}

LogicalResult Reader::readOp(Operation *op) {
  if (auto launch = dyn_cast<gpu::LaunchFuncOp>(op))
    return readLaunch(launch);
  if (auto call = dyn_cast<func::CallOp>(op))
    if (auto library = op->getAttrOfType<DictionaryAttr>(libraryCallAttrName))
      return readLibraryCall(call, library);
  // What only says where something is.
  if (isa<ViewLikeOpInterface, memref::GetGlobalOp, func::ReturnOp>(op) ||
      op->hasTrait<OpTrait::ConstantLike>())
    return success();
  return op->emitError("'") << op->getName()
                            << "' is left for the host, and cannot run on the "
                               "device";
}

/// Reads the extents of a grid or block.
static FailureOr<std::array<uint32_t, 3>> readDims(Operation *op,
                                                   gpu::KernelDim3 dims) {
  std::array<uint32_t, 3> result;
  for (auto [value, extent] :
       llvm::zip_equal(ArrayRef<Value>({dims.x, dims.y, dims.z}), result)) {
    APInt constant;
    if (!matchPattern(value, m_ConstantInt(&constant)) ||
        constant.getActiveBits() > 31)
      return op->emitError("is launched with extents that are not known");
    extent = constant.getZExtValue();
  }
  return result;
}

/// The most that the blocks of a grid and the threads of a block may be.
static LogicalResult verifyDims(const Launch &launch, Operation *op) {
  constexpr uint32_t maxGrid = 65535;
  uint64_t numThreads = uint64_t(launch.block[0]) * launch.block[1];
  numThreads *= launch.block[2];
  if (launch.grid[1] > maxGrid || launch.grid[2] > maxGrid ||
      numThreads > 1024 || launch.block[2] > 64)
    return op->emitError("is launched with more blocks or threads than "
                         "devices have");
  return success();
}

LogicalResult Reader::readLaunch(gpu::LaunchFuncOp op) {
  auto grid = readDims(op, op.getGridSizeOperandValues());
  auto block = readDims(op, op.getBlockSizeOperandValues());
  if (failed(grid) || failed(block))
    return failure();
  // Nothing to do: some tensor has no elements.
  if (llvm::is_contained(*grid, 0u) || llvm::is_contained(*block, 0u))
    return success();
  if (op.getDynamicSharedMemorySize() || op.hasClusterSize() ||
      !op.getAsyncDependencies().empty())
    return op.emitError("is launched in a way that is not supported");
  if (!moduleIndices.contains(op.getKernelModuleName()))
    return op.emitError("there is no code of ") << op.getKernelAttr();
  Launch launch{getKernel(op.getKernelAttr()), *grid, *block, {}, op.getLoc()};
  if (failed(verifyDims(launch, op)))
    return failure();
  for (Value operand : op.getKernelOperands()) {
    FailureOr<DeviceBuffer> buffer = readOperand(op, operand);
    if (failed(buffer))
      return failure();
    launch.operands.push_back(*buffer);
  }
  plan.launches.push_back(std::move(launch));
  return success();
}

LogicalResult Reader::readLibraryCall(func::CallOp op,
                                      DictionaryAttr attribute) {
  LibraryLaunch launch{
      LibraryCall::get(attribute), {}, plan.launches.size(), op.getLoc()};
  for (auto [index, operand] : llvm::enumerate(op.getOperands())) {
    FailureOr<DeviceBuffer> buffer = findMemory(op, operand);
    if (failed(buffer))
      return failure();
    buffer->offset += launch.call.offsets[index] * sizeof(float);
    buffer->size = launch.call.getExtent(index) * sizeof(float);
    launch.operands[index] = *buffer;
  }
  plan.libraryLaunches.push_back(std::move(launch));
  return success();
}

unsigned Reader::getKernel(SymbolRefAttr name) {
  auto [it, isNew] = kernelIndices.try_emplace(name, plan.kernels.size());
  if (isNew)
    plan.kernels.push_back(
        {name.getLeafReference().str(),
         moduleIndices.lookup(name.getRootReference().getValue())});
  return it->second;
}

FailureOr<DeviceBuffer> Reader::readOperand(gpu::LaunchFuncOp op,
                                            Value operand) {
  auto type = dyn_cast<MemRefType>(operand.getType());
  std::optional<uint64_t> size = type ? getExtentInBytes(type) : std::nullopt;
  if (!size)
    return op.emitError("a kernel has an operand of type ")
           << operand.getType() << ", which is not a buffer of known extents";
  if (*size / llvm::divideCeil(type.getElementTypeBitWidth(), 8) > INT32_MAX)
    return op.emitError("a kernel has an operand of type ")
           << type << ", which 32 bits are not enough to count the elements of";
  FailureOr<DeviceBuffer> buffer = findMemory(op, operand);
  if (succeeded(buffer))
    buffer->size = *size;
  return buffer;
}

/// Finds the memory that a memref is in, and the address that it has there.
/// Views that do not begin at the first element have that in their types.
FailureOr<DeviceBuffer> Reader::findMemory(Operation *user, Value memref) {
  uint64_t offset = 0;
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>()) {
    if (auto bytes = dyn_cast<memref::ViewOp>(*view)) {
      APInt shift;
      if (!matchPattern(bytes.getByteShift(), m_ConstantInt(&shift)))
        return user->emitError("a kernel has an operand whose place in memory "
                               "is not known");
      offset += shift.getZExtValue();
    }
    memref = view.getViewSource();
  }
  if (auto global = memref.getDefiningOp<memref::GetGlobalOp>()) {
    auto found = globals.find(global.getName());
    if (found == globals.end())
      return user->emitError("there is no data of '")
             << global.getName() << "'";
    DeviceBuffer buffer = found->second;
    buffer.offset = offset;
    return buffer;
  }
  auto argument = dyn_cast<BlockArgument>(memref);
  if (!argument)
    return user->emitError("a kernel has an operand that '")
           << memref.getDefiningOp()->getName()
           << "' makes, and not the plan of the memory";
  unsigned index = argument.getArgNumber();
  unsigned numInputs = plan.signature.inputs.size();
  unsigned numOutputs = plan.signature.outputs.size();
  if (index < numInputs)
    return DeviceBuffer{DeviceMemory::Input, index, offset};
  if (index < numInputs + numOutputs)
    return DeviceBuffer{DeviceMemory::Output, index - numInputs, offset};
  return DeviceBuffer{DeviceMemory::Arena, 0, offset};
}

FailureOr<LaunchPlan> LaunchPlan::get(ModuleOp module,
                                      const Signature &signature) {
  LaunchPlan plan;
  plan.signature = signature;
  if (failed(Reader(module, plan).read()))
    return failure();
  return plan;
}
