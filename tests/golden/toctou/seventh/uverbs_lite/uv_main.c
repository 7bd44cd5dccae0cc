// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#include "uv.h"
#include <linux/fs.h>

/* expect: double-fetch live */ /* ops->check() and ops->exec() fetch the type independently */
int uv_create_qp_legacy(struct uv_ctx *ctx, struct uv_udata *ud)
{
	const struct uv_ops *ops = &uv_qp_legacy;
	int err;

	if (ud->inlen < ops->min_in)
		return -EINVAL;
	err = ops->check(ctx, ud);
	if (err)
		return err;
	return ops->exec(ctx, ud);
}

/* expect: double-fetch safe rechecked */ /* this table's exec() tests the type itself */
int uv_create_qp(struct uv_ctx *ctx, struct uv_udata *ud)
{
	const struct uv_ops *ops = &uv_qp_strict;
	int err;

	if (ud->inlen < ops->min_in)
		return -EINVAL;
	err = ops->check(ctx, ud);
	if (err)
		return err;
	return ops->exec(ctx, ud);
}

/* expect: double-fetch live */ /* macro peek, then inline wrapper; npages of the second is the loop bound */
int uv_reg_mr(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_mr_cmd *cmd;
	u32 np, i;
	int err;

	if (UV_PEEK(np, ud, struct uv_mr_cmd, npages))
		return -EFAULT;
	if (np == 0 || np > UV_MAX_PAGES)
		return -EINVAL;
	cmd = kzalloc(sizeof(*cmd), GFP_KERNEL);
	if (!cmd)
		return -ENOMEM;
	err = uv_copy_in(cmd, ud, offsetof(struct uv_mr_cmd, page[np]));
	if (!err) {
		for (i = 0; i < cmd->npages; i++)
			ctx->pages[i] = cmd->page[i];
	}
	kfree(cmd);
	return err;
}

/* expect: double-fetch safe compared */ /* memcmp lives in a helper */
int uv_rereg_mr(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_mr_cmd *head, *cmd;
	int err = -ENOMEM;

	head = kmalloc(sizeof(*head), GFP_KERNEL);
	cmd = kmalloc(sizeof(*cmd), GFP_KERNEL);
	if (!head || !cmd)
		goto out;
	err = uv_copy_in(head, ud, offsetof(struct uv_mr_cmd, page));
	if (err)
		goto out;
	if (head->npages > UV_MAX_PAGES) {
		err = -EINVAL;
		goto out;
	}
	err = uv_copy_in(cmd, ud, offsetof(struct uv_mr_cmd, page) + head->npages * sizeof(__u64));
	if (err)
		goto out;
	if (!uv_mr_same(head, cmd)) {
		err = -EAGAIN;
		goto out;
	}
	memcpy(ctx->pages, cmd->page, cmd->npages * sizeof(__u64));
	ctx->npages = cmd->npages;
out:
	kfree(cmd);
	kfree(head);
	return err;
}

/* expect: double-fetch live */ /* count in one helper, fill in another */
int uv_post_send(struct uv_ctx *ctx, struct uv_udata *ud, u32 nwr)
{
	const struct uv_wr __user *uwr = ud->inbuf;
	u32 total;
	u64 *sge;
	int err;

	if (nwr > UV_MAX_WR || ud->inlen < nwr * sizeof(*uwr))
		return -EINVAL;
	err = uv_count_sge(uwr, nwr, &total);
	if (err)
		return err;
	sge = kmalloc_array(total, sizeof(*sge), GFP_KERNEL);
	if (!sge)
		return -ENOMEM;
	err = uv_fill_sge(uwr, nwr, sge);
	kfree(sge);
	return err;
}

