//===- PTXInterpreter.cpp - An interpreter of PTX for tests ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PTXArithmetic.h"
#include <algorithm>
#include <cmath>
#include <cstring>

using namespace ptx;

/// Where generic addresses of memory of a block and of a thread begin.
static constexpr uint64_t kSharedWindow = uint64_t(1) << 60;
static constexpr uint64_t kLocalWindow = uint64_t(1) << 61;

namespace {
/// What all threads of a launch have in common.
struct Launch {
  const Function &function;
  Extents grid, block;
  const std::vector<char> &parameters;
  Memory &memory;
};

struct Thread {
  enum State { Running, AtBarrier, AtExchange, Done } state = Running;
  Extents id;
  size_t next = 0;
  std::vector<uint64_t> registers;
  std::vector<char> local;
  bool carry = false;
};

/// Runs the threads of a block.
class Block {
public:
  Block(const Launch &launch, Extents id);
  void run();

private:
  void runThread(Thread &thread);
  void execute(Thread &thread, const Instruction &instruction);
  uint64_t read(const Thread &thread, const Operand &operand) const;
  uint64_t readSpecial(const Thread &thread, unsigned which) const;
  char *translate(Thread &thread, const Instruction &instruction,
                  uint64_t address, unsigned size);
  uint64_t widen(uint64_t value, Type type, int target) const;
  void load(Thread &thread, const Instruction &instruction);
  void store(Thread &thread, const Instruction &instruction);
  void move(Thread &thread, const Instruction &instruction);
  bool release();
  void exchange(size_t firstLane, size_t endLane);
  uint32_t getMask(const Thread &thread) const;
  void shuffle(const std::vector<Thread *> &lanes);
  void multiply(const std::vector<Thread *> &lanes);
  void accessMatrix(Thread &thread, const Instruction &instruction);

  const Launch &launch;
  Extents id;
  std::vector<Thread> threads;
  std::vector<char> shared;
};
} // namespace

Block::Block(const Launch &launch, Extents id)
    : launch(launch), id(id), shared(launch.function.sharedBytes, '\xff') {
  for (unsigned z = 0; z < launch.block[2]; ++z)
    for (unsigned y = 0; y < launch.block[1]; ++y)
      for (unsigned x = 0; x < launch.block[0]; ++x) {
        Thread &thread = threads.emplace_back();
        thread.id = {x, y, z};
        thread.registers.resize(launch.function.registerBits.size());
        thread.local.resize(launch.function.localBytes, '\xff');
      }
}

void Block::run() {
  do
    for (Thread &thread : threads)
      if (thread.state == Thread::Running)
        runThread(thread);
  while (release());
}

/// Lets threads that wait for each other go on. Returns whether any does.
bool Block::release() {
  constexpr size_t warpSize = 32;
  bool isAnyExchanged = false;
  for (size_t first = 0; first < threads.size(); first += warpSize) {
    size_t end = std::min(first + warpSize, threads.size());
    if (std::any_of(threads.begin() + first, threads.begin() + end,
                    [](const Thread &thread) {
                      return thread.state == Thread::AtExchange;
                    })) {
      exchange(first, end);
      isAnyExchanged = true;
    }
  }
  if (isAnyExchanged)
    return true;
  bool isAnyReleased = false;
  for (Thread &thread : threads)
    if (thread.state == Thread::AtBarrier) {
      thread.state = Thread::Running;
      isAnyReleased = true;
    }
  return isAnyReleased;
}

/// The lanes that do an instruction together, a bit for each.
uint32_t Block::getMask(const Thread &thread) const {
  const Instruction &instruction = launch.function.body[thread.next];
  return instruction.opcode == Opcode::Shfl
             ? uint32_t(read(thread, instruction.operands[3]))
             : ~uint32_t(0);
}

