/* The whole way, on small trees: source files in, what leaves through the callbacks out, as one text. */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ir/access.h"
#include "rules/rules.h"
#include "scan/frame.h"
#include "scan/lower.h"
#include "scan/scan.h"

struct fixture {
    char *root;
    GPtrArray *made;
    struct catalogue *catalogue;
    bool *rules;
    GString *units, *sites, *findings, *excerpts, *notes;
    struct run_totals totals;
    unsigned stop_after; /* units; 0: never */
    unsigned n_units;
    bool prefilter; /* most cases want to see every unit */
};

/* ---- trees ---- */

static int set_up(void **state)
{
    struct fixture *fixture = g_new0(struct fixture, 1);
    g_autoptr(GError) error = NULL;
    fixture->root = g_dir_make_tmp("scan-XXXXXX", NULL);
    fixture->made = g_ptr_array_new_with_free_func(g_free);
    fixture->catalogue = catalogue_load(NULL, &error);
    fixture->rules = rules_select(NULL, NULL);
    GString **texts[] = {&fixture->units, &fixture->sites, &fixture->findings, &fixture->excerpts, &fixture->notes};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        *texts[i] = g_string_new(NULL);
    *state = fixture;
    return fixture->catalogue ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    for (unsigned i = fixture->made->len; i-- > 0;)
        g_remove(fixture->made->pdata[i]);
    g_rmdir(fixture->root);
    GString *texts[] = {fixture->units, fixture->sites, fixture->findings, fixture->excerpts, fixture->notes};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_string_free(texts[i], TRUE);
    g_ptr_array_unref(fixture->made);
    catalogue_free(fixture->catalogue);
    g_free(fixture->rules);
    g_free(fixture->root);
    g_free(fixture);
    return 0;
}

static void put(struct fixture *fixture, const char *name, const char *text)
{
    char *path = g_build_filename(fixture->root, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_ptr_array_add(fixture->made, path);
}

/* A database that names these files, with the flags. */
static void put_database(struct fixture *fixture, const char *flags, const char *const *names)
{
    GString *json = g_string_new("[");
    for (size_t i = 0; names[i]; i++)
        g_string_append_printf(json, "%s{\"directory\":\"%s\",\"file\":\"%s\",\"command\":\"cc %s -c %s\"}",
                               i ? "," : "", fixture->root, names[i], flags, names[i]);
    g_string_append(json, "]");
    put(fixture, "compile_commands.json", json->str);
    g_string_free(json, TRUE);
}

#define NAMES(...)                                                                                                     \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

/* ---- the sink ---- */

static bool on_unit(const struct unit_report *unit, void *context)
{
    struct fixture *fixture = context;
    g_string_append_printf(fixture->units, "%s %s %s%s%s functions=%u\n", unit->file, unit_status_name(unit->status),
                           unit->mode, unit->reason ? ": " : "", unit->reason ? unit->reason : "", unit->functions);
    return ++fixture->n_units != fixture->stop_after;
}

static bool on_site(const struct site *site, void *context)
{
    struct fixture *fixture = context;
    g_string_append_printf(fixture->sites, "%s:%u %s %s %s %s(", site->file, site->line, site->interface,
                           site_kind_name(site->kind), side_name(site->side), site->function);
    for (uint32_t i = 0; i < site->n_args; i++)
        g_string_append_printf(fixture->sites, "%s%s=%s%s%s", i ? ", " : "", site->args[i].name, site->args[i].text,
                               site->args[i].value ? "=" : "", site->args[i].value ? site->args[i].value : "");
    g_string_append_printf(fixture->sites, ") %s\n", site->fingerprint);
    assert_int_equal(strlen(site->fingerprint), 32);
    return true;
}

static bool on_finding(const struct finding *finding, void *context)
{
    struct fixture *fixture = context;
    assert_int_equal(finding->level, level_of(finding->severity, finding->confidence));
    assert_int_equal(strlen(finding->fingerprint), 32);
    assert_int_equal(strlen(finding->fingerprint_moved), 32);
    g_string_append_printf(fixture->findings, "%s:%u %s %s%s%s steps=%u %s %s\n", finding->file, finding->line,
                           finding->rule, finding->function, finding->suppressed ? " suppressed: " : "",
                           finding->suppressed ? finding->suppressed : "", finding->n_steps, finding->fingerprint,
                           finding->fingerprint_moved);
    for (uint32_t i = 0; i < finding->n_steps; i++)
        g_string_append_printf(fixture->findings, "  %s:%u %s\n", finding->steps[i].file, finding->steps[i].line,
                               finding->steps[i].text);
    return true;
}

static bool on_excerpt(const struct excerpt *excerpt, void *context)
{
    struct fixture *fixture = context;
    g_string_append_printf(fixture->excerpts, "%s:%u %s\n", excerpt->file, excerpt->line, excerpt->text);
    return true;
}

static void on_note(const char *text, void *context)
{
    struct fixture *fixture = context;
    g_string_append_printf(fixture->notes, "%s\n", text);
}

static bool run(struct fixture *fixture, unsigned jobs, const char *const *names, GError **error)
{
    struct scan_sink sink = {.unit = on_unit,
                             .site = on_site,
                             .finding = on_finding,
                             .excerpt = on_excerpt,
                             .note = on_note,
                             .context = fixture};
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; names[i]; i++)
        g_ptr_array_add(paths, g_canonicalize_filename(names[i], fixture->root));
    g_ptr_array_add(paths, NULL);
    struct scan_options options = {.root = fixture->root,
                                   .paths = (const char *const *)paths->pdata,
                                   .catalogue = fixture->catalogue,
                                   .rules = fixture->rules,
                                   .jobs = jobs,
                                   .cpu_seconds = 60,
                                   .no_prefilter = !fixture->prefilter};
    GString *texts[] = {fixture->units, fixture->sites, fixture->findings, fixture->excerpts, fixture->notes};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_string_truncate(texts[i], 0);
    fixture->n_units = 0;
    return scan_run(&options, &sink, &fixture->totals, error);
}

