// SPDX-License-Identifier: MIT
#include "gx.h"

int gx_ctx_init(struct gx_ctx *ctx)
{
	ctx->uq = vmalloc_user(sizeof(*ctx->uq));
	ctx->funcs = &gx_uq_v1;
	return ctx->uq ? 0 : -ENOMEM;
}

int gx_ctx_mmap(struct gx_ctx *ctx, struct vm_area_struct *vma)
{
	return remap_vmalloc_range(vma, ctx->uq, 0);
}

/* expect: double-fetch live */ /* length bounded here, the loader in the other file reads it anew */
int gx_exec(struct gx_ctx *ctx, struct gx_exec_args *args)
{
	const struct gx_chunk __user *uc = u64_to_user_ptr(args->chunks);
	u32 dw;
	int err;

	if (!args->chunks || args->nchunks != 1)
		return -EINVAL;
	if (get_user(dw, &uc->length_dw))
		return -EFAULT;
	if (dw > GX_MAX_DW)
		return -E2BIG;
	err = gx_load_chunk(ctx, uc);
	return err < 0 ? err : 0;
}

/* expect: double-fetch safe compared */ /* the loader is told which length to expect */
int gx_exec_exact(struct gx_ctx *ctx, struct gx_exec_args *args)
{
	const struct gx_chunk __user *uc = u64_to_user_ptr(args->chunks);
	u32 dw;
	int err;

	if (!args->chunks || args->nchunks != 1)
		return -EINVAL;
	if (get_user(dw, &uc->length_dw))
		return -EFAULT;
	if (dw > GX_MAX_DW)
		return -E2BIG;
	err = gx_load_chunk_exact(ctx, uc, dw);
	return err < 0 ? err : 0;
}

/* expect: double-fetch live */ /* chunk list walked twice through an array of user pointers */
int gx_exec_list(struct gx_ctx *ctx, struct gx_exec_args *args)
{
	const u64 __user *uptr = u64_to_user_ptr(args->chunks);
	u32 len[GX_MAX_CHUNKS], i;
	int err;
	u64 p;

	if (args->nchunks > GX_MAX_CHUNKS)
		return -EINVAL;
	err = gx_scan_chunks(uptr, args->nchunks, len);
	for (i = 0; !err && i < args->nchunks; i++) {
		if (get_user(p, &uptr[i]))
			return -EFAULT;
		err = gx_load_chunk(ctx, u64_to_user_ptr(p));
		if (err > 0)
			err = 0;
	}
	return err;
}

/* expect: double-fetch live */ /* relocation array sized in round one, filled by counts of round two */
int gx_gather_relocs(struct gx_ctx *ctx, struct gx_exec_args *args)
{
	const struct gx_obj __user *uobj = u64_to_user_ptr(args->objects);
	struct gx_reloc *rel;
	size_t total = 0, at = 0;
	struct gx_obj o;
	u32 i, nr;

	if (args->nobjects > GX_MAX_OBJ)
		return -EINVAL;
	for (i = 0; i < args->nobjects; i++) {
		if (get_user(nr, &uobj[i].nreloc))
			return -EFAULT;
		if (nr > GX_MAX_RELOC)
			return -E2BIG;
		total = size_add(total, nr);
	}
	rel = kvmalloc_array(total, sizeof(*rel), GFP_KERNEL);
	if (!rel)
		return -ENOMEM;
	for (i = 0; i < args->nobjects; i++) {
		if (copy_from_user(&o, &uobj[i], sizeof(o)) ||
		    copy_from_user(rel + at, u64_to_user_ptr(o.relocs),
				   array_size(o.nreloc, sizeof(*rel)))) {
			kvfree(rel);
			return -EFAULT;
		}
		at += o.nreloc;
	}
	kvfree(rel);
	return 0;
}

