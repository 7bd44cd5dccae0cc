/* A source file of any bytes, as excerpts and line hashes see it: every line is short, valid and without control
 * characters, and has a hash. */
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>

#include "model/fingerprint.h"
#include "scan/sources.h"

static const char *folder(void)
{
    static char *made;
    if (!made)
        made = g_dir_make_tmp("fuzz-source-XXXXXX", NULL);
    g_assert(made);
    return made;
}

static void check_line(struct source *source, uint32_t line)
{
    g_autofree char *text = source_line(source, line);
    g_assert(text && strlen(text) <= SOURCE_MAX_LINE && g_utf8_validate(text, -1, NULL));
    for (const char *c = text; *c; c++)
        g_assert((unsigned char)*c >= 0x20 || *c == '\t');
    const char *hash = source_line_hash(source, line);
    g_assert(hash && strchr(hash, ':'));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    g_autofree char *path = g_build_filename(folder(), "a.c", NULL);
    g_assert(g_file_set_contents_full(path, (const char *)bytes, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    struct sources *sources = sources_new(folder());
    struct source *source = sources_get(sources, path);
    g_assert(source && source->length == size);
    uint32_t n = source_n_lines(source);
    for (uint32_t line = 1; line <= n; line++)
        check_line(source, line);
    g_assert(!source_line(source, 0) && !source_line(source, n + 1) && !source_line_hash(source, n + 1));
    sources_free(sources);
    g_unlink(path);
    g_auto(GStrv) hashes = fingerprint_lines((const char *)bytes, size);
    g_assert(g_strv_length(hashes) >= n);
    return 0;
}
