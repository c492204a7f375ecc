//===- PTX.h - A reader and interpreter of PTX for tests --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs the part of PTX that LLVM makes of our kernels, one thread after the
// other, by the description of the instructions in NVIDIA's manual. It is slow,
// checks each access to memory, and knows nothing of the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_UNITTESTS_RUNTIME_FAKECUDA_PTX_H
#define NNEF_UNITTESTS_RUNTIME_FAKECUDA_PTX_H

#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace ptx {

/// What is wrong with a text, or with a program that runs.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Opcode {
  Abs,
  Add,
  And,
  Bar,
  Bfe,
  Bfi,
  Bra,
  Brev,
  Clz,
  Copysign,
  Cvt,
  Cvta,
  Div,
  Ex2,
  Fma,
  Ld,
  Lg2,
  Mad,
  Max,
  Min,
  Mov,
  Mul,
  Neg,
  Not,
  Or,
  Popc,
  Prmt,
  Rcp,
  Rem,
  Ret,
  Rsqrt,
  Selp,
  Setp,
  Shf,
  Shfl,
  Shl,
  Shr,
  Sqrt,
  St,
  Sub,
  Wmma,
  Xor,
};

/// The type of an operand: its kind and its bits.
struct Type {
  /// 's'igned, 'u'nsigned, 'f'loat, 't'f32, 'b'its or 'p'redicate.
  char kind = 'b';
  unsigned bits = 32;
};

enum class Space { Generic, Global, Shared, Local, Param };

struct Operand {
  enum Kind { Register, Immediate, Special } kind = Immediate;
  /// The number of a register, the bits of an immediate, or which special
  /// register: 3 * (tid, ntid, ctaid, nctaid) + dimension, or 12 for the lane.
  uint64_t value = 0;
  /// Of a predicate.
  bool isNegated = false;
};

enum class Comparison { Eq, Ne, Lt, Le, Gt, Ge, Num, Nan };

struct Instruction {
  Opcode opcode = Opcode::Ret;
  /// The type, and for conversions that of the source.
  Type type, sourceType;
  Space space = Space::Generic;
  /// 'n'earest even, to 'z'ero, down to 'm'inus infinity, up to 'p'lus.
  char rounding = 'n';
  /// Whether a conversion rounds to an integral number.
  bool isIntegral = false;
  bool isSaturated = false;
  bool propagatesNaN = false;
  bool isWide = false;
  bool isHigh = false;
  /// Whether subnormal operands and results are zeros.
  bool isFlushed = false;
  /// Whether a sum is added to the carry of another, and whether it sets that.
  bool readsCarry = false, writesCarry = false;
  Comparison comparison = Comparison::Eq;
  /// Whether a comparison is true if an operand is a NaN.
  bool isUnordered = false;
  /// 'b'utterfly, 'd'own, 'u'p or 'i'ndex: how lanes are shuffled; or 'l'eft or
  /// 'r'ight of a funnel shift; or to which space an address goes ('t'); or
  /// whether matrices are 'l'oaded, 's'tored or 'm'ultiplied.
  char mode = 0;
  /// The rows and columns of the matrix that is loaded or stored; of the first
  /// one that is multiplied.
  unsigned rows = 0, columns = 0;
  /// Whether elements of a column are beside each other; also in the second one
  /// that is multiplied.
  bool isColumnMajor = false, isSecondColumnMajor = false;
  /// Whether the matrix is one to be multiplied.
  bool isFactor = false;
  /// The predicate that the instruction depends on, if not negative.
  int guard = -1;
  bool isGuardNegated = false;
  std::vector<int> results;
  std::vector<Operand> operands;
  /// What is added to an address.
  int64_t offset = 0;
  /// Where a branch goes to.
  size_t target = 0;
  /// The text, for messages.
  std::string text;
};

/// A kernel.
struct Function {
  unsigned parameterBytes = 0;
  /// The size of each parameter.
  std::vector<unsigned> parameterSizes;
  std::vector<Instruction> body;
  /// How many bits each register has.
  std::vector<unsigned> registerBits;
  unsigned sharedBytes = 0;
  unsigned localBytes = 0;
  /// The most threads of a block in each dimension; 0 if it does not say.
  std::array<unsigned, 3> maxThreads = {0, 0, 0};
};

/// The memory of the device.
class Memory {
public:
  virtual ~Memory() = default;
  /// Memory for a global of a module, with its contents.
  virtual uint64_t addGlobal(const std::vector<char> &contents) = 0;
  /// The bytes at an address, or null if they are not all part of one block.
  virtual char *translate(uint64_t address, unsigned size) = 0;
};

struct Module {
  std::string target;
  std::map<std::string, Function> functions;
};

Module parse(const std::string &text, Memory &memory);

using Extents = std::array<unsigned, 3>;

/// Runs a kernel. `parameters` are the bytes of all parameters.
void run(const Function &function, Extents grid, Extents block,
         const std::vector<char> &parameters, Memory &memory);

} // namespace ptx

#endif // NNEF_UNITTESTS_RUNTIME_FAKECUDA_PTX_H
