//===- ModelWriterTest.cpp - Tests of writing models ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/ModelWriter.h"
#include "NNEF/Model/Model.h"
#include "TempFolder.h"
#include <csignal>
#include <cstdlib>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

using namespace llvm;
using namespace nnef;

namespace {

using Bytes = std::vector<std::pair<std::string, std::string>>;

class ModelWriterTest : public TempFolderTest {
protected:
  std::unique_ptr<ModelWriter> create(StringRef name) {
    return cantFail(ModelWriter::create(getPath(name)));
  }

  static Error writeItems(ModelWriter &writer, StringRef label,
                          StringRef items) {
    return writer.writeTensor(label,
                              {ItemType::Int, 8, {int64_t(items.size())}},
                              ArrayRef(items.data(), items.size()));
  }

  /// A complete model with one tensor `w`.
  void writeModel(StringRef name, StringRef items = "\7") {
    auto writer = create(name);
    cantFail(writer->writeGraph("version 1.0;"));
    cantFail(writeItems(*writer, "w", items));
    cantFail(writer->commit());
  }

  std::string readItems(StringRef name, StringRef label) {
    Model model = cantFail(Model::open(getPath(name)));
    TensorFile file = cantFail(model.openTensor(label));
    return std::string(file.getData().begin(), file.getData().end());
  }

