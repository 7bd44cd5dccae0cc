/* C11 6.8.5.1, 6.8.5.2, 6.8.6.2, 6.8.6.3. */
int f(int);
#define ONCE(x) do { x; } while (0)

/* expect: loads=2 stores=1 branches=1 */
void while_loop(int n)
{
    while (n)
        n = n - 1;
}

/* expect: calls=2 branches=1 */
void do_loop(void)
{
    do
        f(1);
    while (f(2));
}

/* expect: calls=1 branches=0 */
void macro(void)
{
    ONCE(f(1));
}

/* expect: calls=3 branches=2 */
void nested(void)
{
    while (f(1))
        do {
            if (f(2))
                continue;
            f(3);
        } while (0);
}

/* expect: calls=2 branches=1 */
void endless(void)
{
    while (1) {
        if (f(1))
            break;
        f(2);
    }
}

/* expect: calls=4 branches=3 */
void else_if(void)
{
    if (f(1))
        ;
    else if (f(2))
        ;
    else if (f(3))
        f(4);
}

/* expect: calls=3 branches=1 */
void constant_if(void)
{
    /* dead code has sites, too */
    if (0)
        f(1);
    if (f(2) && 1)
        f(3);
}
