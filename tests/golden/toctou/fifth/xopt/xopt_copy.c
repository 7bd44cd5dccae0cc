#include <linux/kernel.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "xopt.h"

int xopt_peek_count(sockptr_t val, u32 *count)
{
	if (copy_from_sockptr(count, val, sizeof(*count)))
		return -EFAULT;
	return 0;
}

void *xopt_dup(sockptr_t val, size_t len)
{
	return memdup_sockptr(val, len);
}

int xopt_map_count(const struct xopt_map __user *u)
{
	u32 n;

	if (get_user(n, &u->nents))
		return -EFAULT;
	return n > XOPT_RULES ? -EINVAL : n;
}

long xopt_text_len(const char __user *u)
{
	long n = strnlen_user(u, XOPT_NAME);

	return n <= 0 || n > XOPT_NAME ? -EINVAL : n;
}
