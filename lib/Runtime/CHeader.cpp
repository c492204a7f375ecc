//===- CHeader.cpp - What programs in C know of a network -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CHeader.h"
#include "NNEF/Pipelines/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// Whether a name means something else to compilers of C or C++.
static bool isReserved(StringRef name) {
  static constexpr StringLiteral words[] = {
      // C.
      "auto", "break", "case", "char", "const", "continue", "default", "do",
      "double", "else", "enum", "extern", "float", "for", "goto", "if",
      "inline", "int", "long", "register", "restrict", "return", "short",
      "signed", "sizeof", "static", "struct", "switch", "typedef", "typeof",
      "union", "unsigned", "void", "volatile", "while",
      // C++, and C from 2023 on.
      "alignas", "alignof", "and", "and_eq", "asm", "bitand", "bitor", "bool",
      "catch", "class", "co_await", "co_return", "co_yield", "compl", "concept",
      "const_cast", "consteval", "constexpr", "constinit", "decltype", "delete",
      "dynamic_cast", "explicit", "export", "false", "friend", "mutable",
      "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator",
      "or", "or_eq", "private", "protected", "public", "reinterpret_cast",
      "requires", "static_assert", "static_cast", "template", "this",
      "thread_local", "throw", "true", "try", "typeid", "typename", "using",
      "virtual", "wchar_t", "xor", "xor_eq",
      // Macros that compilers and the headers of C define.
      "NULL", "errno", "i386", "linux", "stderr", "stdin", "stdout", "unix"};
  return is_contained(words, name);
}

std::string nnef::getCIdentifier(StringRef name) {
  std::string identifier = name.str();
  for (char &c : identifier)
    if (!isAlnum(c))
      c = '_';
  if (identifier.empty() || isDigit(identifier.front()))
    identifier.insert(0, "n");
  return identifier;
}

/// A name as a part of a comment, which it does not end.
static std::string getCommentText(StringRef name) {
  std::string text = name.str();
  for (size_t i = 0; (i = text.find("*/", i)) != std::string::npos;)
    text.insert(i + 1, " ");
  return text;
}

namespace {
/// Gives tensors names that are different, also in capitals.
class FieldNames {
public:
  std::string add(StringRef tensor) {
    std::string identifier = getCIdentifier(tensor);
    if (isReserved(identifier))
      identifier += '_';
    std::string name = identifier;
    for (unsigned i = 2; !used.insert(StringRef(name).upper()).second; ++i)
      name = identifier + "_" + std::to_string(i);
    return name;
  }

private:
  StringSet<> used;
};
} // namespace

static StringRef getCType(ElementType type) {
  switch (type) {
  case ElementType::Bool:
    return "uint8_t";
  case ElementType::Int8:
    return "int8_t";
  case ElementType::Int16:
    return "int16_t";
  case ElementType::Int32:
    return "int32_t";
  case ElementType::Int64:
    return "int64_t";
  case ElementType::UInt8:
    return "uint8_t";
  case ElementType::UInt16:
    return "uint16_t";
  case ElementType::UInt32:
    return "uint32_t";
  case ElementType::UInt64:
    return "uint64_t";
  case ElementType::Float16:
    return "uint16_t";
  case ElementType::Float32:
    return "float";
  case ElementType::Float64:
    return "double";
  }
  llvm_unreachable("unknown element type");
}

