#include <linux/kernel.h>
#include <linux/delay.h>
#include <linux/io.h>
#include "nicx.h"

int nicx_ring_alloc(struct nicx_hw *hw, struct nicx_ring *ring)
{
	ring->desc = dma_alloc_coherent(&hw->pdev->dev,
					NICX_RING_SIZE * sizeof(*ring->desc),
					&ring->dma, GFP_KERNEL);
	if (!ring->desc)
		return -ENOMEM;
	ring->next = 0;
	return 0;
}

void nicx_ring_free(struct nicx_hw *hw, struct nicx_ring *ring)
{
	dma_free_coherent(&hw->pdev->dev, NICX_RING_SIZE * sizeof(*ring->desc),
			  ring->desc, ring->dma);
}

int nicx_aq_alloc(struct nicx_hw *hw)
{
	hw->aq = dma_alloc_coherent(&hw->pdev->dev, sizeof(*hw->aq),
				    &hw->aq_dma, GFP_KERNEL);
	return hw->aq ? 0 : -ENOMEM;
}

struct nicx_aq_resp *nicx_aq_exec(struct nicx_hw *hw, u16 op)
{
	int i;

	writel(op, hw->bar + 0x10);
	for (i = 0; i < 100; i++) {
		if (readl(hw->bar + 0x14) & 1)
			return hw->aq;
		usleep_range(100, 200);
	}
	return NULL;
}

bool nicx_desc_fits(const struct nicx_desc *d, size_t cap)
{
	return le32_to_cpu(d->len) <= cap;
}

bool nicx_desc_id_ok(const struct nicx_desc *d)
{
	return le16_to_cpu(d->id) < NICX_RING_SIZE;
}
