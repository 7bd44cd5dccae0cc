/* Names and bytes that are nobody's use: pkey_alloc(0, 0), wrpkru, syscall(SYS_mpx). */
#include "clean.h"

#include <string.h>

/* FM synthesis: a generator of multiplexed stereo. */
struct mpxgen {
    double phase;
};

static double mpxgen(struct mpxgen *generator, double left, double right, double rate)
{
    generator->phase += 19000 / rate;
    return (left + right) / 2 + (left - right) / 2 * generator->phase;
}

/* OpenSSL's kind of key. */
typedef struct evp_pkey_st {
    int references;
} EVP_PKEY;

static void EVP_PKEY_free(EVP_PKEY *pkey)
{
    pkey->references--;
}

/* What a disassembler must say of these bytes. */
static const struct {
    unsigned char bytes[4];
    const char *text;
} disassembler_tests[] = {
    {{0x0f, 0x01, 0xef}, "wrpkru"},
    {{0x0f, 0x01, 0xee}, "rdpkru"},
    {{0xf3, 0x0f, 0x1b, 0x00}, "bndmk (%rax),%bnd0"},
};

/* A table of names, as strace has it. */
static const char *const call_names[] = {
    [9] = "mmap", [10] = "mprotect", [56] = "clone", [329] = "pkey_mprotect", [330] = "pkey_alloc", [331] = "pkey_free",
};

/* Members with the names of calls. */
struct backend {
    int (*pkey_alloc)(unsigned int flags);
    int mprotect;
};

static int no_keys(unsigned int flags)
{
    return -(int)flags - 1;
}

int decoys_count(void)
{
    struct mpxgen generator = {0};
    EVP_PKEY key = {2};
    struct backend backend = {.pkey_alloc = no_keys, .mprotect = 1};
    int n = (int)mpxgen(&generator, 1, 1, 48000) + backend.mprotect + backend.pkey_alloc(0);
    EVP_PKEY_free(&key);
    for (size_t i = 0; i < sizeof disassembler_tests / sizeof *disassembler_tests; i++)
        n += disassembler_tests[i].bytes[0] == 0x0f && strcmp(disassembler_tests[i].text, "wrpkru") != 0;
    for (size_t i = 0; i < sizeof call_names / sizeof *call_names; i++)
        n += call_names[i] != NULL;
    return n;
}
