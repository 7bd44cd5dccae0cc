/* Registers of a device that are read again, as devices are made for. */
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

/* verdict: safe snapshot */
int register_once(struct port *p, const void *data)
{
    u32 n = readl(p->window + 8);
    if (n > sizeof p->buffer)
        return -EINVAL;
    memcpy(p->buffer, data, n);
    return 0;
}

/* verdict: safe rechecked */
u32 register_that_is_cut(struct port *p)
{
    if (ioread16(p->window + 32) >= 16)
        return 0;
    return p->slots[ioread16(p->window + 32) & 15];
}

/* verdict: safe unused */
int bit_that_is_waited_for(struct port *p)
{
    u32 n = 1000;
    while (!(readl(p->window) & 1) && --n)
        udelay(1);
    return readl(p->window) & 1 ? 0 : -EINVAL;
}

/* verdict: none */
u32 another_register(struct port *p)
{
    if (readl(p->window + 4) >= 16)
        return 0;
    return p->slots[readl(p->window + 8) & 15];
}

/* verdict: none */
u32 asked_until_it_is_there(struct port *p)
{
    while (readl(p->window) == 0xffffffff)
        udelay(1);
    writel(readl(p->window) | 1, p->window);
    return readl(p->window) >> 8;
}
