/* C11 6.3.2.1p3, p4: arrays and functions become pointers, without being read; 6.7.6.3p7: parameters are pointers. */
int f(int);
extern int table[4];
#define FIRST(a) ((a)[0])

/* expect: loads=1 indexes=1 */
int plain(void)
{
    return table[2];
}

/* expect: loads=1 stores=1 */
int *local(void)
{
    int a[3], *p = a;
    return p;
}

/* expect: loads=2 indexes=1 */
int parameter(int a[4])
{
    return a[1];
}

/* expect: loads=2 indexes=1 */
int macro(int a[])
{
    return FIRST(a);
}

/* expect: loads=3 indexes=2 */
int nested(int a[2][3], int i)
{
    return a[1][i];
}

/* expect: loads=0 stores=1 calls=1 */
int function(void)
{
    int (*p)(int) = f;
    return (*&f)(1);
}

/* expect: loads=1 stores=1 calls=1 */
int through_pointer(void)
{
    int (*p)(int) = &f;
    return (**p)(1);
}

/* expect: loads=1 calls=1 */
int function_parameter(int callback(int))
{
    return callback(1);
}

/* expect: loads=1 indexes=1 */
char string(void)
{
    return 3["abcd"];
}

/* expect: loads=3 indexes=1 ptrdiffs=1 */
long difference(int *a, int *b)
{
    return a + 1 - b + 0 * sizeof(*a) + (a == 0);
}
