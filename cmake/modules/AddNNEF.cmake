# Helpers that every CMakeLists.txt of this project uses.

# add_nnef_library(NAME sources... [DEPENDS targets...] [LINK_LIBS libs...])
#
# A static library of this project, which links the shared libMLIR and libLLVM.
# Unit tests link it; tools and plug-ins link libNNEF, which has all of them.
function(add_nnef_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK_LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK_LIBS} MLIR LLVM)
  # libNNEF offers it to others.
  set_target_properties(${name} PROPERTIES CXX_VISIBILITY_PRESET default)
  set_property(GLOBAL APPEND PROPERTY NNEF_LIBRARIES ${name})
  list(FILTER ARG_LINK_LIBS EXCLUDE REGEX "^NNEF")
  set_property(GLOBAL APPEND PROPERTY NNEF_EXTERNAL_LIBRARIES ${ARG_LINK_LIBS})
endfunction()

# nnef_embed_text(FILE)
#
# Makes FILE.inc in the binary directory: the text of FILE, from the source
# directory, as a C++ raw string literal for a source to include.
function(nnef_embed_text file)
  set(input "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${file}.inc")
  set(script "${PROJECT_SOURCE_DIR}/cmake/modules/EmbedText.cmake")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${input}" "-DOUTPUT=${output}"
            -P "${script}"
    DEPENDS "${input}" "${script}"
    COMMENT "Embedding ${file}"
    VERBATIM)
endfunction()

# add_nnef_tool(NAME sources... LINK_LIBS libs...)
#
# A command-line tool: build/bin/NAME, installed under bin. It links libNNEF and
# not the static libraries in it: plug-ins have to see the dialect that the tool
# has.
function(add_nnef_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} MLIR LLVM)
  # JIT-compiled code and plug-ins find symbols of the tool through this.
  set_target_properties(${name} PROPERTIES ENABLE_EXPORTS ON)
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# add_nnef_unittest(NAME sources... LINK_LIBS libs...)
#
# A GoogleTest program whose cases CTest runs one by one.
function(add_nnef_unittest name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/unittests")
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} MLIR LLVM GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60)
  add_dependencies(NNEFUnitTests ${name})
endfunction()
