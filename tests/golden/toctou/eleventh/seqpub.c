/*
 * seqpub.c - reader side of a price board that another process publishes
 *
 * Two schemes live in the same POSIX shared memory object: an old seqlock
 * record, and a newer slot array whose current index is published RCU-fashion.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BOARD_SLOTS   8
#define BOARD_LEVELS  40
#define NOTE_MAX      96

typedef struct level { int64_t px; uint32_t qty; uint32_t flags; } level_t;

typedef struct seqrec {
    atomic_uint seq;
    uint32_t    note_len;
    uint32_t    kind;
    char        note[NOTE_MAX];
} seqrec_t;

typedef struct slot {
    _Atomic uint32_t n;
    uint32_t         side;
    level_t          lv[BOARD_LEVELS];
} slot_t;

typedef struct board {
    seqrec_t         rec;
    _Atomic uint32_t cur;
    _Atomic uint64_t epoch;
    atomic_int       owner;
    slot_t           slot[BOARD_SLOTS];
} board_t;

typedef struct reader {
    board_t *b;
    level_t  view[BOARD_LEVELS];
    uint32_t nview;
    char     note[NOTE_MAX + 1];
    uint64_t torn;
} reader_t;

int reader_open(reader_t *rd, const char *name)
{
    int fd = shm_open(name, O_RDWR, 0600);
    void *p;

    if (fd < 0)
        return -errno;
    p = mmap(NULL, sizeof(board_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return -errno;
    memset(rd, 0, sizeof *rd);
    rd->b = p;
    return 0;
}

static inline unsigned seq_begin(seqrec_t *s)
{
    unsigned v;

    while ((v = atomic_load_explicit(&s->seq, memory_order_acquire)) & 1)
        ;
    return v;
}

static inline bool seq_again(seqrec_t *s, unsigned v)
{
    atomic_thread_fence(memory_order_acquire);
    return atomic_load_explicit(&s->seq, memory_order_relaxed) != v;
}

/* expect: double-load live */
int reader_note(reader_t *rd)
{
    seqrec_t *s = &rd->b->rec;
    unsigned v;
    bool fits;

    do {
        v = seq_begin(s);
        fits = s->note_len <= NOTE_MAX;
    } while (seq_again(s, v));

    if (!fits)
        return -EMSGSIZE;
    memcpy(rd->note, s->note, s->note_len);
    rd->note[NOTE_MAX] = '\0';
    return 0;
}

/* expect: double-load safe retry */
int reader_note_whole(reader_t *rd)
{
    seqrec_t *s = &rd->b->rec;
    char tmp[NOTE_MAX];
    uint32_t n;
    unsigned v;

    do {
        v = seq_begin(s);
        n = __atomic_load_n(&s->note_len, __ATOMIC_RELAXED);
        memcpy(tmp, s->note, sizeof tmp);
    } while (seq_again(s, v));

    if (n > NOTE_MAX)
        return -EMSGSIZE;
    memcpy(rd->note, tmp, n);
    rd->note[n] = '\0';
    return 0;
}

/* expect: double-load live */
slot_t *reader_current(reader_t *rd)
{
    board_t *b = rd->b;
    slot_t *s = NULL;

    if (atomic_load_explicit(&b->cur, memory_order_acquire) < BOARD_SLOTS) {
        s = &b->slot[atomic_load_explicit(&b->cur, memory_order_acquire)];
        s->side = 1;
    }
    return s;
}

/* expect: double-load safe snapshot */
slot_t *reader_current_once(reader_t *rd)
{
    board_t *b = rd->b;
    slot_t *s = NULL;
    uint32_t c = atomic_load_explicit(&b->cur, memory_order_acquire);

    if (c < BOARD_SLOTS) {
        s = &b->slot[c];
        s->side = 1;
    }
    return s;
}

/* expect: double-load live */
int reader_levels(reader_t *rd, unsigned which)
{
    slot_t *s;

    if (which >= BOARD_SLOTS)
        return -EINVAL;
    s = &rd->b->slot[which];
    if (atomic_load(&s->n) > BOARD_LEVELS) {
        rd->torn++;
        return -EPROTO;
    }
    rd->nview = 0;
    while (rd->nview < atomic_load(&s->n)) {
        rd->view[rd->nview] = s->lv[rd->nview];
        rd->nview++;
    }
    return (int)rd->nview;
}

/* expect: double-load safe compared */
int reader_levels_stable(reader_t *rd, unsigned which)
{
    slot_t *s;
    uint32_t before, after;

    if (which >= BOARD_SLOTS)
        return -EINVAL;
    s = &rd->b->slot[which];
    before = atomic_load(&s->n);
    if (before > BOARD_LEVELS) {
        rd->torn++;
        return -EPROTO;
    }
    after = atomic_load(&s->n);
    if (after != before) {
        rd->torn++;
        return -EAGAIN;
    }
    memcpy(rd->view, s->lv, after * sizeof(level_t));
    rd->nview = after;
    return (int)after;
}

/* expect: double-load safe disjoint */
int reader_two(reader_t *rd)
{
    slot_t *a = &rd->b->slot[0], *z = &rd->b->slot[1];
    uint32_t n;

    if (atomic_load(&a->n) > BOARD_LEVELS)
        return -EPROTO;
    n = atomic_load(&z->n);
    if (n > BOARD_LEVELS / 2)
        return -EPROTO;
    memcpy(rd->view, z->lv, n * sizeof(level_t));
    rd->nview = n;
    return 0;
}

/* expect: none */
bool reader_claim(reader_t *rd, int me)
{
    int none = 0;

    return atomic_compare_exchange_strong(&rd->b->owner, &none, me);
}
