//===- PTXParser.cpp - A reader of PTX for tests --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PTX.h"
#include <cctype>
#include <cstring>
#include <tuple>

using namespace ptx;

namespace {
/// A position in the text, which is without comments.
class Cursor {
public:
  explicit Cursor(const std::string &text) : text(text) {}

  bool atEnd() {
    skipSpace();
    return position == text.size();
  }
  char peek() {
    skipSpace();
    return position < text.size() ? text[position] : '\0';
  }
  bool consume(char c) {
    if (peek() != c)
      return false;
    ++position;
    return true;
  }
  void expect(char c) {
    if (!consume(c))
      throw Error(std::string("expected '") + c + "' before '" +
                  text.substr(position, 20) + "'");
  }
  /// A name, number or directive; empty if something else comes.
  std::string word() {
    skipSpace();
    size_t begin = position;
    while (position < text.size() &&
           (isalnum(text[position]) || strchr("_$.%", text[position])))
      ++position;
    return text.substr(begin, position - begin);
  }
  /// All up to a character, which is skipped.
  std::string until(char c) {
    size_t end = text.find(c, position);
    if (end == std::string::npos)
      throw Error(std::string("expected '") + c + "'");
    std::string result = text.substr(position, end - position);
    position = end + 1;
    return result;
  }

private:
  void skipSpace() {
    while (position < text.size() && isspace(text[position]))
      ++position;
  }

  const std::string &text;
  size_t position = 0;
};

/// Reads the modules.
class Parser {
public:
  Parser(const std::string &text, Memory &memory)
      : cursor(text), memory(memory) {}

  Module parse();

private:
  void parseGlobal();
  void parseEntry();
  void parseParameters();
  void parseBody();
  void parseRegisters();
  void parseVariable(unsigned &total,
                     std::map<std::string, uint64_t> &addresses);
  void parseInstruction(std::string word);
  void parseOpcode(Instruction &instruction, const std::string &word);
  void parseMatrices(Instruction &instruction,
                     const std::vector<std::string> &parts);
  void parseModifier(Instruction &instruction, const std::string &modifier,
                     unsigned &numTypes);
  void parseOperands(Instruction &instruction);
  void parseOperand(Instruction &instruction, bool isResult);
  Operand getOperand(std::string word);
  int getRegister(const std::string &name);

  Cursor cursor;
  Memory &memory;
  Module module;
  /// The addresses of variables of the module, and of the kernel.
  std::map<std::string, uint64_t> globals, locals;
  /// The size of variables that all kernels may share.
  unsigned sharedBytes = 0;
  std::map<std::string, int> registers;
  /// How many bits registers have, by what their names begin with.
  std::map<std::string, unsigned> registerBits;
  std::map<std::string, size_t> labels;
  std::vector<std::pair<size_t, std::string>> branches;
  Function function;
};
} // namespace

/// Cuts comments out.
static std::string removeComments(const std::string &text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "//") == 0) {
      while (i < text.size() && text[i] != '\n')
        ++i;
      result += '\n';
    } else {
      result += text[i];
    }
  }
  return result;
}

static std::vector<std::string> split(const std::string &word, char separator) {
  std::vector<std::string> parts;
  size_t begin = 0;
  for (size_t end; (end = word.find(separator, begin)) != std::string::npos;
       begin = end + 1)
    parts.push_back(word.substr(begin, end - begin));
  parts.push_back(word.substr(begin));
  return parts;
}

/// The type that a modifier such as `s32` or `pred` is.
static bool readType(const std::string &word, Type &type) {
  if (word == "pred") {
    type = {'p', 1};
    return true;
  }
  if (word.size() < 2 || !strchr("bsuf", word[0]) ||
      word.find_first_not_of("0123456789", 1) != std::string::npos)
    return false;
  type = {word[0], unsigned(std::stoul(word.substr(1)))};
  return true;
}

