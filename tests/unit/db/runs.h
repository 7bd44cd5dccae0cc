/* What the tests of this room share: a folder of their own, and runs made of a list of findings. */
#ifndef TESTS_DB_RUNS_H
#define TESTS_DB_RUNS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "db/read.h"
#include "db/store.h"

#define assert_done(call)                                                                                              \
    do {                                                                                                               \
        GError *error_ = NULL;                                                                                         \
        bool done_ = (call);                                                                                           \
        if (!done_)                                                                                                    \
            fail_msg("%s: %s", #call, error_ ? error_->message : "no error set");                                      \
        assert_null(error_);                                                                                           \
    } while (0)

static const struct run_info a_run = {"2026-01-02T03:04:05Z", "/src", "0.1.0", "c0ffee", "mpx-audit scan ."};

static inline char *fresh_folder(void)
{
    char *folder = g_dir_make_tmp("mpx-db-XXXXXX", NULL);
    assert_non_null(folder);
    return folder;
}

static inline void remove_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static inline struct finding a_finding(const char *fingerprint, const char *moved)
{
    static const struct step steps[] = {{ROLE_FETCH, "a.c", 3, 5, "get(&n, p);", "n is read"},
                                        {ROLE_USE, "a.c", 9, 7, "put(p, n);", "n is relied on"}};
    return (struct finding){.rule = "double-fetch",
                            .confidence = CONFIDENCE_MEDIUM,
                            .severity = LEVEL_HIGH,
                            .level = LEVEL_MEDIUM,
                            .verdict = VERDICT_LIVE,
                            .message = "n is fetched twice",
                            .gain = "an overflow",
                            .repair = "copy it once",
                            .key = "n",
                            .file = "a.c",
                            .line = 9,
                            .col = 7,
                            .function = "f",
                            .steps = steps,
                            .n_steps = 2,
                            .fingerprint = fingerprint,
                            .fingerprint_moved = moved,
                            .line_hash = "abc:1"};
}

/* Writes one run with these findings: pairs of fingerprint and fingerprint_moved, ended by NULL. */
static inline void write_run(const char *path, const char *const *pairs)
{
    struct store *store = NULL;
    assert_done(store = store_open(path, &error_));
    assert_done(store_begin(store, &a_run, &error_));
    assert_done(store_scope(store, ".", &error_));
    for (size_t i = 0; pairs[i]; i += 2) {
        struct finding finding = a_finding(pairs[i], pairs[i + 1]);
        assert_done(store_finding(store, &finding, &error_));
    }
    assert_done(store_commit(store, &(struct run_totals){.units = 1, .ok = 1}, &error_));
    assert_done(store_close(store, &error_));
}

#endif
