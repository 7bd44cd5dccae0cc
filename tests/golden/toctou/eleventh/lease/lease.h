#ifndef LEASE_H
#define LEASE_H
#include <stdbool.h>
#include <stddef.h>

#define LEASE_MAX 24

struct lease;

struct lease_ops {
	bool (*grow)(struct lease *l, size_t n);
	void (*drop)(struct lease *l);
};

struct lease {
	char *p;
	size_t n;
	bool idle;
	const struct lease_ops *ops;
};

struct lease_table {
	struct lease l[LEASE_MAX];
	unsigned gcs;
};

bool lease_grow(struct lease *l, size_t n);
void lease_drop(struct lease *l);
void lease_collect(struct lease_table *t);
struct lease *lease_find(struct lease_table *t, const void *addr);
bool lease_new(struct lease *l, size_t n);
extern const struct lease_ops lease_map_ops;
#endif