Module Parser::parse() {
  while (!cursor.atEnd()) {
    std::string word = cursor.word();
    if (word == ".version" || word == ".address_size") {
      cursor.word();
    } else if (word == ".target") {
      module.target = cursor.word();
    } else if (word == ".visible" || word == ".weak") {
      continue;
    } else if (word == ".global" || word == ".const") {
      parseGlobal();
    } else if (word == ".shared") {
      parseVariable(sharedBytes, globals);
    } else if (word == ".entry") {
      parseEntry();
    } else {
      throw Error("'" + word + "' is not supported");
    }
  }
  return module;
}

/// .global .align 4 .b8 name[8] = {0, 1, ...};
void Parser::parseGlobal() {
  std::string declaration = cursor.until(';');
  size_t bracket = declaration.find('[');
  size_t nameBegin = declaration.find_last_of(" \t", bracket) + 1;
  std::string name = declaration.substr(nameBegin, bracket - nameBegin);
  if (declaration.find(".b8") == std::string::npos)
    throw Error("global '" + name + "' is not one of bytes");
  std::vector<char> contents(std::stoul(declaration.substr(bracket + 1)));
  if (size_t brace = declaration.find('{'); brace != std::string::npos) {
    size_t index = 0;
    for (const std::string &value :
         split(declaration.substr(brace + 1, declaration.find('}') - brace - 1),
               ','))
      contents.at(index++) = char(std::stoi(value, nullptr, 0));
  }
  globals[name] = memory.addGlobal(contents);
}

void Parser::parseEntry() {
  function = Function();
  function.sharedBytes = sharedBytes;
  locals.clear();
  registers.clear();
  registerBits.clear();
  labels.clear();
  branches.clear();
  std::string name = cursor.word();
  cursor.expect('(');
  parseParameters();
  for (std::string word; cursor.peek() == '.';) {
    word = cursor.word();
    if (word != ".maxntid" && word != ".reqntid" && word != ".minnctapersm")
      throw Error("'" + word + "' is not supported");
    for (unsigned dim = 0; dim < 3; ++dim) {
      unsigned extent = std::stoul(cursor.word());
      if (word != ".minnctapersm")
        function.maxThreads[dim] = extent;
      if (!cursor.consume(','))
        break;
    }
  }
  cursor.expect('{');
  parseBody();
  for (auto &[index, label] : branches) {
    if (!labels.count(label))
      throw Error("there is no label '" + label + "'");
    function.body[index].target = labels[label];
  }
  module.functions[name] = std::move(function);
}

/// .param .u64 .ptr .align 1 kernel_param_0, ...
void Parser::parseParameters() {
  if (cursor.consume(')'))
    return;
  do {
    std::string word = cursor.word();
    Type type;
    unsigned bytes = 0;
    for (; word[0] == '.'; word = cursor.word()) {
      if (readType(word.substr(1), type))
        bytes = type.bits / 8;
      else if (word == ".align")
        cursor.word();
    }
    unsigned &total = function.parameterBytes;
    total = (total + bytes - 1) / bytes * bytes;
    locals[word] = total;
    total += bytes;
    function.parameterSizes.push_back(bytes);
  } while (cursor.consume(','));
  cursor.expect(')');
}

/// .shared .align 16 .b8 name[64];
void Parser::parseVariable(unsigned &total,
                           std::map<std::string, uint64_t> &addresses) {
  unsigned alignment = 1, bytes = 1;
  std::string word = cursor.word();
  for (Type type; word[0] == '.'; word = cursor.word()) {
    if (word == ".align")
      alignment = std::stoul(cursor.word());
    else if (readType(word.substr(1), type))
      bytes = type.bits / 8;
  }
  if (cursor.consume('['))
    bytes *= std::stoul(cursor.until(']'));
  cursor.expect(';');
  total = (total + alignment - 1) / alignment * alignment;
  addresses[word] = total;
  total += bytes;
}

void Parser::parseBody() {
  while (!cursor.consume('}')) {
    if (cursor.peek() == '@') {
      parseInstruction("");
      continue;
    }
    if (cursor.consume('{')) {
      parseBody();
      continue;
    }
    std::string word = cursor.word();
    if (word == ".reg") {
      parseRegisters();
    } else if (word == ".pragma" || word == ".loc") {
      cursor.until(';');
    } else if (word == ".shared") {
      parseVariable(function.sharedBytes, locals);
    } else if (word == ".local") {
      parseVariable(function.localBytes, locals);
    } else if (cursor.consume(':')) {
      labels[word] = function.body.size();
    } else {
      parseInstruction(word);
    }
  }
}

