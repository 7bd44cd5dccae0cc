/* enclave.c - trusted half of a little key-value enclave
 *
 * Everything that comes in through an ecall pointer stays in the host's memory,
 * and the host has other threads.  UNTRUSTED marks such pointers; the range
 * function only says that a pointer leads outside, nothing about its content.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define UNTRUSTED __attribute__((annotate("untrusted")))

#define KV_NSLOT   32
#define KV_VALMAX  256
#define E_OK       0
#define E_PARAM    2
#define E_RANGE    3
#define E_NOMEM    4

extern int sgx_is_outside_enclave(const void *p, size_t n);
extern int sgx_is_within_enclave(const void *p, size_t n);

typedef struct _kv_put_t
{
    uint32_t slot;
    uint32_t val_len;
    uint64_t nonce;
    uint8_t  val[KV_VALMAX];
} kv_put_t;

typedef struct _kv_slot_t
{
    uint32_t used;
    uint32_t len;
    uint8_t  val[KV_VALMAX];
} kv_slot_t;

static kv_slot_t g_slot[KV_NSLOT];
static uint64_t  g_last_nonce;

static int put_params_ok(const kv_put_t *p)
{
    if (p->slot >= KV_NSLOT)
        return 0;
    if (p->val_len == 0 || p->val_len > KV_VALMAX)
        return 0;
    return 1;
}

static void slot_write(uint32_t slot, const uint8_t *val, uint32_t n)
{
    kv_slot_t *s = &g_slot[slot];

    s->used = 1;
    s->len = n;
    memcpy(s->val, val, n);
}

/* expect: double-load live */
int ecall_kv_put(UNTRUSTED const kv_put_t *p)
{
    if (!sgx_is_outside_enclave(p, sizeof *p))
        return E_PARAM;
    if (!put_params_ok(p))
        return E_RANGE;
    slot_write(p->slot, p->val, p->val_len);
    return E_OK;
}

/* expect: double-load safe snapshot */
int ecall_kv_put_in(UNTRUSTED const kv_put_t *p)
{
    kv_put_t in;

    if (!sgx_is_outside_enclave(p, sizeof *p))
        return E_PARAM;
    memcpy(&in, p, sizeof in);
    if (!put_params_ok(&in))
        return E_RANGE;
    slot_write(in.slot, in.val, in.val_len);
    return E_OK;
}

/* expect: double-load live */
int ecall_kv_dup(UNTRUSTED const kv_put_t *p, uint64_t *sum)
{
    uint8_t *buf;
    uint64_t acc = 0;
    uint32_t i;

    if (!sgx_is_outside_enclave(p, sizeof *p))
        return E_PARAM;
    buf = malloc(p->val_len);
    if (buf == NULL)
        return E_NOMEM;
    memcpy(buf, p->val, p->val_len);
    for (i = 0; i < 1; i++)
        acc += buf[i];
    *sum = acc;
    free(buf);
    return E_OK;
}

/* expect: double-load safe snapshot */
int ecall_kv_dup_once(UNTRUSTED const kv_put_t *p, uint64_t *sum)
{
    uint8_t *buf;
    uint64_t acc = 0;
    uint32_t i, n;

    if (!sgx_is_outside_enclave(p, sizeof *p))
        return E_PARAM;
    n = *(const volatile uint32_t *)&p->val_len;
    if (n == 0 || n > KV_VALMAX)
        return E_RANGE;
    buf = malloc(n);
    if (buf == NULL)
        return E_NOMEM;
    memcpy(buf, p->val, n);
    for (i = 0; i < n; i++)
        acc += buf[i];
    *sum = acc;
    free(buf);
    return E_OK;
}

/* expect: none */
int ecall_kv_len(uint32_t slot, uint32_t *len)
{
    if (slot >= KV_NSLOT || !g_slot[slot].used)
        return E_RANGE;
    if (g_slot[slot].len > KV_VALMAX)
        abort();
    *len = g_slot[slot].len;
    return E_OK;
}

/* expect: double-load safe disjoint */
int ecall_kv_fresh(UNTRUSTED const kv_put_t *p, uint8_t out[KV_VALMAX])
{
    uint64_t nonce;
    uint32_t slot;

    if (!sgx_is_outside_enclave(p, sizeof *p))
        return E_PARAM;
    nonce = *(const volatile uint64_t *)&p->nonce;
    if (nonce <= g_last_nonce)
        return E_PARAM;
    g_last_nonce = nonce;
    slot = *(const volatile uint32_t *)&p->slot;
    if (slot >= KV_NSLOT || !g_slot[slot].used)
        return E_RANGE;
    memcpy(out, g_slot[slot].val, KV_VALMAX);
    return E_OK;
}