static void scan(struct fixture *fixture, unsigned jobs)
{
    g_autoptr(GError) error = NULL;
    if (!run(fixture, jobs, NAMES("."), &error))
        fail_msg("%s", error->message);
}

static unsigned n_lines(const GString *text)
{
    unsigned n = 0;
    for (const char *at = text->str; (at = strchr(at, '\n')); at++)
        n++;
    return n;
}

static unsigned n_of(const GString *text, const char *part)
{
    unsigned n = 0;
    for (const char *at = text->str; (at = strstr(at, part)); at++)
        n++;
    return n;
}

/* ---- cases ---- */

#define HEADER                                                                                                         \
    "typedef unsigned long size;\n"                                                                                    \
    "int pkey_alloc(unsigned flags, unsigned rights);\n"                                                               \
    "int pkey_mprotect(void *addr, size len, int prot, int key);\n"                                                    \
    "static inline void guard(void *p, int key)\n"                                                                     \
    "{\n"                                                                                                              \
    "    pkey_mprotect(p, 4096, 1, key);\n"                                                                            \
    "}\n"

static void put_tree(struct fixture *fixture)
{
    put(fixture, "keys.h", HEADER);
    put(fixture, "a.c", "#include \"keys.h\"\nvoid a(void *p)\n{\n    guard(p, 3);\n}\n");
    put(fixture, "b.c",
        "#include \"keys.h\"\nvoid b(void *p)\n{\n    guard(p, 4);\n    pkey_mprotect(p, 4096, 7, 99);\n}\n");
    put(fixture, "c.c", "int c(void) { return 0; }\n");
}

/* A header's function is reached by two units; its site and its finding count once. */
static void test_header_counts_once(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "", NAMES("a.c", "b.c", "c.c"));
    scan(fixture, 2);
    assert_int_equal(fixture->totals.units, 3);
    assert_int_equal(fixture->totals.ok, 3);
    assert_string_equal(fixture->units->str, "a.c ok database functions=1\nb.c ok database functions=1\n"
                                             "c.c ok database functions=1\n");
    assert_int_equal(n_of(fixture->sites, "keys.h:6 pkey_mprotect"), 1);
    assert_int_equal(n_of(fixture->sites, "b.c:5 pkey_mprotect"), 1);
    assert_int_equal(n_of(fixture->sites, " wrapper "), 5); /* guard, a and b; the calls of guard */
    assert_int_equal(fixture->totals.sites, 2 + 5);
    assert_int_equal(n_of(fixture->findings, "keys.h:6 result-ignored"), 1);
    assert_int_equal(n_of(fixture->findings, "b.c:5 writable-executable"), 1);
    assert_int_equal(n_of(fixture->findings, "b.c:5 key-range"), 1);
    assert_true(fixture->totals.peak_worker_kib > 1000 && fixture->totals.peak_parent_kib > 1000);
}

