/* Pages of a program that the kernel maps for itself, and pages of ours that the host is let in to. */
#include "kernel.h"

struct page;
int pin_user_pages_fast(unsigned long start, int n, unsigned flags, struct page **pages);
struct page *alloc_page(unsigned flags);
void *kmap_local_page(struct page *page);
unsigned long __get_free_pages(unsigned flags, unsigned order);
int set_memory_decrypted(unsigned long at, int n);

struct shared_entries {
    u32 n, entries[64];
};
struct guest {
    struct shared_entries *with_host, *ours;
};

/* verdict: live */
int entry_of_a_program(unsigned long at)
{
    struct shared_entries *all;
    struct page *page;
    if (pin_user_pages_fast(at, 1, 0, &page) != 1)
        return -EFAULT;
    all = kmap_local_page(page);
    return all->n < 16 ? (int)table[all->n] : -EINVAL;
}

/* verdict: none */
int entry_of_ours(void)
{
    struct page *page = alloc_page(GFP_KERNEL);
    u32 *all = kmap_local_page(page);
    return *all < 16 ? (int)table[*all] : -EINVAL;
}

int guest_open(struct guest *guest)
{
    unsigned long at = __get_free_pages(GFP_KERNEL, 0), other = __get_free_pages(GFP_KERNEL, 0);
    if (!at || !other || set_memory_decrypted(at, 1))
        return -ENOMEM;
    guest->with_host = (struct shared_entries *)at;
    guest->ours = (struct shared_entries *)other;
    return 0;
}

/* verdict: live */
int entry_of_the_host(const struct guest *guest)
{
    return guest->with_host->n < 16 ? (int)table[guest->with_host->n] : -EINVAL;
}
