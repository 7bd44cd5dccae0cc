# Foreign libraries, each as one imported target named lib::NAME. Names and versions: DESIGN.md §6 (Debian 12).
find_package(PkgConfig REQUIRED)

function(foreign name module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${module})
  add_library(lib::${name} ALIAS PkgConfig::${name})
endfunction()

foreign(glib "glib-2.0 >= 2.74")
foreign(gio "gio-2.0 >= 2.74")
foreign(jsonc json-c)
foreign(sqlite "sqlite3 >= 3.40")
foreign(xml libxml-2.0)
foreign(xslt libexslt)
foreign(zstd libzstd)
foreign(xxhash libxxhash)
foreign(vectorscan libhs)
foreign(dw libdw)
foreign(elf libelf)
foreign(cmocka cmocka)

# libclang comes without a pkg-config file; LLVM_ROOT may point at another prefix than Debian's.
set(LLVM_ROOT /usr/lib/llvm-19 CACHE PATH "prefix of LLVM 19")
find_path(LIBCLANG_INCLUDE clang-c/Index.h PATHS ${LLVM_ROOT}/include NO_DEFAULT_PATH REQUIRED)
find_library(LIBCLANG_LIBRARY NAMES clang clang-19 PATHS ${LLVM_ROOT}/lib NO_DEFAULT_PATH REQUIRED)
add_library(lib::clang UNKNOWN IMPORTED)
set_target_properties(lib::clang PROPERTIES
  IMPORTED_LOCATION ${LIBCLANG_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${LIBCLANG_INCLUDE})

find_program(GLIB_COMPILE_RESOURCES glib-compile-resources REQUIRED)
