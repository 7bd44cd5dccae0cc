#include "bc.h"

/* expect: double-fetch live */ /* the permission check fetches for itself, in the other file */
int bc_send(struct bc_dev *bd, void __user *arg)
{
	struct bc_hdr h;
	int err = bc_verb_allowed(arg);

	if (err)
		return err;
	if (bc_pull(&h, arg, sizeof h))
		return -BC_EFAULT;
	bd->verbs[h.verb]++;
	return 0;
}

/* expect: double-fetch safe rechecked */ /* header copy goes through bc_hdr_valid() after the early refusal */
int bc_send_valid(struct bc_dev *bd, void __user *arg)
{
	struct bc_hdr h;
	uint16_t nr;

	if (BC_FIELD(nr, arg, struct bc_hdr, nrange))
		return -BC_EFAULT;
	if (nr > BC_MAXRNG)
		return -BC_E2BIG;
	if (bc_pull(&h, arg, sizeof h))
		return -BC_EFAULT;
	if (!bc_hdr_valid(&h))
		return -BC_EINVAL;
	for (nr = 0; nr < h.nrange; nr++)
		bd->nsec[nr] = h.verb;
	return 0;
}

/* expect: double-fetch live */ /* cursor rewound: the header is taken a second time */
int bc_stream(struct bc_dev *bd, void __user *arg, size_t len)
{
	struct bc_src s = { .start = arg, .p = arg, .left = len };
	struct bc_cmd c;
	unsigned i;

	if (bc_take(&s, &c.h, sizeof(c.h)))
		return -BC_EFAULT;
	if (c.h.nrange > BC_MAXRNG)
		return -BC_EINVAL;
	bc_rewind(&s);
	if (bc_take(&s, &c, sizeof(c.h) + c.h.nrange * sizeof(c.rng[0])))
		return -BC_EFAULT;
	for (i = 0; i < c.h.nrange; i++)
		bd->nsec[i] = c.rng[i].nsec;
	return 0;
}

/* expect: double-fetch safe rest-only */ /* same cursor, never rewound */
int bc_stream_forward(struct bc_dev *bd, void __user *arg, size_t len)
{
	struct bc_src s = { .start = arg, .p = arg, .left = len };
	struct bc_cmd c;
	unsigned i;

	if (bc_take(&s, &c.h, sizeof(c.h)))
		return -BC_EFAULT;
	if (c.h.nrange > BC_MAXRNG)
		return -BC_EINVAL;
	if (bc_take(&s, c.rng, c.h.nrange * sizeof(c.rng[0])))
		return -BC_EFAULT;
	for (i = 0; i < c.h.nrange; i++)
		bd->nsec[i] = c.rng[i].nsec;
	return 0;
}

/* expect: double-fetch live */ /* looked at without advancing, then taken */
int bc_payload(struct bc_dev *bd, const struct bc_src *from)
{
	struct { struct bc_hdr h; uint8_t body[BC_PAYLOAD]; } *m;
	struct bc_src s = *from;
	struct bc_hdr h;
	int err;

	err = bc_look(&s, &h, sizeof(h));
	if (err)
		return err;
	if (h.paylen > BC_PAYLOAD)
		return -BC_E2BIG;
	m = kmalloc(sizeof(*m), 0);
	if (!m)
		return -BC_ENOMEM;
	err = bc_take(&s, m, sizeof(h) + h.paylen);
	if (!err)
		memcpy(bd->payload, m->body, m->h.paylen);
	kfree(m);
	return err;
}

/* expect: double-fetch safe overridden */ /* looked at, taken, and the header assigned back */
int bc_payload_pinned(struct bc_dev *bd, const struct bc_src *from)
{
	struct { struct bc_hdr h; uint8_t body[BC_PAYLOAD]; } *m;
	struct bc_src s = *from;
	struct bc_hdr h;
	int err;

	err = bc_look(&s, &h, sizeof(h));
	if (err)
		return err;
	if (h.paylen > BC_PAYLOAD)
		return -BC_E2BIG;
	m = kmalloc(sizeof(*m), 0);
	if (!m)
		return -BC_ENOMEM;
	err = bc_take(&s, m, sizeof(h) + h.paylen);
	m->h = h;
	if (!err)
		memcpy(bd->payload, m->body, m->h.paylen);
	kfree(m);
	return err;
}

/* expect: double-fetch live */ /* array verified element by element, then duplicated and used as shift/index */
int bc_discard(struct bc_dev *bd, const struct bc_range __user *ur, unsigned n)
{
	struct bc_range *r;
	int err;

	if (n > BC_MAXRNG)
		return -BC_EINVAL;
	err = bc_ranges_ok(ur, n);
	if (err)
		return err;
	r = memdup_user(ur, n * sizeof(*r));
	if (IS_ERR(r))
		return -BC_EFAULT;
	while (n) {
		n--;
		bd->bitmap[r[n].nsec >> 3] |= 1 << (r[n].nsec & 7);
	}
	kfree(r);
	return 0;
}

/* expect: double-fetch safe unused */ /* only lba and flags of the duplicate are looked at */
int bc_mark(struct bc_dev *bd, const struct bc_range __user *ur, unsigned n)
{
	struct bc_range *r;
	unsigned i, odd = 0;
	int err;

	if (n > BC_MAXRNG)
		return -BC_EINVAL;
	err = bc_ranges_ok(ur, n);
	if (err)
		return err;
	r = memdup_user(ur, n * sizeof(*r));
	if (IS_ERR(r))
		return -BC_EFAULT;
	for (i = 0; i < n; i++)
		odd += r[i].lba & 1 || r[i].flags;
	kfree(r);
	return odd;
}

/* expect: double-fetch safe disjoint */ /* vector header, then what its pointer refers to */
int bc_scatter(struct bc_dev *bd, void __user *arg)
{
	struct bc_vec v;
	const uint8_t __user *p;
	uint32_t w, i;

	if (bc_pull(&v, arg, sizeof v))
		return -BC_EFAULT;
	if (v.n > BC_MAXRNG || v.stride < sizeof(w) || v.stride > 64)
		return -BC_EINVAL;
	p = u64_to_user_ptr(v.base);
	for (i = 0; i < v.n; i++, p += v.stride) {
		if (bc_pull_u32(p, &w))
			return -BC_EFAULT;
		bd->nsec[i] = w;
	}
	return 0;
}

static bool bc_filter_short(struct bc_dev *bd, const void __user *u)
{
	uint32_t n;

	return bc_pull_u32(u, &n) == 0 && n <= BC_MAXRNG;
}

void bc_init(struct bc_dev *bd)
{
	bd->filter = bc_filter_short;
}

/* expect: double-fetch live */ /* the check sits behind a function pointer in the device */
int bc_scatter_filtered(struct bc_dev *bd, void __user *arg)
{
	struct bc_vec v;
	uint32_t i;

	if (!bd->filter(bd, arg))
		return -BC_EPERM;
	if (bc_pull(&v, arg, sizeof v))
		return -BC_EFAULT;
	for (i = 0; i < v.n; i++)
		if (bc_pull_u32(u64_to_user_ptr(v.base + i * 4ull), &bd->nsec[i]))
			return -BC_EFAULT;
	return 0;
}
