/* Which site a chain of frames comes from, and which it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "join/sites.h"

static struct sites *sites;
static struct tree *tree;

static void add(const char *fingerprint, const char *interface, enum site_kind kind, uint32_t line, uint32_t col,
                const char *function, const struct site_argument *args, uint32_t n_args)
{
    const struct site site = {.fingerprint = fingerprint,
                              .family = "",
                              .interface = interface,
                              .kind = kind,
                              .file = "src/a.c",
                              .line = line,
                              .col = col,
                              .function = function,
                              .side = SIDE_USER,
                              .args = args,
                              .n_args = n_args};
    sites_add(sites, tree, &site);
}

#define ARGS(...)                                                                                                      \
    (const struct site_argument[])                                                                                     \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }
#define VALUE(name, value)                                                                                             \
    {                                                                                                                  \
        name, "", value, ""                                                                                            \
    }

static int set_up(void **state)
{
    (void)state;
    tree = tree_new("/src", NULL);
    sites = sites_new();
    add("call", "mprotect", SITE_CALL, 10, 9, "f", ARGS(VALUE("prot", "1")), 1);
    add("none", "pkey_mprotect", SITE_CALL, 20, 5, "g", ARGS(VALUE("pkey", "-1")), 1);
    add("some", "pkey_mprotect", SITE_CALL, 22, 5, "g", ARGS(VALUE("pkey", NULL)), 1);
    add("three", "pkey_mprotect", SITE_CALL, 24, 5, "g", ARGS(VALUE("pkey", "3")), 1);
    add("left", "mprotect", SITE_CALL, 30, 5, "h", ARGS(VALUE("prot", "0")), 1);
    add("right", "mprotect", SITE_CALL, 30, 25, "h", ARGS(VALUE("prot", "3")), 1);
    add("wrapper", "mprotect", SITE_WRAPPER, 9, 5, "f", NULL, 0);
    add("caller", "mprotect", SITE_WRAPPER, 50, 5, "main", ARGS(VALUE("prot", "1")), 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sites_free(sites);
    tree_free(tree);
    return 0;
}

#define OUTSIDE(name)                                                                                                  \
    {                                                                                                                  \
        .object = "/lib/libc.so.6", .build_id = "cc", .function = name, .file = ""                                     \
    }
#define INSIDE(name, at_line, at_col)                                                                                  \
    {                                                                                                                  \
        .object = "/bin/a", .build_id = "aa", .function = name, .file = "/src/src/a.c", .line = at_line, .col = at_col \
    }

/* "SITE match through…", "-" for no site. */
static char *joined(const struct frame_place *places, uint32_t n, struct event event)
{
    struct sites_match *match = sites_match(sites, tree, places, n, event.interface);
    GString *text = g_string_new(NULL);
    int level;
    const struct place_site *site = sites_choose(match, &event, &level);
    g_string_append_printf(text, "%s %s", site ? site->fingerprint : "-",
                           level < 0 ? "elsewhere" : match_name((enum match)level));
    for (unsigned i = 0; i < match->through->len; i++)
        g_string_append_printf(text, " %s", ((const struct place_site *)match->through->pdata[i])->fingerprint);
    sites_match_free(match);
    return g_string_free(text, FALSE);
}

#define is_joined(wanted, event, ...)                                                                                  \
    do {                                                                                                               \
        const struct frame_place places_[] = {__VA_ARGS__};                                                            \
        g_autofree char *found_ = joined(places_, G_N_ELEMENTS(places_), event);                                       \
        assert_string_equal(found_, wanted);                                                                           \
    } while (0)

static const struct event protect = {.interface = "mprotect"};

static void levels(void **state)
{
    (void)state;
    is_joined("call exact wrapper", protect, OUTSIDE("mprotect"), INSIDE("f", 10, 9));
    is_joined("call line wrapper", protect, OUTSIDE("mprotect"), INSIDE("f", 10, 17));
    is_joined("call function wrapper", protect, OUTSIDE("mprotect"), INSIDE("f", 12, 9));
    is_joined("- unresolved", protect, OUTSIDE("mprotect"), OUTSIDE(""));
    is_joined("- unresolved", protect);
}

static void unknown_build_is_not_exact(void **state)
{
    (void)state;
    struct frame_place place = INSIDE("f", 10, 9);
    place.build_id = NULL;
    is_joined("call line wrapper", protect, OUTSIDE("mprotect"), place);
}

static void file_known_by_its_name_is_not_exact(void **state)
{
    (void)state;
    struct frame_place place = INSIDE("f", 10, 9);
    place.file = "/build/a.c";
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), place);
    place.file = "a.c";
    is_joined("call line wrapper", protect, OUTSIDE("mprotect"), place);
    place.line = 12; /* nor is its function enough */
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), place);
}

static void jumps(void **state)
{
    (void)state;
    struct frame_place place = INSIDE("f", 10, 9);
    place.is_tail = true;
    is_joined("call tail-call wrapper caller", protect, OUTSIDE("mprotect"), place, INSIDE("main", 50, 5));
}

/* A library that calls mprotect for its own ends, below a line that has a call of its own. */
static void what_a_library_does_is_not_ours(void **state)
{
    (void)state;
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), OUTSIDE("allocate_stack"), OUTSIDE("pthread_create"),
              INSIDE("f", 10, 9));
    is_joined("- elsewhere", protect, OUTSIDE("pthread_create"), INSIDE("f", 10, 9));
    is_joined("call exact wrapper", protect, OUTSIDE("__GI___mprotect"), INSIDE("f", 10, 9));
    is_joined("call exact wrapper", protect, OUTSIDE("syscall"), INSIDE("f", 10, 9));
    is_joined("call exact wrapper", protect, OUTSIDE(""), INSIDE("f", 10, 9));
    /* of a nameless function below, only the line is believed */
    is_joined("- elsewhere", protect, OUTSIDE(""), INSIDE("f", 12, 9));
}

