//===- Signatures.cpp - Declarations as editors show them -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Signatures.h"

#include "llvm/ADT/StringExtras.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::SmallVector;
using llvm::StringRef;

static constexpr size_t kMaxColumn = 80;

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

std::string nnef::formatParameter(const Parameter &parameter) {
  std::string text =
      (parameter.name.text + ": ").str() + syntax::toString(*parameter.type);
  if (!parameter.defaultValue)
    return text;
  // The text of both stands in the same buffer.
  llvm::SMRange range = parameter.defaultValue->range;
  const char *begin = range.Start.getPointer();
  return text + " = " + StringRef(begin, range.End.getPointer() - begin).str();
}

std::string nnef::formatHeader(const Fragment &fragment) {
  std::string name = ("fragment " + fragment.name.text).str();
  if (fragment.isGeneric)
    name += fragment.defaultType
                ? ("<? = " + stringify(*fragment.defaultType) + ">").str()
                : "<?>";
  SmallVector<std::string> parameters, results;
  for (const Parameter &parameter : fragment.parameters)
    parameters.push_back(formatParameter(parameter));
  for (const Result &result : fragment.results)
    results.push_back((result.name.text + ": ").str() +
                      syntax::toString(*result.type));
  std::string end = "-> (" + llvm::join(results, ", ") + ")";
  std::string line = name + "(" + llvm::join(parameters, ", ") + ")";
  if (line.size() + 1 + end.size() <= kMaxColumn)
    return line + " " + end;
  if (line.size() <= kMaxColumn)
    return line + "\n" + end;
  return name + "(\n    " + llvm::join(parameters, ",\n    ") + ")\n" + end;
}

//===----------------------------------------------------------------------===//
// Documentation
//===----------------------------------------------------------------------===//

/// The lines of comment directly in front of a declaration, without their
/// marks.
static std::string getComment(StringRef before) {
  SmallVector<StringRef> lines;
  before = before.rtrim(" \t");
  while (before.consume_back("\n")) {
    before.consume_back("\r");
    StringRef line = before.substr(before.rfind('\n') + 1);
    StringRef comment = line.trim();
    if (!comment.consume_front("#"))
      break;
    lines.push_back(comment.trim());
    before = before.drop_back(line.size());
  }
  std::reverse(lines.begin(), lines.end());
  return llvm::join(lines, "\n");
}

/// The heading of the chapter of the standard's declarations that ends with
/// `before`: `4.3.1 Convolution and deconvolution`.
static StringRef getSection(StringRef before) {
  constexpr StringRef mark = "===#\n# ";
  size_t heading = before.rfind(mark);
  if (heading == StringRef::npos)
    return {};
  return before.drop_front(heading + mark.size()).split('\n').first;
}

std::string nnef::getDocumentation(const SourceDocument &document,
                                   const Fragment &fragment) {
  StringRef text = document.getTextAround(fragment.range.Start);
  StringRef before =
      text.take_front(fragment.range.Start.getPointer() - text.data());
  std::string documentation = getComment(before);
  if (!document.isStandard(&fragment))
    return documentation;
  StringRef section = getSection(before);
  if (section.empty())
    return documentation;
  auto [number, title] = section.split(' ');
  return documentation + "\n\nNNEF 1.0, section " + number.str() + ": " +
         title.str();
}

//===----------------------------------------------------------------------===//
// Snippets
//===----------------------------------------------------------------------===//

/// Whether a type has `?` in it.
static bool isGeneric(const Type *type) {
  return StringRef(syntax::toString(*type)).contains('?');
}

std::string nnef::formatSnippet(const Fragment &fragment) {
  unsigned count = 0;
  auto place = [&](StringRef text) {
    return ("${" + llvm::Twine(++count) + ":" + text + "}").str();
  };
  std::string snippet = fragment.name.text.str();
  // Nothing but the invocation itself can say what such an operation gives.
  if (fragment.isGeneric &&
      llvm::none_of(fragment.parameters, [](const Parameter &parameter) {
        return isGeneric(parameter.type);
      }))
    snippet += "<" + place("scalar") + ">";
  SmallVector<std::string> arguments;
  for (const Parameter &parameter : fragment.parameters) {
    if (parameter.defaultValue)
      continue;
    StringRef name = parameter.name.text;
    std::string type = syntax::toString(*parameter.type);
    bool isTensor = StringRef(type).contains("tensor");
    if (StringRef(type).ends_with("[]"))
      arguments.push_back((isTensor ? "" : (name + " = ").str()) + "[" +
                          place(isTensor ? name : StringRef("")) + "]");
    else if (type == "string")
      arguments.push_back((name + " = '").str() + place("") + "'");
    else if (isTensor)
      arguments.push_back(place(name));
    else
      arguments.push_back((name + " = ").str() + place(""));
  }
  return snippet + "(" + llvm::join(arguments, ", ") + ")$0";
}