/* expect: double-fetch safe unused */ /* counts kept from round one; o.nreloc is never read */
int gx_gather_relocs_kept(struct gx_ctx *ctx, struct gx_exec_args *args)
{
	const struct gx_obj __user *uobj = u64_to_user_ptr(args->objects);
	u32 cnt[GX_MAX_OBJ], i;
	struct gx_reloc *rel;
	size_t total = 0, at = 0;
	struct gx_obj o;

	if (args->nobjects > GX_MAX_OBJ)
		return -EINVAL;
	for (i = 0; i < args->nobjects; i++) {
		if (get_user(cnt[i], &uobj[i].nreloc))
			return -EFAULT;
		if (cnt[i] > GX_MAX_RELOC)
			return -E2BIG;
		total += cnt[i];
	}
	rel = kvmalloc_array(total, sizeof(*rel), GFP_KERNEL);
	if (!rel)
		return -ENOMEM;
	for (i = 0; i < args->nobjects; at += cnt[i++]) {
		if (copy_from_user(&o, &uobj[i], sizeof(o)) ||
		    copy_from_user(rel + at, u64_to_user_ptr(o.relocs), cnt[i] * sizeof(*rel))) {
			kvfree(rel);
			return -EFAULT;
		}
	}
	kvfree(rel);
	return 0;
}

/* expect: double-fetch live */ /* after -EAGAIN the fence is copied anew but not validated anew */
int gx_wait_fence(struct gx_ctx *ctx, const struct gx_fence __user *uf)
{
	bool validated = false;
	struct gx_fence f;
	int err;

retry:
	if (copy_from_user(&f, uf, sizeof(f)))
		return -EFAULT;
	if (!validated) {
		if (f.handle >= GX_NSYNC || !ctx->sync[f.handle])
			return -ENOENT;
		validated = true;
	}
	err = gx_sync_wait(ctx->sync[f.handle], f.flags);
	if (err == -EAGAIN)
		goto retry;
	return err;
}

/* expect: double-fetch safe retry */ /* the same loop with the check in every round */
int gx_wait_fence_each(struct gx_ctx *ctx, const struct gx_fence __user *uf)
{
	struct gx_fence f;
	int err, rounds = 0;

	do {
		if (copy_from_user(&f, uf, sizeof(f)))
			return -EFAULT;
		if (f.handle >= GX_NSYNC || !ctx->sync[f.handle])
			return -ENOENT;
		err = gx_sync_wait(ctx->sync[f.handle], f.flags);
	} while (err == -EAGAIN && ++rounds < 10);
	return err;
}

/* expect: double-fetch live */ /* size chosen by one kind, member chosen by another */
int gx_query(struct gx_ctx *ctx, struct gx_query __user *uq)
{
	struct gx_query *q;
	long size;
	u32 kind, i;

	if (get_user(kind, &uq->kind))
		return -EFAULT;
	size = gx_query_size(kind);
	if (size < 0)
		return size;
	q = memdup_user(uq, size);
	if (IS_ERR(q))
		return PTR_ERR(q);
	switch (q->kind) {
	case GX_Q_TOPOLOGY:
		for (i = 0; i < sizeof(q->topo); i++)
			ctx->topo_sum += q->topo[i];
		break;
	case GX_Q_CLOCK:
		ctx->topo_sum = q->clock[0] ^ q->clock[1];
		break;
	default:
		ctx->caps[0] = q->cap;
	}
	kfree(q);
	return 0;
}

/* expect: double-load live gap_ */ /* parse() and emit() behind an ops table both load count */
int gx_uq_step(struct gx_ctx *ctx)
{
	const struct gx_pkt *pkt = gx_uq_next(ctx);
	int err = ctx->funcs->parse(ctx, pkt);

	if (err)
		return err;
	ctx->funcs->emit(ctx, pkt);
	ctx->rptr++;
	return 0;
}

/* expect: double-load safe snapshot */ /* inline accessor called once */
int gx_uq_step_once(struct gx_ctx *ctx)
{
	const struct gx_pkt *pkt = gx_uq_next(ctx);
	u32 n = gx_pkt_count(pkt);

	if (n > ARRAY_SIZE(pkt->dw))
		return -EINVAL;
	memcpy(ctx->hw, pkt->dw, flex_array_size(pkt, dw, n));
	ctx->rptr++;
	return 0;
}

/* expect: none */ /* the argument block was copied by the core: it is kernel memory */
int gx_exec_ioctl(struct gx_ctx *ctx, void *data)
{
	struct gx_exec_args *args = data;
	u32 i;

	if (args->nobjects > GX_MAX_OBJ)
		return -EINVAL;
	for (i = 0; i < args->nobjects; i++)
		ctx->sync[i % GX_NSYNC] = NULL;
	return 0;
}