/* expect: double-fetch live */ /* helper hands out a checked length, the copied struct has another */
int uv_modify(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_mod_cmd *m;
	u8 *blob;
	u32 len;
	int err;

	err = uv_cmd_len(ud, &len);
	if (err)
		return err;
	m = kmalloc(len, GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	err = uv_copy_in(m, ud, len);
	if (err)
		goto free;
	blob = kmemdup(m->blob, m->len - sizeof(*m), GFP_KERNEL);
	kfree(blob);
free:
	kfree(m);
	return err;
}

/* expect: double-fetch safe overridden */ /* the length member is pinned by a helper */
int uv_modify_pinned(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_mod_cmd *m;
	u8 *blob;
	u32 len;
	int err;

	err = uv_cmd_len(ud, &len);
	if (err)
		return err;
	m = kmalloc(len, GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	err = uv_copy_in(m, ud, len);
	if (err)
		goto free;
	uv_pin_len(m, len);
	blob = kmemdup(m->blob, m->len - sizeof(*m), GFP_KERNEL);
	kfree(blob);
free:
	kfree(m);
	return err;
}

/* expect: double-fetch live */ /* ring sized from the first cqe, initialised up to the second */
int uv_create_cq(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_udata sub = *ud;
	struct uv_cq_cmd c = { };
	u64 *ring;
	u32 i;

	if (copy_from_user(&c, ud->inbuf, min(ud->inlen, sizeof(c.cqe))))
		return -EFAULT;
	if (c.cqe > 4096)
		return -EINVAL;
	ring = kcalloc(c.cqe + 1, sizeof(*ring), GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	if (uv_copy_in(&c, &sub, sizeof(c))) {
		kfree(ring);
		return -EFAULT;
	}
	for (i = 0; i <= c.cqe; i++)
		ring[i] = c.vector;
	kfree(ring);
	return 0;
}

/* expect: double-fetch safe rest-only */ /* the window itself is moved past the header */
int uv_inline_write(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_inl_cmd c;
	const size_t hlen = offsetof(struct uv_inl_cmd, data);
	int err;

	err = uv_copy_in(&c, ud, hlen);
	if (err)
		return err;
	if (c.len > sizeof(ctx->inl) || c.off > sizeof(ctx->inl) - c.len)
		return -EINVAL;
	ud->inbuf += hlen;
	ud->inlen -= hlen;
	err = uv_copy_in(c.data, ud, c.len);
	if (err)
		return err;
	memcpy(ctx->inl + c.off, c.data, c.len);
	return 0;
}

/* expect: double-fetch live */ /* offset copy begins at .len, which the first copy had too */
int uv_inline_patch(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_inl_cmd c;
	u16 start;
	int err;

	err = uv_copy_in_at(&c, ud, 0, 2 * sizeof(u16));
	if (err)
		return err;
	start = c.off;
	if (start >= sizeof(ctx->inl) || c.len > sizeof(ctx->inl) - start)
		return -EINVAL;
	err = uv_copy_in_at(&c.len, ud, offsetof(struct uv_inl_cmd, len),
			    sizeof(c) - offsetof(struct uv_inl_cmd, len));
	if (err)
		return err;
	memcpy(ctx->inl + start, c.data, c.len);
	return 0;
}

/* expect: double-fetch safe exclusive-paths */ /* old and new layout never both */
int uv_resize_cq(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_cq_cmd c = { };
	bool old = ud->inlen < sizeof(c);
	int err = 0;

	if (old && UV_PEEK(c.cqe, ud, struct uv_cq_cmd, cqe))
		return -EFAULT;
	if (c.cqe > 4096)
		return -EINVAL;
	if (!old)
		err = uv_copy_in(&c, ud, sizeof(c));
	if (!err)
		ctx->cq_depth = min_t(u32, c.cqe, 4096);
	return err;
}

static ssize_t uv_write(struct file *filp, const char __user *buf, size_t count, loff_t *pos)
{
	struct uv_ctx *ctx = filp->private_data;
	struct uv_udata ud = { .inbuf = buf, .inlen = count };
	int err;

	switch (*pos) {
	case 0: err = uv_create_qp_legacy(ctx, &ud); break;
	case 1: err = uv_create_qp(ctx, &ud); break;
	case 2: err = uv_reg_mr(ctx, &ud); break;
	case 3: err = uv_rereg_mr(ctx, &ud); break;
	case 4: err = uv_post_send(ctx, &ud, 4); break;
	case 5: err = uv_modify(ctx, &ud); break;
	case 6: err = uv_modify_pinned(ctx, &ud); break;
	case 7: err = uv_create_cq(ctx, &ud); break;
	case 8: err = uv_inline_write(ctx, &ud); break;
	case 9: err = uv_inline_patch(ctx, &ud); break;
	case 10: err = uv_resize_cq(ctx, &ud); break;
	default: err = -ENOSYS;
	}
	return err ? err : count;
}

const struct file_operations uv_fops = { .write = uv_write };
