//===- WritePackage.cpp - Packages as files -------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/OutputFile.h"
#include "NNEF/Runtime/Package.h"
#include "NNEF/Runtime/Target.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include <dlfcn.h>

using namespace llvm;
using namespace nnef;

/// Of OpenMP's runtime library, which programs may be linked with.
extern "C" void omp_set_num_threads(int numThreads);

std::optional<PackageForm> nnef::getPackageForm(StringRef path) {
  return StringSwitch<std::optional<PackageForm>>(sys::path::extension(path))
      .Cases({".o", ".obj"}, PackageForm::Object)
      .Case(".a", PackageForm::Archive)
      .Case(".so", PackageForm::SharedLibrary)
      .Default(std::nullopt);
}

static Error writeFile(StringRef path, StringRef bytes) {
  return writeOutputFile(path, [&](raw_ostream &os) {
    os << bytes;
    return Error::success();
  });
}

//===----------------------------------------------------------------------===//
// Shared libraries
//===----------------------------------------------------------------------===//

/// The command that makes a shared library of an object file.
static Expected<std::vector<std::string>>
getLinkCommand(const Package &package, const nnef::Target &target,
               StringRef object, StringRef output) {
  bool isHost =
      target.getTriple().getArch() ==
          Triple(sys::getProcessTriple()).getArch() &&
      target.getTriple().getOS() == Triple(sys::getProcessTriple()).getOS();
  SmallVector<StringRef> candidates{"ld.lld-22", "ld.lld"};
  if (isHost)
    candidates = {"cc", "clang-22", "clang"};
  for (StringRef candidate : candidates) {
    ErrorOr<std::string> program = sys::findProgramByName(candidate);
    if (!program)
      continue;
    std::vector<std::string> command{*program, "-shared", "-o", output.str(),
                                     object.str()};
    // Of another machine nobody knows where its libraries are: the program has
    // to name them.
    if (!isHost)
      return command;
    command.push_back("-lm");
    Dl_info openMP;
    if (package.needsOpenMP &&
        dladdr(reinterpret_cast<void *>(&omp_set_num_threads), &openMP)) {
      command.push_back(openMP.dli_fname);
      command.push_back(
          ("-Wl,-rpath," + sys::path::parent_path(openMP.dli_fname)).str());
    }
    return command;
  }
  std::string text;
  raw_string_ostream os(text);
  os << "a shared library needs a linker, and none is installed; tried ";
  interleaveComma(candidates, os);
  return createStringError(text);
}

/// Runs a linker. Its messages go to where those of the tool go.
static Error runLinker(ArrayRef<std::string> command) {
  SmallVector<StringRef> arguments(command.begin(), command.end());
  std::string message;
  int status =
      sys::ExecuteAndWait(command.front(), arguments,
                          /*Env=*/std::nullopt, /*Redirects=*/{},
                          /*SecondsToWait=*/0, /*MemoryLimit=*/0, &message);
  if (status == 0)
    return Error::success();
  return createStringError("the linker '" + command.front() + "' failed" +
                           (message.empty() ? "" : ": " + message));
}

static Expected<std::unique_ptr<MemoryBuffer>>
linkSharedLibrary(const Package &package, const nnef::Target &target) {
  SmallString<128> object, library;
  for (auto *file : {&object, &library}) {
    StringRef extension = file == &object ? "o" : "so";
    if (std::error_code ec =
            sys::fs::createTemporaryFile("nnef-compile", extension, *file))
      return createFileError("a temporary file", ec);
  }
  FileRemover removeObject(object), removeLibrary(library);
  if (Error error = writeFile(object, toStringRef(package.object)))
    return std::move(error);
  auto command = getLinkCommand(package, target, object, library);
  if (!command)
    return command.takeError();
  if (Error error = runLinker(*command))
    return std::move(error);
  auto buffer = MemoryBuffer::getFile(library, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer)
    return createFileError(library, buffer.getError());
  return std::move(*buffer);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

/// The code of a package in some form.
static Expected<std::unique_ptr<MemoryBuffer>>
getCode(const Package &package, const nnef::Target &target, PackageForm form) {
  std::string name = package.prefix + ".o";
  MemoryBufferRef object(toStringRef(package.object), name);
  switch (form) {
  case PackageForm::Object:
    return MemoryBuffer::getMemBuffer(object,
                                      /*RequiresNullTerminator=*/false);
  case PackageForm::Archive: {
    NewArchiveMember member(object);
    return writeArchiveToBuffer(member, SymtabWritingMode::NormalSymtab,
                                member.detectKindFromObject(),
                                /*Deterministic=*/true, /*Thin=*/false);
  }
  case PackageForm::SharedLibrary:
    return linkSharedLibrary(package, target);
  }
  llvm_unreachable("unknown form");
}

Error nnef::writePackage(const Package &package, const nnef::Target &target,
                         const PackageFiles &files) {
  auto code = getCode(package, target,
                      getPackageForm(files.code).value_or(PackageForm::Object));
  if (!code)
    return code.takeError();
  // The code last: whoever waits for it has everything then.
  if (!files.weights.empty())
    if (Error error = writeFile(files.weights, toStringRef(package.weights)))
      return error;
  if (Error error = writeFile(files.header, package.header))
    return error;
  return writeFile(files.code, (*code)->getBuffer());
}
