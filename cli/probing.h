/* Starting mpx-probe, and only it with privilege. Who is what:
 *
 *   started by         back end         mpx-probe runs as    started            the command is started by
 *   a user             ptrace, auto     the user             directly           mpx-probe
 *   a user             kprobe, --all    root                 by sudo            us, held until the probes are attached
 *   sudo mpx-audit     ptrace           the user             directly           mpx-probe
 *   sudo mpx-audit     kprobe, auto     root                 directly           mpx-probe, as the user
 *   root               any              root                 directly           mpx-probe, as root
 *
 * Under sudo we are the user ourselves (SUDO_UID) from probing_start on, for good: no source, database or catalogue is
 * read as root. */
#ifndef CLI_PROBING_H
#define CLI_PROBING_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct probing_wanted {
    const char *backend;        /* "auto", "ptrace", "kprobe" */
    const char *const *command; /* NULL-terminated, or NULL */
    pid_t pid;                  /* to attach to, 0 */
    bool all;
};

struct probing {
    pid_t probe;   /* mpx-probe, or sudo */
    pid_t command; /* held by us, 0 when mpx-probe starts it */
    int plan;      /* to mpx-probe */
    int trace;     /* from it */
};

/* Starts mpx-probe, which waits for its plan. False and an error when that cannot be done. */
bool probing_start(struct probing *probing, const struct probing_wanted *wanted, GError **error);
/* Hands it the plan; NULL calls it off. */
bool probing_plan(struct probing *probing, const char *plan, GError **error);

/* Reads what mpx-probe wrote; 0 at the end. Meanwhile SIGTERM and SIGHUP are handed on to it; SIGINT and SIGQUIT reach
 * it, and the command, by themselves, and do nothing to us. */
ssize_t probing_read(struct probing *probing, void *into, size_t size, GError **error);

/* When all is read: waits for mpx-probe, and for a command of ours. Statuses as wait() gives them; *ret_command -1 when
 * mpx-probe started it, and then the trace tells. */
void probing_finish(struct probing *probing, int *ret_probe, int *ret_command);
/* Whether mpx-probe may have failed. Only may: it ends as the command did, which can end with that number too. */
bool probing_may_have_failed(int probe_status);

#define PROBING_ERROR probing_error_quark()
GQuark probing_error_quark(void);

#endif