static void other_function_on_the_line(void **state)
{
    (void)state;
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), INSIDE("g", 10, 9));
    is_joined("- elsewhere", ((struct event){.interface = "munmap"}), OUTSIDE("munmap"), INSIDE("f", 10, 9));
}

/* The kernel sees mprotect where the source says pkey_mprotect with -1, and only there. */
static void key_of_minus_one(void **state)
{
    (void)state;
    is_joined("none exact", protect, OUTSIDE("mprotect"), INSIDE("g", 20, 5));
    is_joined("some exact", protect, OUTSIDE("mprotect"), INSIDE("g", 22, 5));
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), INSIDE("g", 24, 5));
    const struct event keyed = {.interface = "pkey_mprotect"};
    is_joined("three exact", keyed, OUTSIDE("pkey_mprotect"), INSIDE("g", 24, 5));
}

/* Two calls on a line: the column tells, else the constants, else only the line is known. */
static void two_on_a_line(void **state)
{
    (void)state;
    struct event event = {.interface = "mprotect", .n_arguments = 1};
    event.arguments[0] = (struct event_argument){.name = "prot", .value = 3, .is_known = true};
    is_joined("right exact", event, OUTSIDE("mprotect"), INSIDE("h", 30, 25));
    is_joined("right line", event, OUTSIDE("mprotect"), INSIDE("h", 30, 0));
    event.arguments[0].is_known = false;
    is_joined("left line", event, OUTSIDE("mprotect"), INSIDE("h", 30, 0));
    event.arguments[0] = (struct event_argument){.name = "prot", .value = 7, .is_known = true};
    is_joined("- elsewhere", event, OUTSIDE("mprotect"), INSIDE("h", 30, 0));
}

/* The call belongs to the innermost site; the wrapper and its caller were passed through. */
static void through_a_wrapper(void **state)
{
    (void)state;
    is_joined("call exact wrapper caller", protect, OUTSIDE("mprotect"), INSIDE("f", 10, 9), INSIDE("main", 50, 5));
    /* the wrapper's own frame is not known (it has no debug information): its caller is still a site */
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), OUTSIDE("f"), INSIDE("main", 50, 5));
    is_joined("caller exact", protect, OUTSIDE("mprotect"), INSIDE("main", 50, 5));
}

/* A mention runs nothing, and its interface may be called wherever the pointer goes. */
static void through_a_pointer(void **state)
{
    (void)state;
    add("mention", "mprotect", SITE_REFERENCE, 52, 5, "main", NULL, 0);
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), INSIDE("main", 52, 5));
    is_joined("call exact wrapper", protect, OUTSIDE("mprotect"), INSIDE("f", 10, 9));
    is_joined("- elsewhere", protect, OUTSIDE("mprotect"), INSIDE("f", 12, 9));
}

/* ---- who serves a call ------------------------------------------------------------------------------------------- */

static void serve(const char *fingerprint, const char *file, const char *function)
{
    const struct site_reach reach = {.argument = "addr", .function = function, .file = file};
    const struct site site = {.fingerprint = fingerprint,
                              .family = "",
                              .interface = "mpx",
                              .kind = SITE_IMPLEMENTATION,
                              .file = file,
                              .line = 1,
                              .function = function,
                              .side = SIDE_KERNEL,
                              .reach = &reach,
                              .n_reach = g_str_has_prefix(function, "__x64_") ? 0 : 1};
    sites_add(sites, tree, &site);
}

static const char *server(const char *symbol)
{
    const struct place_site *site = sites_implementation(sites, "mpx", symbol);
    return site ? site->fingerprint : "-";
}

static void the_probe_names_the_function_that_serves(void **state)
{
    (void)state;
    assert_string_equal(server("sys_mpx"), "-");
    serve("wrapper", "k/a.c", "__x64_sys_mpx");
    serve("body", "k/a.c", "__do_sys_mpx");
    assert_string_equal(server("__x64_sys_mpx"), "body"); /* one definition, and this spelling has the arguments */
    assert_string_equal(server("driver:sys_mpx"), "body");
    assert_string_equal(server("ia32_sys_call"), "-"); /* the kernel's own slot is no driver's function */
    assert_string_equal(server(NULL), "body");
    serve("other", "k/b.c", "sys_mpx");
    assert_string_equal(server("sys_mpx"), "-");
}

/* mpx() of the program's own, made of another call: whoever calls it makes the call. */
static void a_call_comes_through_the_programs_own_function(void **state)
{
    (void)state;
    const struct event event = {.interface = "mpx"};
    add("own", "mpx", SITE_IMPLEMENTATION, 60, 12, "mpx", NULL, 0);
    add("user", "mpx", SITE_CALL, 70, 9, "use", NULL, 0);
    is_joined("user exact own", event, OUTSIDE("ioctl"), INSIDE("mpx", 62, 3), INSIDE("use", 70, 9));
    is_joined("- elsewhere own", event, OUTSIDE("ioctl"), INSIDE("mpx", 62, 3), INSIDE("main", 90, 9));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(levels),
        CASE(unknown_build_is_not_exact),
        CASE(file_known_by_its_name_is_not_exact),
        CASE(jumps),
        CASE(what_a_library_does_is_not_ours),
        CASE(other_function_on_the_line),
        CASE(key_of_minus_one),
        CASE(two_on_a_line),
        CASE(through_a_wrapper),
        CASE(through_a_pointer),
        CASE(the_probe_names_the_function_that_serves),
        CASE(a_call_comes_through_the_programs_own_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
