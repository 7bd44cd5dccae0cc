/* Requests of a control device: header and body, records, two layouts. */
#include "os.h"

struct req { u32 magic, nbytes; u8 payload[]; };
struct fixed { u32 op, count; u64 where; u32 slots[12]; };
#define BODY_MAX 2048u
static u64 counters[32];

static long pull_head(struct req *head, const struct req __user *from)
{
    if (copy_from_user(head, from, sizeof(*head)))
        return -EFAULT;
    return head->nbytes > BODY_MAX ? -E2BIG : 0;
}

/* expect: double-fetch live */ /* the length comes from the second copy */
long req_whole(const struct req __user *from)
{
    struct req head, *all;
    long rc = pull_head(&head, from);

    if (rc)
        return rc;
    all = memdup_user(from, sizeof(head) + head.nbytes);
    if (IS_ERR(all))
        return PTR_ERR(all);
    rc = submit(all->payload, all->nbytes);
    kfree(all);
    return rc;
}

/* expect: double-fetch safe overridden */
long req_whole_pinned(const struct req __user *from)
{
    struct req head, *all;
    long rc = pull_head(&head, from);

    if (rc)
        return rc;
    all = memdup_user(from, sizeof(head) + head.nbytes);
    if (IS_ERR(all))
        return PTR_ERR(all);
    all->nbytes = head.nbytes;
    rc = submit(all->payload, all->nbytes);
    kfree(all);
    return rc;
}

/* expect: double-fetch safe compared */
long req_whole_same(const struct req __user *from)
{
    struct req head, *all;
    long rc = pull_head(&head, from);

    if (rc)
        goto out;
    all = memdup_user(from, sizeof(head) + head.nbytes);
    if (IS_ERR(all))
        return PTR_ERR(all);
    rc = -EINVAL;
    if (all->nbytes != head.nbytes || all->magic != head.magic)
        goto drop;
    rc = submit(all->payload, all->nbytes);
drop:
    kfree(all);
out:
    return rc;
}

/* expect: none */
long req_tail(const struct req __user *from)
{
    struct req head;
    u8 *body;
    long rc = pull_head(&head, from);

    if (rc)
        return rc;
    body = memdup_user(from->payload, head.nbytes);
    if (IS_ERR(body))
        return PTR_ERR(body);
    rc = submit(body, head.nbytes);
    kfree(body);
    return rc;
}

/* expect: double-fetch live */ /* the op chosen by is not the op allowed */
int fixed_allowed(const struct fixed __user *from, int admin)
{
    struct fixed f;
    u32 op;

    if (copy_from_user(&op, &from->op, sizeof(op)))
        return -EFAULT;
    if (op >= 4 && !admin)
        return -EPERM;
    if (copy_from_user(&f, from, sizeof(f)))
        return -EFAULT;
    switch (f.op) {
    case 1: return submit(f.slots, 4);
    case 4: return submit(&f.where, sizeof(f.where));
    default: return -ENOTTY;
    }
}

/* expect: double-fetch safe snapshot */
int fixed_by_first(const struct fixed __user *from, int admin)
{
    struct fixed f;
    u32 op;

    if (copy_from_user(&op, &from->op, sizeof(op)))
        return -EFAULT;
    if (op >= 4 && !admin)
        return -EPERM;
    if (copy_from_user(&f, from, sizeof(f)))
        return -EFAULT;
    switch (op) {
    case 1: return submit(f.slots, 4);
    case 4: return submit(&f.where, sizeof(f.where));
    default: return -ENOTTY;
    }
}

/* expect: double-fetch live */ /* index bounded in the first copy only */
int fixed_count_up(const struct fixed __user *from)
{
    u32 which[2];
    struct fixed f;

    if (copy_from_user(which, from, sizeof(which)) || which[1] >= 32)
        return -EINVAL;
    if (copy_from_user(&f, from, sizeof(f)))
        return -EFAULT;
    counters[f.count]++;
    return 0;
}