/// .reg .b32 %r<10>;
void Parser::parseRegisters() {
  std::string type = cursor.word(), prefix = cursor.word();
  cursor.until(';');
  Type read;
  if (!readType(type.substr(1), read))
    throw Error("there are no registers of '" + type + "'");
  registerBits[prefix] = read.bits;
}

void Parser::parseInstruction(std::string word) {
  Instruction instruction;
  if (cursor.consume('@')) {
    instruction.isGuardNegated = cursor.consume('!');
    instruction.guard = getRegister(cursor.word());
    word = cursor.word();
  }
  instruction.text = word;
  parseOpcode(instruction, word);
  parseOperands(instruction);
  function.body.push_back(std::move(instruction));
}

void Parser::parseOpcode(Instruction &instruction, const std::string &word) {
  static const std::map<std::string, Opcode> opcodes = {
      {"abs", Opcode::Abs},
      {"add", Opcode::Add},
      {"and", Opcode::And},
      {"bar", Opcode::Bar},
      {"barrier", Opcode::Bar},
      {"bfe", Opcode::Bfe},
      {"bfi", Opcode::Bfi},
      {"bra", Opcode::Bra},
      {"brev", Opcode::Brev},
      {"clz", Opcode::Clz},
      {"copysign", Opcode::Copysign},
      {"cvt", Opcode::Cvt},
      {"cvta", Opcode::Cvta},
      {"div", Opcode::Div},
      {"ex2", Opcode::Ex2},
      {"exit", Opcode::Ret},
      {"fma", Opcode::Fma},
      {"ld", Opcode::Ld},
      {"lg2", Opcode::Lg2},
      {"mad", Opcode::Mad},
      {"max", Opcode::Max},
      {"min", Opcode::Min},
      {"mov", Opcode::Mov},
      {"mul", Opcode::Mul},
      {"neg", Opcode::Neg},
      {"not", Opcode::Not},
      {"or", Opcode::Or},
      {"popc", Opcode::Popc},
      {"prmt", Opcode::Prmt},
      {"rcp", Opcode::Rcp},
      {"rem", Opcode::Rem},
      {"ret", Opcode::Ret},
      {"rsqrt", Opcode::Rsqrt},
      {"selp", Opcode::Selp},
      {"setp", Opcode::Setp},
      {"shf", Opcode::Shf},
      {"shfl", Opcode::Shfl},
      {"shl", Opcode::Shl},
      {"shr", Opcode::Shr},
      {"sqrt", Opcode::Sqrt},
      {"st", Opcode::St},
      {"sub", Opcode::Sub},
      {"wmma", Opcode::Wmma},
      {"xor", Opcode::Xor},
  };
  std::vector<std::string> parts = split(word, '.');
  instruction.readsCarry = parts[0] == "addc" || parts[0] == "madc";
  if (instruction.readsCarry)
    parts[0].pop_back();
  auto found = opcodes.find(parts[0]);
  if (found == opcodes.end())
    throw Error("instruction '" + word + "' is not supported");
  instruction.opcode = found->second;
  if (instruction.opcode == Opcode::Wmma)
    return parseMatrices(instruction, parts);
  unsigned numTypes = 0;
  for (size_t i = 1; i < parts.size(); ++i)
    parseModifier(instruction, parts[i], numTypes);
  if (numTypes == 1)
    instruction.sourceType = instruction.type;
}

