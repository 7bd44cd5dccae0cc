#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/overflow.h>
#include <net/sock.h>
#include "xopt.h"

/* expect: double-fetch live */
int xopt_set_filter(struct xopt_sock *xs, sockptr_t val, unsigned int len)
{
	struct xopt_filter *f;
	u32 n, i;

	if (xopt_peek_count(val, &n))
		return -EFAULT;
	if (n > XOPT_RULES)
		return -EINVAL;
	f = xopt_dup(val, struct_size(f, rules, n));
	if (IS_ERR(f))
		return PTR_ERR(f);
	for (i = 0; i < f->nrules; i++)
		xs->verdicts[i] = f->rules[i].action;
	kfree(f);
	return 0;
}

/* expect: double-fetch safe */
int xopt_set_filter_one(struct xopt_sock *xs, sockptr_t val, unsigned int len)
{
	struct xopt_filter *f;
	u32 n, i;

	if (xopt_peek_count(val, &n))
		return -EFAULT;
	if (n > XOPT_RULES)
		return -EINVAL;
	f = xopt_dup(val, struct_size(f, rules, n));
	if (IS_ERR(f))
		return PTR_ERR(f);
	f->nrules = n;
	for (i = 0; i < f->nrules; i++)
		xs->verdicts[i] = f->rules[i].action;
	kfree(f);
	return 0;
}

static const struct xopt_setter xopt_setters[] = {
	[0] = { xopt_set_filter },
	[1] = { xopt_set_filter_one },
};

static int xopt_setsockopt(struct socket *sock, int level, int optname, sockptr_t val, unsigned int len)
{
	struct xopt_sock *xs = sock->sk->sk_user_data;
	void __user *u = val.user;
	int ret;

	if (len < sizeof(u32))
		return -EINVAL;
	mutex_lock(&xs->lock);
	switch (optname) {
	case 0:
	case 1:
		ret = xopt_setters[optname].set(xs, val, len);
		break;
	case 2:
		ret = xopt_get_map(xs, u);
		break;
	case 3:
		ret = xopt_load_map(xs, u, in_compat_syscall());
		break;
	case 4:
		ret = xopt_set_name(xs, u);
		break;
	case 5:
		ret = xopt_set_label(xs, u);
		break;
	default:
		ret = -ENOPROTOOPT;
	}
	mutex_unlock(&xs->lock);
	return ret;
}

static const struct proto_ops xopt_proto_ops = {
	.family = PF_ALG,
	.owner = THIS_MODULE,
	.setsockopt = xopt_setsockopt,
};

static int xopt_create(struct net *net, struct socket *sock, int protocol, int kern)
{
	sock->ops = &xopt_proto_ops;
	return 0;
}

static const struct net_proto_family xopt_family = {
	.family = PF_ALG,
	.create = xopt_create,
	.owner = THIS_MODULE,
};

static int __init xopt_init(void)
{
	return sock_register(&xopt_family);
}
module_init(xopt_init);
MODULE_LICENSE("GPL");
