# `cpack` makes a package for Debian of what `cmake --install` installs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME nnef-mlir)
set(CPACK_PACKAGE_VENDOR "nnef-mlir")
set(CPACK_PACKAGE_CONTACT "nnef-mlir contributors <nnef-mlir@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
"NNEF is the Khronos Group's file format for trained neural networks. This
package has the tools that import, transform, quantize and run them, and what
compilers need to build on: library, headers, TableGen files, CMake package and
a plug-in for the stock mlir-opt.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# What the programs load, with versions, is found by dpkg-shlibdeps; libNNEF is
# in the package itself.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}")
# What a program needs that is built against it.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
  "libmlir-22-dev, llvm-22-dev, llvm-22-tools, mlir-22-tools, cmake, python3-numpy")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/cmake/debian/triggers")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
