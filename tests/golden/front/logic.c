/* C11 6.5.13, 6.5.14: the right side is evaluated only when the left one does not decide. */
int f(int);
#define BOTH(a, b) ((a) && (b))

/* expect: loads=2 branches=2 phis=1 */
int and_value(int a, int b)
{
    return a && b;
}

/* expect: loads=2 branches=2 phis=1 */
int or_value(int a, int b)
{
    return a || b;
}

/* expect: loads=2 branches=2 phis=0 calls=1 */
void and_condition(int a, int b)
{
    if (a && b)
        f(1);
}

/* expect: loads=3 branches=3 phis=0 calls=1 */
void mixed_condition(int a, int b, int c)
{
    if ((a || b) && !c)
        f(1);
}

/* expect: calls=3 branches=3 phis=0 */
void macro(void)
{
    if (BOTH(f(1), f(2)) || !f(3))
        ;
}

/* expect: loads=4 branches=4 phis=2 stores=1 */
int nested(int a, int b)
{
    /* the inner one is a value: a && b joined by a phi, then a branch on `a` and on `y`… */
    int y = a && b;
    return y || a;
}

/* expect: calls=2 branches=1 phis=0 */
void effect_only(void)
{
    f(1) && f(2);
}

/* expect: loads=1 branches=1 calls=2 */
void expected(int a)
{
    if (__builtin_expect(!!(a), 0))
        f(1);
    else
        f(2);
}

/* expect: loads=1 compares=1 */
int negation(int a)
{
    return !a;
}

/* expect: loads=1 branches=1 */
int pointer_truth(char *p)
{
    if (p)
        return 1;
    return 0;
}
