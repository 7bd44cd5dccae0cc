/* Two kernel mechanisms, and what they are for here:
 *
 *   Landlock (Documentation/userspace-api/landlock.rst)   which files can be read; none can be written; no network
 *   seccomp  (filter.def)                                 which system calls there are: no exec, no socket, no signal
 *
 * Each stands in for the other's duties as far as it can where only one is to be had. */
#define _GNU_SOURCE /* dl_iterate_phdr */

#include "scan/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <link.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scan/filter.h"
#include "scan/paths.h"

/* Compilers, headers and libraries of the usual systems; nothing in them is a secret. */
static const char *const system_places[] = {"/usr",
                                            "/lib",
                                            "/lib32",
                                            "/lib64",
                                            "/libx32",
                                            "/nix/store",
                                            "/opt",
                                            "/gnu/store",
                                            "/etc/ld.so.cache",
                                            "/dev/null",
                                            "/run/current-system/sw",
                                            "/proc/cpuinfo"};

struct confinement {
    GPtrArray *places; /* char *: real paths, none below another */
    bool lacks_landlock, lacks_filter;
};

static bool covers(const struct confinement *confinement, const char *real)
{
    for (guint i = 0; i < confinement->places->len; i++)
        if (paths_is_below(confinement->places->pdata[i], real))
            return true;
    return false;
}

void confinement_allow(struct confinement *confinement, const char *path)
{
    char *real = realpath(path, NULL);
    if (real && !covers(confinement, real))
        g_ptr_array_add(confinement->places, g_strdup(real));
    free(real);
}

bool confinement_reaches(const struct confinement *confinement, const char *path)
{
    char *real = realpath(path, NULL);
    bool reaches = real && covers(confinement, real);
    free(real);
    return reaches;
}

/* libclang has its own headers beside itself, wherever it was installed. */
static int allow_beside(struct dl_phdr_info *info, size_t size, void *confinement)
{
    (void)size;
    if (info->dlpi_name && info->dlpi_name[0] == '/') {
        g_autofree char *folder = g_path_get_dirname(info->dlpi_name);
        confinement_allow(confinement, folder);
    }
    return 0;
}

struct confinement *confinement_new(void)
{
    struct confinement *confinement = g_new0(struct confinement, 1);
    confinement->places = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(system_places); i++)
        confinement_allow(confinement, system_places[i]);
    dl_iterate_phdr(allow_beside, confinement);
    return confinement;
}

void confinement_free(struct confinement *confinement)
{
    if (!confinement)
        return;
    g_ptr_array_unref(confinement->places);
    g_free(confinement);
}

/* ---- Landlock ---- */

/* linux/landlock.h of the kernel that this runs on may be younger than the one it was built with: rights and layout by
 * version of the interface, as the manual says. */
struct ruleset {
    uint64_t files, network, scopes;
};

/* struct landlock_ruleset_attr in each of its lengths. */
static const struct {
    int version;
    struct ruleset handled;
    size_t size;
} versions[] = {
    {6, {(1 << 16) - 1, 3, 3}, 24}, /* 6: signals and abstract sockets to others */
    {5, {(1 << 16) - 1, 3, 0}, 16}, /* 5: ioctl of devices */
    {4, {(1 << 15) - 1, 3, 0}, 16}, /* 4: TCP */
    {3, {(1 << 15) - 1, 0, 0}, 8},  /* 3: truncate */
    {2, {(1 << 14) - 1, 0, 0}, 8},  /* 2: files moved to other folders */
    {1, {(1 << 13) - 1, 0, 0}, 8},
};

static int ruleset_new(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++)
        if (version >= versions[i].version)
            return (int)syscall(SYS_landlock_create_ruleset, &versions[i].handled, versions[i].size, 0U);
    return -1;
}

/* A place that has vanished needs no rule. */
static bool allow_reading(int ruleset, const char *place)
{
    struct stat status;
    struct landlock_path_beneath_attr beneath = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE};
    beneath.parent_fd = open(place, O_PATH | O_CLOEXEC);
    if (beneath.parent_fd < 0)
        return true;
    if (fstat(beneath.parent_fd, &status) == 0 && S_ISDIR(status.st_mode))
        beneath.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
    long added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0U);
    int reason = errno;
    close(beneath.parent_fd);
    errno = reason;
    return added == 0;
}

static bool landlock_enter(const struct confinement *confinement)
{
    int ruleset = ruleset_new();
    if (ruleset < 0)
        return false;
    bool fine = true;
    for (guint i = 0; i < confinement->places->len && fine; i++)
        fine = allow_reading(ruleset, confinement->places->pdata[i]);
    fine = fine && syscall(SYS_landlock_restrict_self, ruleset, 0U) == 0;
    int reason = errno;
    close(ruleset);
    errno = reason;
    return fine;
}

/* ---- both ---- */

/* Root's worker keeps but the right to read what it is pointed at. */
static void drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct have[_LINUX_CAPABILITY_U32S_3] = {0};
    if (syscall(SYS_capget, &header, have) != 0)
        return;
    uint32_t kept = have[0].permitted & (1U << CAP_DAC_READ_SEARCH);
    have[0] = (struct __user_cap_data_struct){.effective = kept, .permitted = kept};
    have[1] = (struct __user_cap_data_struct){0};
    syscall(SYS_capset, &header, have);
}

bool confinement_enter(const struct confinement *confinement)
{
    drop_capabilities();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    return (confinement->lacks_landlock || landlock_enter(confinement)) &&
           (confinement->lacks_filter || filter_enter());
}

/* True when a child that is forked to do it can. */
static bool child_can(const struct confinement *wanted)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(confinement_enter(wanted) ? 0 : 1);
    int status = 1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

char *confinement_try(struct confinement *confinement)
{
    struct confinement only_landlock = *confinement, only_filter = *confinement;
    only_landlock.lacks_filter = only_filter.lacks_landlock = true;
    confinement->lacks_landlock = !child_can(&only_landlock);
    confinement->lacks_filter = !child_can(&only_filter);
    if (!confinement->lacks_landlock && !confinement->lacks_filter)
        return NULL;
    const char *what = "neither Landlock nor seccomp: what parses sources is not confined";
    if (!confinement->lacks_filter)
        what = "no Landlock: what parses sources writes nothing, but can read every file that you can";
    else if (!confinement->lacks_landlock)
        what = "no seccomp: what parses sources can start programs";
    return g_strdup_printf("this system has %s; do not audit a stranger's tree here", what);
}
