//===- ArchiveTest.cpp - Tests of models in archives ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/Model.h"
#include "PackArchive.h"
#include "TempFolder.h"
#include <random>

using namespace llvm;
using namespace nnef;

/// Bytes that cannot be compressed.
static std::string makeNoise(size_t size) {
  std::string bytes(size, '\0');
  std::mt19937 random(size);
  for (char &byte : bytes)
    byte = char(random());
  return bytes;
}

static StringRef getItems(const TensorFile &file) {
  return StringRef(file.getData().data(), file.getData().size());
}

static bool isAligned(const TensorFile &file) {
  return reinterpret_cast<uintptr_t>(file.getData().data()) % 64 == 0;
}

/// A tar with a file that has a hole, as GNU's own format stores it.
static std::string packSparse(StringRef name, StringRef content,
                              StringRef lastPart) {
  std::string bytes = pack({"gnu", archive_write_set_format_gnutar},
                           {{name.str(), lastPart.str()}});
  char *header = bytes.data();
  auto putOctal = [&](size_t offset, unsigned width, uint64_t value) {
    for (unsigned i = width - 1; i-- > 0; value /= 8)
      header[offset + i] = char('0' + value % 8);
    header[offset + width - 1] = '\0';
  };
  header[156] = 'S';
  putOctal(386, 12, content.size() - lastPart.size());
  putOctal(398, 12, lastPart.size());
  putOctal(483, 12, content.size());
  std::fill_n(header + 148, 8, ' ');
  unsigned checksum = 0;
  for (unsigned i = 0; i < 512; ++i)
    checksum += uint8_t(header[i]);
  putOctal(148, 7, checksum);
  // The rest of the archive may follow instead of its end.
  return bytes.substr(0, 512 + alignTo(lastPart.size(), 512));
}

namespace {

class ArchiveTest : public TempFolderTest {
protected:
  /// Opens an archive by a name that says nothing.
  Expected<Model> open(StringRef bytes, const ArchiveLimits &limits = {}) {
    // Files that may be mapped are replaced, not overwritten.
    sys::fs::remove(getPath("model"));
    return Model::open(write("model", bytes), limits);
  }

