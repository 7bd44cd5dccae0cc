# A room is a folder that is one static library. Its headers are seen as "ROOM/header.h" by the room itself and by
# those that link it, and by nobody else: an include that the floor plan forbids does not compile.
#
#   room(NAME [ROOMS room...] [LIBS lib::x...])      links are PRIVATE; GLib is everywhere
#   room_resources(TARGET PREFIX FILES...)           embeds files as GResources under /mpx-audit/PREFIX/

function(room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  if(NOT sources)
    file(TOUCH ${CMAKE_CURRENT_BINARY_DIR}/empty.c)
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.c)
  endif()
  set(seen_as ${CMAKE_BINARY_DIR}/rooms/${name})
  file(MAKE_DIRECTORY ${seen_as})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${seen_as}/${name} SYMBOLIC)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${seen_as})
  target_link_libraries(${name} PRIVATE ${ARG_ROOMS} lib::glib ${ARG_LIBS})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE C ROOM_LINKS "${ARG_ROOMS};lib::glib;${ARG_LIBS}")
endfunction()

# The bytes are found through PREFIX_get_resource() of "PREFIX_resources.h", which no other room can include.
function(room_resources target prefix)
  set(base ${CMAKE_CURRENT_BINARY_DIR}/${prefix}_resources)
  set(entries "")
  foreach(file ${ARGN})
    get_filename_component(alias ${file} NAME)
    string(APPEND entries "<file alias=\"${alias}\">${file}</file>")
  endforeach()
  file(CONFIGURE OUTPUT ${base}.xml CONTENT
    "<gresources><gresource prefix=\"/mpx-audit/${prefix}\">${entries}</gresource></gresources>\n")
  set(compile ${GLIB_COMPILE_RESOURCES} --c-name ${prefix})
  add_custom_command(OUTPUT ${base}.c ${base}.h
    COMMAND ${compile} --target=${base}.c --generate-source ${base}.xml
    COMMAND ${compile} --target=${base}.h --generate-header ${base}.xml
    DEPENDS ${ARGN} ${base}.xml)
  target_sources(${target} PRIVATE ${base}.c ${base}.h)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
  set_source_files_properties(${base}.c PROPERTIES COMPILE_OPTIONS "-w")
  target_link_libraries(${target} PRIVATE lib::gio)
endfunction()
