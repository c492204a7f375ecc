"""Unpacks an archive: unpack.py ARCHIVE FOLDER"""

import shutil
import sys

archive, folder = sys.argv[1:]
shutil.unpack_archive(archive, folder)
