# What find_package(NNEF) offers to whoever builds a plug-in.

# add_nnef_plugin(NAME sources... [DEPENDS targets...] [LINK_LIBS libs...])
#
# NAME.so, a plug-in with dialects, passes or translations for the tools of NNEF
# and the stock mlir-opt. It shares the dialect with them through libNNEF.
function(add_nnef_plugin name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK_LIBS" ${ARGN})
  add_library(${name} MODULE ${ARG_UNPARSED_ARGUMENTS})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  set_target_properties(${name} PROPERTIES PREFIX "")
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} NNEF::NNEF)
endfunction()
