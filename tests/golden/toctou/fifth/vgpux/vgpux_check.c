#include <linux/kernel.h>
#include "vgpux.h"

bool vx_resp_fits(const struct vx_resp *r, size_t cap)
{
	u32 size = le32_to_cpu(r->size);

	return size <= cap && size <= VX_EDID;
}
