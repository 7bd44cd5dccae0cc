// SPDX-License-Identifier: MIT
/*
 * Copyright (c) the gcs authors
 *
 * Command submission of the gcs render engine.
 */

#include <drm/drm_device.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>

#define GCS_MAX_CHUNKS	32
#define GCS_MAX_BOS	1024
#define GCS_MAX_RELOCS	65536
#define GCS_HANDLES	4096

struct drm_gcs_chunk {
	__u32 id;
	__u32 dwords;
	__u64 ptr;
};

struct drm_gcs_exec {
	__u32 handle;
	__u32 nrelocs;
	__u64 relocs;
};

struct drm_gcs_reloc {
	__u64 offset;
	__u32 target;
	__u32 delta;
};

struct drm_gcs_upload {
	__u64 ptr;
	__u32 size;
	__u32 handle;
	__u32 pad;
	__u32 seq;
};

struct drm_gcs_wait {
	__u64 timeout;
	__u32 handle;
	__u32 ring;
};

struct gcs_chunk {
	__u32 id, dwords;
	__u32 *kdata;
};

struct gcs_file {
	struct drm_device *drm;
	struct mutex lock;
	struct dma_fence *fence[GCS_HANDLES];
	u8 ring_prio[4];
	u8 stage[PAGE_SIZE];
};

struct gcs_job {
	struct gcs_file *fp;
	struct gcs_chunk *chunks;
	unsigned int nchunks;
	struct drm_gcs_reloc *relocs;
	size_t nrelocs;
};

int gcs_wait_fence(struct dma_fence *f, u64 timeout);

/* expect: double-fetch safe disjoint */
static int gcs_job_chunks(struct gcs_job *job, const u64 __user *ptrs, unsigned int n)
{
	struct drm_gcs_chunk uc;
	unsigned int i;
	u64 p;

	if (!n || n > GCS_MAX_CHUNKS)
		return -EINVAL;
	job->chunks = kcalloc(n, sizeof(*job->chunks), GFP_KERNEL);
	if (!job->chunks)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		struct gcs_chunk *c = &job->chunks[i];

		if (get_user(p, ptrs + i))
			return -EFAULT;
		if (copy_from_user(&uc, u64_to_user_ptr(p), sizeof(uc)))
			return -EFAULT;
		if (uc.dwords > 16384)
			return -E2BIG;
		c->id = uc.id;
		c->dwords = uc.dwords;
		c->kdata = vmemdup_user(u64_to_user_ptr(uc.ptr), uc.dwords * sizeof(u32));
		if (IS_ERR(c->kdata)) {
			int err = PTR_ERR(c->kdata);

			c->kdata = NULL;
			return err;
		}
		job->nchunks++;
	}
	return 0;
}

/* expect: double-fetch live */
static int gcs_job_relocs(struct gcs_job *job, const struct drm_gcs_exec __user *ue,
			  unsigned int nbos)
{
	struct drm_gcs_exec e;
	size_t total = 0, at = 0;
	unsigned int i;

	if (nbos > GCS_MAX_BOS)
		return -EINVAL;
	for (i = 0; i < nbos; i++) {
		if (copy_from_user(&e, ue + i, sizeof(e)))
			return -EFAULT;
		if (e.nrelocs > GCS_MAX_RELOCS - total)
			return -EINVAL;
		total += e.nrelocs;
	}
	job->relocs = kvmalloc_array(total, sizeof(*job->relocs), GFP_KERNEL);
	if (!job->relocs)
		return -ENOMEM;
	for (i = 0; i < nbos; i++) {
		if (copy_from_user(&e, ue + i, sizeof(e)))
			goto fault;
		if (copy_from_user(job->relocs + at, u64_to_user_ptr(e.relocs),
				   e.nrelocs * sizeof(*job->relocs)))
			goto fault;
		at += e.nrelocs;
	}
	job->nrelocs = total;
	return 0;
fault:
	kvfree(job->relocs);
	job->relocs = NULL;
	return -EFAULT;
}

/* expect: double-fetch safe compared */
static int gcs_job_relocs_counted(struct gcs_job *job, const struct drm_gcs_exec __user *ue,
				  unsigned int nbos)
{
	struct drm_gcs_exec e;
	size_t total = 0, at = 0;
	u32 *kept;
	unsigned int i;
	int err = -EFAULT;

	if (nbos > GCS_MAX_BOS)
		return -EINVAL;
	kept = kcalloc(nbos, sizeof(*kept), GFP_KERNEL);
	if (!kept)
		return -ENOMEM;
	for (i = 0; i < nbos; i++) {
		if (copy_from_user(&e, ue + i, sizeof(e)))
			goto out;
		if (e.nrelocs > GCS_MAX_RELOCS - total)
			goto out;
		kept[i] = e.nrelocs;
		total += e.nrelocs;
	}
	job->relocs = kvmalloc_array(total, sizeof(*job->relocs), GFP_KERNEL);
	if (!job->relocs) {
		err = -ENOMEM;
		goto out;
	}
	for (i = 0; i < nbos; i++) {
		if (copy_from_user(&e, ue + i, sizeof(e)))
			goto fault;
		if (e.nrelocs != kept[i])
			goto fault;
		if (copy_from_user(job->relocs + at, u64_to_user_ptr(e.relocs),
				   e.nrelocs * sizeof(*job->relocs)))
			goto fault;
		at += e.nrelocs;
	}
	job->nrelocs = at;
	err = 0;
	goto out;
fault:
	kvfree(job->relocs);
	job->relocs = NULL;
out:
	kfree(kept);
	return err;
}

