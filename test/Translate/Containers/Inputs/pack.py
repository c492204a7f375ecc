"""Packs files into an archive: pack.py ARCHIVE NAME=FILE...

The extension of ARCHIVE says what kind it is, and NAME is what the file is
called in it. If FILE is a folder, NAME is that folder, or the top if it is
empty; if FILE starts with @, a symbolic link to what follows is packed.
"""

import os
import sys
import tarfile
import zipfile


def find_files(name, path):
    """All files below `path`, and what they are called in the archive."""
    if not os.path.isdir(path):
        return [(name, path)]
    files = []
    for folder, _, names in os.walk(path):
        for file in sorted(names):
            inside = os.path.relpath(os.path.join(folder, file), path)
            files.append((os.path.join(name, inside), os.path.join(folder, file)))
    return sorted(files)


def pack_tar(archive, compression, files):
    with tarfile.open(archive, "w:" + compression) as tar:
        for name, path in files:
            if path.startswith("@"):
                link = tarfile.TarInfo(name)
                link.type = tarfile.SYMTYPE
                link.linkname = path[1:]
                tar.addfile(link)
                continue
            # Names are written as they are, however unsafe.
            info = tarfile.TarInfo(name)
            info.size = os.path.getsize(path)
            with open(path, "rb") as file:
                tar.addfile(info, file)


def pack_zip(archive, files):
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zip:
        for name, path in files:
            zip.write(path, name)


def main():
    archive = sys.argv[1]
    files = []
    for argument in sys.argv[2:]:
        name, path = argument.split("=", 1)
        files += find_files(name, path)
    extension = archive.rsplit(".", 1)[1]
    if extension == "zip":
        pack_zip(archive, files)
    else:
        compression = {"tar": "", "tgz": "gz", "tbz2": "bz2", "txz": "xz"}[extension]
        pack_tar(archive, compression, files)


main()
