/* C11 6.8.6.1, GNU labels as values. */
int f(int);
#define NEXT goto *table[i++]

/* expect: loads=2 stores=1 branches=1 */
int plain(int n)
{
again:
    if (n) {
        n = 0;
        goto again;
    }
    return n;
}

/* expect: loads=1 stores=1 ibrs=1 targets=2 calls=2 */
void computed(void)
{
    void *p = &&one;
    goto *p;
one:
    f(1);
    (void)&&two;
two:
    f(2);
}

/* expect: loads=4 stores=2 ibrs=2 targets=4 calls=1 */
void macro(int i)
{
    /* each NEXT: i read and written, the table's element read */
    static void *const table[] = {&&a, &&b};
    NEXT;
a:
    f(1);
    NEXT;
b:;
}

/* expect: calls=3 loads=1 branches=1 */
void out_of_loops(int x)
{
    for (;;) {
        do {
            if (x)
                goto out;
            f(1);
        } while (0);
        f(2);
    }
out:
    f(3);
}

/* expect: calls=1 blocks=3 */
void dead(void)
{
    goto end;
    f(1);
end:;
}

#define HERE                                                                                                                   \
    ({                                                                                                                         \
        __label__ here;                                                                                                        \
    here:                                                                                                                      \
        (unsigned long)&&here;                                                                                                 \
    })

/* expect: calls=3 stores=0 blocks=3 rets=1 */
void local_labels(void)
{
    /* two labels of one name, and nothing dead behind them */
    f(HERE);
    f(HERE);
    f(3);
}