/* expect: double-fetch live */
static int gcs_upload(struct gcs_file *fp, struct drm_gcs_upload __user *uu)
{
	struct drm_gcs_upload up;
	int err;

	if (copy_from_user(&up, uu, sizeof(up)))
		return -EFAULT;
	if (up.size > sizeof(fp->stage) || up.handle >= GCS_HANDLES)
		return -EINVAL;
	err = mutex_lock_interruptible(&fp->lock);
	if (err)
		return err;
	if (fp->fence[up.handle]) {
		err = gcs_wait_fence(fp->fence[up.handle], HZ);
		if (err)
			goto unlock;
		/* slept: the client may have given us newer data by now */
		if (copy_from_user(&up, uu, sizeof(up))) {
			err = -EFAULT;
			goto unlock;
		}
	}
	if (copy_from_user(fp->stage, u64_to_user_ptr(up.ptr), up.size))
		err = -EFAULT;
unlock:
	mutex_unlock(&fp->lock);
	return err;
}

/* expect: double-fetch safe retry */
static int gcs_upload_again(struct gcs_file *fp, struct drm_gcs_upload __user *uu)
{
	struct drm_gcs_upload up;
	int err, tries = 3;

again:
	if (copy_from_user(&up, uu, sizeof(up)))
		return -EFAULT;
	if (up.size > sizeof(fp->stage) || up.handle >= GCS_HANDLES)
		return -EINVAL;
	err = mutex_lock_interruptible(&fp->lock);
	if (err)
		return err;
	if (fp->fence[up.handle] && tries--) {
		err = gcs_wait_fence(fp->fence[up.handle], HZ);
		mutex_unlock(&fp->lock);
		if (err)
			return err;
		goto again;
	}
	if (copy_from_user(fp->stage, u64_to_user_ptr(up.ptr), up.size))
		err = -EFAULT;
	mutex_unlock(&fp->lock);
	return err;
}

static int gcs_handles_ok(const u32 __user *h, unsigned int n)
{
	unsigned int i;
	u32 v;

	for (i = 0; i < n; i++) {
		if (get_user(v, h + i))
			return -EFAULT;
		if (v >= GCS_HANDLES)
			return -ENOENT;
	}
	return 0;
}

/* expect: double-fetch live */
static int gcs_wait_all(struct gcs_file *fp, const u32 __user *h, unsigned int n)
{
	unsigned int i;
	int err;
	u32 v;

	if (n > 64)
		return -E2BIG;
	err = gcs_handles_ok(h, n);
	for (i = 0; !err && i < n; i++) {
		if (get_user(v, h + i))
			return -EFAULT;
		err = gcs_wait_fence(fp->fence[v], HZ);
	}
	return err;
}

/* expect: double-fetch safe gap_ rechecked */
static int gcs_wait_all_checked(struct gcs_file *fp, const u32 __user *h, unsigned int n)
{
	unsigned int i;
	int err;
	u32 v;

	if (n > 64)
		return -E2BIG;
	err = gcs_handles_ok(h, n);
	for (i = 0; !err && i < n; i++) {
		if (get_user(v, h + i))
			return -EFAULT;
		if (v >= GCS_HANDLES)
			return -ENOENT;
		err = gcs_wait_fence(fp->fence[v], HZ);
	}
	return err;
}

/* first half: where to wait; second half: how long */
/* expect: double-fetch safe disjoint */
static int gcs_wait_ring(struct gcs_file *fp, const struct drm_gcs_wait __user *uw)
{
	struct drm_gcs_wait w;

	if (copy_from_user(&w.handle, &uw->handle, sizeof(w) - offsetof(struct drm_gcs_wait, handle)))
		return -EFAULT;
	if (w.handle >= GCS_HANDLES || w.ring >= ARRAY_SIZE(fp->ring_prio))
		return -EINVAL;
	if (!fp->fence[w.handle])
		return 0;
	if (copy_from_user(&w, uw, offsetof(struct drm_gcs_wait, handle)))
		return -EFAULT;
	fp->ring_prio[w.ring]++;
	return gcs_wait_fence(fp->fence[w.handle], w.timeout);
}

long gcs_ioctl(struct gcs_file *fp, struct gcs_job *job, unsigned int nr, void __user *p)
{
	switch (nr) {
	case 0: return gcs_upload(fp, p);
	case 1: return gcs_wait_all(fp, p, 16);
	case 2: return gcs_job_relocs(job, p, 16);
	case 3: return gcs_job_chunks(job, p, 4);
	case 4: return gcs_wait_ring(fp, p);
	}
	return -ENOTTY;
}