/// wmma.load.a.sync.aligned.col.m16n16k16.shared.f16
/// wmma.mma.sync.aligned.row.row.m16n16k8.f32.tf32.tf32.f32
/// wmma.store.d.sync.aligned.row.m16n16k16.shared.f32
void Parser::parseMatrices(Instruction &instruction,
                           const std::vector<std::string> &parts) {
  auto fail = [&] {
    throw Error("'" + instruction.text + "' is not supported");
  };
  std::string operation = parts.size() > 6 ? parts[1] : "";
  if (operation != "load" && operation != "store" && operation != "mma")
    fail();
  instruction.mode = operation[0];
  size_t next = instruction.mode == 'm' ? 2 : 3;
  if (parts[next] != "sync" || parts[next + 1] != "aligned")
    fail();
  next += 2;
  instruction.isColumnMajor = parts[next] == "col";
  ++next;
  if (instruction.mode == 'm')
    instruction.isSecondColumnMajor = parts[next++] == "col";
  unsigned depth = parts[next] == "m16n16k16"  ? 16
                   : parts[next] == "m16n16k8" ? 8
                                               : 0;
  if (depth == 0)
    fail();
  ++next;
  char matrix = instruction.mode == 'm' ? 'a' : parts[2][0];
  instruction.isFactor = matrix == 'a' || matrix == 'b';
  instruction.rows = matrix == 'b' ? depth : 16;
  instruction.columns = matrix == 'a' ? depth : 16;
  if (instruction.mode != 'm' && parts[next] == "shared") {
    instruction.space = Space::Shared;
    ++next;
  }
  // Products of float16 do not name the types of their factors.
  std::string type = parts[next];
  if (instruction.mode == 'm')
    type = parts.size() - next == 4 ? parts[next + 1] : "f16";
  if (type != "f16" && type != "f32" && type != "tf32")
    fail();
  instruction.type = {type[0], type == "f16" ? 16u : 32u};
}

/// Whether a modifier makes no difference for us. An instruction that may be
/// approximate is computed as well as possible.
static bool isIgnored(const std::string &word) {
  static const char *const ignored[] = {"lo",  "uni",    "sync", "aligned",
                                        "nc",  "v2",     "v4",   "wrap",
                                        "cta", "approx", "full", "all"};
  for (const char *modifier : ignored)
    if (word == modifier)
      return true;
  return false;
}

void Parser::parseModifier(Instruction &instruction, const std::string &word,
                           unsigned &numTypes) {
  Type type;
  if (readType(word, type)) {
    (numTypes++ == 0 ? instruction.type : instruction.sourceType) = type;
    return;
  }
  static const std::map<std::string, Space> spaces = {
      {"global", Space::Global}, {"shared", Space::Shared},
      {"local", Space::Local},   {"param", Space::Param},
      {"const", Space::Global},
  };
  if (auto space = spaces.find(word); space != spaces.end()) {
    instruction.space = space->second;
    return;
  }
  using Compare = std::pair<Comparison, bool>;
  static const std::map<std::string, Compare> comparisons = {
      {"eq", {Comparison::Eq, false}},  {"ne", {Comparison::Ne, false}},
      {"lt", {Comparison::Lt, false}},  {"le", {Comparison::Le, false}},
      {"gt", {Comparison::Gt, false}},  {"ge", {Comparison::Ge, false}},
      {"lo", {Comparison::Lt, false}},  {"ls", {Comparison::Le, false}},
      {"hs", {Comparison::Ge, false}},  {"equ", {Comparison::Eq, true}},
      {"neu", {Comparison::Ne, true}},  {"ltu", {Comparison::Lt, true}},
      {"leu", {Comparison::Le, true}},  {"gtu", {Comparison::Gt, true}},
      {"geu", {Comparison::Ge, true}},  {"num", {Comparison::Num, false}},
      {"nan", {Comparison::Nan, true}},
  };
  if (instruction.opcode == Opcode::Setp) {
    auto found = comparisons.find(word == "hi" ? "gt" : word);
    if (found == comparisons.end())
      throw Error("'" + instruction.text + "' is not supported");
    std::tie(instruction.comparison, instruction.isUnordered) = found->second;
    return;
  }
  static const std::map<std::string, char> modes = {
      {"bfly", 'b'}, {"down", 'd'}, {"up", 'u'}, {"idx", 'i'},
      {"l", 'l'},    {"r", 'r'},    {"to", 't'},
  };
  if (auto mode = modes.find(word); mode != modes.end())
    instruction.mode = mode->second;
  else if (word.size() >= 2 && word[0] == 'r' && strchr("nzmp", word[1])) {
    instruction.rounding = word[1];
    instruction.isIntegral = word.size() == 3 && word[2] == 'i';
  } else if (word == "sat" || word == "clamp")
    instruction.isSaturated = true;
  else if (word == "NaN")
    instruction.propagatesNaN = true;
  else if (word == "wide")
    instruction.isWide = true;
  else if (word == "hi")
    instruction.isHigh = true;
  else if (word == "ftz")
    instruction.isFlushed = true;
  else if (word == "cc")
    instruction.writesCarry = true;
  else if (!isIgnored(word))
    throw Error("'" + instruction.text + "' is not supported");
}

