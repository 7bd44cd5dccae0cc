// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "vq.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define LOAD(p) __atomic_load_n((p), __ATOMIC_RELAXED)

int vdev_map(struct vdev *d, int fd, uint64_t len)
{
	void *p;

	if (len < 65536 || len > (1ull << 34))
		return -EINVAL;
	p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	d->mem = p;
	d->mem_len = len;
	d->q.num = 256;
	d->q.desc = p;
	d->q.avail = (struct vq_avail *)((uint8_t *)p + 256 * sizeof(struct vq_desc));
	return 0;
}

/* expect: double-load live */
int vq_seg(struct vdev *d, uint16_t i, struct iovec *out)
{
	struct vq_desc *e = &d->q.desc[i % d->q.num];
	void *va = gpa(d, LOAD(&e->addr), e->len);

	if (!va)
		goto broken;
	out->iov_base = va;
	out->iov_len = e->len;
	memset(va, 0, out->iov_len);
	return 0;
broken:
	d->broken++;
	return -EFAULT;
}

/* expect: double-load safe snapshot */
int vq_seg_safe(struct vdev *d, uint16_t i, struct iovec *out)
{
	struct vq_desc *e = &d->q.desc[i % d->q.num];
	uint32_t len = LOAD(&e->len);
	void *va = gpa(d, LOAD(&e->addr), len);

	if (!va)
		goto broken;
	out->iov_base = va;
	out->iov_len = len;
	memset(va, 0, out->iov_len);
	return 0;
broken:
	d->broken++;
	return -EFAULT;
}

/* expect: double-load live */
int vq_chain(struct vdev *d, uint16_t head)
{
	struct vq *q = &d->q;
	struct vq_desc *e = &q->desc[head % q->num];
	int n = 1;

	while (LOAD(&e->flags) & VQ_NEXT) {
		if (e->next >= q->num || n >= VQ_MAXSEG) {
			d->broken++;
			return -ELOOP;
		}
		e = &q->desc[e->next];
		n++;
	}
	return n;
}

/* expect: double-load safe snapshot */
int vq_chain_safe(struct vdev *d, uint16_t head)
{
	struct vq *q = &d->q;
	struct vq_desc *e = &q->desc[head % q->num];
	int n = 1;

	while (LOAD(&e->flags) & VQ_NEXT) {
		const uint16_t nx = LOAD(&e->next);

		if (nx >= q->num || n >= VQ_MAXSEG) {
			d->broken++;
			return -ELOOP;
		}
		e = &q->desc[nx];
		n++;
	}
	return n;
}

/* expect: double-load live */
int vq_indirect(struct vdev *d, uint16_t i)
{
	struct vq *q = &d->q;
	const struct vq_desc *e = &q->desc[i % q->num];

	if (!(LOAD(&e->flags) & VQ_INDIR))
		return 0;
	if (e->len % sizeof(*e) || e->len > sizeof(q->itab))
		return -EINVAL;
	memcpy(q->itab, d->mem, e->len);
	return 1;
}

/* expect: double-load safe retry */
int vq_head(struct vdev *d, unsigned tries)
{
	struct vq *q = &d->q;
	uint16_t idx, head;

	do {
		idx = LOAD(&q->avail->idx);
		if (tries-- == 0)
			return -EAGAIN;
	} while (idx == q->last);
	if ((uint16_t)(idx - q->last) > q->num)
		return -EPROTO;
	head = LOAD(&q->avail->ring[q->last % q->num]);
	if (head >= q->num)
		return -EPROTO;
	q->last++;
	return head;
}
