#include "facts/callees.h"

#include <string.h>

#include "ir/access.h"

/* Copies, by the names that the C library, compilers and Linux's fortified headers give them: (to, from, n). */
static const char *const copies[] = {"memcpy",   "memmove",        "__builtin_memcpy",      "__builtin_memmove",
                                     "__memcpy", "__memmove",      "__underlying_memcpy",   "__underlying_memmove",
                                     "mempcpy",  "memcpy_and_pad", "__builtin___memcpy_chk"};
/* (to, byte, n) */
static const char *const fills[] = {"memset", "__builtin_memset", "__memset", "__underlying_memset"};
/* Read what they are given, if anything, and leave it as it is. Locks are here because what they guard is ours. */
static const char *const readers[] = {"memcmp",
                                      "__builtin_memcmp",
                                      "__underlying_memcmp",
                                      "bcmp",
                                      "strlen",
                                      "strnlen",
                                      "strcmp",
                                      "strncmp",
                                      "printk",
                                      "_printk",
                                      "_dev_err",
                                      "_dev_warn",
                                      "_dev_info",
                                      "__dynamic_pr_debug",
                                      "__dynamic_dev_dbg",
                                      "printf",
                                      "fprintf",
                                      "kfree",
                                      "kvfree",
                                      "vfree",
                                      "free",
                                      "copy_to_user",
                                      "_copy_to_user",
                                      "__copy_to_user",
                                      "put_user",
                                      "__put_user",
                                      "unsafe_put_user",
                                      "clear_user",
                                      "__clear_user",
                                      "access_ok",
                                      "mutex_lock",
                                      "mutex_unlock",
                                      "mutex_trylock",
                                      "spin_lock",
                                      "spin_unlock",
                                      "down_read",
                                      "up_read",
                                      "down_write",
                                      "up_write",
                                      "mutex_lock_interruptible",
                                      "mutex_lock_nested",
                                      "spin_lock_irq",
                                      "spin_unlock_irq",
                                      "_raw_spin_lock",
                                      "_raw_spin_unlock",
                                      "fput",
                                      "capable"};

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (g_str_equal(name, names[i]))
            return true;
    return false;
}

bool callee_of_library(const struct ir_function *function, const struct ir_inst *call, const char *name,
                       struct call_effect *ret)
{
    bool copy = is_one_of(name, copies, G_N_ELEMENTS(copies));
    if (callee_swaps(name) && call->n_operands == 2) {
        ret->kind = EFFECT_SWAP;
        ret->from = ir_operand(function, call, 1);
        ret->size = callee_swaps(name);
        return true;
    }
    if (is_one_of(name, readers, G_N_ELEMENTS(readers))) {
        ret->kind = EFFECT_NONE;
        return true;
    }
    if (call->n_operands < 4 || (!copy && !is_one_of(name, fills, G_N_ELEMENTS(fills))))
        return false;
    ret->kind = copy ? EFFECT_COPY : EFFECT_FILL;
    ret->to = ir_operand(function, call, 1);
    ret->from = ir_operand(function, call, 2);
    ret->length = ir_operand(function, call, 3);
    return true;
}

/* Blocks of a file (fallocate) are no memory. */
bool callee_allocates(const char *name)
{
    if (strstr(name, "fallocate") || strstr(name, "dealloc"))
        return false;
    return strstr(name, "alloc") || strstr(name, "new") || g_str_equal(name, "get_zeroed_page");
}

bool callee_allocates_own(const char *name)
{
    static const char *const names[] = {
        "malloc",   "calloc",  "kmalloc", "kzalloc", "kcalloc",        "kmalloc_array", "kvmalloc",     "kvzalloc",
        "kvcalloc", "vmalloc", "vzalloc", "kmemdup", "kvmalloc_array", "devm_kzalloc",  "devm_kmalloc", "devm_kcalloc"};
    return is_one_of(name, names, G_N_ELEMENTS(names));
}

bool callee_maps(const char *name)
{
    static const char *const names[] = {"kmap", "kmap_local_page", "kmap_atomic", "page_address", "page_to_virt"};
    return is_one_of(name, names, G_N_ELEMENTS(names));
}

static bool has_one_of(const char *name, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

bool callee_measures(const char *name, uint32_t operand)
{
    static const char *const words[] = {"copy_to_", "memcpy", "memmove", "memset", "memcmp", "memchr"};
    return operand == 3 && has_one_of(name, words, G_N_ELEMENTS(words));
}

bool callee_is_quiet(const char *name)
{
    static const char *const words[] = {"print",   "_dbg",     "_debug",  "trace_", "_warn",  "_err",
                                        "pr_info", "dev_info", "_notice", "_crit",  "syslog", "free"};
    return has_one_of(name, words, G_N_ELEMENTS(words));
}

bool callee_frees(const char *name)
{
    return strstr(name, "free") != NULL;
}

unsigned callee_swaps(const char *name)
{
    static const struct {
        const char *name;
        unsigned size;
    } swaps[] = {{"__builtin_bswap16", 2},
                 {"__builtin_bswap32", 4},
                 {"__builtin_bswap64", 8},
                 {"__bswap_16", 2},
                 {"__bswap_32", 4},
                 {"__bswap_64", 8}, /* glibc's <byteswap.h> */
                 {"__fswab16", 2},
                 {"__fswab32", 4},
                 {"__fswab64", 8}, /* Linux's <linux/swab.h> */
                 {"ntohs", 2},
                 {"ntohl", 4},
                 {"htons", 2},
                 {"htonl", 4}};
    for (unsigned i = 0; i < G_N_ELEMENTS(swaps); i++)
        if (g_str_equal(name, swaps[i].name))
            return swaps[i].size;
    return 0;
}
