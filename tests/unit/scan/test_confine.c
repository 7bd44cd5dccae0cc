/* What a confined process can still do: each deed is tried in a child of its own, which says by its status how it went.
 */
#define _GNU_SOURCE /* pthread, syscall */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "scan/confine.h"

struct place {
    char *tree, *outside, *link; /* outside: a file; link: in the tree, to it */
    struct confinement *confinement;
    bool is_whole;
};

typedef bool (*deed)(const struct place *place);

static bool can_open(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    return fd >= 0 && close(fd) == 0;
}

static bool read_tree(const struct place *place)
{
    g_autofree char *path = g_build_filename(place->tree, "in.h", NULL);
    return can_open(path, O_RDONLY);
}

static bool read_system(const struct place *place)
{
    (void)place;
    return can_open("/usr/include/stdio.h", O_RDONLY);
}

static bool read_outside(const struct place *place)
{
    return can_open(place->outside, O_RDONLY);
}

static bool read_by_link(const struct place *place)
{
    return can_open(place->link, O_RDONLY);
}

static bool write_tree(const struct place *place)
{
    g_autofree char *path = g_build_filename(place->tree, "in.h", NULL);
    return can_open(path, O_WRONLY);
}

static bool make_file(const struct place *place)
{
    g_autofree char *path = g_build_filename(place->tree, "new", NULL);
    return can_open(path, O_RDONLY | O_CREAT);
}

static bool truncate_file(const struct place *place)
{
    g_autofree char *path = g_build_filename(place->tree, "in.h", NULL);
    return truncate(path, 0) == 0;
}

static bool remove_file(const struct place *place)
{
    g_autofree char *path = g_build_filename(place->tree, "in.h", NULL);
    return unlink(path) == 0;
}

static bool open_by_number(const struct place *place)
{
    struct {
        uint64_t flags, mode, resolve;
    } how = {.flags = O_RDONLY};
    g_autofree char *path = g_build_filename(place->tree, "in.h", NULL);
    return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how)) >= 0;
}

static bool run_program(const struct place *place)
{
    (void)place;
    execl("/bin/true", "true", NULL); /* status 0, which is a success, when it can */
    return false;
}

static bool make_process(const struct place *place)
{
    (void)place;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool make_socket(const struct place *place)
{
    (void)place;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool signal_parent(const struct place *place)
{
    (void)place;
    return kill(getppid(), 0) == 0;
}

static bool signal_self(const struct place *place)
{
    (void)place;
    signal(SIGUSR1, SIG_IGN);
    return kill(getpid(), SIGUSR1) == 0 && raise(SIGUSR1) == 0;
}

static bool trace_parent(const struct place *place)
{
    (void)place;
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static gpointer do_nothing(gpointer data)
{
    return data;
}

static bool make_thread(const struct place *place)
{
    return g_thread_join(g_thread_new("", do_nothing, (gpointer)place)) == place;
}

static bool map_memory(const struct place *place)
{
    (void)place;
    return mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool can(const struct place *place, deed wanted)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(!confinement_enter(place->confinement) ? 2 : wanted(place) ? 0 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_not_equal(WEXITSTATUS(status), 2);
    return WEXITSTATUS(status) == 0;
}

static int set_up(void **state)
{
    struct place *place = g_new0(struct place, 1);
    place->tree = g_dir_make_tmp("confine-XXXXXX", NULL);
    place->outside = g_strconcat(place->tree, ".outside", NULL);
    place->link = g_build_filename(place->tree, "link.h", NULL);
    g_autofree char *inside = g_build_filename(place->tree, "in.h", NULL);
    assert_true(g_file_set_contents(inside, "int in;\n", -1, NULL));
    assert_true(g_file_set_contents(place->outside, "secret\n", -1, NULL));
    assert_int_equal(symlink(place->outside, place->link), 0);
    place->confinement = confinement_new();
    confinement_allow(place->confinement, place->tree);
    g_autofree char *lacking = confinement_try(place->confinement);
    place->is_whole = lacking == NULL;
    if (lacking)
        print_message("%s\n", lacking);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    g_autofree char *inside = g_build_filename(place->tree, "in.h", NULL);
    g_unlink(inside);
    g_unlink(place->link);
    g_unlink(place->outside);
    g_rmdir(place->tree);
    confinement_free(place->confinement);
    g_free(place->tree);
    g_free(place->outside);
    g_free(place->link);
    g_free(place);
    return 0;
}

static void test_work_goes_on(void **state)
{
    static const deed deeds[] = {read_tree, read_system, make_thread, map_memory, signal_self};
    for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
        assert_true(can(*state, deeds[i]));
}

static void test_nothing_else(void **state)
{
    static const deed deeds[] = {read_outside,   read_by_link, write_tree,  make_file,    truncate_file, remove_file,
                                 open_by_number, run_program,  make_socket, make_process, signal_parent, trace_parent};
    const struct place *place = *state;
    if (!place->is_whole)
        skip();
    for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
        if (can(place, deeds[i]))
            fail_msg("deed %zu was done", i);
}

static void test_reaches(void **state)
{
    const struct place *place = *state;
    g_autofree char *inside = g_build_filename(place->tree, "in.h", NULL);
    assert_true(confinement_reaches(place->confinement, inside));
    assert_true(confinement_reaches(place->confinement, place->tree));
    assert_false(confinement_reaches(place->confinement, place->outside));
    assert_false(confinement_reaches(place->confinement, place->link));
    assert_false(confinement_reaches(place->confinement, "/nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_goes_on),
        cmocka_unit_test(test_nothing_else),
        cmocka_unit_test(test_reaches),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