  /// All files in the folder, with their names.
  Bytes readAll(StringRef name) {
    std::string path = getPath(name);
    if (!sys::fs::is_directory(path))
      return {{"", read(path)}};
    Bytes bytes;
    std::error_code code;
    for (sys::fs::recursive_directory_iterator it(path, code), end;
         it != end && !code; it.increment(code))
      bytes.push_back({it->path().substr(path.size()), read(it->path())});
    llvm::sort(bytes);
    return bytes;
  }
};

//===----------------------------------------------------------------------===//
// What holds for every form of a model
//===----------------------------------------------------------------------===//

// NOLINTNEXTLINE(misc-multiple-inheritance)
class FormTest : public ModelWriterTest,
                 public testing::WithParamInterface<const char *> {};

static constexpr const char *allForms[] = {
    "folder",    "tgz.d",  "m.tar",    "m.tar.gz", "m.tgz",
    "m.tar.bz2", "m.tbz2", "m.tar.xz", "m.txz",    "m.tar.zst",
    "m.tzst",    "m.zip",  "m.ZIP"};

INSTANTIATE_TEST_SUITE_P(All, FormTest, testing::ValuesIn(allForms),
                         [](const auto &info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST_P(FormTest, IsReadAsItWasWritten) {
  std::string large(3'000'000, '\0');
  for (size_t i = 0; i < large.size(); ++i)
    large[i] = char(i * i >> 7);
  std::string deep = std::string(150, 'd') + "/" + std::string(150, 'e');
  auto writer = create(GetParam());
  cantFail(writer->writeGraph("version 1.0;"));
  cantFail(writer->writeQuantization("'x': f();"));
  cantFail(writeItems(*writer, "/conv/large", large));
  cantFail(writeItems(*writer, "conv/empty", ""));
  SmallVector<StringRef> labels = {"größe/重み", "with space", deep};
  // In a zip, this would be a slash on some systems.
  if (StringRef(GetParam()).ends_with_insensitive(".zip"))
    EXPECT_MESSAGE(writeItems(*writer, "a\\b", "x"),
                   "a zip archive cannot have a name with '\\'; choose "
                   "another kind");
  else
    labels.push_back("a\\b");
  for (StringRef label : labels)
    cantFail(writeItems(*writer, label, label));
  cantFail(writer->commit());
  writer.reset();

  EXPECT_EQ(countFiles(), 1u);
  EXPECT_EQ(sys::fs::is_directory(getPath(GetParam())),
            StringRef(GetParam()) == "folder" ||
                StringRef(GetParam()) == "tgz.d");
  Model model = cantFail(Model::open(getPath(GetParam())));
  EXPECT_EQ(cantFail(model.getGraphBuffer())->getBuffer(), "version 1.0;");
  EXPECT_EQ(cantFail(model.getQuantizationBuffer())->getBuffer(), "'x': f();");
  EXPECT_EQ(readItems(GetParam(), "conv/large"), large);
  EXPECT_EQ(readItems(GetParam(), "conv/empty"), "");
  for (StringRef label : labels)
    EXPECT_EQ(readItems(GetParam(), label), label);
  EXPECT_FALSE(model.hasFile("a/b"));
}

TEST_F(ModelWriterTest, WritesTheSameEachTime) {
  std::vector<Bytes> first;
  for (const char *name : allForms) {
    writeModel(name);
    first.push_back(readAll(name));
  }
  // Times in archives have a resolution of two seconds at worst, and some are
  // local.
  ASSERT_EQ(setenv("TZ", "Pacific/Kiritimati", 1), 0);
  tzset();
  ASSERT_EQ(sleep(2), 0u);
  for (auto [name, bytes] : llvm::zip(allForms, first)) {
    writeModel(name);
    EXPECT_EQ(readAll(name), bytes) << name;
  }
  ASSERT_EQ(unsetenv("TZ"), 0);
  tzset();
}

TEST_P(FormTest, ReplacesAModelWhenItIsComplete) {
  writeModel(GetParam(), "old");
  {
    auto writer = create(GetParam());
    cantFail(writer->writeGraph("version 1.0;"));
    cantFail(writeItems(*writer, "w", "new"));
    EXPECT_EQ(readItems(GetParam(), "w"), "old");
  }
  EXPECT_EQ(readItems(GetParam(), "w"), "old");
  EXPECT_EQ(countFiles(), 1u);
  writeModel(GetParam(), "new");
  EXPECT_EQ(readItems(GetParam(), "w"), "new");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_P(FormTest, ReplacesWhatALinkPointsAt) {
  writeModel(GetParam(), "old");
  std::string link = "link-to-" + std::string(GetParam());
  ASSERT_FALSE(sys::fs::create_link(getPath(GetParam()), getPath(link)));
  writeModel(link, "new");
  EXPECT_EQ(readItems(GetParam(), "w"), "new");
  EXPECT_TRUE(sys::fs::is_symlink_file(getPath(link)));
  EXPECT_EQ(countFiles(), 2u);
}

TEST_P(FormTest, LeavesNothingWhenTheDiskIsFull) {
  writeModel(GetParam(), "old");
  // A limit of the size of a file is an error of the same kind.
  std::string noise(3'000'000, '\0');
  for (char &byte : noise)
    byte = char(std::rand());
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit limit = {2'000'000, before.rlim_max};
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  {
    auto writer = create(GetParam());
    cantFail(writer->writeGraph("version 1.0;"));
    Error error = writeItems(*writer, "w", noise);
    // What is written may have waited in a buffer.
    if (!error)
      error = writer->commit();
    EXPECT_MESSAGE(std::move(error), "File too large");
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(readItems(GetParam(), "w"), "old");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_P(FormTest, LeavesNothingAfterAnInterrupt) {
  writeModel(GetParam(), "old");
  for (int signal : {SIGINT, SIGTERM}) {
    auto interrupt = [&] {
      auto writer = create(GetParam());
      cantFail(writer->writeGraph("version 1.0;"));
      cantFail(writeItems(*writer, "w", "new"));
      raise(signal);
      bool failed = errorToBool(writer->commit());
      writer.reset();
      // Whoever survives is told.
      if (failed)
        raise(signal);
    };
    EXPECT_EXIT(interrupt(), testing::KilledBySignal(signal), "");
    EXPECT_EQ(readItems(GetParam(), "w"), "old");
    EXPECT_EQ(countFiles(), 1u);
  }
}

TEST_P(FormTest, TakesNoOtherPlace) {
  std::string name = GetParam();
  write(name + "/precious.txt", "text");
  EXPECT_MESSAGE(ModelWriter::create(getPath(name)), getPath(name));
  EXPECT_MESSAGE(ModelWriter::create(getPath("none/" + name)), "none");
  EXPECT_EQ(read(getPath(name + "/precious.txt")), "text");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_P(FormTest, OneVariableIsWrittenOnce) {
  auto writer = create(GetParam());
  cantFail(writer->writeGraph("version 1.0;"));
  cantFail(writeItems(*writer, "a/w", "xy"));
  cantFail(writeItems(*writer, "a/w", "xy"));
  cantFail(writeItems(*writer, "/a/w", "xy"));
  // Readers that compare exactly find this one too.
  cantFail(writeItems(*writer, "A/W", "xy"));
  for (StringRef label : {"a/w", "/a/w", "A/w", "A/W"}) {
    EXPECT_MESSAGE(writeItems(*writer, label, "xz"),
                   "label '" + label.str() + "' is that of another variable");
    EXPECT_MESSAGE(
        writer->writeTensor(label, {ItemType::UInt, 8, {2}}, {'x', 'y'}),
        "is that of another variable with other values");
    EXPECT_MESSAGE(
        writer->writeTensor(label, {ItemType::Int, 8, {2, 1}}, {'x', 'y'}),
        "is that of another variable with other values");
  }
  cantFail(writer->commit());
  EXPECT_EQ(readItems(GetParam(), "a/w"), "xy");
  EXPECT_EQ(readItems(GetParam(), "A/W"), "xy");
}

TEST_P(FormTest, FilesAreNoFolders) {
  auto writer = create(GetParam());
  cantFail(writer->writeGraph("version 1.0;"));
  cantFail(writeItems(*writer, "a", "x"));
  cantFail(writeItems(*writer, "b.dat/c", "x"));
  for (StringRef label : {"a.dat/b", "A.dat/b", "/a.dat/b/c", "graph.nnef/x"})
    EXPECT_MESSAGE(writeItems(*writer, label, "x"),
                   "this file would lie in another one");
  for (StringRef label : {"b", "B"})
    EXPECT_MESSAGE(writeItems(*writer, label, "x"),
                   "a folder of the model has the name of this file");
}

TEST_P(FormTest, UnsafeLabelsAreNotWritten) {
  auto writer = create(GetParam());
  for (StringRef label : {"", "/", "..", "../x", "a/../../x", "//x", "a/./x",
                          "a\\..\\x", "a\nb", "//etc/x"})
    EXPECT_TRUE(errorToBool(writeItems(*writer, label, "x"))) << label.str();
  EXPECT_EQ(countFiles(), 1u);
}

//===----------------------------------------------------------------------===//
// Archives
//===----------------------------------------------------------------------===//

TEST_F(ModelWriterTest, TensorsInAPlainTarCanBeMapped) {
  auto writer = create("m.tar");
  cantFail(writer->writeGraph("version 1.0;"));
  // With and without an extended header.
  std::string deep = std::string(150, 'd') + "/" + std::string(150, 'e');
  for (StringRef label : {StringRef("a"), StringRef(deep), StringRef("b")})
    cantFail(writeItems(*writer, label, std::string(100'001, 'x')));
  cantFail(writer->commit());
  Model model = cantFail(Model::open(getPath("m.tar")));
  for (StringRef label : {StringRef("a"), StringRef(deep), StringRef("b")}) {
    TensorFile file = cantFail(model.openTensor(label));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(file.getData().data()) % 64, 0u);
    EXPECT_EQ(file.getOwner()->getBufferKind(),
              MemoryBuffer::MemoryBuffer_MMap);
  }
}

TEST_F(ModelWriterTest, NamesThatReadersRefuseAreNotWritten) {
  auto writer = create("m.tar");
  EXPECT_MESSAGE(writeItems(*writer, "\xFF", "x"),
                 "the name is not in UTF-8, as those in archives are");
  std::string tooLong;
  for (unsigned i = 0; i < 11; ++i)
    tooLong += std::string(99, 'x') + "/";
  EXPECT_MESSAGE(writeItems(*writer, tooLong + "y", "x"),
                 "the name is too long for an archive");
}

TEST_F(ModelWriterTest, SaysWhatIsInTheWay) {
  write("m.tgz/file", "");
  EXPECT_MESSAGE(ModelWriter::create(getPath("m.tgz")),
                 "m.tgz': a folder is in the way of this archive");
  EXPECT_MESSAGE(ModelWriter::create(write("file", "")),
                 "file': this is not a folder");
  write("work/file", "");
  EXPECT_MESSAGE(ModelWriter::create(getPath("work")),
                 "this folder is not replaced, as it is not a model");
  // An empty one is.
  ASSERT_FALSE(sys::fs::create_directory(getPath("empty")));
  writeModel("empty");
  EXPECT_EQ(readItems("empty", "w"), "\7");
}

} // namespace