static void test_site_arguments(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "", NAMES("b.c"));
    scan(fixture, 1);
    assert_non_null(
        strstr(fixture->sites->str, "b.c:5 pkey_mprotect call user b(addr=p, len=4096=4096, prot=7=7, pkey=99=99)"));
}

static void test_excerpts(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "", NAMES("a.c", "b.c"));
    scan(fixture, 2);
    for (unsigned line = 1; line <= 7; line++) {
        g_autofree char *start = g_strdup_printf("keys.h:%u ", line);
        assert_int_equal(n_of(fixture->excerpts, start), 1);
    }
    assert_non_null(strstr(fixture->excerpts->str, "keys.h:6     pkey_mprotect(p, 4096, 1, key);\n"));
    assert_non_null(strstr(fixture->findings->str, "  keys.h:6 pkey_mprotect(p, 4096, 1, key);\n"));
    assert_null(strstr(fixture->excerpts->str, "a.c:"));
}

static void put_many(struct fixture *fixture)
{
    put(fixture, "keys.h", HEADER);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < 24; i++) {
        char *name = g_strdup_printf("u%02u.c", i);
        g_autofree char *text =
            g_strdup_printf("#include \"keys.h\"\nvoid u%u(void *p)\n{\n    %s\n    pkey_mprotect(p, %u, 7, 99);\n    "
                            "pkey_mprotect(p, %u, 7, 99);\n}\n",
                            i, i % 3 ? "guard(p, 1);" : ";", i, i);
        if (i % 11 != 5) /* those are missing: units that fail */
            put(fixture, name, text);
        g_ptr_array_add(names, name);
    }
    g_ptr_array_add(names, NULL);
    put_database(fixture, "-DX", (const char *const *)names->pdata);
    g_ptr_array_unref(names);
}

static char *everything(const struct fixture *fixture)
{
    return g_strconcat(fixture->units->str, fixture->sites->str, fixture->findings->str, fixture->excerpts->str,
                       fixture->notes->str, NULL);
}

static void test_jobs_make_no_difference(void **state)
{
    struct fixture *fixture = *state;
    put_many(fixture);
    scan(fixture, 1);
    assert_int_equal(fixture->totals.failed, 2);
    assert_int_equal(fixture->totals.ok, 22);
    g_autofree char *alone = everything(fixture);
    scan(fixture, 4);
    g_autofree char *together = everything(fixture);
    assert_string_equal(alone, together);
}

#define PROTECT "typedef unsigned long size;\nint mprotect(void *addr, size len, int prot);\n"

/* Units that name no interface call what hands on to one, over three files; a static namesake is another function. */
static void put_chain(struct fixture *fixture)
{
    put(fixture, "a.c", "int near(void *p);\nvoid a(void *p)\n{\n    near(p);\n}\n");
    put(fixture, "m.c",
        "int hand_on(void *p, unsigned long n, int prot);\nint near(void *p)\n{\n    return hand_on(p, 4096, 1);\n}\n");
    put(fixture, "n.c",
        "static int hand_on(int x) { return x; }\nint n(void);\nint n(void)\n{\n    return hand_on(3);\n}\n");
    put(fixture, "o.c", "int o(void) { return 0; }\n");
    put(fixture, "z.c", PROTECT "int hand_on(void *p, size n, int prot)\n{\n    return mprotect(p, n, prot);\n}\n");
}

