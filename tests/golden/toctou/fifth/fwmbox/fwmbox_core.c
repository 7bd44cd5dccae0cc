#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include "fwmbox.h"

struct fwm *fwm_global;

static irqreturn_t fwm_irq(int irq, void *data)
{
	struct fwm *f = data;
	u8 out[FWM_MAX];
	u8 copy[FWM_MAX];

	f->ops->recv(f, out, sizeof(out));
	fwm_count_event();
	fwm_count_event_once();
	fwm_fill(f, out, copy, sizeof(copy));
	fwm_fill_fast(f, out, copy, sizeof(copy));
	return IRQ_HANDLED;
}

static int fwm_probe(struct platform_device *pdev)
{
	struct fwm *f = devm_kzalloc(&pdev->dev, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	f->dev = &pdev->dev;
	f->ops = device_get_match_data(&pdev->dev);
	if (!f->ops)
		f->ops = &fwm_gen2_ops;
	mutex_init(&f->tune_lock);
	f->chunk = 16;
	f->rx = dmam_alloc_coherent(&pdev->dev, sizeof(*f->rx), &f->rx_dma, GFP_KERNEL);
	if (!f->rx)
		return -ENOMEM;
	fwm_global = f;
	f->tuner = kthread_run(fwm_tuner, f, "fwm-tuner");
	return devm_request_threaded_irq(&pdev->dev, platform_get_irq(pdev, 0),
					 NULL, fwm_irq, IRQF_ONESHOT, "fwmbox", f);
}

static const struct of_device_id fwm_match[] = {
	{ .compatible = "acme,fwm1", .data = &fwm_gen1_ops },
	{ .compatible = "acme,fwm2", .data = &fwm_gen2_ops },
	{ }
};

static struct platform_driver fwm_driver = {
	.probe = fwm_probe,
	.driver = { .name = "fwmbox", .of_match_table = fwm_match },
};
module_platform_driver(fwm_driver);
MODULE_LICENSE("GPL");
