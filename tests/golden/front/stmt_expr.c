/* GNU C: the value of ({ … }) is that of its last expression. */
struct s { int a, b; };
int f(int);
#define TWICE(x) ({ int _x = (x); _x + _x; })
#define LAST(x) ({ (void)0; x; })

/* expect: loads=2 stores=2 */
int plain(int x)
{
    int y = ({ int z = x; z; });
    return 0;
}

/* expect: loads=2 stores=1 calls=1 */
int macro(void)
{
    return TWICE(f(1));
}

/* expect: loads=4 stores=2 calls=1 */
int nested(void)
{
    return TWICE(TWICE(f(1)));
}

/* expect: calls=2 */
void dropped(void)
{
    ({ f(1); f(2); });
}

/* expect: calls=1 loads=0 */
void no_value(void)
{
    ({ if (f(1)) ; });
}

/* expect: loads=3 stores=1 copies=1 */
int record(struct s *p)
{
    /* k = *p: copy, p loaded; the value: k loaded whole and kept in a temporary (stored), its member loaded */
    return ({ struct s k = *p; k; }).b;
}

/* expect: loads=1 stores=0 */
int label_before_value(int x)
{
    return ({ again: x; });
}

/* expect: loads=1 calls=1 rets=2 branches=1 */
int return_inside(int x)
{
    return x ? ({ return 1; 0; }) : f(2);
}
