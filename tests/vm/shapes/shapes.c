/* Calls in the shapes that optimised code has. Each call protects as many pages as no other one does: the number, which
 * the probe records with the arguments, tells which line it was, whatever unwinding and joining make of it. The comment
 * `pages N` stands on that line, `from N` on each line further out that it came through; tests/vm/guest/case_75_join.sh
 * holds the join against them. */
#define _GNU_SOURCE
#include "shapes.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define NOINLINE __attribute__((noinline))
#define INLINE static inline __attribute__((always_inline))

enum { R = PROT_READ };

volatile long page = 4096;
volatile int keep;

/* ---- a frame, and nothing that points to it ---------------------------------------------------------------------- */

NOINLINE static int framed(char *at, int key)
{
    char large[96];
    for (int i = 0; i < 96; i++)
        large[i] = (char)(keep + i);
    int first = pkey_mprotect(at, PAGES(41), R, key);  /* pages 41 */
    int second = pkey_mprotect(at, PAGES(42), R, key); /* pages 42 */
    return first + second + large[keep & 63];
}

NOINLINE static int on_one_line(char *at, int key)
{
    return pkey_mprotect(at, PAGES(43), R, key) - keep * pkey_mprotect(at, PAGES(44), R, key); /* pages 43 44 */
}

/* ---- functions that are nowhere ---------------------------------------------------------------------------------- */

INLINE int innermost(char *at, int n, int key)
{
    return pkey_mprotect(at, PAGES(n), R, key) + keep; /* pages 45 46 */
}

INLINE int between(char *at, int n, int key)
{
    keep = 1;
    return innermost(at, n, key) + 1; /* from 45 46 */
}

NOINLINE static int inlined(char *at, int key)
{
    int first = between(at, 45, key);  /* from 45 */
    int second = between(at, 46, key); /* from 46 */
    return first + second + keep;
}

/* ---- functions that have left ------------------------------------------------------------------------------------ */

NOINLINE static int jumps(char *at, int key)
{
    keep = 2;
    return pkey_mprotect(at, PAGES(47), R, key); /* pages 47 */
}

NOINLINE static int inner(char *at, int key)
{
    keep = 3;
    return pkey_mprotect(at, PAGES(48), R, key); /* pages 48 */
}

NOINLINE static int outer(char *at, int key)
{
    keep = 4;
    return inner(at, key); /* from 48 */
}

/* Nothing but the length, which nobody knows beforehand, tells by which of the two it left. */
NOINLINE static int either(char *at, int key)
{
    if (keep & 1)
        return pkey_mprotect(at, PAGES(50), R, key); /* pages 50 */
    keep = 5;
    return pkey_mprotect(at, PAGES(51), R, key); /* pages 51 */
}

/* The kernel sees mprotect: glibc jumps on. */
NOINLINE static int give_back(char *at)
{
    keep = 6;
    return pkey_mprotect(at, PAGES(52), R, -1); /* pages 52 */
}

/* ---- what is not called from where it seems ---------------------------------------------------------------------- */

NOINLINE static int beside_bare(char *at)
{
    int own = mprotect(at, PAGES(53), R);                               /* pages 53 */
    return own + bare(at, PAGES(54)) + bare_jump(at, PAGES(55)) + keep; /* from 54 55 */
}

NOINLINE static int indirect(char *at, int key)
{
    int (*volatile call)(void *, size_t, int, int) = pkey_mprotect;
    int own = pkey_mprotect(at, PAGES(56), R, key);  /* pages 56 */
    return own + call(at, PAGES(57), R, key) + keep; /* pages 57 */
}

/* ---- a denied access --------------------------------------------------------------------------------------------- */

static sigjmp_buf back;

static void on_fault(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

NOINLINE static int denied(char *at)
{
    signal(SIGSEGV, on_fault);
    if (sigsetjmp(back, 1) == 0)
        ((volatile char *)at)[keep & 7] = 1; /* denied */
    signal(SIGSEGV, SIG_DFL);
    return keep;
}

int main(void)
{
    char *at = mmap(NULL, PAGES(65), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); /* pages 65 */
    int key = pkey_alloc(0, PKEY_DISABLE_WRITE);                                                  /* alloc */
    if (at == MAP_FAILED || key < 0)
        return 9;
    int sum = framed(at, key);   /* from 41 42 */
    sum += on_one_line(at, key); /* from 43 44 */
    sum += inlined(at, key);     /* from 45 46 */
    sum += jumps(at, key);       /* from 47 */
    sum += outer(at, key);       /* from 48 */
    keep = 1;
    sum += either(at, key); /* from 50 */
    keep = 0;
    sum += either(at, key);                                    /* from 51 */
    sum += give_back(at);                                      /* from 52 */
    sum += beside_bare(at);                                    /* from 53 54 55 */
    sum += indirect(at, key);                                  /* from 56 57 */
    sum += guard(at, key);                                     /* from 61 62 */
    sum += guard_and_jump(at, key);                            /* from 63 */
    pkey_mprotect(at, PAGES(64), PROT_READ | PROT_WRITE, key); /* pages 64 */
    sum += denied(at);
    return sum == -1;
}