/// Executes an instruction for which lanes of a warp need each other. All those
/// that it names and that still run must be there.
void Block::exchange(size_t firstLane, size_t endLane) {
  const Thread &first = *std::find_if(
      threads.begin() + firstLane, threads.begin() + endLane,
      [](const Thread &thread) { return thread.state == Thread::AtExchange; });
  uint32_t mask = getMask(first);
  Opcode opcode = launch.function.body[first.next].opcode;
  std::vector<Thread *> lanes(32, nullptr);
  for (size_t i = firstLane; i < endLane; ++i) {
    Thread &thread = threads[i];
    if (!(mask >> (i - firstLane) & 1) || thread.state == Thread::Done)
      continue;
    if (thread.state != Thread::AtExchange || getMask(thread) != mask ||
        launch.function.body[thread.next].opcode != opcode)
      throw Error("not all lanes come to '" +
                  launch.function.body[first.next].text + "'");
    lanes[i - firstLane] = &thread;
  }
  if (std::find(lanes.begin(), lanes.end(), &first) == lanes.end())
    throw Error("a lane takes no part in its own exchange");
  if (opcode == Opcode::Wmma)
    multiply(lanes);
  else
    shuffle(lanes);
}

/// Loads or stores what a lane has of a matrix. Which elements these are is not
/// said by NVIDIA, but that those of factors depend on their order in memory.
/// Here it is as many as there are for each lane, in that order; for sums it is
/// row by row.
void Block::accessMatrix(Thread &thread, const Instruction &instruction) {
  bool isLoad = instruction.mode == 'l';
  unsigned size = instruction.type.bits / 8;
  uint64_t base = read(thread, instruction.operands[0]) + instruction.offset;
  uint64_t stride = read(thread, instruction.operands.back());
  size_t numRegisters =
      isLoad ? instruction.results.size() : instruction.operands.size() - 2;
  if (base % (4 * numRegisters) != 0 || stride * size % 16 != 0)
    throw Error("'" + instruction.text + "' of a matrix that is not aligned");
  unsigned count = instruction.rows * instruction.columns / 32;
  unsigned lane = readSpecial(thread, 12);
  for (unsigned i = 0; i < count; ++i) {
    unsigned element = lane * count + i;
    unsigned length = instruction.isColumnMajor && instruction.isFactor
                          ? instruction.rows
                          : instruction.columns;
    uint64_t line = element / length, place = element % length;
    if (instruction.isColumnMajor && !instruction.isFactor)
      std::swap(line, place);
    char *bytes = translate(thread, instruction,
                            base + (line * stride + place) * size, size);
    if (isLoad) {
      uint64_t value = 0;
      memcpy(&value, bytes, size);
      thread.registers[instruction.results[i]] = value;
    } else {
      uint64_t value = read(thread, instruction.operands[1 + i]);
      memcpy(bytes, &value, size);
    }
  }
}

/// A factor of a product, as tensor cores read it.
static float toFactor(uint64_t value, Type type) {
  if (type.kind == 't' && (value & 0x1fff) != 0 &&
      !std::isnan(bitCast<float>(uint32_t(value))))
    throw Error("a factor of a product is not rounded to tf32");
  return toDouble(value, type);
}