/* expect: double-fetch safe rechecked */
int fixed_count_again(const struct fixed __user *from)
{
    u32 which[2];
    struct fixed f;

    if (copy_from_user(which, from, sizeof(which)) || which[1] >= 32)
        return -EINVAL;
    if (copy_from_user(&f, from, sizeof(f)))
        return -EFAULT;
    if (f.count >= 32)
        return -EINVAL;
    counters[f.count]++;
    return 0;
}

/* expect: double-fetch safe rechecked */
int fixed_count_least(const struct fixed __user *from)
{
    u32 n;
    struct fixed f;

    if (copy_from_user(&n, &from->count, sizeof(n)) || n > 12)
        return -EINVAL;
    if (copy_from_user(&f, from, sizeof(f)))
        return -EFAULT;
    return submit(f.slots, min_t(u32, f.count, 12) * sizeof(u32));
}

struct tlv { u16 type, size; };

/* expect: double-fetch live */ /* sizes summed in one walk, used in another */
int tlv_join(const u8 __user *base, u32 records)
{
    struct tlv t;
    size_t total = 0, at = 0, used = 0;
    u8 *room;
    u32 i;

    for (i = 0; i < records; i++) {
        if (copy_from_user(&t, base + at, sizeof(t)))
            return -EFAULT;
        total += t.size;
        at += sizeof(t) + t.size;
    }
    room = kmalloc(total, 0);
    if (!room)
        return -ENOMEM;
    for (i = 0, at = 0; i < records; i++) {
        if (copy_from_user(&t, base + at, sizeof(t)) || copy_from_user(room + used, base + at + sizeof(t), t.size))
            break;
        used += t.size;
        at += sizeof(t) + t.size;
    }
    submit(room, used);
    kfree(room);
    return 0;
}

/* expect: none */
int tlv_stream(const u8 __user *base, size_t left)
{
    u8 one[256];
    struct tlv t;

    while (left >= sizeof(t)) {
        if (copy_from_user(&t, base, sizeof(t)))
            return -EFAULT;
        base += sizeof(t);
        left -= sizeof(t);
        if (t.size > sizeof(one) || t.size > left)
            return -EINVAL;
        if (copy_from_user(one, base, t.size))
            return -EFAULT;
        submit(one, t.size);
        base += t.size;
        left -= t.size;
    }
    return 0;
}

/* expect: none */
int fixed_or_head(const void __user *from, int old)
{
    struct fixed f = { 0 };

    if (old) {
        if (copy_from_user(&f, from, 8))
            return -EFAULT;
    } else if (copy_from_user(&f, from, sizeof(f))) {
        return -EFAULT;
    }
    if (f.count > 12)
        return -E2BIG;
    return submit(f.slots, f.count * sizeof(u32));
}

struct verbs { int (*put)(const struct fixed *f); };
static int put_slots(const struct fixed *f) { return submit(f->slots, f->count * sizeof(u32)); }
static const struct verbs plain = { .put = put_slots };

/* expect: double-fetch live */ /* through a constant table: put_slots trusts count */
int fixed_by_table(const struct fixed __user *from)
{
    struct fixed f;

    if (copy_from_user(&f.count, &from->count, sizeof(f.count)))
        return -EFAULT;
    if (f.count > 12)
        return -E2BIG;
    if (copy_from_user(&f, from, sizeof(f)))
        return -EFAULT;
    return plain.put(&f);
}

/* expect: double-fetch safe overridden */
int fixed_by_table_kept(const struct fixed __user *from)
{
    struct fixed f;
    u32 n;

    if (copy_from_user(&n, &from->count, sizeof(n)))
        return -EFAULT;
    if (n > 12)
        return -E2BIG;
    if (copy_from_user(&f, from, sizeof(f)))
        return -EFAULT;
    f.count = n;
    return plain.put(&f);
}
