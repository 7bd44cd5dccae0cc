/* .mpx-audit.conf of any bytes: an error that names the file, or options none of which chooses where things are read
 * from or written to. */
#define _GNU_SOURCE /* setenv */

#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

static void enter_folder(void)
{
    static char *made;
    if (made)
        return;
    made = g_dir_make_tmp("fuzz-config-XXXXXX", NULL);
    g_assert(made && chdir(made) == 0 && g_setenv("XDG_CONFIG_HOME", made, TRUE));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *argv[] = {(char *)"scan", NULL};
    enter_folder();
    g_assert(g_file_set_contents_full(".mpx-audit.conf", (const char *)bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE,
                                      0600, NULL));
    struct options options;
    g_autoptr(GError) error = NULL;
    bool fine =
        options_parse(&options, ON_SCAN | ON_AUDIT | ON_READ, "", "", LEVEL_NONE, G_N_ELEMENTS(argv) - 1, argv, &error);
    g_assert(fine == (error == NULL));
    g_assert(!options.db && !options.output && !options.write_baseline && !options.root && !options.database);
    options_clear(&options);
    g_unlink(".mpx-audit.conf");
    return 0;
}
