#include "bpfl.h"

int bpfl_get(void *dst, const void __user *src, size_t off, size_t n)
{
	return copy_from_user(dst, (const u8 __user *)src + off, n) ? -EFAULT : 0;
}

int bpfl_batch_count(const union bpfl_attr __user *ua, u32 *n)
{
	return bpfl_get(n, ua, __builtin_offsetof(union bpfl_attr, batch.count), sizeof(*n));
}

int bpfl_batch_fetch(const union bpfl_attr __user *ua, union bpfl_attr *a)
{
	return bpfl_get(a, ua, 0, sizeof(*a));
}

/* ---- type information ---------------------------------------------------- */

static int bpfl_hdr_ok(const struct bpfl_btf_hdr *h, u32 size)
{
	u32 body;

	if (h->magic != 0xeb9f || h->version != 1 || h->flags)
		return 0;
	if (h->hdr_len < sizeof(*h) || h->hdr_len > size)
		return 0;
	body = size - h->hdr_len;
	if (h->type_off > body || h->type_len > body - h->type_off)
		return 0;
	return h->str_len && h->str_off <= body && h->str_len <= body - h->str_off;
}

/* expect: double-fetch live */
int bpfl_btf_load(struct bpfl_btf *b, const void __user *blob, u32 size)
{
	struct bpfl_btf_hdr h, *hp;

	if (size < sizeof(h) || size > BPFL_BTF_MAX)
		return -E2BIG;
	if (bpfl_get(&h, blob, 0, sizeof(h)))
		return -EFAULT;
	if (!bpfl_hdr_ok(&h, size))
		return -EINVAL;

	b->data = kvmalloc(size, GFP_USER);
	if (!b->data)
		return -ENOMEM;
	if (bpfl_get(b->data, blob, 0, size)) {
		kvfree(b->data);
		return -EFAULT;
	}
	hp = (struct bpfl_btf_hdr *)b->data;
	b->size = size;
	b->strings = (const char *)b->data + hp->hdr_len + hp->str_off;
	if (b->strings[0] != '\0' || b->strings[hp->str_len - 1] != '\0') {
		kvfree(b->data);
		return -EINVAL;
	}
	return 0;
}

/* expect: double-fetch safe compared */
int bpfl_btf_load_cmp(struct bpfl_btf *b, const void __user *blob, u32 size)
{
	struct bpfl_btf_hdr h, *hp;

	if (size < sizeof(h) || size > BPFL_BTF_MAX)
		return -E2BIG;
	if (bpfl_get(&h, blob, 0, sizeof(h)))
		return -EFAULT;
	if (!bpfl_hdr_ok(&h, size))
		return -EINVAL;

	b->data = kvmalloc(size, GFP_USER);
	if (!b->data)
		return -ENOMEM;
	if (bpfl_get(b->data, blob, 0, size))
		goto fault;
	hp = (struct bpfl_btf_hdr *)b->data;
	if (memcmp(hp, &h, sizeof(h)) != 0)
		goto fault;
	b->size = size;
	b->strings = (const char *)b->data + hp->hdr_len + hp->str_off;
	if (b->strings[0] != '\0' || b->strings[hp->str_len - 1] != '\0')
		goto fault;
	return 0;
fault:
	kvfree(b->data);
	b->data = NULL;
	return -EFAULT;
}

/* expect: double-fetch safe rechecked */
int bpfl_btf_load_late(struct bpfl_btf *b, const void __user *blob, u32 size)
{
	struct bpfl_btf_hdr h;
	const struct bpfl_btf_hdr *hp;

	if (size < sizeof(h) || size > BPFL_BTF_MAX)
		return -E2BIG;
	if (bpfl_get(&h, blob, 0, sizeof(h)))
		return -EFAULT;
	if (!bpfl_hdr_ok(&h, size))	/* refuse nonsense before the big copy */
		return -EINVAL;

	b->data = kvmalloc(size, GFP_USER);
	if (!b->data)
		return -ENOMEM;
	if (bpfl_get(b->data, blob, 0, size))
		goto fault;
	hp = (const struct bpfl_btf_hdr *)b->data;
	if (!bpfl_hdr_ok(hp, size))
		goto fault;
	b->size = size;
	b->strings = (const char *)b->data + hp->hdr_len + hp->str_off;
	if (b->strings[hp->str_len - 1] != '\0')
		goto fault;
	return 0;
fault:
	kvfree(b->data);
	b->data = NULL;
	return -EFAULT;
}