/// What the type of C does not say.
static StringRef getTypeRemark(ElementType type) {
  if (type == ElementType::Bool)
    return ", each 0 or 1";
  if (type == ElementType::Float16)
    return ", each the bits of an IEEE number of 16 bits";
  return "";
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

namespace {
class HeaderPrinter {
public:
  HeaderPrinter(raw_ostream &os, const CInterface &interface)
      : os(os), interface(interface), prefix(interface.prefix),
        macros(StringRef(prefix).upper()) {}

  void print();

private:
  void printIntroduction();
  void printMacro(const Twine &name, uint64_t value);
  /// Prints macros about tensors and the struct of pointers to them.
  void printTensors(StringRef kind, ArrayRef<TensorSpec> specs,
                    StringRef qualifier);
  void printMemory();
  void printState();
  void printWeightsCheck();
  void printFunctions();

  bool takesWeights() const {
    return !interface.embedsWeights && interface.placement.hasWeights();
  }

  raw_ostream &os;
  const CInterface &interface;
  StringRef prefix;
  std::string macros;
};
} // namespace

void HeaderPrinter::printMacro(const Twine &name, uint64_t value) {
  os << "#define " << macros << '_' << name << ' ' << value << '\n';
}

void HeaderPrinter::printIntroduction() {
  os << "/* The network '" << getCommentText(interface.signature.name)
     << "', compiled by nnef-compile for " << interface.target << ".\n *\n";
  if (interface.usesOpenMP)
    os << " * It runs in the threads of OpenMP: the program must be linked "
          "with LLVM's\n * library, -lomp.\n";
  if (interface.undefinedSymbols.empty())
    os << " * The code calls no function of any library.\n";
  else
    os << " * The code calls these functions of libraries, such as -lm:\n";
  std::string line;
  for (const std::string &symbol : interface.undefinedSymbols) {
    if (line.size() + symbol.size() > 70) {
      os << " *  " << line << '\n';
      line.clear();
    }
    line += " " + symbol;
  }
  if (!line.empty())
    os << " *  " << line << '\n';
  bool allocates = is_contained(interface.undefinedSymbols, "malloc");
  if (allocates)
    os << " * Each thread gets some more memory by malloc while it needs it.\n";
  else if (!interface.usesOpenMP)
    os << " * It gets no memory by itself.\n";
  os << " */\n\n#ifndef " << macros << "_H\n#define " << macros
     << "_H\n\n#include <stdint.h>\n";
  if (takesWeights())
    os << "#include <string.h>\n";
  os << "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
}

void HeaderPrinter::printTensors(StringRef kind, ArrayRef<TensorSpec> specs,
                                 StringRef qualifier) {
  FieldNames names;
  SmallVector<std::string> fields;
  for (const TensorSpec &spec : specs) {
    fields.push_back(names.add(spec.name));
    std::string macro =
        StringRef(kind).upper() + "_" + StringRef(fields.back()).upper();
    uint64_t numElements = *getNumElements(spec.shape);
    os << "/* The " << kind << " '" << getCommentText(spec.name)
       << "': " << spec.getTypeAsString() << getTypeRemark(spec.elementType)
       << " */\n";
    printMacro(macro + "_RANK", spec.shape.size());
    if (!spec.shape.empty()) {
      os << "#define " << macros << '_' << macro << "_SHAPE {";
      interleaveComma(spec.shape, os);
      os << "}\n";
    }
    printMacro(macro + "_ELEMENTS", numElements);
    printMacro(macro + "_BYTES", numElements * getByteWidth(spec.elementType));
    os << '\n';
  }

  os << "/* Where the " << kind
     << "s are, with the last dimension innermost. */\n";
  os << "typedef struct " << prefix << '_' << kind << 's';
  if (!specs.empty()) {
    os << " {\n";
    for (auto [spec, field] : zip_equal(specs, fields))
      os << "  " << qualifier << getCType(spec.elementType) << " *" << field
         << ";\n";
    os << '}';
  }
  os << ' ' << prefix << '_' << kind << "s;\n\n";
}

void HeaderPrinter::printMemory() {
  os << "/* The memory that the network computes in. Nothing in it is kept "
        "from "
        "one run to\n * the next. */\n";
  printMacro("WORKSPACE_BYTES", interface.workspaceSize);
  printMacro("WORKSPACE_ALIGNMENT", workspaceAlignment);
  uint64_t size = interface.placement.getWeightsSize();
  if (takesWeights()) {
    os << "\n/* The file of weights, which the program reads or maps. */\n";
    printMacro("WEIGHTS_BYTES", size + interface.digest.size());
    printMacro("WEIGHTS_ALIGNMENT", workspaceAlignment);
  } else {
    os << "\n/* The weights, which are part of the code. */\n";
    printMacro("WEIGHTS_BYTES", size);
  }
  os << '\n';
}

void HeaderPrinter::printState() {
  os << "/* What the network keeps from one run to the next. */\n"
     << "typedef struct " << prefix << "_state {\n";
  FieldNames names;
  for (const StateField &field : interface.placement.getStateFields())
    os << "  " << getCType(field.elementType) << ' ' << names.add(field.name)
       << '[' << *getNumElements(field.shape) << "]; /* "
       << stringify(field.elementType, field.shape) << " */\n";
  os << "} " << prefix << "_state;\n\n";
}

void HeaderPrinter::printWeightsCheck() {
  os << "/* Whether these are the weights of this network, compiled for this "
        "machine: those\n * that were written with this header. */\n"
     << "static inline int " << prefix
     << "_weights_match(const void *weights) {\n"
     << "  static const unsigned char digest[" << interface.digest.size()
     << "] = {";
  for (auto [index, byte] : enumerate(interface.digest))
    os << (index % 12 == 0 ? "\n      " : " ") << unsigned(byte)
       << (index + 1 == interface.digest.size() ? "};\n" : ",");
  os << "  return memcmp((const unsigned char *)weights + " << macros
     << "_WEIGHTS_BYTES -\n                    sizeof(digest),\n"
     << "                digest, sizeof(digest)) == 0;\n}\n\n";
}

void HeaderPrinter::printFunctions() {
  StringRef weights = takesWeights() ? ", const void *weights" : "";
  if (interface.placement.hasState())
    os << "/* Gives the state the values that it has in the beginning. */\n"
       << "void " << prefix << "_reset(" << prefix << "_state *state" << weights
       << ");\n\n";
  os << "/* Runs the network once, and cannot fail. None of the memories may "
        "overlap one that\n * is written to. Several threads may do so at the "
        "same time, each with outputs";
  os << (interface.placement.hasState()
             ? ", a\n * workspace and a state of its own. */\n"
             : " and a\n * workspace of its own. */\n");
  os << "void " << prefix << "_run(const " << prefix
     << "_inputs *inputs, const " << prefix
     << "_outputs *outputs,\n    void *workspace";
  if (interface.placement.hasState())
    os << ", " << prefix << "_state *state";
  os << weights << ");\n";
}

void HeaderPrinter::print() {
  printIntroduction();
  printTensors("input", interface.signature.inputs, "const ");
  printTensors("output", interface.signature.outputs, "");
  printMemory();
  if (interface.placement.hasState())
    printState();
  if (takesWeights())
    printWeightsCheck();
  printFunctions();
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* " << macros << "_H */\n";
}

std::string nnef::printCHeader(const CInterface &interface) {
  std::string text;
  raw_string_ostream os(text);
  HeaderPrinter(os, interface).print();
  return text;
}
