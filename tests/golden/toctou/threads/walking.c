/* Ranges that one thread takes away and then protects: on some ways, and of lists and tables. */
#include "user.h"

struct page {
    struct page *next;
    void *base;
    size_t size;
    int is_cold, is_gone;
};
struct book {
    struct page *first;
    struct page table[8];
};

static void *guard;

/* verdict: live */
int error_way_that_goes_on(size_t size)
{
    if (start() < 0) {
        consume(1);
        munmap(guard, size);
    }
    return mprotect(guard, size, PROT_READ);
}

/* verdict: none */
int error_way_that_clears(size_t size)
{
    if (start() < 0) {
        munmap(guard, size);
        guard = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    return mprotect(guard, size, PROT_READ);
}

/* verdict: none */
int error_way_that_leaves(size_t size)
{
    if (start() < 0) {
        munmap(guard, size);
        return -1;
    }
    return mprotect(guard, size, PROT_READ);
}

/* verdict: live */
int new_one_on_the_other_way(size_t size)
{
    if (start() < 0)
        munmap(guard, size);
    else
        guard = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(guard, size, PROT_READ);
}

/* verdict: live */
int detached_on_some_way(int id, int is_cold)
{
    void *segment = shmat(id, NULL, 0);
    if (is_cold)
        shmdt(segment);
    return mprotect(segment, 4096, PROT_READ);
}

/* verdict: live */
int second_walk_over_the_list(struct book *book)
{
    for (struct page *page = book->first; page; page = page->next)
        if (page->is_cold)
            munmap(page->base, page->size);
    for (struct page *page = book->first; page; page = page->next)
        if (mprotect(page->base, page->size, PROT_READ) < 0)
            return -1;
    return 0;
}

/* verdict: live */
int second_walk_over_the_table(struct book *book, int n)
{
    for (int i = 0; i < n; i++)
        if (book->table[i].is_cold)
            munmap(book->table[i].base, book->table[i].size);
    for (int i = 0; i < n; i++)
        mprotect(book->table[i].base, book->table[i].size, PROT_READ);
    return 0;
}

/* verdict: none */
int second_walk_looks(struct book *book)
{
    for (struct page *page = book->first; page; page = page->next)
        if (page->is_cold) {
            munmap(page->base, page->size);
            page->is_gone = 1;
        }
    for (struct page *page = book->first; page; page = page->next)
        if (!page->is_gone)
            mprotect(page->base, page->size, PROT_READ);
    return 0;
}

/* verdict: none */
int first_walk_unlinks(struct book *book)
{
    struct page *before = NULL, *next;
    for (struct page *page = book->first; page; page = next) {
        next = page->next;
        if (!page->is_cold) {
            before = page;
            continue;
        }
        if (before)
            before->next = next;
        else
            book->first = next;
        munmap(page->base, page->size);
    }
    for (struct page *page = book->first; page; page = page->next)
        mprotect(page->base, page->size, PROT_READ);
    return 0;
}

/* verdict: none */
int first_walk_maps_anew(struct book *book)
{
    for (struct page *page = book->first; page; page = page->next)
        if (page->is_cold) {
            munmap(page->base, page->size);
            page->base = mmap(NULL, page->size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        }
    for (struct page *page = book->first; page; page = page->next)
        mprotect(page->base, page->size, PROT_READ);
    return 0;
}

/* verdict: none */
int another_list(struct book *book, struct book *other)
{
    for (struct page *page = book->first; page; page = page->next)
        munmap(page->base, page->size);
    for (struct page *page = other->first; page; page = page->next)
        mprotect(page->base, page->size, PROT_READ);
    return 0;
}

/* verdict: none */
int walks_in_the_other_order(struct book *book)
{
    for (struct page *page = book->first; page; page = page->next)
        mprotect(page->base, page->size, PROT_READ);
    for (struct page *page = book->first; page; page = page->next)
        munmap(page->base, page->size);
    return 0;
}

/* verdict: none */
int tails_of_the_list(struct book *book)
{
    for (struct page *page = book->first; page; page = page->next)
        munmap((char *)page->base + 4096, page->size);
    for (struct page *page = book->first; page; page = page->next)
        mprotect(page->base, 4096, PROT_READ);
    return 0;
}
