//===- FuzzArchive.cpp - Models in archives -------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Syntax/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace nnef;
using nnef::fuzz::require;

/// Opens the tensor file of a label and reads all of it.
static void openTensor(const Model &model, StringRef label) {
  bool hasFile = model.hasFile(label);
  Expected<TensorFile> file = model.openTensor(label);
  if (!file)
    return consumeError(file.takeError());
  require(hasFile, "a file that can be opened is there");
  // Volatile, so that the compiler keeps the loop.
  volatile char last;
  for (char byte : file->getData())
    last = byte;
  (void)last;
}

/// Opens a model, and every file that its text could mean.
static void openModel(StringRef content) {
  ArchiveLimits limits;
  limits.maxEntries = 32;
  limits.maxNameLength = 128;
  limits.maxUnpackedSize = 1 << 20;
  limits.maxRatio = 16;
  limits.harmlessSize = 1 << 16;
  Expected<Model> model =
      Model::open(MemoryBuffer::getMemBufferCopy(content, "fuzz.tar"), limits);
  if (!model)
    return consumeError(model.takeError());
  auto text = model->getGraphBuffer();
  if (!text)
    return consumeError(text.takeError());

  openTensor(*model, "w");
  unsigned left = 16;
  syntax::Lexer lexer((*text)->getBuffer());
  for (syntax::Token token = lexer.lex();
       !token.is(syntax::TokenKind::eof) && left; token = lexer.lex())
    if (token.is(syntax::TokenKind::string)) {
      openTensor(*model, syntax::unescapeString(token.getQuotedText()));
      --left;
    }
}

/// Makes the checksums of a tar archive right, which are hard to guess.
static std::string repairTar(StringRef content) {
  constexpr size_t blockSize = 512, checksumOffset = 148, sizeOffset = 124;
  std::string repaired = content.str();
  size_t position = 0;
  while (position + blockSize <= repaired.size()) {
    MutableArrayRef<char> header(&repaired[position], blockSize);
    MutableArrayRef<char> checksum = header.slice(checksumOffset, 8);
    fill(checksum, ' ');
    unsigned sum = 0;
    for (char byte : header)
      sum += uint8_t(byte);
    for (unsigned i = 6; i-- != 0; sum /= 8)
      checksum[i] = '0' + sum % 8;
    checksum[6] = '\0';
    uint64_t size;
    StringRef digits(header.data() + sizeOffset, 12);
    if (digits.trim(StringRef(" \0", 2)).getAsInteger(8, size) ||
        size > repaired.size())
      break;
    position += blockSize + alignTo(size, blockSize);
  }
  return repaired;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef content(reinterpret_cast<const char *>(data), size);
  openModel(content);
  if (content.substr(257).starts_with("ustar"))
    openModel(repairTar(content));
  return 0;
}