static void test_wrappers_bring_units_in(void **state)
{
    struct fixture *fixture = *state;
    put_chain(fixture);
    put_database(fixture, "", NAMES("a.c", "m.c", "n.c", "o.c", "z.c"));
    fixture->prefilter = true;
    scan(fixture, 1);
    assert_string_equal(fixture->units->str,
                        "a.c ok database functions=1\nm.c ok database functions=1\nn.c ok database functions=2\n"
                        "o.c skipped database functions=0\nz.c ok database functions=1\n");
    assert_non_null(strstr(fixture->sites->str, "a.c:4 mprotect wrapper user a(addr=p, len=4096=4096, prot=1=1)"));
    assert_non_null(strstr(fixture->sites->str, "m.c:4 mprotect wrapper user near(addr=p, len=4096=4096, prot=1=1)"));
    assert_int_equal(n_of(fixture->sites, "z.c:5 mprotect call"), 1);
    assert_int_equal(n_of(fixture->sites, "n.c"), 0);
    assert_int_equal(n_of(fixture->findings, "a.c:4 result-ignored"), 1);
    assert_int_equal(n_of(fixture->findings, "result-ignored"), 1); /* not where it is handed back */
    g_autofree char *sites = g_strdup(fixture->sites->str), *findings = g_strdup(fixture->findings->str);
    fixture->prefilter = false;
    scan(fixture, 4);
    assert_int_equal(fixture->totals.skipped, 0);
    assert_string_equal(sites, fixture->sites->str);
    assert_string_equal(findings, fixture->findings->str);
}

/* Equal calls of one function are told apart by their order. */
static void test_fingerprints_differ(void **state)
{
    struct fixture *fixture = *state;
    put_many(fixture);
    scan(fixture, 2);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) lines = g_strsplit(fixture->sites->str, "\n", -1);
    for (size_t i = 0; lines[i] && *lines[i]; i++)
        assert_true(g_hash_table_add(seen, strrchr(lines[i], ' ')));
    assert_int_equal(g_hash_table_size(seen), 22 * 2 + 1 + 1 + 14 + 22); /* wrappers: guard, its calls, and all */
}

/* The last words of every line: the fingerprints. */
static char *fingerprints(const GString *text)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
    for (size_t i = 0; lines[i]; i++)
        if (*lines[i] && *lines[i] != ' ')
            g_string_append_printf(out, "%s\n", strrchr(lines[i], ' '));
    return g_string_free(out, FALSE);
}

static void test_moved_lines(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "", NAMES("a.c", "b.c"));
    scan(fixture, 2);
    g_autofree char *sites = fingerprints(fixture->sites), *findings = fingerprints(fixture->findings);
    put(fixture, "b.c",
        "\n\n#include \"keys.h\"\n/* new */\nint other(void) { return 1; }\nvoid b(void *p)\n{\n\tguard(p, 4);\n\n"
        "\tpkey_mprotect( p,4096,\n\t\t7, 99 );\n}\n");
    scan(fixture, 2);
    g_autofree char *sites_then = fingerprints(fixture->sites), *findings_then = fingerprints(fixture->findings);
    assert_non_null(strstr(fixture->sites->str, "b.c:10 "));
    assert_string_equal(sites, sites_then);
    assert_string_equal(findings, findings_then);
}

static void test_suppression(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "keys.h", HEADER);
    put(fixture, "a.c",
        "#include \"keys.h\"\nvoid a(void *p)\n{\n"
        "    /* mpx-audit-ignore[result-ignored]: checked by the caller */\n"
        "    pkey_mprotect(p, 4096, 1, 3);\n"
        "    pkey_mprotect(p, 4096, 1, 4); // mpx-audit-ignore[key-zero]: not needed\n"
        "    pkey_mprotect(p, 4096, 1, 5); // mpx-audit-ignore[result-ignored]\n"
        "}\n");
    put_database(fixture, "", NAMES("a.c"));
    scan(fixture, 1);
    assert_int_equal(n_of(fixture->findings, "suppressed: "), 1);
    assert_non_null(strstr(fixture->findings->str, "a.c:5 result-ignored a suppressed: checked by the caller"));
    assert_non_null(strstr(fixture->notes->str, "a.c:6: unused suppression of key-zero"));
    assert_non_null(strstr(fixture->notes->str, "a.c:7: suppression has no effect: it gives no reason"));
    assert_null(strstr(fixture->notes->str, "a.c:4"));
}

static void test_strays_are_told(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "", NAMES("a.c"));
    scan(fixture, 2);
    assert_int_equal(fixture->totals.units, 1);
    assert_non_null(strstr(fixture->notes->str, "2 .c files are not in the compile database"));
    assert_true(run(fixture, 1, NAMES("c.c"), NULL));
    assert_string_equal(fixture->units->str, "c.c ok buildless functions=1\n");
    assert_non_null(strstr(fixture->notes->str, "flags are guessed"));
}

