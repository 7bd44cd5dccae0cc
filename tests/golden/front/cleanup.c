/* GNU C __attribute__((cleanup)): the function is called with the variable's address wherever its scope is left. */
int f(int);
void done(int *);
#define GUARD __attribute__((cleanup(done))) int guard = f(0)

/* expect: calls=2 stores=1 */
void plain(void)
{
    GUARD;
}

/* expect: calls=4 stores=2 */
void reverse(void)
{
    __attribute__((cleanup(done))) int a = f(1);
    __attribute__((cleanup(done))) int b = f(2);
}

/* expect: calls=4 stores=1 loads=1 rets=2 branches=1 */
int on_return(int x)
{
    GUARD;
    if (x)
        return f(1);
    return 0;
}

/* expect: calls=4 stores=1 branches=1 */
void on_break(void)
{
    for (;;) {
        GUARD;
        if (f(1))
            break;
    }
}

/* expect: calls=7 stores=1 branches=3 */
void on_continue(void)
{
    while (f(1)) {
        GUARD;
        if (f(2))
            continue;
        if (f(3))
            break;
    }
}

/* expect: calls=4 stores=1 branches=1 */
void on_goto(void)
{
    {
        GUARD;
        if (f(1))
            goto out;
    }
out:;
}

/* expect: calls=3 stores=1 branches=1 */
void goto_inside(void)
{
    GUARD;
again:
    if (f(1))
        goto again;
}

/* expect: calls=2 stores=2 loads=2 */
int nested(void)
{
    int x = ({ GUARD; guard; });
    return x;
}
