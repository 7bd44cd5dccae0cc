// SPDX-License-Identifier: GPL-2.0-or-later
/* Quick Transfer Protocol: socket options */

#include <linux/filter.h>
#include <linux/net.h>
#include <linux/sockptr.h>
#include <linux/socket.h>
#include <net/sock.h>

#define QTP_PEER	1
#define QTP_CRYPTO	2
#define QTP_PROG	3
#define QTP_INFO	4

#define QTP_AF_NR	12
#define QTP_PROG_MAX	512
#define QTP_OPS		24

struct qtp_peer {
	__u16	family;
	__u16	port;
	__u8	addr[28];
};

struct qtp_cinfo {
	__u16	version;
	__u16	cipher;
};

struct qtp_c128 {
	struct qtp_cinfo info;
	__u8	key[16];
	__u8	salt[4];
};

struct qtp_c256 {
	struct qtp_cinfo info;
	__u8	key[32];
	__u8	salt[4];
};

union qtp_crypto {
	struct qtp_cinfo info;
	struct qtp_c128 c128;
	struct qtp_c256 c256;
};

enum { QTP_C128 = 1, QTP_C256 };

static const struct {
	unsigned int keylen, size;
} qtp_ciphers[3] = {
	[QTP_C128] = { 16, sizeof(struct qtp_c128) },
	[QTP_C256] = { 32, sizeof(struct qtp_c256) },
};

struct qtp_insn {
	__u16	op;
	__u16	jt;
	__u32	k;
};

struct qtp_fprog {
	__u16			len;
	struct qtp_insn __user	*insns;
};

struct qtp_prog {
	unsigned int	len;
	struct qtp_insn	insns[];
};

struct qtp_sock {
	struct sock		sk;
	union qtp_crypto	tx;
	__u8			key[32];
	struct qtp_prog		*prog;
	struct {
		__u32	state, cwnd, rtt, sent;
	} info;
};

struct qtp_af {
	int (*connect)(struct qtp_sock *q, const struct qtp_peer *p);
};

extern const struct qtp_af *qtp_afs[QTP_AF_NR];
extern u32 (*const qtp_op[QTP_OPS])(u32 acc, u32 k);

/* expect: double-fetch live */
static int qtp_set_peer(struct qtp_sock *q, sockptr_t optval, unsigned int optlen)
{
	struct qtp_peer p;
	__u16 af;

	if (optlen < sizeof(p))
		return -EINVAL;
	if (copy_from_sockptr(&af, optval, sizeof(af)))
		return -EFAULT;
	if (af >= QTP_AF_NR || !qtp_afs[af])
		return -EAFNOSUPPORT;
	if (copy_from_sockptr(&p, optval, sizeof(p)))
		return -EFAULT;
	return qtp_afs[p.family]->connect(q, &p);
}

/* expect: double-fetch safe overridden */
static int qtp_set_peer_port(struct qtp_sock *q, sockptr_t optval, unsigned int optlen)
{
	struct qtp_peer p;
	__u16 af;

	if (optlen < sizeof(p))
		return -EINVAL;
	if (copy_from_sockptr(&af, optval, sizeof(af)))
		return -EFAULT;
	if (af >= QTP_AF_NR || !qtp_afs[af])
		return -EAFNOSUPPORT;
	if (copy_from_sockptr(&p, optval, sizeof(p)))
		return -EFAULT;
	if (p.port == 0)
		return -EINVAL;
	p.family = af;
	return qtp_afs[p.family]->connect(q, &p);
}

/* expect: double-fetch live */
static int qtp_set_crypto(struct qtp_sock *q, sockptr_t optval, unsigned int optlen)
{
	union qtp_crypto *c = &q->tx;
	int rc = 0;

	if (optlen < sizeof(c->info))
		return -EINVAL;
	lock_sock(&q->sk);
	if (copy_from_sockptr(&c->info, optval, sizeof(c->info))) {
		rc = -EFAULT;
		goto wipe;
	}
	if (c->info.version != 1 || c->info.cipher < QTP_C128 ||
	    c->info.cipher > QTP_C256 ||
	    optlen != qtp_ciphers[c->info.cipher].size) {
		rc = -EINVAL;
		goto wipe;
	}
	if (copy_from_sockptr(c, optval, optlen)) {
		rc = -EFAULT;
		goto wipe;
	}
	memcpy(q->key, c->c128.key, qtp_ciphers[c->info.cipher].keylen);
	release_sock(&q->sk);
	return 0;
wipe:
	memzero_explicit(c, sizeof(*c));
	release_sock(&q->sk);
	return rc;
}

