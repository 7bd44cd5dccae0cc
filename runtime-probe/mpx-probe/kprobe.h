/* The kprobe back end's own: what its files share. */
#ifndef MPX_PROBE_KPROBE_H
#define MPX_PROBE_KPROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "mpx-probe/backend.h"
#include "mpx-probe/images.h"
#include "mpx-probe/kprobe_maps.h"
#include "mpx-probe/loss.h"
#include "mpx-probe/probe_bpf.h"
#include "mpx-probe/tracefs.h"

struct bpf_link;
struct probe_bpf; /* the skeleton that bpftool makes of probe.bpf.c */
struct ring_buffer;

struct kprobe_point {
    char symbol[TRACE_NAME];
    struct bpf_point calls;
    bool is_attached, has_return;
    int perf[2]; /* at entry and at return; -1 */
    struct bpf_link *links[2];
    struct loss_counts base[2]; /* of entry and return, when everything was attached */
};

/* What became of a call of the plan, by its index. */
struct kprobe_call {
    int point; /* -1 none could be attached */
    unsigned n_arguments;
    enum probe_state state;
    char reason[REASON];
};

/* A system call's last access that was denied, by thread. */
struct kprobe_access {
    uint32_t tid;
    uint64_t page, ip, sp, kernel_call, kernel_ip;
};

enum { KPROBE_ACCESSES = 256 };

struct kprobe {
    struct session *session;
    struct tracefs tracefs;
    struct probe_bpf *bpf;
    struct ring_buffer *ring;
    unsigned n_points;
    struct kprobe_point points[BPF_POINTS];
    struct kprobe_call calls[PLAN_CALLS];
    bool is_armed, wants_faults;
    struct notices notices;
    struct images images;
    struct kprobe_process *processes;
    struct kprobe_access accesses[KPROBE_ACCESSES];
};

/* kprobe_points.c: finds and attaches a function for each call of the plan, the return first; detaches the other way
 * round. A call without one is refused with a reason; nothing fails as a whole. */
void kprobe_attach(struct kprobe *kprobe);
void kprobe_detach(struct kprobe *kprobe);
/* The counts of a point since kprobe_attach(), at entry and return; exact when the machine is quiet for a moment. */
void kprobe_count(struct kprobe *kprobe, struct loss_point ret_counts[BPF_POINTS]);

/* kprobe_control.c: makes each call whose function is attached once, with arguments that it must refuse, and says in
 * `state` and `reason` what was seen of it. */
void kprobe_control(struct kprobe *kprobe);
void kprobe_watch(struct kprobe *kprobe, pid_t pid, enum bpf_watch watch);

/* kprobe_records.c: from the ring into the file. */
int kprobe_record(void *kprobe, void *data, size_t size);
/* Calls that are still under way, and denied accesses whose signals are. */
void kprobe_flush(struct kprobe *kprobe);
void kprobe_forget(struct kprobe *kprobe);

#endif
