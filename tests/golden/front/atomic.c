/* C11 6.2.6.1p9, 7.17; GNU __atomic builtins. */
_Atomic int counter;
#define LOAD(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)

/* expect: loads=1 stores=1 atomic=2 */
int plain(void)
{
    counter = 1;
    return counter;
}

/* expect: loads=2 stores=2 atomic=4 */
void operators(void)
{
    counter += 2;
    counter++;
}

/* expect: loads=2 atomic=1 */
int macro(int *p)
{
    return LOAD(p);
}

/* expect: loads=2 stores=1 atomic=1 */
void store(int *p, int x)
{
    __atomic_store_n(p, x, 0);
}

/* expect: loads=3 stores=1 atomic=2 */
int nested(int *p, int *q)
{
    /* p, *p, and q in the comparison */
    return __atomic_exchange_n(p, 3 + 0 * sizeof(LOAD(q)), 0) + (q != 0);
}

/* expect: loads=2 stores=1 atomic=2 */
int add(int *p)
{
    return __atomic_fetch_add(p, 1, 0);
}

/* expect: loads=5 stores=2 atomic=2 branches=1 */
_Bool compare(int *p, int *old, int new)
{
    /* p, old, new, *p, *old; *p is written or *old is */
    return __atomic_compare_exchange_n(p, old, new, 0, 0, 0);
}

/* expect: loads=4 stores=1 atomic=1 */
void through_pointers(int *p, int *ret)
{
    /* p, ret, *p; written: *ret; (ret) */
    __atomic_load(p, ret, 0);
    (void)ret;
}
