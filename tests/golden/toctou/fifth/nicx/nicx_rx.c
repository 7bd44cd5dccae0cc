#include <linux/kernel.h>
#include <linux/string.h>
#include "nicx.h"

/* expect: double-load live */
static int nicx_rx_one(struct nicx_hw *hw, struct nicx_ring *ring, u16 idx)
{
	struct nicx_desc *d = &ring->desc[idx % NICX_RING_SIZE];

	if (!nicx_desc_fits(d, sizeof(hw->frame)))
		return -EINVAL;
	memcpy(hw->frame, ring->bufs[idx % NICX_RING_SIZE], le32_to_cpu(d->len));
	return 0;
}

/* expect: double-load safe */
static int nicx_rx_frag(struct nicx_hw *hw, struct nicx_ring *ring, u16 idx)
{
	struct nicx_desc *d = &ring->desc[idx % NICX_RING_SIZE];
	u32 len = le32_to_cpu(READ_ONCE(d->len));

	if (len > sizeof(hw->frame))
		return -EINVAL;
	memcpy(hw->frame, ring->bufs[idx % NICX_RING_SIZE], len);
	return 0;
}

/* expect: double-load live */
static void nicx_tx_reap(struct nicx_hw *hw, struct nicx_ring *cq, u16 idx)
{
	struct nicx_desc *d = &cq->desc[idx % NICX_RING_SIZE];

	if (!nicx_desc_id_ok(d)) {
		netdev_err(hw->netdev, "bad completion\n");
		return;
	}
	cq->bufs[le16_to_cpu(d->id)] = NULL;
}

int nicx_poll(struct napi_struct *napi, int budget)
{
	struct nicx_hw *hw = container_of(napi, struct nicx_hw, napi);
	int done = 0;

	while (done < budget) {
		if (nicx_rx_one(hw, &hw->rx, hw->rx.next++))
			break;
		if (nicx_rx_frag(hw, &hw->rx, hw->rx.next++))
			break;
		nicx_tx_reap(hw, &hw->cq, hw->cq.next++);
		done++;
	}
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

/* expect: double-load safe */
int nicx_selftest(struct nicx_hw *hw)
{
	struct nicx_desc d = { .len = cpu_to_le32(64) };
	u8 pattern[64];

	memset(pattern, 0xa5, sizeof(pattern));
	if (!nicx_desc_fits(&d, sizeof(pattern)))
		return -EINVAL;
	memcpy(hw->frame, pattern, le32_to_cpu(d.len));
	return 0;
}
