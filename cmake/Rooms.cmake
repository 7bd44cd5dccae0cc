# A room is a folder that is one static library. Its headers are seen as "ROOM/header.h" by the room itself and by
# those that link it, and by nobody else: an include that the floor plan forbids does not compile.
#
#   room(NAME [ROOMS room...] [LIBS lib::x...])      links are PRIVATE; GLib is everywhere
#   room_resources(NAME PREFIX FILES...)             embeds files as GResources under /mpx-audit/PREFIX/

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

function(room_resources name prefix)
  set(xml ${CMAKE_CURRENT_BINARY_DIR}/${name}.gresource.xml)
  set(entries "")
  foreach(file ${ARGN})
    get_filename_component(base ${file} NAME)
    string(APPEND entries "<file alias=\"${base}\">${file}</file>")
  endforeach()
  file(CONFIGURE OUTPUT ${xml} CONTENT
    "<gresources><gresource prefix=\"/mpx-audit/${prefix}\">${entries}</gresource></gresources>\n")
  set(c ${CMAKE_CURRENT_BINARY_DIR}/${name}_resources.c)
  add_custom_command(OUTPUT ${c}
    COMMAND ${GLIB_COMPILE_RESOURCES} --target=${c} --generate-source --c-name ${name}
            --manual-register --sourcedir=${CMAKE_CURRENT_SOURCE_DIR} ${xml}
    COMMAND ${GLIB_COMPILE_RESOURCES} --target=${c}.h --generate-header --c-name ${name}
            --manual-register --sourcedir=${CMAKE_CURRENT_SOURCE_DIR} ${xml}
    DEPENDS ${ARGN} ${xml} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  target_sources(${name} PRIVATE ${c})
  set_source_files_properties(${c} PROPERTIES COMPILE_OPTIONS "-w")
  target_link_libraries(${name} PRIVATE lib::gio)
endfunction()
