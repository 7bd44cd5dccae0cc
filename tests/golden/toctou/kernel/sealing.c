/* Pages of the kernel whose protection is changed. */

typedef unsigned long size_t;
void *vmalloc(size_t size);
void vfree(const void *address);
int set_memory_ro(unsigned long addr, int numpages);
int patch(void *text);

struct code {
    void *text;
    int pages;
};

/* verdict: live */
int sealed_though_given_back(struct code *code)
{
    if (patch(code->text) < 0)
        vfree(code->text);
    return set_memory_ro((unsigned long)code->text, code->pages);
}

/* verdict: none */
int sealed_or_given_back(struct code *code)
{
    if (patch(code->text) < 0) {
        vfree(code->text);
        return -1;
    }
    return set_memory_ro((unsigned long)code->text, code->pages);
}

/* verdict: none */
int given_back_and_made_anew(struct code *code)
{
    vfree(code->text);
    code->text = vmalloc(4096);
    if (!code->text)
        return -1;
    code->pages = 1;
    return set_memory_ro((unsigned long)code->text, code->pages);
}
