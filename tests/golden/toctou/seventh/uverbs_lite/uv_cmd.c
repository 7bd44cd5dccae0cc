// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#include "uv.h"

static int uv_qp_check(struct uv_ctx *ctx, struct uv_udata *ud)
{
	u32 t;

	if (UV_PEEK(t, ud, struct uv_qp_cmd, qp_type))
		return -EFAULT;
	return t < UV_NQPT ? 0 : -EINVAL;
}

static int uv_qp_exec(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_qp_cmd c;
	int err = uv_copy_in(&c, ud, sizeof(c));

	if (err)
		return err;
	ctx->qp_count[c.qp_type]++;
	return 0;
}

static int uv_qp_exec_strict(struct uv_ctx *ctx, struct uv_udata *ud)
{
	struct uv_qp_cmd c;
	int err = uv_copy_in(&c, ud, sizeof(c));

	if (err)
		return err;
	if (c.qp_type >= UV_NQPT)
		return -EINVAL;
	ctx->qp_count[c.qp_type]++;
	return 0;
}

const struct uv_ops uv_qp_legacy = {
	.min_in	= sizeof(struct uv_qp_cmd),
	.check	= uv_qp_check,
	.exec	= uv_qp_exec,
};

const struct uv_ops uv_qp_strict = {
	.min_in	= sizeof(struct uv_qp_cmd),
	.check	= uv_qp_check,
	.exec	= uv_qp_exec_strict,
};

int uv_cmd_len(struct uv_udata *ud, u32 *len)
{
	if (UV_PEEK(*len, ud, struct uv_mod_cmd, len))
		return -EFAULT;
	if (*len < sizeof(struct uv_mod_cmd) || *len > UV_MAX_CMD)
		return -EINVAL;
	return 0;
}

int uv_count_sge(const struct uv_wr __user *uwr, u32 nwr, u32 *total)
{
	u32 n;

	*total = 0;
	while (nwr--) {
		if (get_user(n, &uwr->num_sge))
			return -EFAULT;
		if (n > UV_MAX_SGE)
			return -EINVAL;
		*total += n;
		uwr++;
	}
	return 0;
}

int uv_fill_sge(const struct uv_wr __user *uwr, u32 nwr, u64 *out)
{
	struct uv_wr wr;
	u32 i, k;

	for (i = 0; i < nwr; i++) {
		if (copy_from_user(&wr, &uwr[i], sizeof(wr)))
			return -EFAULT;
		for (k = 0; k < wr.num_sge; k++)
			*out++ = wr.sge[k];
	}
	return 0;
}

bool uv_mr_same(const struct uv_mr_cmd *a, const struct uv_mr_cmd *b)
{
	return !memcmp(a, b, offsetof(struct uv_mr_cmd, page));
}

void uv_pin_len(struct uv_mod_cmd *m, u32 len)
{
	m->len = len;
}
