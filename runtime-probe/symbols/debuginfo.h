/* Private to symbols/: separate debug files. */
#ifndef SYMBOLS_DEBUGINFO_H
#define SYMBOLS_DEBUGINFO_H

#include <elfutils/libdwfl.h>

/* libdwfl's callback find_debuginfo, in the place of dwfl_standard_find_debuginfo: that one opens what it finds without
 * looking at it, and asks debuginfod servers. *userdata is a struct symbols_options. */
int debuginfo_find(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base, const char *file,
                   const char *link, GElf_Word checksum, char **ret_path);

/* Why this debug information must not be used, or NULL: it names files that libdw would open unseen. `folder` is that
 * of the file that it is of. Static. */
const char *debuginfo_refusal(Dwarf *dwarf, const char *folder);

#endif
