/* Part of probe.bpf.c: what its programs share with one another and with their loader. */

const volatile bool watch_all = false;
const volatile unsigned int ring_bytes = 0;
/* Of PKRU in the standard form of XSAVE; 0: the CPU has none. */
const volatile unsigned int pkru_offset = 0;

/* Set by the loader when everything is attached, so that no return comes without its entry. */
volatile bool armed = false;
/* Signal frames are looked at: denied accesses wait for theirs. */
volatile bool has_frames = false;
unsigned int n_points = 0;
unsigned int compat_point = 0; /* that of compat_entered() */
unsigned long long next_sequence = 0, lost_full = 0, lost_unpaired = 0;

#define MAP(kind, size, key_type, value_type)                                                                          \
    struct {                                                                                                           \
        __uint(type, kind);                                                                                            \
        __uint(max_entries, size);                                                                                     \
        __type(key, key_type);                                                                                         \
        __type(value, value_type);                                                                                     \
    }

MAP(BPF_MAP_TYPE_ARRAY, BPF_SETUPS, unsigned int, struct bpf_setup) setups SEC(".maps");
MAP(BPF_MAP_TYPE_ARRAY, BPF_SETUPS, unsigned int, struct bpf_control) controls SEC(".maps");
MAP(BPF_MAP_TYPE_ARRAY, BPF_POINTS, unsigned int, struct bpf_point) points SEC(".maps");
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, BPF_POINTS, unsigned int, struct bpf_counts) counts SEC(".maps");
/* Processes, by number; enum bpf_watch. */
MAP(BPF_MAP_TYPE_HASH, BPF_WATCHED, unsigned int, unsigned int) watched SEC(".maps");
/* By thread (upper half) and point (lower half), as the functions of two points may call each other. A place is made at
 * the thread's first call and filled again at each: what is copied is what costs. */
MAP(BPF_MAP_TYPE_HASH, BPF_IN_FLIGHT, unsigned long long, struct bpf_call) in_flight SEC(".maps");
/* What is larger than a program's stack. Programs of kprobes exclude each other on a CPU. */
struct scratch {
    struct pt_regs user, kernel;
    unsigned long long own[8]; /* the probed function's arguments, by position; only six are filled */
    struct bpf_fault fault;
    struct bpf_call blank; /* never written */
};
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, 1, unsigned int, struct scratch) scratch SEC(".maps");
/* How many reads of ours are under way on this CPU: a page fault meanwhile is ours. */
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, 1, unsigned int, unsigned int) reading SEC(".maps");
/* Threads to which force_sig_pkuerr() is about to send a signal. */
MAP(BPF_MAP_TYPE_HASH, BPF_IN_FLIGHT, unsigned int, unsigned int) genuine SEC(".maps");
/* By thread: denied accesses whose signal's frame is about to be written. */
MAP(BPF_MAP_TYPE_HASH, BPF_HELD, unsigned int, struct bpf_fault) held SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 1 << 20);
} records SEC(".maps");

/* memset() of this size is no instruction, and the compiler must not make a call of it again. */
static __always_inline void clear(void *at, unsigned int size)
{
    for (unsigned int i = 0; i < size / 8; i++) {
        ((volatile unsigned long long *)at)[i] = 0;
    }
}

/* The loader looks into the ring by itself every few milliseconds. To be woken for each record would cost the watched
 * program an interrupt per call. */
static __always_inline void send(const void *record, unsigned long long size)
{
    bool is_filling = bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA) > ring_bytes / 2;
    if (bpf_ringbuf_output(&records, (void *)record, size, is_filling ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP))
        __sync_fetch_and_add(&lost_full, 1);
}