/* expect: double-fetch safe rest-only */
static int qtp_set_crypto_tail(struct qtp_sock *q, sockptr_t optval, unsigned int optlen)
{
	union qtp_crypto *c = &q->tx;
	int rc = 0;

	if (optlen < sizeof(c->info))
		return -EINVAL;
	lock_sock(&q->sk);
	if (copy_from_sockptr(&c->info, optval, sizeof(c->info))) {
		rc = -EFAULT;
		goto wipe;
	}
	if (c->info.version != 1 || c->info.cipher < QTP_C128 ||
	    c->info.cipher > QTP_C256 ||
	    optlen != qtp_ciphers[c->info.cipher].size) {
		rc = -EINVAL;
		goto wipe;
	}
	if (copy_from_sockptr_offset(&c->info + 1, optval, sizeof(c->info),
				     optlen - sizeof(c->info))) {
		rc = -EFAULT;
		goto wipe;
	}
	memcpy(q->key, c->c128.key, qtp_ciphers[c->info.cipher].keylen);
	release_sock(&q->sk);
	return 0;
wipe:
	memzero_explicit(c, sizeof(*c));
	release_sock(&q->sk);
	return rc;
}

static int qtp_check_insns(const struct qtp_insn *in, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (in[i].op >= QTP_OPS)
			return -EINVAL;
		if (in[i].jt >= n - i)
			return -EINVAL;
	}
	return 0;
}

static u32 qtp_dry_run(const struct qtp_prog *p)
{
	u32 acc = 0;
	unsigned int i;

	for (i = 0; i < p->len; i++)
		acc = qtp_op[p->insns[i].op](acc, p->insns[i].k);
	return acc;
}

/* expect: double-fetch live */
static int qtp_set_prog(struct qtp_sock *q, const struct qtp_fprog *fp)
{
	size_t bytes = array_size(fp->len, sizeof(struct qtp_insn));
	struct qtp_insn *tmp;
	struct qtp_prog *p;
	int rc;

	if (!fp->len || fp->len > QTP_PROG_MAX)
		return -EINVAL;
	tmp = memdup_user(fp->insns, bytes);
	if (IS_ERR(tmp))
		return PTR_ERR(tmp);
	rc = qtp_check_insns(tmp, fp->len);
	kfree(tmp);
	if (rc)
		return rc;

	p = kmalloc(sizeof(*p) + bytes, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	p->len = fp->len;
	if (copy_from_user(p->insns, fp->insns, bytes)) {
		kfree(p);
		return -EFAULT;
	}
	q->info.state = qtp_dry_run(p);
	q->prog = p;
	return 0;
}

/* expect: double-fetch safe disjoint */
static int qtp_attach(struct qtp_sock *q, sockptr_t optval, unsigned int optlen)
{
	struct qtp_fprog fp;
	struct qtp_prog *p;
	size_t bytes;

	if (optlen != sizeof(fp) || copy_from_sockptr(&fp, optval, sizeof(fp)))
		return -EINVAL;
	if (!fp.len || fp.len > QTP_PROG_MAX)
		return -EINVAL;
	bytes = fp.len * sizeof(struct qtp_insn);
	p = kmalloc(sizeof(*p) + bytes, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	p->len = fp.len;
	if (copy_from_user(p->insns, fp.insns, bytes) ||
	    qtp_check_insns(p->insns, p->len)) {
		kfree(p);
		return -EINVAL;
	}
	q->info.state = qtp_dry_run(p);
	q->prog = p;
	return 0;
}

/* expect: double-fetch live */
static int qtp_get_info(struct qtp_sock *q, char __user *optval, int __user *optlen)
{
	int want, len;

	if (get_user(want, optlen))
		return -EFAULT;
	if (want < 0 || want > (int)sizeof(q->info))
		return -EINVAL;

	lock_sock(&q->sk);
	q->info.rtt >>= 3;
	release_sock(&q->sk);

	if (get_user(len, optlen))
		return -EFAULT;
	if (copy_to_user(optval, &q->info, len))
		return -EFAULT;
	return 0;
}

/* expect: double-fetch safe rechecked */
static int qtp_get_info_again(struct qtp_sock *q, char __user *optval, int __user *optlen)
{
	int want, len;

	if (get_user(want, optlen))
		return -EFAULT;
	if (want < 0 || want > (int)sizeof(q->info))
		return -EINVAL;

	lock_sock(&q->sk);
	q->info.rtt >>= 3;
	release_sock(&q->sk);

	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0 || len > (int)sizeof(q->info))
		return -EINVAL;
	if (copy_to_user(optval, &q->info, len))
		return -EFAULT;
	return 0;
}

int qtp_setsockopt(struct qtp_sock *q, int opt, sockptr_t optval, unsigned int optlen)
{
	struct qtp_fprog fp;

	switch (opt) {
	case QTP_PEER:
		return qtp_set_peer(q, optval, optlen);
	case QTP_CRYPTO:
		return qtp_set_crypto(q, optval, optlen);
	case QTP_PROG:
		if (optlen != sizeof(fp) || copy_from_sockptr(&fp, optval, sizeof(fp)))
			return -EINVAL;
		return qtp_set_prog(q, &fp);
	}
	return -ENOPROTOOPT;
}
