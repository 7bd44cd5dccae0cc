#include "bc.h"

int bc_pull(void *dst, const void __user *src, size_t n)
{
	return copy_from_user(dst, src, n) ? -BC_EFAULT : 0;
}

int bc_pull_u32(const void __user *src, uint32_t *val)
{
	return bc_pull(val, src, sizeof *val);
}

int bc_look(const struct bc_src *s, void *dst, size_t n)
{
	if (n > s->left)
		return -BC_EINVAL;
	return bc_pull(dst, s->p, n);
}

int bc_take(struct bc_src *s, void *dst, size_t n)
{
	int err = bc_look(s, dst, n);

	if (err == 0) {
		s->p += n;
		s->left -= n;
	}
	return err;
}

void bc_rewind(struct bc_src *s)
{
	s->left += s->p - s->start;
	s->p = s->start;
}

/* may this process send the verb in the user's header? */
int bc_verb_allowed(const struct bc_hdr __user *uh)
{
	uint8_t v;

	if (get_user(v, &uh->verb))
		return -BC_EFAULT;
	if (v >= BC_NVERB)
		return -BC_EINVAL;
	return v >= 4 && !capable(21) ? -BC_EPERM : 0;
}

int bc_ranges_ok(const struct bc_range __user *ur, unsigned n)
{
	uint32_t ns;

	for (; n; n--, ur++) {
		if (BC_FIELD(ns, ur, struct bc_range, nsec))
			return -BC_EFAULT;
		if (ns > BC_MAXSEC)
			return -BC_E2BIG;
	}
	return 0;
}

int bc_hdr_valid(const struct bc_hdr *h)
{
	if (h->verb >= BC_NVERB || h->nrange > BC_MAXRNG)
		return 0;
	return h->paylen <= BC_PAYLOAD;
}