static void test_paths_narrow(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "", NAMES("a.c", "b.c", "c.c"));
    assert_true(run(fixture, 1, NAMES("c.c", "a.c"), NULL));
    assert_string_equal(fixture->units->str, "a.c ok database functions=1\nc.c ok database functions=1\n");
    assert_string_equal(fixture->notes->str, "");
}

static void test_buildless(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    scan(fixture, 2);
    assert_int_equal(fixture->totals.ok, 3);
    assert_int_equal(n_of(fixture->units, " buildless "), 3);
    assert_int_equal(fixture->totals.sites, 2 + 5); /* wrappers: guard, a, b, the calls of guard */
    assert_non_null(strstr(fixture->notes->str, "no compile_commands.json found"));
}

static void test_degraded(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "a.c", "int broken(void) { return missing; }\nint whole(void) { return 1; }\n");
    put_database(fixture, "", NAMES("a.c"));
    scan(fixture, 1);
    assert_int_equal(fixture->totals.degraded, 1);
    assert_int_equal(fixture->totals.functions, 2);
    assert_int_equal(fixture->totals.functions_degraded, 1);
    assert_true(g_str_has_prefix(fixture->units->str, "a.c degraded database: "));
}

/* A processor that clang does not know costs its flag, not the unit. */
static void test_unknown_processor(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "-march=no-such-processor", NAMES("c.c"));
    scan(fixture, 1);
    assert_int_equal(fixture->totals.failed, 0);
    assert_int_equal(fixture->totals.functions, 1);
}

/* Nothing that a database says makes a worker write a file. */
static void test_no_file_is_written(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put_database(fixture, "-MD -MF dep.d -Wp,-MMD,wp.d -o out.o --serialize-diagnostics x.dia -save-temps -ftime-trace",
                 NAMES("a.c"));
    scan(fixture, 1);
    assert_int_equal(fixture->totals.ok, 1);
    GDir *dir = g_dir_open(fixture->root, 0, NULL);
    unsigned n = 0;
    while (g_dir_read_name(dir))
        n++;
    g_dir_close(dir);
    assert_int_equal(n, fixture->made->len);
}

static void test_stop(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    put_tree(fixture);
    put_database(fixture, "", NAMES("a.c", "b.c", "c.c"));
    fixture->stop_after = 2;
    assert_false(run(fixture, 2, NAMES("."), &error));
    assert_true(g_error_matches(error, SCAN_ERROR, 0));
    assert_int_equal(n_lines(fixture->units), 2);
}

static void test_errors(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_false(run(fixture, 1, NAMES("nowhere"), &error));
    assert_non_null(strstr(error->message, "nowhere"));
    g_clear_error(&error);
    put(fixture, "compile_commands.json", "[{]");
    assert_false(run(fixture, 1, NAMES("."), &error));
    assert_non_null(strstr(error->message, "compile_commands.json:1:"));
}

static void test_empty_tree(void **state)
{
    struct fixture *fixture = *state;
    scan(fixture, 2);
    assert_int_equal(fixture->totals.units, 0);
    assert_string_equal(fixture->notes->str, "");
}

/* The database calls the tree by its real name, the user by that of a link to it. */
static void test_root_through_link(void **state)
{
    struct fixture *fixture = *state;
    put_tree(fixture);
    put(fixture, "first.h", "#define FIRST 1\n");
    g_autofree char *flags = g_strdup_printf("-I%s -include %s/first.h", fixture->root, fixture->root);
    put_database(fixture, flags, NAMES("a.c", "b.c", "c.c"));
    scan(fixture, 1);
    g_autofree char *direct = everything(fixture);
    char *real = fixture->root;
    g_autofree char *link = g_strconcat(real, "-link", NULL);
    assert_int_equal(symlink(real, link), 0);
    fixture->root = link;
    scan(fixture, 1);
    fixture->root = real;
    g_remove(link);
    g_autofree char *through_link = everything(fixture);
    assert_string_equal(direct, through_link);
    assert_non_null(strstr(direct, "keys.h:6 pkey_mprotect"));
}

