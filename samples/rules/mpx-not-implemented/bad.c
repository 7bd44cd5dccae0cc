/* Slot 56 of the i386 table, entered the only way that 64-bit code can. */
#if defined(__x86_64__) || defined(__i386__)

void nobody_looks(void *addr, int len, unsigned int key, int op)
{
    int rc;
    __asm__ volatile("int $0x80" /* expect: mpx-not-implemented high */
                     : "=a"(rc)
                     : "0"(56), "b"(addr), "c"(len), "d"(key), "S"(op)
                     : "memory");
}

int tested(void *addr, int len, unsigned int key, int op)
{
    int rc;
    __asm__ volatile("int $0x80" /* expect: mpx-not-implemented medium */
                     : "=a"(rc)
                     : "a"(56), "b"(addr), "c"(len), "d"(key), "S"(op)
                     : "memory");
    return rc < 0 ? -1 : 0;
}

int in_and_out(void *addr, int len, unsigned int key, int op)
{
    int rc = 56;
    __asm__ volatile("int $0x80" /* expect: mpx-not-implemented medium */
                     : "+a"(rc)
                     : "b"(addr), "c"(len), "d"(key), "S"(op)
                     : "memory");
    return rc;
}

int told_apart(void *addr, int len, unsigned int key, int op)
{
    int rc;
    __asm__ volatile("movl $56, %%eax\n\t" /* expect: mpx-not-implemented note */
                     "int $0x80"
                     : "=a"(rc)
                     : "b"(addr), "c"(len), "d"(key), "S"(op)
                     : "memory");
    if (rc == -38)
        return 0;
    return 1;
}

#endif
