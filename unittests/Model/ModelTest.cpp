//===- ModelTest.cpp - Tests of models on disk ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/Model.h"
#include "TempFolder.h"
#include <unistd.h>

using namespace llvm;
using namespace nnef;

namespace {

class ModelTest : public TempFolderTest {
protected:
  void writeTensor(StringRef name) {
    std::string path = write(name, "");
    cantFail(writeTensorFile(path, {ItemType::Int, 8, {1}}, {'\7'}));
  }
};

TEST_F(ModelTest, OpensFoldersAndGraphFiles) {
  write("graph.nnef", "version 1.0;");
  writeTensor("conv/filter.dat");
  for (const std::string &path : {folder.str().str(), getPath("graph.nnef")}) {
    Model model = cantFail(Model::open(path));
    EXPECT_EQ(model.getGraphPath(), getPath("graph.nnef"));
    EXPECT_EQ(cantFail(model.getGraphBuffer())->getBuffer(), "version 1.0;");
    EXPECT_TRUE(model.hasFile("conv/filter"));
    EXPECT_TRUE(model.hasFile("/conv/filter"));
    EXPECT_FALSE(model.hasFile("conv"));
    EXPECT_EQ(cantFail(model.openTensor("conv/filter")).getData()[0], '\7');
    EXPECT_MESSAGE(model.openTensor("bias"), "bias.dat");
  }
}

TEST_F(ModelTest, RefusesWhatIsNotAModel) {
  EXPECT_MESSAGE(Model::open(getPath("none")), "none");
  EXPECT_MESSAGE(Model::open(folder), "the folder has no 'graph.nnef'");
  EXPECT_MESSAGE(Model::open(write("x.dat", "N\xEF")), "tensor file");
  write("graph.nnef", "\x1f\x8b\x08");
  EXPECT_MESSAGE(Model::open(folder), "this is a gzip-compressed tar archive");
}

TEST_F(ModelTest, ReadsAGraphFromAPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "version 1.0;", 12), 12);
  close(ends[1]);
  std::string path = "/dev/fd/" + std::to_string(ends[0]);
  Model model = cantFail(Model::open(path));
  close(ends[0]);
  EXPECT_EQ(model.getGraphPath(), path);
  EXPECT_EQ(cantFail(model.getGraphBuffer())->getBuffer(), "version 1.0;");
  EXPECT_EQ(cantFail(model.getQuantizationBuffer()).get(), nullptr);
  EXPECT_FALSE(model.hasFile("filter"));
  EXPECT_MESSAGE(model.openTensor("filter"),
                 "'filter.dat': a graph that is read from a stream has no");
}

TEST_F(ModelTest, FindsTheQuantizationFile) {
  write("graph.nnef", "version 1.0;");
  write("other.nnef", "version 1.0;");
  for (const std::string &path : {folder.str().str(), getPath("graph.nnef")})
    EXPECT_EQ(
        cantFail(cantFail(Model::open(path)).getQuantizationBuffer()).get(),
        nullptr);
  write("graph.quant", "'x': f();");
  for (const std::string &path : {folder.str().str(), getPath("graph.nnef")}) {
    Model model = cantFail(Model::open(path));
    std::unique_ptr<MemoryBuffer> text =
        cantFail(model.getQuantizationBuffer());
    ASSERT_TRUE(text);
    EXPECT_EQ(text->getBuffer(), "'x': f();");
    EXPECT_EQ(text->getBufferIdentifier(), getPath("graph.quant"));
  }
  // It belongs to the other graph.
  Model other = cantFail(Model::open(getPath("other.nnef")));
  EXPECT_EQ(cantFail(other.getQuantizationBuffer()).get(), nullptr);
}

TEST_F(ModelTest, QuantizationFileThatCannotBeRead) {
  write("graph.nnef", "version 1.0;");
  write("graph.quant/a", "");
  Model model = cantFail(Model::open(folder));
  EXPECT_MESSAGE(model.getQuantizationBuffer(), getPath("graph.quant"));
}

TEST_F(ModelTest, LabelsStayInsideOfTheModel) {
  write("model/graph.nnef", "");
  writeTensor("secret.dat");
  Model model = cantFail(Model::open(getPath("model")));
  EXPECT_FALSE(model.hasFile("../secret"));
  EXPECT_MESSAGE(model.openTensor("../secret"), "outside of the model");
}

TEST(TensorFileNameTest, AcceptsOrdinaryLabels) {
  EXPECT_EQ(cantFail(getTensorFileName("a")), "a.dat");
  EXPECT_EQ(cantFail(getTensorFileName("/a/b c/d.e")), "a/b c/d.e.dat");
  EXPECT_EQ(cantFail(getTensorFileName("a..b/...")), "a..b/....dat");
  // A backslash is not a slash.
  EXPECT_EQ(cantFail(getTensorFileName("a\\b")), "a\\b.dat");
}

TEST(TensorFileNameTest, RefusesUnsafeLabels) {
  for (StringRef label :
       {"..", "../a", "a/../b", "a/..", "/../a", "..\\a", "a\\..\\b"})
    EXPECT_MESSAGE(getTensorFileName(label), "points outside of the model");
  for (StringRef label : {"", "/"})
    EXPECT_MESSAGE(getTensorFileName(label), "does not name a file");
  for (StringRef label : {"//a", "a//b", "a/", "./a", "a/."})
    EXPECT_MESSAGE(getTensorFileName(label), "a component that is not a name");
  for (StringRef label : {StringRef("a\0b", 3), StringRef("a\nb")})
    EXPECT_MESSAGE(getTensorFileName(label), "control characters");
}

} // namespace
