#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/etherdevice.h>
#include "nicx.h"

/* expect: double-load live gap_ */
int nicx_get_stats(struct nicx_hw *hw, u64 *out, unsigned int n)
{
	struct nicx_aq_resp *resp = nicx_aq_exec(hw, 7);
	unsigned int i;

	if (!resp)
		return -ETIMEDOUT;
	if (le16_to_cpu(resp->count) > n)
		return -EOVERFLOW;
	for (i = 0; i < le16_to_cpu(resp->count); i++)
		out[i] = le64_to_cpu(resp->val[i % NICX_STATS]);
	return i;
}

/* expect: double-load safe */
int nicx_get_mac(struct nicx_hw *hw, u8 *mac, size_t cap)
{
	struct nicx_aq_resp *resp = nicx_aq_exec(hw, 9);
	struct nicx_aq_resp own;
	u32 len;

	if (!resp)
		return -ETIMEDOUT;
	memcpy(&own, resp, sizeof(own));
	len = le32_to_cpu(own.len);
	if (len > cap || len > sizeof(own.data))
		return -EOVERFLOW;
	memcpy(mac, own.data, le32_to_cpu(own.len));
	return 0;
}

static int nicx_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct nicx_hw));
	struct nicx_hw *hw;
	u64 stats[NICX_STATS];
	u8 mac[ETH_ALEN];
	int err;

	if (!netdev)
		return -ENOMEM;
	hw = netdev_priv(netdev);
	hw->pdev = pdev;
	hw->netdev = netdev;
	hw->bar = pcim_iomap(pdev, 0, 0);
	err = nicx_ring_alloc(hw, &hw->rx);
	if (!err)
		err = nicx_ring_alloc(hw, &hw->cq);
	if (!err)
		err = nicx_aq_alloc(hw);
	if (err)
		goto out;
	err = nicx_selftest(hw);
	if (!err)
		err = nicx_get_mac(hw, mac, sizeof(mac));
	if (err)
		goto out;
	nicx_get_stats(hw, stats, NICX_STATS);
	netif_napi_add(netdev, &hw->napi, nicx_poll);
	pci_set_drvdata(pdev, hw);
	return register_netdev(netdev);
out:
	free_netdev(netdev);
	return err;
}

static const struct pci_device_id nicx_ids[] = { { PCI_DEVICE(0x1af9, 0x0001) }, { } };

static struct pci_driver nicx_driver = {
	.name = "nicx",
	.id_table = nicx_ids,
	.probe = nicx_probe,
};
module_pci_driver(nicx_driver);
MODULE_LICENSE("GPL");
