/* C11 6.8.5.3: each clause of a for may be missing; a missing condition is true. */
int f(int);
#define FOR_EVER for (;;)
#define FOR(a, b, c) for (a; b; c)

/* expect: loads=5 stores=2 calls=1 branches=1 */
void all(int n)
{
    /* i < n: 2; i++: 1, and a store; f(i + n): 2 */
    for (int i = 0; i < n; i++)
        f(i + n);
}

/* expect: calls=1 branches=0 */
void none(void)
{
    for (;;)
        f(1);
}

/* expect: calls=2 branches=0 */
void only_init(void)
{
    for (f(1);;)
        f(2);
}

/* expect: calls=2 branches=1 */
void only_condition(void)
{
    for (; f(1);)
        f(2);
}

/* expect: calls=2 branches=0 */
void only_increment(void)
{
    for (;; f(1))
        f(2);
}

/* expect: calls=3 branches=1 */
void no_increment(void)
{
    for (f(1); f(2);)
        f(3);
}

/* expect: calls=3 branches=0 */
void no_condition(void)
{
    for (f(1);; f(2))
        f(3);
}

/* expect: calls=3 branches=1 */
void no_init(void)
{
    for (; f(1); f(2))
        f(3);
}

/* expect: calls=2 branches=0 */
void in_macro(void)
{
    FOR_EVER f(1);
    FOR(, , f(2))
        ;
}

/* expect: calls=3 branches=1 */
void in_macro_condition(void)
{
    FOR(f(1), f(2), )
        f(3);
}

/* expect: calls=4 branches=2 loads=1 */
int nested(int x)
{
    /* a for in a statement expression in the condition of a for */
    for (; ({ for (; f(1);) f(2); f(3); });)
        f(4);
    return x;
}

/* expect: calls=3 branches=3 loads=2 stores=1 */
int leave(int x)
{
    for (f(0);; f(1)) {
        if (x)
            continue;
        if (f(2))
            break;
        if (1)
            x = 1;
        if (x)
            return 1;
    }
    return 0;
}
