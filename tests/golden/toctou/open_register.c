/* Registers of a device, read by the functions that are made for it. */
#include "kernel.h"

u32 readl(const volatile void *address);
u16 ioread16(const void *address);
void writel(u32 value, volatile void *address);
void udelay(unsigned long us);

struct port {
    char *window;
    u32 slots[16];
    u8 buffer[256];
};

/* verdict: live */
int register_as_a_length(struct port *p, const void *data)
{
    if (readl(p->window + 8) > sizeof p->buffer)
        return -EINVAL;
    memcpy(p->buffer, data, readl(p->window + 8));
    return 0;
}

/* verdict: live */
u32 register_as_an_index(struct port *p)
{
    u32 n = ioread16(p->window + 32);
    if (n >= 16)
        return 0;
    return p->slots[ioread16(p->window + 32)];
}

/* verdict: live */
u32 word_and_half_of_it(struct port *p)
{
    if (readl(p->window + 32) >= 16)
        return 0;
    return p->slots[ioread16(p->window + 32)];
}
