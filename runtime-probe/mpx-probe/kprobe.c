/* The kprobe back end: opens and loads the BPF programs, attaches them, runs the controls, and empties the ring. */
#include "mpx-probe/kprobe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mpx-probe/pkru.h"
#include "probe.skel.h"

enum { RING_BYTES = 8 << 20, POLL_MS = 20, GATHER_NS = 2000000 };

static const char *refuses(enum target_kind target)
{
    (void)target;
    return geteuid() == 0 ? NULL : "it needs root (or run mpx-probe by sudo); the ptrace back end needs nothing";
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

/* What libbpf said last: the reason when loading fails. */
static char last_words[REASON];

__attribute__((format(printf, 2, 0))) static int keep_words(enum libbpf_print_level level, const char *format,
                                                            va_list arguments)
{
    char line[REASON];
    if (level != LIBBPF_WARN)
        return 0;
    vsnprintf(line, sizeof line, format, arguments);
    line[strcspn(line, "\n")] = '\0';
    if (!last_words[0])
        memcpy(last_words, line, sizeof last_words);
    return 0;
}

/* The kernel wants a power of two and whole pages. */
static uint32_t ring_size(unsigned wanted)
{
    uint32_t size = (uint32_t)sysconf(_SC_PAGESIZE);
    while (size < wanted)
        size *= 2;
    return size;
}

static int load(struct kprobe *kprobe, char ret_reason[REASON])
{
    const struct session *session = kprobe->session;
    libbpf_set_print(keep_words);
    kprobe->bpf = probe_bpf__open();
    if (!kprobe->bpf) {
        snprintf(ret_reason, REASON, "the BPF programs cannot be opened: %s", strerror(errno));
        return -1;
    }
    kprobe->bpf->rodata->watch_all = session->target == TARGET_SYSTEM;
    kprobe->bpf->rodata->pkru_offset = (unsigned)pkru_offset();
    kprobe->bpf->rodata->ring_bytes = ring_size(session->ring_bytes ? session->ring_bytes : RING_BYTES);
    bpf_map__set_max_entries(kprobe->bpf->maps.records, kprobe->bpf->rodata->ring_bytes);
    int failed = probe_bpf__load(kprobe->bpf);
    if (failed) {
        snprintf(ret_reason, REASON, "the kernel refuses the BPF programs: %.40s: %.70s", strerror(-failed),
                 last_words);
        return -1;
    }
    return 0;
}

static int attach_tracepoint(struct bpf_program *program, struct bpf_link **ret_link, char ret_reason[REASON])
{
    *ret_link = bpf_program__attach(program);
    if (*ret_link)
        return 0;
    snprintf(ret_reason, REASON, "%s cannot be attached: %s", bpf_program__name(program), strerror(errno));
    return -1;
}

/* PKRU as of a denied access. A kernel whose function has another name, or none that can be probed, leaves us with what
 * the last context switch saved. */
static void attach_frames(struct probe_bpf *bpf)
{
    static const char function[] = "copy_fpstate_to_sigframe";
    if (!bpf->rodata->pkru_offset)
        return;
    bpf->links.frame_written = bpf_program__attach_kprobe(bpf->progs.frame_written, true, function);
    bpf->links.frame_begins =
        bpf->links.frame_written ? bpf_program__attach_kprobe(bpf->progs.frame_begins, false, function) : NULL;
    bpf->bss->has_frames = bpf->links.frame_begins != NULL;
}

/* Those of denied accesses only where the plan asks for them: page_fault_kernel is passed often. */
static int attach_tracepoints(struct kprobe *kprobe, char ret_reason[REASON])
{
    struct probe_bpf *bpf = kprobe->bpf;
    if (attach_tracepoint(bpf->progs.forked, &bpf->links.forked, ret_reason) < 0 ||
        attach_tracepoint(bpf->progs.executed, &bpf->links.executed, ret_reason) < 0 ||
        attach_tracepoint(bpf->progs.ended, &bpf->links.ended, ret_reason) < 0)
        return -1;
    if (!kprobe->wants_faults)
        return 0;
    attach_frames(bpf);
    return attach_tracepoint(bpf->progs.signal_made, &bpf->links.signal_made, ret_reason) < 0 ||
                   attach_tracepoint(bpf->progs.denied_to_kernel, &bpf->links.denied_to_kernel, ret_reason) < 0
               ? -1
               : 0;
}

/* ---- the probes' own records ------------------------------------------------------------------------------------- */

static void write_probes(struct kprobe *kprobe, const struct loss_point *counts)
{
    for (unsigned i = 0; i < kprobe->session->plan.n; i++) {
        const struct kprobe_call *call = &kprobe->calls[i];
        const struct loss_point *point = call->point < 0 ? NULL : &counts[call->point];
        uint64_t three[3] = {0};
        if (point) {
            three[0] = point->entry.hits;
            three[1] = point->entry.missed + point->leave.missed;
            three[2] = point->entry.ran;
        }
        session_probe(kprobe->session, &kprobe->session->plan.calls[i], call->state,
                      point ? kprobe->points[call->point].symbol : "", call->reason, three);
    }
}

/* ---- the back end ------------------------------------------------------------------------------------------------ */

static int open_kprobe(struct session *session, char ret_reason[REASON])
{
    struct kprobe *kprobe = calloc(1, sizeof *kprobe);
    session->state = kprobe;
    if (!kprobe) {
        snprintf(ret_reason, REASON, "no memory");
        return -1;
    }
    kprobe->session = session;
    kprobe->tracefs.folder = -1;
    if (tracefs_open(&kprobe->tracefs, ret_reason) < 0 || load(kprobe, ret_reason) < 0)
        return -1;
    kprobe->ring = ring_buffer__new(bpf_map__fd(kprobe->bpf->maps.records), kprobe_record, kprobe, NULL);
    if (!kprobe->ring) {
        snprintf(ret_reason, REASON, "the ring buffer cannot be mapped: %s", strerror(errno));
        return -1;
    }
    kprobe_watch(kprobe, getpid(), WATCH_NOT);
    kprobe_watch(kprobe, getppid(), WATCH_NOT);
    kprobe_attach(kprobe);
    if (attach_tracepoints(kprobe, ret_reason) < 0)
        return -1;
    kprobe_control(kprobe);
    if (session->pid) {
        kprobe_watch(kprobe, session->pid, WATCH_EVENTS);
        notices_open(&kprobe->notices, session->pid);
    }
    kprobe->bpf->bss->armed = true;
    kprobe->is_armed = true;
    struct loss_point counts[BPF_POINTS];
    kprobe_count(kprobe, counts);
    write_probes(kprobe, counts);
    return 0;
}

/* A process that ended before we looked will not be seen to end. A zombie has no executable. */
static bool is_gone(pid_t pid)
{
    char path[40], target[8];
    snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
    return readlink(path, target, sizeof target) < 0 && (errno == ENOENT || errno == ESRCH);
}

static bool is_anyone_watched(struct kprobe *kprobe)
{
    int map = bpf_map__fd(kprobe->bpf->maps.watched);
    uint32_t key, value, *before = NULL;
    while (bpf_map_get_next_key(map, before, &key) == 0) {
        if (bpf_map_lookup_elem(map, &key, &value) == 0 && value == WATCH_EVENTS)
            return true;
        before = &key;
    }
    return false;
}

/* The command is over when wait() has said so and nobody whom it started is left. */
static bool is_over(struct session *session)
{
    int status;
    if (session->target == TARGET_SYSTEM)
        return false;
    if (session->target == TARGET_COMMAND && session->exit_status == -1) {
        if (waitpid(session->pid, &status, WNOHANG) != session->pid)
            return false;
        session->exit_status = status;
    }
    return !is_anyone_watched(session->state);
}

/* Nothing wakes us but a ring that is filling (bpf_state.h), and what is in it when we look makes the wait end at once:
 * so a while is slept first, that there be many records for one look. */
static int next_records(struct kprobe *kprobe)
{
    nanosleep(&(struct timespec){.tv_nsec = GATHER_NS}, NULL);
    int n = ring_buffer__poll(kprobe->ring, POLL_MS);
    return n == 0 ? ring_buffer__consume(kprobe->ring) : n;
}

static int run(struct session *session, char ret_reason[REASON])
{
    struct kprobe *kprobe = session->state;
    if (session->target == TARGET_COMMAND)
        launch_release(&session->launch);
    else if (session->pid && is_gone(session->pid))
        return 0;
    while (!*session->stop && !is_over(session)) {
        uint64_t now = clock_ns(CLOCK_MONOTONIC);
        int n = next_records(kprobe);
        if (n < 0 && n != -EINTR) {
            snprintf(ret_reason, REASON, "the ring buffer cannot be read: %s", strerror(-n));
            return -1;
        }
        if (n == 0) { /* no older call is to come */
            notices_read(&kprobe->notices, now);
            writer_flush(&session->writer);
        }
    }
    if (*session->stop && session->target == TARGET_COMMAND && session->exit_status == -1) {
        kill(session->pid, SIGKILL); /* as PTRACE_O_EXITKILL does in the other back end */
        waitpid(session->pid, &session->exit_status, 0);
    }
    return 0;
}

static void finish(struct kprobe *kprobe)
{
    struct trace_loss *loss = &kprobe->session->writer.loss;
    struct loss_point counts[BPF_POINTS];
    kprobe->bpf->bss->armed = false;
    ring_buffer__consume(kprobe->ring);
    kprobe_flush(kprobe);
    kprobe_count(kprobe, counts);
    write_probes(kprobe, counts);
    uint64_t unpaired = loss->unpaired + kprobe->bpf->bss->lost_unpaired;
    loss->unpaired = 0;
    loss_add(loss, counts, kprobe->n_points, unpaired);
    loss->full += kprobe->bpf->bss->lost_full;
}

static void close_kprobe(struct session *session)
{
    struct kprobe *kprobe = session->state;
    if (!kprobe)
        return;
    if (kprobe->is_armed)
        finish(kprobe);
    kprobe_detach(kprobe);
    ring_buffer__free(kprobe->ring);
    probe_bpf__destroy(kprobe->bpf);
    tracefs_close(&kprobe->tracefs);
    kprobe_forget(kprobe);
    free(kprobe);
    session->state = NULL;
}

const struct backend backend_kprobe = {.name = "kprobe",
                                       .kind = BACKEND_KPROBE,
                                       .refuses = refuses,
                                       .open = open_kprobe,
                                       .run = run,
                                       .close = close_kprobe};
