/* Memory that only looks like somebody else's. */
#include "kernel.h"

typedef struct {
    union {
        void *kernel;
        void __user *user;
    };
    int is_kernel;
} source;
struct kept_source {
    source inner;
};
int copy_from_sockptr(void *to, source from, size_t n);

static inline source of_ours(void *p)
{
    return (source){.kernel = p, .is_kernel = 1};
}
static inline source of_theirs(void __user *p)
{
    return (source){.user = p};
}
static inline source inside(const struct kept_source *kept)
{
    return kept->inner;
}

/* verdict: none */
int of_an_object_of_ours(struct device *d)
{
    struct message preset = {.first = 3};
    source from = of_ours(&preset);
    struct message m;
    u32 first;
    if (copy_from_sockptr(&first, from, sizeof first) || first > 15)
        return -EINVAL;
    if (copy_from_sockptr(&m, from, sizeof m))
        return -EFAULT;
    return (int)table[m.first];
}

/* verdict: live */
int of_a_program(void __user *p)
{
    source from = of_theirs(p);
    struct message m;
    u32 first;
    if (copy_from_sockptr(&first, from, 4) || first > 15)
        return -EINVAL;
    if (copy_from_sockptr(&m, from, sizeof m))
        return -EFAULT;
    return (int)table[m.len];
}

/* verdict: live */
int kept_in_an_object_of_ours(void __user *p)
{
    struct kept_source kept = {{.user = p}};
    source from = inside(&kept);
    struct message m;
    u32 len;
    if (copy_from_sockptr(&len, from, sizeof len) || len > 15)
        return -EINVAL;
    if (copy_from_sockptr(&m, from, sizeof m))
        return -EFAULT;
    return (int)table[m.len];
}

/* What a program has mapped, and a page of the same kind that it has not. */
void *vmalloc_user(size_t n);
void *vzalloc(size_t n);
struct page_of_marks {
    u32 at, mark[64];
};
struct marking {
    struct page_of_marks *shared, *ours, *other, *either;
};

void begin_marking(struct marking *m, struct page_of_marks *given, int is_shared)
{
    m->shared = vmalloc_user(4096);
    m->ours = vzalloc(4096);
    m->other = given;
    m->either = vzalloc(4096);
    if (is_shared)
        m->either = m->shared;
}

/* verdict: live */
u32 mark_that_is_mapped(const struct marking *m)
{
    return m->shared->at < 64 ? table[m->shared->at] : 0;
}

/* verdict: none */
u32 mark_of_ours(const struct marking *m)
{
    return m->ours->at < 64 ? table[m->ours->at] : 0;
}

/* verdict: none */
u32 mark_of_ours_by_a_variable(const struct marking *m)
{
    const struct page_of_marks *page = m->ours;
    return page->at < 64 ? table[page->at] : 0;
}

/* verdict: live */
u32 mark_that_was_given(const struct marking *m)
{
    return m->other->at < 64 ? table[m->other->at] : 0;
}

/* verdict: live */
u32 mark_of_either(const struct marking *m)
{
    return m->either->at < 64 ? table[m->either->at] : 0;
}

/* A member that a program's address comes in, and that leaves with a copy's. */
struct transfer {
    u32 len;
    u8 *bytes;
};

void take_transfer(struct transfer *t, u8 __user *bytes)
{
    t->bytes = (u8 *)bytes;
}

/* verdict: none */
u32 byte_of_the_copy(struct transfer *t)
{
    t->bytes = memdup_user((const void __user *)t->bytes, t->len);
    if (is_error(t->bytes) || t->bytes[0] > 15)
        return 0;
    return table[t->bytes[0]];
}

/* verdict: live */
u32 byte_of_the_program(struct transfer *t)
{
    void *copy = memdup_user((const void __user *)t->bytes, t->len);
    if (is_error(copy) || t->bytes[0] > 15)
        return 0;
    return table[t->bytes[0]];
}