  Expected<TensorFile> openTensor(StringRef bytes, StringRef label = "w") {
    Expected<Model> model = open(bytes);
    if (!model)
      return model.takeError();
    return model->openTensor(label);
  }
};

//===----------------------------------------------------------------------===//
// What holds for every container
//===----------------------------------------------------------------------===//

// This is how GoogleTest gives parameters to a class like that.
// NOLINTNEXTLINE(misc-multiple-inheritance)
class ContainerTest : public ArchiveTest,
                      public testing::WithParamInterface<Container> {};

INSTANTIATE_TEST_SUITE_P(All, ContainerTest, testing::ValuesIn(allContainers),
                         [](const auto &info) { return info.param.name; });

TEST_P(ContainerTest, HasGraphAndTensors) {
  std::string large = makeNoise(300'000), zeros(1'000'000, '\0');
  Model model =
      cantFail(open(pack(GetParam(), {packTensor("conv/large.dat", large),
                                      packGraph(),
                                      packTensor("conv/filter.dat"),
                                      {"README", "text"},
                                      packTensor("zeros.dat", zeros)})));
  EXPECT_EQ(model.getGraphPath(), getPath("model/graph.nnef"));
  EXPECT_EQ(model.getFolder(), getPath("model"));
  auto text = cantFail(model.getGraphBuffer());
  EXPECT_EQ(text->getBuffer(), "version 1.0;");
  EXPECT_EQ(text->getBufferIdentifier(), getPath("model/graph.nnef"));
  EXPECT_EQ(*text->getBufferEnd(), '\0');

  EXPECT_TRUE(model.hasFile("conv/filter"));
  EXPECT_TRUE(model.hasFile("/conv/filter"));
  EXPECT_FALSE(model.hasFile("conv"));
  EXPECT_FALSE(model.hasFile("filter"));
  EXPECT_EQ(getItems(cantFail(model.openTensor("conv/filter"))), "\7");
  EXPECT_EQ(getItems(cantFail(model.openTensor("/conv/filter"))), "\7");
  TensorFile largeFile = cantFail(model.openTensor("conv/large"));
  EXPECT_EQ(getItems(largeFile), large);
  EXPECT_TRUE(isAligned(largeFile));
  EXPECT_EQ(getItems(cantFail(model.openTensor("zeros"))), zeros);
}

TEST_P(ContainerTest, MayHaveATopFolder) {
  for (StringRef top : {"./", "model-1/", "./a/b/"}) {
    Model model =
        cantFail(open(pack(GetParam(), {{top.str(), "", AE_IFDIR},
                                        packGraph((top + "graph.nnef").str()),
                                        packTensor((top + "sub/w.dat").str()),
                                        packTensor("outside.dat")})));
    EXPECT_EQ(cantFail(model.getGraphBuffer())->getBuffer(), "version 1.0;");
    EXPECT_EQ(getItems(cantFail(model.openTensor("sub/w"))), "\7");
    EXPECT_EQ(model.hasFile("outside"), top == "./");
  }
}

TEST_P(ContainerTest, MissingTensorIsNamed) {
  Model model = cantFail(open(
      pack(GetParam(), {packGraph("m/graph.nnef"), packTensor("m/w.dat")})));
  // Labels tell small letters from capital ones.
  EXPECT_FALSE(model.hasFile("W"));
  EXPECT_EQ(getMessage(model.openTensor("W")),
            "'" + getPath("model/m/W.dat") + "': No such file or directory");
  EXPECT_EQ(cantFail(model.getTensorPath("W")), getPath("model/m/W.dat"));
  EXPECT_MESSAGE(model.openTensor("../w"), "points outside of the model");
}

TEST_P(ContainerTest, MayHaveAQuantizationFile) {
  auto openWith = [&](StringRef top, StringRef name) {
    return cantFail(
        open(pack(GetParam(), {{name.str(), "'x': f();"},
                               packGraph((top + "graph.nnef").str()),
                               packTensor((top + "w.dat").str())})));
  };
  for (StringRef top : {"", "m/"}) {
    Model model = openWith(top, (top + "graph.quant").str());
    auto text = cantFail(model.getQuantizationBuffer());
    ASSERT_TRUE(text);
    EXPECT_EQ(text->getBuffer(), "'x': f();");
    EXPECT_EQ(text->getBufferIdentifier(),
              getPath("model/" + (top + "graph.quant").str()));
    // One elsewhere is not that of the model.
    Model other = openWith(top, "elsewhere/graph.quant");
    EXPECT_EQ(cantFail(other.getQuantizationBuffer()).get(), nullptr);
  }
  // Ignoring a link would change the meaning of the model.
  EXPECT_MESSAGE(
      cantFail(open(pack(GetParam(),
                         {packGraph(), {"graph.quant", "", AE_IFLNK, "q"}})))
          .getQuantizationBuffer(),
      "graph.quant': this is a symbolic link");
}

TEST_P(ContainerTest, BytesOutliveModelAndArchive) {
  std::string bytes = pack(GetParam(), {packGraph(), packTensor("w.dat")});
  TensorFile file = cantFail(openTensor(bytes));
  sys::fs::remove(getPath("model"));
  EXPECT_EQ(getItems(file), "\7");
}

TEST_P(ContainerTest, NeedsExactlyOneGraph) {
  EXPECT_MESSAGE(open(pack(GetParam(), {packTensor("w.dat")})),
                 "has no 'graph.nnef'");
  EXPECT_MESSAGE(
      open(pack(GetParam(), {packGraph("a/graph.nnef"), packGraph()})),
      "model': the archive has more than one model: '");
}

TEST_P(ContainerTest, RefusesEntriesOutsideOfTheArchive) {
  for (StringRef name : {"../w.dat", "a/../../w.dat", "a/..", "/w.dat"})
    EXPECT_MESSAGE(open(pack(GetParam(), {packGraph(), packTensor(name)})),
                   "entry '" + name.str() + "' points outside of the archive");
}

TEST_P(ContainerTest, RefusesTwoEntriesOfOneName) {
  EXPECT_MESSAGE(open(pack(GetParam(), {packGraph(), packTensor("a/w.dat"),
                                        packTensor("./a//w.dat")})),
                 "the archive has two entries 'a/w.dat'");
  // Folders may be repeated.
  EXPECT_EQ(getMessage(open(pack(
                GetParam(),
                {packGraph(), {"a/", "", AE_IFDIR}, {"./a/", "", AE_IFDIR}}))),
            "success");
}

TEST_P(ContainerTest, IgnoresLinks) {
  write("secret.dat", "");
  std::string bytes =
      pack(GetParam(),
           {packGraph(), {"w.dat", "", AE_IFLNK, getPath("secret.dat")}});
  EXPECT_FALSE(cantFail(open(bytes)).hasFile("w"));
  EXPECT_MESSAGE(openTensor(bytes), "w.dat': this is a symbolic link");
  EXPECT_MESSAGE(
      open(pack(GetParam(), {{"graph.nnef", "", AE_IFLNK, "/dev/zero"}})),
      "has no 'graph.nnef'");
}

TEST_P(ContainerTest, ReadsNamesThatAreNotASCII) {
  Model model =
      cantFail(open(pack(GetParam(), {packGraph("größe/graph.nnef"),
                                      packTensor("größe/重み.dat")})));
  EXPECT_EQ(model.getGraphPath(), getPath("model/größe/graph.nnef"));
  EXPECT_EQ(getItems(cantFail(model.openTensor("重み"))), "\7");
}

TEST_P(ContainerTest, LimitsEntries) {
  ArchiveLimits limits;
  limits.maxEntries = 2;
  limits.maxNameLength = 10;
  auto openWith = [&](StringRef name) {
    return open(pack(GetParam(), {packGraph(), {name.str()}}), limits);
  };
  EXPECT_EQ(getMessage(openWith("ten-bytes!")), "success");
  EXPECT_MESSAGE(openWith("eleven-byte"),
                 "the name of entry 'eleven-byte' is longer than 10 bytes");
  limits.maxEntries = 1;
  EXPECT_MESSAGE(openWith("other"), "the archive has more than 1 entries");
}

TEST_P(ContainerTest, RefusesControlCharactersInNames) {
  EXPECT_MESSAGE(open(pack(GetParam(), {packGraph(), {"a\nb"}})),
                 "the name of entry 'a\\0Ab' has control characters");
}

TEST_P(ContainerTest, SurvivesTruncation) {
  std::string whole =
      pack(GetParam(), {packTensor("a.dat", makeNoise(3000)), packGraph(),
                        packTensor("w.dat", makeNoise(70'000))});
  // Blocks of padding at the end of an archive are not missed.
  size_t needed = whole.find_last_not_of('\0') + 1;
  for (size_t size = 0; size < needed; size += 1 + size / 20) {
    Expected<TensorFile> file = openTensor(whole.substr(0, size));
    bool isText = size < 512 || whole[0] == 'a';
    if (isText)
      consumeError(file.takeError());
    else
      EXPECT_FALSE(file) << size;
  }
}

TEST_P(ContainerTest, SurvivesDamage) {
  std::string whole =
      pack(GetParam(), {packGraph("m/graph.nnef"), packTensor("m/w.dat")});
  std::mt19937 random(1);
  for (unsigned i = 0; i < 300; ++i) {
    std::string damaged = whole;
    for (unsigned j = 0; j <= i % 4; ++j)
      damaged[random() % whole.size()] = char(random());
    Expected<TensorFile> file = openTensor(damaged);
    if (!file)
      consumeError(file.takeError());
  }
}

//===----------------------------------------------------------------------===//
// Plain tar
//===----------------------------------------------------------------------===//

TEST_F(ArchiveTest, PlainTarIsNotCopied) {
  std::string a = makeNoise(100'000), b = makeNoise(5);
  Model model = cantFail(open(
      pack(tarFile, {packTensor("a.dat", a), packGraph("graph.nnef"),
                     packTensor("b.dat", b), packTensor("empty.dat", "")})));
  TensorFile fileA = cantFail(model.openTensor("a"));
  TensorFile fileB = cantFail(model.openTensor("b"));
  EXPECT_EQ(getItems(fileA), a);
  EXPECT_EQ(getItems(fileB), b);
  EXPECT_TRUE(isAligned(fileA));
  EXPECT_TRUE(isAligned(fileB));
  EXPECT_EQ(cantFail(model.openTensor("empty")).getNumItems(), 0u);

  // Both are a part of the mapped archive.
  std::shared_ptr<const MemoryBuffer> archive = fileA.getOwner();
  EXPECT_EQ(archive, fileB.getOwner());
  EXPECT_EQ(archive->getBufferKind(), MemoryBuffer::MemoryBuffer_MMap);
  for (const TensorFile &file : {fileA, fileB}) {
    EXPECT_GE(file.getData().begin(), archive->getBufferStart());
    EXPECT_LE(file.getData().end(), archive->getBufferEnd());
  }
}

TEST_F(ArchiveTest, PlainTarIsNotLimitedInSize) {
  ArchiveLimits limits;
  limits.maxUnpackedSize = 0;
  std::string bytes = pack(tarFile, {packGraph(), packTensor("w.dat")});
  Model model = cantFail(open(bytes, limits));
  EXPECT_EQ(getItems(cantFail(model.openTensor("w"))), "\7");
}

TEST_F(ArchiveTest, SparseFilesInATarAreFilledUp) {
  PackedFile sparse = packTensor("w.dat", std::string(1000, '\0') + "\7");
  // The hole begins with the header, so this is not a tensor file.
  std::string hole = packSparse("hole.dat", std::string(2000, '\0') + "x", "x");
  std::string graph =
      packSparse("graph.nnef", std::string(100, '\0') + "text", "text");
  Model model = cantFail(open(hole + graph + pack(tarFile, {sparse})));
  EXPECT_EQ(cantFail(model.getGraphBuffer())->getBuffer(),
            std::string(100, '\0') + "text");
  EXPECT_MESSAGE(model.openTensor("hole"), "not an NNEF tensor file");
  EXPECT_EQ(cantFail(model.openTensor("w")).getNumItems(), 1001u);
}

TEST_F(ArchiveTest, SparseFilesInATarAreLimited) {
  std::string bytes =
      packSparse("hole.dat", std::string(2000, '\0') + "x", "x");
  ArchiveLimits limits;
  limits.maxUnpackedSize = 2000;
  EXPECT_MESSAGE(open(bytes + pack(tarFile, {packGraph()}), limits),
                 "take more than 2000 bytes");
}

TEST_F(ArchiveTest, HardLinksAreIgnored) {
  EXPECT_MESSAGE(openTensor(pack(tarFile, {packGraph(),
                                           packTensor("v.dat"),
                                           {"w.dat", "", AE_IFREG, "v.dat"}})),
                 "w.dat': this is a hard link");
}

TEST_F(ArchiveTest, DevicesAreIgnored) {
  EXPECT_MESSAGE(
      openTensor(pack(tarFile, {packGraph(), {"w.dat", "", AE_IFIFO}})),
      "w.dat': this is a special file");
}

TEST_F(ArchiveTest, OpensFromMemory) {
  // Wherever the bytes are, tensors are aligned.
  std::string padding = "x";
  for (const Container &container : allContainers) {
    std::string bytes = padding + pack(container, {packGraph("m/graph.nnef"),
                                                   packTensor("m/w.dat")});
    Model model = cantFail(Model::open(MemoryBuffer::getMemBuffer(
        StringRef(bytes).drop_front(padding.size()), "memory",
        /*RequiresNullTerminator=*/false)));
    EXPECT_EQ(model.getGraphPath(), "memory/m/graph.nnef");
    EXPECT_TRUE(isAligned(cantFail(model.openTensor("w"))));
  }
}

TEST_F(ArchiveTest, NamesOfAnyLengthInATar) {
  // Where there is no room in the header, it is an entry before it.
  std::string folder(120, 'd'), name(200, 'n');
  for (const Container &container :
       {Container{"pax", archive_write_set_format_pax},
        Container{"gnutar", archive_write_set_format_gnutar}}) {
    Model model = cantFail(
        open(pack(container, {packGraph(folder + "/graph.nnef"),
                              packTensor(folder + "/" + name + ".dat")})));
    TensorFile file = cantFail(model.openTensor(name));
    EXPECT_EQ(getItems(file), "\7");
    EXPECT_TRUE(isAligned(file));
  }
}

TEST_F(ArchiveTest, SparseFilesMayEndWithAHole) {
  PackedFile tensor = packTensor("w.dat", std::string(1000, '\0'));
  std::string bytes = pack({"gnu", archive_write_set_format_gnutar},
                           {{tensor.name, tensor.content.substr(0, 512)}});
  // A map of one part, and the size with what follows it.
  auto putOctal = [&](size_t offset, uint64_t value) {
    for (unsigned i = 11; i-- > 0; value /= 8)
      bytes[offset + i] = char('0' + value % 8);
    bytes[offset + 11] = '\0';
  };
  bytes[156] = 'S';
  putOctal(386, 0);
  putOctal(398, 512);
  putOctal(483, tensor.content.size());
  std::fill_n(&bytes[148], 8, ' ');
  unsigned checksum = 0;
  for (unsigned i = 0; i < 512; ++i)
    checksum += uint8_t(bytes[i]);
  for (unsigned i = 6; i-- > 0; checksum /= 8)
    bytes[148 + i] = char('0' + checksum % 8);
  bytes[154] = '\0';
  Model model =
      cantFail(open(bytes.substr(0, 1024) + pack(tarFile, {packGraph()})));
  EXPECT_EQ(getItems(cantFail(model.openTensor("w"))), std::string(1000, '\0'));
}

//===----------------------------------------------------------------------===//
// Zip archives
//===----------------------------------------------------------------------===//

static Container storedZip{"stored", setStoredZip};

TEST_F(ArchiveTest, StoredZipIsNotCopiedWhereItIsAligned) {
  std::string items = makeNoise(100'000);
  bool wasInPlace = false, wasCopied = false;
  for (unsigned length = 1; length <= 64; ++length) {
    std::string label(length, 'w');
    Model model = cantFail(open(
        pack(storedZip, {packGraph(), packTensor(label + ".dat", items)})));
    TensorFile file = cantFail(model.openTensor(label));
    EXPECT_EQ(getItems(file), items);
    EXPECT_TRUE(isAligned(file));
    bool isInPlace = file.getOwner()->getBufferSize() > 128 + items.size();
    EXPECT_EQ(isInPlace, file.getOwner()->getBufferKind() ==
                             MemoryBuffer::MemoryBuffer_MMap);
    wasInPlace |= isInPlace;
    wasCopied |= !isInPlace;
  }
  EXPECT_TRUE(wasInPlace);
  EXPECT_TRUE(wasCopied);
}

TEST_F(ArchiveTest, StoredZipIsVerifiedWhereItIsNotCopied) {
  std::string items = makeNoise(1000);
  bool wasInPlace = false;
  for (unsigned length = 1; length <= 64; ++length) {
    std::string label(length, 'w');
    std::string bytes =
        pack(storedZip, {packGraph(), packTensor(label + ".dat", items)});
    size_t offset = bytes.find(items);
    ASSERT_NE(offset, std::string::npos);
    wasInPlace |= offset % 64 == 0;
    bytes[offset] ^= 1;
    EXPECT_MESSAGE(openTensor(bytes, label), "ZIP bad CRC");
  }
  EXPECT_TRUE(wasInPlace);
}

TEST_F(ArchiveTest, ZipWithSizesBehindTheContent) {
  for (const Container &container : {zipFile, storedZip}) {
    PackedFile tensor = packTensor("w.dat", makeNoise(70'000));
    PackedFile graph = packGraph();
    tensor.isStreamed = graph.isStreamed = true;
    EXPECT_EQ(getItems(cantFail(openTensor(pack(container, {tensor, graph})))),
              StringRef(tensor.content).drop_front(128));
  }
}

TEST_F(ArchiveTest, ZipWithSizesOf64Bits) {
  std::string bytes = pack(zipFile, {packGraph(), packTensor("w.dat")});
  // The sizes in the directory say that they are in an extra field.
  size_t entry = bytes.rfind("PK\1\2");
  auto get32 = [&](size_t offset) {
    return support::endian::read32le(&bytes[offset]);
  };
  std::string extra("\1\0\x10\0", 4);
  for (size_t offset : {24, 20}) {
    char size[8];
    support::endian::write64le(size, get32(entry + offset));
    extra.append(size, sizeof(size));
    support::endian::write32le(&bytes[entry + offset], ~0u);
  }
  size_t extraSize = support::endian::read16le(&bytes[entry + 30]);
  support::endian::write16le(&bytes[entry + 30], extraSize + extra.size());
  size_t end = bytes.rfind("PK\5\6");
  support::endian::write32le(&bytes[end + 12], get32(end + 12) + extra.size());
  bytes.insert(entry + 46 + strlen("w.dat"), extra);
  EXPECT_EQ(getItems(cantFail(openTensor(bytes))), "\7");
}

TEST_F(ArchiveTest, EncryptedEntriesAreNamed) {
  // The first bit of the flags, in both places.
  std::string bytes = pack(zipFile, {packGraph(), packTensor("w.dat")});
  bytes[bytes.rfind("PK\3\4") + 6] |= 1;
  bytes[bytes.rfind("PK\1\2") + 8] |= 1;
  EXPECT_MESSAGE(open(bytes), "entry 'w.dat' is encrypted; pack the model "
                              "again without a password");
}

//===----------------------------------------------------------------------===//
// Compressed archives
//===----------------------------------------------------------------------===//

TEST_F(ArchiveTest, UnpackedTensorsAreShared) {
  std::string bytes = pack(tgzFile, {packGraph(), packTensor("w.dat")});
  Model model = cantFail(open(bytes));
  TensorFile first = cantFail(model.openTensor("w"));
  EXPECT_EQ(first.getOwner(), cantFail(model.openTensor("w")).getOwner());
}

TEST_F(ArchiveTest, BombsAreRefused) {
  ArchiveLimits limits;
  limits.harmlessSize = 1'000'000;
  limits.maxRatio = 10;
  std::string zeros(10'000'000, '\0');
  for (const Container &container : {tgzFile, zipFile}) {
    for (const char *name : {"bomb.dat", "README", "m/graph.nnef"}) {
      std::string bytes = pack(container, {packGraph("g"), {name, zeros}});
      ASSERT_LT(bytes.size(), 100'000u);
      EXPECT_MESSAGE(open(bytes, limits), "the files in the archive take more");
    }
    // Weights that hardly can be compressed are large, but no bomb.
    std::string noise = makeNoise(3'000'000);
    EXPECT_EQ(getMessage(open(
                  pack(container, {packGraph(), packTensor("w.dat", noise)}),
                  limits)),
              "success");
  }
  limits.maxRatio = ~uint64_t(0);
  limits.maxUnpackedSize = 5'000'000;
  EXPECT_MESSAGE(
      open(pack(tgzFile, {packGraph(), {"bomb.dat", zeros}}), limits),
      "the files in the archive take more than 5000000 bytes, which is the "
      "limit for an archive of ");
}

TEST_F(ArchiveTest, OnlySoundTensorsAreUnpacked) {
  PackedFile lie = packTensor("lie.dat");
  lie.content.resize(10'000'000);
  for (const Container &container : {tgzFile, zipFile}) {
    Model model =
        cantFail(open(pack(container, {packGraph(),
                                       {"text.dat", "text"},
                                       lie,
                                       {"empty.dat", ""},
                                       packTensor("w.dat", "\1\2")})));
    EXPECT_MESSAGE(model.openTensor("lie"), "9999871 bytes follow after");
    EXPECT_MESSAGE(model.openTensor("text"), "not an NNEF tensor file");
    EXPECT_MESSAGE(model.openTensor("empty"), "not an NNEF tensor file");
    // What is wrong with others is their problem.
    EXPECT_EQ(getItems(cantFail(model.openTensor("w"))), "\1\2");
  }
}

TEST_F(ArchiveTest, ZipThatLiesAboutASizeIsRefused) {
  std::string bytes = pack(
      zipFile, {packGraph(), packTensor("w.dat", std::string(1000, '\3'))});
  // The directory at the end of the archive, and the size in its second entry.
  size_t entry = bytes.rfind("PK\1\2");
  for (uint32_t size : {0u, 130u, 1127u, 1129u, 1'000'000'000u}) {
    support::endian::write32le(&bytes[entry + 24], size);
    EXPECT_MESSAGE(openTensor(bytes), "damaged zip archive");
  }
}

TEST_F(ArchiveTest, CorruptedZipEntryIsReported) {
  std::string bytes =
      pack({"stored", setStoredZip},
           {packGraph(), packTensor("a.dat"), packTensor("w.dat", "somewhere"),
            packTensor("z.dat", "\1\2")});
  bytes[bytes.find("somewhere")] ^= 1;
  Model model = cantFail(open(bytes));
  EXPECT_MESSAGE(model.openTensor("w"),
                 "w.dat': damaged zip archive: ZIP bad CRC");
  // The others are as good as ever.
  EXPECT_EQ(getItems(cantFail(model.openTensor("a"))), "\7");
  EXPECT_EQ(getItems(cantFail(model.openTensor("z"))), "\1\2");
}

TEST_F(ArchiveTest, CompressionIsNotNested) {
  Container once{"gz", archive_write_set_format_raw,
                 archive_write_add_filter_gzip};
  std::string twice =
      pack(once, {{"x", pack(tgzFile, {packGraph(), packTensor("w.dat")})}});
  EXPECT_MESSAGE(open(twice), "this is not a whole gzip-compressed tar");
}

TEST_F(ArchiveTest, OtherThingsAreRefused) {
  EXPECT_MESSAGE(open("\x1f\x8b\x08"), "not a whole gzip-compressed tar");
  EXPECT_MESSAGE(open("BZh91AY"), "not a whole bzip2-compressed tar");
  EXPECT_MESSAGE(open("\xfd\x37zXZ"), "not a whole xz-compressed tar");
  EXPECT_MESSAGE(open("\x28\xb5\x2f\xfd"), "not a whole zstd-compressed tar");
  EXPECT_MESSAGE(open("PK\3\4"), "not a whole zip archive");
  EXPECT_MESSAGE(open(pack(tarFile, {})),
                 "the tar archive has no 'graph.nnef'");
  EXPECT_MESSAGE(open(pack(zipFile, {})), "not a whole zip archive");
  EXPECT_MESSAGE(open(std::string(257, 'x') + "ustar" + std::string(300, 'x')),
                 "tar archive");
  Container gzip{"gz", archive_write_set_format_raw,
                 archive_write_add_filter_gzip};
  EXPECT_MESSAGE(open(pack(gzip, {packGraph()})),
                 "it is truncated or contains something else");
}

} // namespace