/* The parent believes nothing that a worker sends. */
static void test_unpack_garbage(void **state)
{
    (void)state;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (unsigned n = 0; n < 300; n++) {
        g_autofree char *reason = NULL, *packed_reason = NULL;
        g_autoptr(GByteArray) packed = frame_pack(bytes);
        assert_null(lower_unpack(bytes->data, bytes->len, &reason));
        assert_non_null(reason);
        assert_null(lower_unpack(packed->data, packed->len, &packed_reason));
        assert_non_null(strstr(packed_reason, "no sound unit"));
        guint8 next = (guint8)(n * 37 % 251);
        g_byte_array_append(bytes, &next, 1);
    }
}

static void test_lower_one(void **state)
{
    struct fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    put_tree(fixture);
    struct scan_options options = {.root = fixture->root, .catalogue = fixture->catalogue};
    g_autofree char *file = g_build_filename(fixture->root, "c.c", NULL);
    struct ir_unit *unit = scan_lower(&options, file, &error);
    assert_non_null(unit);
    assert_string_equal(ir_function_name(unit, unit->functions->pdata[0]), "c");
    ir_unit_free(unit);
    g_autofree char *missing = g_build_filename(fixture->root, "no.c", NULL);
    assert_null(scan_lower(&options, missing, &error));
    assert_non_null(strstr(error->message, "no.c"));
}

static GByteArray *lowered(struct fixture *fixture, const char *name, struct slim *slim)
{
    g_autofree char *file = g_build_filename(fixture->root, name, NULL);
    g_autofree char *reason = NULL;
    struct command *command = command_new(file, fixture->root);
    GByteArray *payload = g_byte_array_new();
    assert_true(lower_unit(command, fixture->catalogue, slim, payload, &reason));
    command_free(command);
    return payload;
}

/* The IR of whole headers, byte for byte: of what is reached by name, through a pasted name that nobody guesses (which
 * makes it read again), or by one that is a macro's for a while (which makes it read whole). */
static void test_slim_headers(void **state)
{
    struct fixture *fixture = *state;
    g_autofree char *blanks = g_strnfill(70000, ' ');
    g_autofree char *header = g_strdup_printf("int copy_from_user(void *, const void *, unsigned long);\n"
                                              "static int bulk(int a) {%s}\n"
                                              "static int plain(void *p) { return copy_from_user(p, p, 1); }\n"
                                              "static int pasted(void *p) { return copy_from_user(p, p, 2); }\n"
                                              "#define hidden found\n"
                                              "static int hidden(void *p) { return copy_from_user(p, p, 3); }\n"
                                              "#undef hidden\n"
                                              "#define CALL(x) pas##x\n#define FIND(x) fo##x\n",
                                              blanks);
    static const char *const calls[] = {"0", "plain(p)", "CALL(ted)(p)", "FIND(und)(p)", "CALL(ted)(p) + FIND(und)(p)"};
    struct slim *slim = slim_new(fixture->root);
    put(fixture, "s.h", header);
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        g_autofree char *name = g_strdup_printf("s%zu.c", i);
        g_autofree char *text = g_strdup_printf("#include \"s.h\"\nint f(void *p) { return %s; }\n", calls[i]);
        put(fixture, name, text);
        g_autoptr(GByteArray) whole = lowered(fixture, name, NULL), thin = lowered(fixture, name, slim);
        assert_int_equal(whole->len, thin->len);
        assert_memory_equal(whole->data, thin->data, thin->len);
    }
    slim_free(slim);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_header_counts_once),
        TEST(test_wrappers_bring_units_in),
        TEST(test_site_arguments),
        TEST(test_excerpts),
        TEST(test_jobs_make_no_difference),
        TEST(test_fingerprints_differ),
        TEST(test_moved_lines),
        TEST(test_suppression),
        TEST(test_strays_are_told),
        TEST(test_paths_narrow),
        TEST(test_buildless),
        TEST(test_degraded),
        TEST(test_unknown_processor),
        TEST(test_no_file_is_written),
        TEST(test_stop),
        TEST(test_errors),
        TEST(test_empty_tree),
        TEST(test_root_through_link),
        TEST(test_unpack_garbage),
        TEST(test_lower_one),
        TEST(test_slim_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
