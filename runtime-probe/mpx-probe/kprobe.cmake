# The kprobe back end: probe.bpf.c is compiled for BPF, bpftool turns it into a skeleton. Neither is needed to build the
# rest: where clang, bpftool or libbpf is missing, kprobe_none.c stands in and says so.
find_program(BPF_CLANG NAMES clang-19 clang-20 clang-18 clang)
find_program(BPFTOOL bpftool PATHS /usr/sbin /sbin)
pkg_check_modules(bpf IMPORTED_TARGET "libbpf >= 1.0")

if(BPF_CLANG AND BPFTOOL AND bpf_FOUND)
  set(bpf_folder ${CMAKE_CURRENT_BINARY_DIR}/bpf)
  set(bpf_object ${bpf_folder}/probe.bpf.o)
  set(bpf_skeleton ${bpf_folder}/probe.skel.h)
  file(MAKE_DIRECTORY ${bpf_folder})
  file(GLOB bpf_parts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bpf_*.h)
  add_custom_command(OUTPUT ${bpf_object}
    COMMAND ${BPF_CLANG} -target bpf -mcpu=v3 -ffreestanding -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter
            -I${seen_as} -isystem /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}
            -c ${CMAKE_CURRENT_SOURCE_DIR}/probe.bpf.c -o ${bpf_object}
    DEPENDS probe.bpf.c ${bpf_parts} kernel_types.h probe_bpf.h event.h VERBATIM)
  add_custom_command(OUTPUT ${bpf_skeleton}
    COMMAND sh -c "\"$1\" gen skeleton \"$2\" name probe_bpf >\"$3\"" sh ${BPFTOOL} ${bpf_object} ${bpf_skeleton}
    DEPENDS ${bpf_object} VERBATIM)
  file(GLOB kprobe_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/kprobe*.c ${CMAKE_CURRENT_SOURCE_DIR}/tracefs*.c)
  list(FILTER kprobe_sources EXCLUDE REGEX "/kprobe_none\\.c$")
  list(FILTER probe_sources EXCLUDE REGEX "/kprobe_none\\.c$")
  list(APPEND probe_sources ${kprobe_sources} ${bpf_skeleton})
  set(bpf_library PkgConfig::bpf)
else()
  message(STATUS "mpx-probe without its kprobe back end: it needs clang, bpftool and libbpf-dev")
endif()
