/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NFXTAB_H
#define _NFXTAB_H

#include <linux/compat.h>
#include <linux/module.h>
#include <linux/sockptr.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/mm.h>

#define NFX_NAME	32
#define NFX_ENT_MAX	4096U
#define NFX_BLOB_MAX	(1U << 20)

struct nfx_counter {
	__u64 packets, bytes;
};

struct nfx_replace {
	char	name[NFX_NAME];
	__u32	num;
	__u32	size;
	__u32	hook[5];
	__u32	num_counters;
};

struct nfx_counters_info {
	char	name[NFX_NAME];
	__u32	num;
	struct nfx_counter ctr[];
};

struct nfx_compat_counters {
	char	name[NFX_NAME];
	compat_uint_t num;
};

struct nfx_entry {
	__u16	next_off;
	__u16	target_off;
	__u32	verdict;
	struct nfx_counter ctr;
	__u8	match[];
};

struct nfx_match {
	char	name[NFX_NAME];
	__u16	size;
	__u8	revision;
	__u8	flags;
	__u64	mask;
};

struct nfx_table {
	struct mutex lock;
	__u32	num;
	__u32	size;
	__u32	hook[5];
	struct nfx_counter *ctr;
	void	*blob;
	__u8	hits[NFX_ENT_MAX];
};

struct nfx_table *nfx_find(const char *name);
const struct nfx_match *nfx_match_find(const char *name);

/* the first look at a table: how many, how large */
static inline int nfx_peek(const void __user *arg, struct nfx_replace *r)
{
	if (copy_from_user(r, arg, sizeof(*r)))
		return -EFAULT;
	r->name[NFX_NAME - 1] = '\0';
	return 0;
}

static inline int nfx_peek_valid(const void __user *arg, struct nfx_replace *r)
{
	int err = nfx_peek(arg, r);

	if (err)
		return err;
	if (!r->num || r->num > NFX_ENT_MAX || r->size > NFX_BLOB_MAX)
		return -EINVAL;
	return 0;
}

int nfx_add_counters(void __user *arg, unsigned int len, bool compat);
#endif
