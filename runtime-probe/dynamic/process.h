/* What is known of a process: its keys, the ranges that carry them, what was done lately to which addresses. */
#ifndef DYNAMIC_PROCESS_H
#define DYNAMIC_PROCESS_H

#include "dynamic/dynamic.h"
#include "dynamic/spans.h"

enum {
    KEYS = 64,    /* x86 has 16, POWER 32 */
    SPANS = 4096, /* of a process */
    CHANGES = 128 /* latest ones that are remembered */
};

#define NO_EVENT UINT64_MAX

struct key {
    bool is_allocated, was_allocated;
    uint64_t alloc_event, free_event; /* the last ones, or NO_EVENT */
    uint32_t free_tid;
};

enum change_kind { CHANGE_MAP, CHANGE_UNMAP, CHANGE_PROTECT };

/* Something that was done to a range. */
struct change {
    enum change_kind kind;
    uint64_t start, end, event, entry_ns, leave_ns;
    uint32_t tid;
    bool has_prot, has_key;
    uint64_t prot;
    int32_t key;
};

struct process {
    uint32_t pid;
    uint64_t start_time;
    bool is_whole; /* seen from its start, or its exec, on */
    struct key keys[KEYS];
    uint64_t failed_alloc; /* event of the last pkey_alloc when it failed, or NO_EVENT */
    struct spans *spans;
    struct change changes[CHANGES]; /* a ring */
    uint64_t n_changes;
};

struct process *process_new(uint32_t pid, uint64_t start_time, bool is_whole);
/* A fork: the same keys and ranges. */
struct process *process_copy(const struct process *parent, uint32_t pid, uint64_t start_time);
void process_free(struct process *process);

void process_add_change(struct process *process, const struct change *change);
/* The change that was made `back` changes ago (0: the last one), or NULL when it is not remembered. */
const struct change *process_change(const struct process *process, unsigned back);

/* NULL when the number is none. */
struct key *process_key(struct process *process, int32_t key);

#endif