/// Whether the first operand of an instruction is what it reads.
static bool hasResult(const Instruction &instruction) {
  Opcode opcode = instruction.opcode;
  return opcode != Opcode::St && opcode != Opcode::Bra &&
         opcode != Opcode::Bar && opcode != Opcode::Ret &&
         !(opcode == Opcode::Wmma && instruction.mode == 's');
}

void Parser::parseOperands(Instruction &instruction) {
  bool isResult = hasResult(instruction);
  if (instruction.opcode == Opcode::Bra) {
    branches.push_back({function.body.size(), cursor.word()});
    cursor.expect(';');
    return;
  }
  while (!cursor.consume(';')) {
    if (cursor.consume('{')) {
      do
        parseOperand(instruction, isResult);
      while (cursor.consume(','));
      cursor.expect('}');
    } else if (cursor.consume('[')) {
      instruction.operands.push_back(getOperand(cursor.word()));
      if (cursor.consume('+')) {
        bool isNegative = cursor.consume('-');
        int64_t offset = std::stoll(cursor.word(), nullptr, 0);
        instruction.offset = isNegative ? -offset : offset;
      }
      cursor.expect(']');
    } else {
      parseOperand(instruction, isResult);
      // A second result, such as the predicate of a shuffle.
      if (isResult && cursor.consume('|'))
        parseOperand(instruction, isResult);
    }
    isResult = false;
    cursor.consume(',');
  }
}

void Parser::parseOperand(Instruction &instruction, bool isResult) {
  bool isNegated = cursor.consume('!');
  bool isNegative = cursor.consume('-');
  std::string word = cursor.word();
  if (isResult) {
    // `_` takes what nobody needs.
    instruction.results.push_back(getRegister(word));
    return;
  }
  Operand operand = getOperand(word);
  operand.isNegated = isNegated;
  if (isNegative)
    operand.value = -operand.value;
  instruction.operands.push_back(operand);
}

Operand Parser::getOperand(std::string word) {
  if (word.empty())
    throw Error("expected an operand");
  static const char *const specials[] = {"%tid.", "%ntid.", "%ctaid.",
                                         "%nctaid."};
  for (unsigned i = 0; i < 4; ++i)
    if (word.compare(0, strlen(specials[i]), specials[i]) == 0)
      return {Operand::Special, 3 * i + (word.back() - 'x')};
  if (word == "%laneid")
    return {Operand::Special, 12};
  if (word[0] == '%')
    return {Operand::Register, uint64_t(getRegister(word))};
  // 0f3F800000 and 0d3FF0000000000000 are the bits of numbers.
  if (word.size() > 2 && word[0] == '0' && strchr("fFdD", word[1]))
    return {Operand::Immediate, std::stoull(word.substr(2), nullptr, 16)};
  if (isdigit(word[0])) {
    if (word.back() == 'U')
      word.pop_back();
    return {Operand::Immediate, std::stoull(word, nullptr, 0)};
  }
  for (auto *symbols : {&locals, &globals})
    if (auto found = symbols->find(word); found != symbols->end())
      return {Operand::Immediate, found->second};
  throw Error("there is no '" + word + "'");
}

int Parser::getRegister(const std::string &name) {
  auto [place, isNew] = registers.try_emplace(name, registers.size());
  if (isNew)
    function.registerBits.push_back(
        registerBits[name.substr(0, name.find_first_of("0123456789"))]);
  return place->second;
}

Module ptx::parse(const std::string &text, Memory &memory) {
  std::string plain = removeComments(text);
  return Parser(plain, memory).parse();
}