/// Multiplies two matrices of a warp, and adds a third one.
void Block::multiply(const std::vector<Thread *> &lanes) {
  constexpr unsigned size = 16;
  if (std::find(lanes.begin(), lanes.end(), nullptr) != lanes.end())
    throw Error("a warp that multiplies has not all lanes");
  const Instruction &instruction = launch.function.body[lanes.front()->next];
  unsigned depth = instruction.columns;
  // The registers of the lanes, one after the other.
  auto get = [&](unsigned first, unsigned count) {
    std::vector<uint64_t> values;
    for (const Thread *lane : lanes)
      for (unsigned i = 0; i < count; ++i)
        values.push_back(read(*lane, instruction.operands[first + i]));
    return values;
  };
  unsigned count = size * depth / 32, sumCount = size * size / 32;
  unsigned total = instruction.operands.size();
  unsigned factorRegisters = (total - sumCount) / 2;
  std::vector<uint64_t> a = get(0, count), b = get(factorRegisters, count),
                        c = get(2 * factorRegisters, sumCount);
  for (unsigned row = 0; row < size; ++row)
    for (unsigned column = 0; column < size; ++column) {
      uint64_t &sum = c[row * size + column];
      float value = bitCast<float>(uint32_t(sum));
      for (unsigned k = 0; k < depth; ++k)
        value +=
            toFactor(
                a[instruction.isColumnMajor ? k * size + row : row * depth + k],
                instruction.type) *
            toFactor(b[instruction.isSecondColumnMajor ? column * depth + k
                                                       : k * size + column],
                     instruction.type);
      sum = bitCast<uint32_t>(value);
    }
  const uint64_t *next = c.data();
  for (Thread *lane : lanes) {
    for (unsigned i = 0; i < sumCount; ++i)
      lane->registers[instruction.results[i]] = *next++;
    lane->state = Thread::Running;
    ++lane->next;
  }
}

/// Exchanges values of lanes.
void Block::shuffle(const std::vector<Thread *> &lanes) {
  std::vector<uint64_t> values(32, 0);
  for (unsigned lane = 0; lane < 32; ++lane)
    if (const Thread *thread = lanes[lane])
      values[lane] =
          read(*thread, launch.function.body[thread->next].operands[0]);
  for (unsigned lane = 0; lane < 32; ++lane) {
    if (!lanes[lane])
      continue;
    Thread &thread = *lanes[lane];
    const Instruction &instruction = launch.function.body[thread.next];
    unsigned amount = read(thread, instruction.operands[1]) & 31;
    unsigned control = read(thread, instruction.operands[2]);
    unsigned clamp = control & 31, segment = control >> 8 & 31;
    unsigned last = (lane & segment) | (clamp & ~segment);
    unsigned first = lane & segment;
    int source = lane;
    bool isInside = true;
    switch (instruction.mode) {
    case 'b':
      source = lane ^ amount;
      isInside = source <= int(last);
      break;
    case 'd':
      source = lane + amount;
      isInside = source <= int(last);
      break;
    case 'u':
      source = int(lane) - int(amount);
      isInside = source >= int(last);
      break;
    case 'i':
      source = first | (amount & ~segment & 31);
      isInside = source <= int(last);
      break;
    default:
      throw Error("'" + instruction.text + "' is not supported");
    }
    if (!isInside)
      source = lane;
    if (!lanes[source])
      throw Error("a lane of a shuffle reads one that is not there");
    thread.registers[instruction.results[0]] = values[source];
    if (instruction.results.size() > 1)
      thread.registers[instruction.results[1]] = isInside;
    thread.state = Thread::Running;
    ++thread.next;
  }
}

void Block::runThread(Thread &thread) {
  while (thread.state == Thread::Running) {
    if (thread.next == launch.function.body.size()) {
      thread.state = Thread::Done;
      return;
    }
    const Instruction &instruction = launch.function.body[thread.next];
    if (instruction.guard >= 0 && bool(thread.registers[instruction.guard]) ==
                                      instruction.isGuardNegated) {
      ++thread.next;
      continue;
    }
    switch (instruction.opcode) {
    case Opcode::Bra:
      thread.next = instruction.target;
      break;
    case Opcode::Ret:
      thread.state = Thread::Done;
      break;
    case Opcode::Bar:
      thread.state = Thread::AtBarrier;
      ++thread.next;
      break;
    case Opcode::Shfl:
      thread.state = Thread::AtExchange;
      break;
    case Opcode::Wmma:
      if (instruction.mode == 'm') {
        thread.state = Thread::AtExchange;
        break;
      }
      accessMatrix(thread, instruction);
      ++thread.next;
      break;
    default:
      execute(thread, instruction);
      ++thread.next;
    }
  }
}

