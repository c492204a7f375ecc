//===- ModelTest.cpp - Tests of models on disk ----------------------------===//
//
// This project is licensed under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/Model.h"
#include "TempFolder.h"

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
  EXPECT_MESSAGE(Model::open(write("m.tgz", "\x1f\x8b\x08")), "gzip archive");
  EXPECT_MESSAGE(Model::open(write("m.zip", "PK\3\4")), "zip archive");
  EXPECT_MESSAGE(Model::open(write("m.tar", std::string(257, 'x') + "ustar")),
                 "tar archive");
  EXPECT_MESSAGE(Model::open(write("x.dat", "N\xEF")), "tensor file");
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
}

TEST(TensorFileNameTest, RefusesUnsafeLabels) {
  for (StringRef label : {"..", "../a", "a/../b", "a/..", "/../a"})
    EXPECT_MESSAGE(getTensorFileName(label), "points outside of the model");
  for (StringRef label : {"", "/"})
    EXPECT_MESSAGE(getTensorFileName(label), "does not name a file");
  for (StringRef label : {"//a", "a//b", "a/", "./a", "a/."})
    EXPECT_MESSAGE(getTensorFileName(label), "a component that is not a name");
  EXPECT_MESSAGE(getTensorFileName(StringRef("a\0b", 3)), "zero byte");
}

} // namespace
