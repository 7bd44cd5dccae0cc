#ifndef XOPT_H
#define XOPT_H

#include <linux/types.h>
#include <linux/mutex.h>
#include <linux/sockptr.h>

#define XOPT_RULES	64
#define XOPT_NAME	32

struct xopt_rule {
	__u32 match;
	__u32 action;
};

struct xopt_filter {
	__u32 nrules;
	__u32 dflt;
	struct xopt_rule rules[];
};

struct xopt_map {
	__u32 nents;
	__u32 flags;
	__u64 ents[XOPT_RULES];
};

struct xopt_map32 {
	__u32 nents;
	__u32 flags;
	__u32 ents[XOPT_RULES];
};

struct xopt_sock {
	struct mutex lock;
	u32 verdicts[XOPT_RULES];
	u64 map[XOPT_RULES];
	char name[XOPT_NAME];
};

struct xopt_setter {
	int (*set)(struct xopt_sock *xs, sockptr_t val, unsigned int len);
};

/* xopt_copy.c */
int xopt_peek_count(sockptr_t val, u32 *count);
void *xopt_dup(sockptr_t val, size_t len);
int xopt_map_count(const struct xopt_map __user *u);
long xopt_text_len(const char __user *u);

/* xopt_filter.c */
int xopt_set_filter(struct xopt_sock *xs, sockptr_t val, unsigned int len);
int xopt_set_filter_one(struct xopt_sock *xs, sockptr_t val, unsigned int len);

/* xopt_map.c */
int xopt_get_map(struct xopt_sock *xs, struct xopt_map __user *u);
int xopt_load_map(struct xopt_sock *xs, void __user *u, bool compat);
int xopt_set_name(struct xopt_sock *xs, const char __user *u);
int xopt_set_label(struct xopt_sock *xs, const char __user *u);

#endif
