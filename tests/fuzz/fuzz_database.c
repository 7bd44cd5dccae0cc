/* A database that somebody else may have written. The input is a file, when its first byte is even, or else patches on
 * a sound database, each of three bytes of offset, one of length, and so many bytes. Whatever it is: every reader ends
 * with rows that are text, or with an error that names the file; then a scan is written into it, or refused. */
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>

#include "db/maintain.h"
#include "db/read.h"
#include "db/store.h"

static char *path, *write_ahead, *journal;
static char *sound;
static gsize sound_size;

static void write_run(const char *file)
{
    struct store *store = store_open(file, NULL);
    const struct run_info run = {"2001-09-09T01:46:40Z", "/tree", "1", "abc", "mpx-audit scan"};
    const struct rule_row rule = {"key-zero", "keys", LEVEL_HIGH, 693, "title", "help"};
    const struct unit_report unit = {.file = "a.c", .status = UNIT_DEGRADED, .mode = "database", .reason = "because"};
    const struct site_argument arg = {"addr", "p", NULL, "U"};
    const struct site site = {.fingerprint = "00112233445566778899aabbccddeeff",
                              .family = "pkeys",
                              .interface = "pkey_mprotect",
                              .file = "a.c",
                              .line = 3,
                              .function = "f",
                              .args = &arg,
                              .n_args = 1,
                              .identity = "i"};
    const struct step step = {.file = "a.c", .line = 3, .text = "text", .why = "why"};
    const struct finding finding = {.rule = "key-zero",
                                    .level = LEVEL_HIGH,
                                    .severity = LEVEL_HIGH,
                                    .message = "message",
                                    .file = "a.c",
                                    .function = "f",
                                    .steps = &step,
                                    .n_steps = 1,
                                    .fingerprint = "ff112233445566778899aabbccddeeff",
                                    .fingerprint_moved = "fe112233445566778899aabbccddeeff",
                                    .identity = "i",
                                    .identity_moved = "j"};
    const struct excerpt excerpt = {"a.c", 3, "text"};
    const struct run_totals totals = {.units = 1, .degraded = 1, .sites = 1, .findings = 1};
    if (store)
        (void)(store_begin(store, &run, NULL) && store_rule(store, &rule, NULL) && store_unit(store, &unit, NULL) &&
               store_site(store, &site, NULL) && store_finding(store, &finding, NULL) &&
               store_excerpt(store, &excerpt, NULL) && store_commit(store, &totals, NULL));
    store_close(store, NULL);
}

static void make_sound(void)
{
    if (sound)
        return;
    g_autofree char *folder = g_dir_make_tmp("fuzz-database-XXXXXX", NULL);
    path = g_build_filename(folder, "x.db", NULL);
    write_ahead = g_strconcat(path, "-wal", NULL);
    journal = g_strconcat(path, "-journal", NULL);
    write_run(path);
    g_assert(g_file_get_contents(path, &sound, &sound_size, NULL));
}

static void remove_all(void)
{
    g_autofree char *shared = g_strconcat(path, "-shm", NULL);
    g_unlink(path);
    g_unlink(write_ahead);
    g_unlink(journal);
    g_unlink(shared);
}

static GByteArray *patched(const uint8_t *bytes, size_t size)
{
    GByteArray *file = g_byte_array_append(g_byte_array_new(), (const uint8_t *)sound, (guint)sound_size);
    for (size_t at = 0; at + 4 <= size;) {
        size_t offset = (bytes[at] | (size_t)bytes[at + 1] << 8 | (size_t)bytes[at + 2] << 16) % sound_size;
        size_t n = MIN(MIN((size_t)bytes[at + 3], size - at - 4), sound_size - offset);
        memcpy(file->data + offset, bytes + at + 4, n);
        at += 4 + n;
    }
    return file;
}

static void read_text(const char *text, unsigned *sum)
{
    for (; text && *text; text++)
        *sum += (unsigned char)*text;
}

static bool take_rule(const struct rule_row *row, void *sum)
{
    read_text(row->help, sum);
    return true;
}

static bool take_unit(const struct unit_report *row, void *sum)
{
    read_text(row->file, sum);
    read_text(row->reason, sum);
    return true;
}

static bool take_site(const struct site *row, void *sum)
{
    for (uint32_t i = 0; i < row->n_args; i++)
        read_text(row->args[i].text, sum);
    read_text(row->file, sum);
    return true;
}

static bool take_finding(const struct stored_finding *row, void *sum)
{
    for (uint32_t i = 0; i < row->finding.n_steps; i++)
        read_text(row->finding.steps[i].why, sum);
    read_text(row->finding.message, sum);
    return true;
}

static bool take_excerpt(const struct excerpt *row, void *sum)
{
    read_text(row->text, sum);
    return true;
}

static void take_info(const char *name, const char *value, void *sum)
{
    read_text(name, sum);
    read_text(value, sum);
}

static void take_fault(const char *text, void *sum)
{
    read_text(text, sum);
}

static void read_all(void)
{
    unsigned sum = 0;
    GError *error = NULL;
    struct reader *reader = reader_open(path, 0, &error);
    g_assert(reader || (error && strstr(error->message, path)));
    g_clear_error(&error);
    if (reader) {
        (void)reader_rules(reader, take_rule, &sum, NULL);
        (void)reader_units(reader, take_unit, &sum, NULL);
        (void)reader_sites(reader, take_site, &sum, NULL);
        (void)reader_findings(reader, take_finding, &sum, NULL);
        (void)reader_excerpts(reader, "a.c", take_excerpt, &sum, NULL);
        GHashTable *fingerprints = reader_fingerprints(reader, NULL);
        g_clear_pointer(&fingerprints, g_hash_table_unref);
    }
    reader_close(reader);
    (void)maintain_info(path, take_info, &sum, NULL);
    (void)maintain_check(path, take_fault, &sum, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    make_sound();
    if (size == 0)
        return 0;
    g_autoptr(GByteArray) file = bytes[0] % 2 ? patched(bytes + 1, size - 1)
                                              : g_byte_array_append(g_byte_array_new(), bytes + 1, (guint)size - 1);
    remove_all();
    g_assert(g_file_set_contents_full(path, (const char *)file->data, (gssize)file->len, G_FILE_SET_CONTENTS_NONE, 0600,
                                      NULL));
    read_all();
    write_run(path);
    remove_all();
    return 0;
}