uint64_t Block::readSpecial(const Thread &thread, unsigned which) const {
  const Extents *const groups[] = {&thread.id, &launch.block, &id,
                                   &launch.grid};
  if (which < 12)
    return (*groups[which / 3])[which % 3];
  size_t index =
      thread.id[0] +
      launch.block[0] * (thread.id[1] + size_t(launch.block[1]) * thread.id[2]);
  return index % 32;
}

uint64_t Block::read(const Thread &thread, const Operand &operand) const {
  switch (operand.kind) {
  case Operand::Register: {
    uint64_t value = thread.registers[operand.value];
    return operand.isNegated ? !value : value;
  }
  case Operand::Immediate:
    return operand.value;
  case Operand::Special:
    return readSpecial(thread, operand.value);
  }
  return 0;
}

/// The bytes that an instruction accesses.
char *Block::translate(Thread &thread, const Instruction &instruction,
                       uint64_t address, unsigned size) {
  Space space = instruction.space;
  if (space == Space::Generic && address >= kLocalWindow) {
    space = Space::Local;
    address -= kLocalWindow;
  } else if (space == Space::Generic && address >= kSharedWindow) {
    space = Space::Shared;
    address -= kSharedWindow;
  }
  if (address % size != 0)
    throw Error("'" + instruction.text + "' at an address that is not aligned");
  auto find = [&](std::vector<char> &bytes) {
    return address + size <= bytes.size() ? bytes.data() + address : nullptr;
  };
  char *bytes = nullptr;
  if (space == Space::Shared)
    bytes = find(shared);
  else if (space == Space::Local)
    bytes = find(thread.local);
  else
    bytes = launch.memory.translate(address, size);
  if (!bytes)
    throw Error("'" + instruction.text + "' outside of memory");
  return bytes;
}

/// A value in a register that may have more bits than its type.
uint64_t Block::widen(uint64_t value, Type type, int target) const {
  unsigned bits = launch.function.registerBits[target];
  return type.kind == 's' && bits > type.bits
             ? truncate(uint64_t(toSigned(value, type.bits)), bits)
             : value;
}

void Block::load(Thread &thread, const Instruction &instruction) {
  Type type = instruction.type;
  uint64_t address = read(thread, instruction.operands[0]) + instruction.offset;
  unsigned size = type.bits / 8, total = size * instruction.results.size();
  const char *bytes = nullptr;
  if (instruction.space == Space::Param) {
    if (address + total > launch.parameters.size())
      throw Error("a parameter is read that there is not");
    bytes = launch.parameters.data() + address;
  } else {
    bytes = translate(thread, instruction, address, total);
  }
  for (int result : instruction.results) {
    uint64_t value = 0;
    memcpy(&value, bytes, size);
    thread.registers[result] = widen(value, type, result);
    bytes += size;
  }
}

void Block::store(Thread &thread, const Instruction &instruction) {
  unsigned size = instruction.type.bits / 8;
  size_t numValues = instruction.operands.size() - 1;
  uint64_t address = read(thread, instruction.operands[0]) + instruction.offset;
  char *bytes = translate(thread, instruction, address, size * numValues);
  for (size_t i = 0; i < numValues; ++i) {
    uint64_t value = read(thread, instruction.operands[i + 1]);
    memcpy(bytes + i * size, &value, size);
  }
}

/// Copies a register, or takes it apart or together.
void Block::move(Thread &thread, const Instruction &instruction) {
  size_t numParts =
      std::max(instruction.results.size(), instruction.operands.size());
  unsigned bits = instruction.type.bits;
  unsigned partBits = bits / numParts;
  uint64_t value = 0;
  if (instruction.operands.size() == 1) {
    value = truncate(read(thread, instruction.operands[0]), bits);
  } else {
    for (size_t i = 0; i < numParts; ++i)
      value |= truncate(read(thread, instruction.operands[i]), partBits)
               << (i * partBits);
  }
  if (instruction.results.size() == 1) {
    thread.registers[instruction.results[0]] = value;
    return;
  }
  for (size_t i = 0; i < numParts; ++i)
    thread.registers[instruction.results[i]] =
        truncate(value >> (i * partBits), partBits);
}

