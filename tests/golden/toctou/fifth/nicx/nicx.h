#ifndef _NICX_H
#define _NICX_H

#include <linux/types.h>
#include <linux/pci.h>
#include <linux/netdevice.h>
#include <linux/dma-mapping.h>

#define NICX_RING_SIZE	256
#define NICX_BUF_SIZE	2048
#define NICX_STATS	32

struct nicx_desc {
	__le16 id;
	__le16 flags;
	__le32 len;
};

struct nicx_aq_resp {
	__le16 status;
	__le16 count;
	__le32 len;
	__le64 val[NICX_STATS];
	u8 data[256];
};

struct nicx_ring {
	struct nicx_desc *desc;
	dma_addr_t dma;
	u16 next;
	void *bufs[NICX_RING_SIZE];
};

struct nicx_hw {
	struct pci_dev *pdev;
	struct net_device *netdev;
	struct napi_struct napi;
	struct nicx_ring rx;
	struct nicx_ring cq;
	struct nicx_aq_resp *aq;
	dma_addr_t aq_dma;
	void __iomem *bar;
	u8 frame[NICX_BUF_SIZE];
};

/* nicx_hw.c */
int nicx_ring_alloc(struct nicx_hw *hw, struct nicx_ring *ring);
void nicx_ring_free(struct nicx_hw *hw, struct nicx_ring *ring);
int nicx_aq_alloc(struct nicx_hw *hw);
struct nicx_aq_resp *nicx_aq_exec(struct nicx_hw *hw, u16 op);
bool nicx_desc_fits(const struct nicx_desc *d, size_t cap);
bool nicx_desc_id_ok(const struct nicx_desc *d);

/* nicx_rx.c */
int nicx_poll(struct napi_struct *napi, int budget);
int nicx_selftest(struct nicx_hw *hw);

/* nicx_aq.c */
int nicx_get_stats(struct nicx_hw *hw, u64 *out, unsigned int n);
int nicx_get_mac(struct nicx_hw *hw, u8 *mac, size_t cap);

#endif
