/* What the tests of this room share: programs that are compiled here, run under ptrace, and looked at where they call
 * pkey_alloc or mprotect, as the probe would. */
#ifndef TESTS_SYMBOLS_WATCHED_H
#define TESTS_SYMBOLS_WATCHED_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* process_vm_readv */
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "symbols/symbols.h"

static char *folder;

static inline char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

/* Runs a command line in the folder. */
static inline bool run(const char *command)
{
    g_auto(GStrv) argv = NULL;
    g_autofree char *output = NULL;
    int status = -1;
    assert_true(g_shell_parse_argv(command, NULL, &argv, NULL));
    bool ran = g_spawn_sync(folder, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &output, &status, NULL);
    if (!ran || status != 0)
        print_message("%s: %s\n", command, output ? output : "cannot be run");
    return ran && status == 0;
}

static inline void write_source(const char *name, const char *text)
{
    g_autofree char *path = in_folder(name);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* The first watched call of a program. */
struct watched {
    struct event event;
    uint8_t stack[512];
    char *maps;
    gsize maps_size;
};

static inline void watched_clear(struct watched *watched)
{
    g_clear_pointer(&watched->maps, g_free);
}

static inline void keep_state(pid_t pid, const struct user_regs_struct *from, struct watched *watched)
{
    struct event *event = &watched->event;
    struct iovec local = {watched->stack, sizeof watched->stack}, remote = {(void *)from->rsp, sizeof watched->stack};
    ssize_t n = process_vm_readv(pid, &local, 1, &remote, 1, 0);
    g_autofree char *path = g_strdup_printf("/proc/%d/maps", (int)pid);
    assert_true(g_file_get_contents(path, &watched->maps, &watched->maps_size, NULL));
    *event = (struct event){.pid = (uint32_t)pid, .tid = (uint32_t)pid, .ts_ns = 100, .kind = EVENT_CALL};
    event->abi = from->cs == 0x23 ? EVENT_I386 : EVENT_X86_64;
    event->has_registers = true;
    event->registers = (struct event_registers){from->rip, from->rsp, from->rax, from->rbx, from->rcx, from->rdx,
                                                from->rsi, from->rdi, from->rbp, from->r8,  from->r9,  from->r10,
                                                from->r11, from->r12, from->r13, from->r14, from->r15};
    event->stack = watched->stack;
    event->stack_size = n > 0 ? (uint32_t)n : 0;
}

/* PROT_NONE is what only the programs here ask for; slot 381 is i386's pkey_alloc. */
static inline bool is_watched(const struct user_regs_struct *at)
{
    if (at->cs == 0x23)
        return at->orig_rax == 381;
    return at->orig_rax == SYS_pkey_alloc || (at->orig_rax == SYS_mprotect && at->rdx == 0);
}

static inline bool watch(const char *program, struct watched *watched)
{
    g_autofree char *path = in_folder(program);
    bool seen = false;
    *watched = (struct watched){0};
    pid_t pid = fork();
    if (pid == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execl(path, path, NULL);
        _exit(127);
    }
    for (int status; waitpid(pid, &status, 0) == pid && WIFSTOPPED(status);) {
        struct user_regs_struct at;
        ptrace(PTRACE_GETREGS, pid, NULL, &at);
        if (!seen && WSTOPSIG(status) == SIGTRAP && is_watched(&at)) {
            keep_state(pid, &at, watched);
            seen = true;
        }
        ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
    }
    return seen;
}

/* Tells the build-id that the file has now. */
static inline void tell_object(struct symbols *symbols, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    const void *id = NULL;
    ssize_t size = dwelf_elf_gnu_build_id(elf, &id);
    GStatBuf status;
    assert_int_equal(g_stat(path, &status), 0);
    struct mapped_object object = {
        .path = path, .inode = status.st_ino, .build_id = id, .build_id_size = size > 0 ? (uint32_t)size : 0};
    symbols_object(symbols, &object);
    elf_end(elf);
    close(fd);
}

static inline void tell_maps(struct symbols *symbols, const struct watched *watched)
{
    struct process_maps maps = {
        .pid = watched->event.pid, .time_ns = 1, .text = watched->maps, .size = (uint32_t)watched->maps_size};
    symbols_maps(symbols, &maps);
}

/* "function file:line [inlined] [tail] [why]", a line each; the folder is cut off, and so is what comes behind main. */
static inline char *printed(const struct call_chain *chain)
{
    GString *text = g_string_new(NULL);
    for (uint32_t i = 0; i < chain->n_places; i++) {
        const struct frame_place *place = &chain->places[i];
        const char *file = g_str_has_prefix(place->file, folder) ? place->file + strlen(folder) + 1 : "";
        g_string_append(text, place->function);
        if (*file)
            g_string_append_printf(text, " %s:%u", file, place->line);
        if (place->is_inlined)
            g_string_append(text, " inlined");
        if (place->is_tail)
            g_string_append(text, " tail");
        g_string_append_c(text, '\n');
        if (g_str_equal(place->function, "main"))
            break;
    }
    return g_string_free(text, FALSE);
}

static inline char *chain_of(struct symbols *symbols, const struct watched *watched)
{
    tell_maps(symbols, watched);
    return printed(symbols_chain(symbols, &watched->event));
}

/* The chain of a program's first watched call, with the build-ids of the moment told. */
static inline char *chain_of_program(const char *program, const char *const *libraries)
{
    const struct symbols_options options = {0};
    struct symbols *symbols = symbols_new(&options);
    struct watched watched;
    g_autofree char *path = in_folder(program);
    assert_true(watch(program, &watched));
    tell_object(symbols, path);
    for (; libraries && *libraries; libraries++) {
        g_autofree char *library = in_folder(*libraries);
        tell_object(symbols, library);
    }
    char *text = chain_of(symbols, &watched);
    watched_clear(&watched);
    symbols_free(symbols);
    return text;
}

static inline void remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
            remove_tree(inner);
        else
            g_unlink(inner);
    }
    g_rmdir(path);
}

#endif