/// The sum with the carry of the one before, and the carry of this one.
/// `addend` is what was added last.
static uint64_t addCarry(Thread &thread, const Instruction &instruction,
                         uint64_t sum, uint64_t addend) {
  unsigned bits = instruction.type.bits;
  if (bits != 32)
    throw Error("'" + instruction.text + "' is not supported");
  uint64_t before = truncate(sum - addend, bits);
  uint64_t wide = before + truncate(addend, bits) +
                  (instruction.readsCarry && thread.carry);
  if (instruction.writesCarry)
    thread.carry = wide >> bits;
  return wide;
}

void Block::execute(Thread &thread, const Instruction &instruction) {
  auto readOperand = [&](size_t index) -> uint64_t {
    return index < instruction.operands.size()
               ? read(thread, instruction.operands[index])
               : 0;
  };
  Type type = instruction.type;
  uint64_t result = 0;
  switch (instruction.opcode) {
  case Opcode::Ld:
    return load(thread, instruction);
  case Opcode::St:
    return store(thread, instruction);
  case Opcode::Mov:
    return move(thread, instruction);
  case Opcode::Cvt:
    result = widen(convert(readOperand(0), instruction), type,
                   instruction.results[0]);
    break;
  case Opcode::Cvta: {
    uint64_t window = instruction.space == Space::Shared  ? kSharedWindow
                      : instruction.space == Space::Local ? kLocalWindow
                                                          : 0;
    result = instruction.mode == 't' ? readOperand(0) - window
                                     : readOperand(0) + window;
    break;
  }
  case Opcode::Selp:
    result = readOperand(2) ? readOperand(0) : readOperand(1);
    break;
  case Opcode::Setp:
    result = compare(readOperand(0), readOperand(1), instruction);
    break;
  case Opcode::Bfi: {
    unsigned position = readOperand(2) & 0xff, length = readOperand(3) & 0xff;
    uint64_t mask =
        position >= type.bits ? 0 : truncate(~uint64_t(0), length) << position;
    result =
        (readOperand(1) & ~mask) | (readOperand(0) << (position & 63) & mask);
    break;
  }
  default:
    if (type.kind == 'f') {
      result = computeFloat(instruction, readOperand(0), readOperand(1),
                            readOperand(2));
      if (instruction.isFlushed)
        result = flush(result);
      break;
    }
    result = computeInteger(instruction, readOperand(0), readOperand(1),
                            readOperand(2));
    if (instruction.readsCarry || instruction.writesCarry)
      result = addCarry(thread, instruction, result,
                        readOperand(instruction.opcode == Opcode::Mad ? 2 : 1));
    if (instruction.isWide)
      type.bits *= 2;
    if (instruction.opcode == Opcode::Clz || instruction.opcode == Opcode::Popc)
      type.bits = 32;
    result = truncate(result, type.bits);
  }
  if (instruction.opcode == Opcode::Selp)
    result = truncate(result, type.bits);
  thread.registers[instruction.results[0]] = result;
}

void ptx::run(const Function &function, Extents grid, Extents block,
              const std::vector<char> &parameters, Memory &memory) {
  for (unsigned dim = 0; dim < 3; ++dim)
    if (function.maxThreads[dim] && block[dim] > function.maxThreads[dim])
      throw Error("a block has more threads than the kernel allows");
  Launch launch = {function, grid, block, parameters, memory};
  for (unsigned z = 0; z < grid[2]; ++z)
    for (unsigned y = 0; y < grid[1]; ++y)
      for (unsigned x = 0; x < grid[0]; ++x)
        Block(launch, {x, y, z}).run();
}
