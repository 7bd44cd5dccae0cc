/* requests whose segments stand in a page of their own */
#include "xblk.h"

#define EINVAL 22

static int iseg_check(const struct xblk_seg *s, unsigned int n)
{
	u32 sectors = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (xblk_seg_bad(s[i].first, s[i].last))
			return -EINVAL;
		sectors += s[i].last - s[i].first + 1u;
	}
	return (int)sectors;
}

static void iseg_fill(struct xblk *x, const struct xblk_seg *s, unsigned int n, u8 *map)
{
	unsigned int i, sec;

	for (i = 0; i < n; i++)
		for (sec = s[i].first; sec <= s[i].last; sec++)
			map[i * XBLK_SECT_PAGE + sec] = 1;
	x->stat[XOP_INDIRECT]++;
}

static int iseg_fill_checked(struct xblk *x, const struct xblk_seg *s, unsigned int n, u8 *map)
{
	unsigned int i, sec;
	u32 total = 0;

	for (i = 0; i < n; i++) {
		const u8 first = READ_ONCE(s[i].first), last = READ_ONCE(s[i].last);

		if (xblk_seg_bad(first, last))
			return -EINVAL;
		for (sec = first; sec <= last; sec++)
			map[i * XBLK_SECT_PAGE + sec] = 1;
		total += last - first + 1u;
	}
	x->bio[0].nsect = total;
	x->stat[XOP_INDIRECT]++;
	return 0;
}

/* expect: double-load live */
int xblk_indirect(struct xblk *x, unsigned int n)
{
	u8 map[XBLK_ISEGS * XBLK_SECT_PAGE] = { 0 };
	int sectors;

	if (n == 0 || n > XBLK_ISEGS)
		return -EINVAL;
	sectors = iseg_check(x->iseg, n);
	if (sectors < 0)
		return sectors;
	iseg_fill(x, x->iseg, n, map);
	x->bio[0].nsect = (u32)sectors;
	return map[0];
}

/* expect: double-load safe rechecked */
int xblk_indirect_rechecked(struct xblk *x, unsigned int n)
{
	u8 map[XBLK_ISEGS * XBLK_SECT_PAGE] = { 0 };
	int sectors;

	if (n == 0 || n > XBLK_ISEGS)
		return -EINVAL;
	sectors = iseg_check(x->iseg, n);
	if (sectors < 0)
		return sectors;
	if (iseg_fill_checked(x, x->iseg, n, map))
		return -EINVAL;
	return map[0];
}
