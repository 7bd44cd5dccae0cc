/* C11 6.7.6.2p5: the bounds of a variable-length array are evaluated at its declaration, once; sizeof uses what they were. */
int f(int);
#define ROOM(n) int room[n]

/* expect: loads=1 stores=1 allocas=1 */
void plain(int n)
{
    /* n; the size is kept */
    int a[n];
}

/* expect: calls=1 loads=1 stores=1 allocas=1 */
unsigned long macro(void)
{
    ROOM(f(1));
    return sizeof room;
}

/* expect: loads=3 stores=2 allocas=1 indexes=2 */
int element(int n)
{
    /* n at the declaration, n as the index, the element */
    int a[n];
    a[n - 1] = 1;
    return a[0];
}

/* expect: loads=2 stores=1 allocas=1 */
void nested(int n, int m)
{
    int a[n][m];
}

/* expect: calls=1 loads=0 */
int not_variable(void)
{
    int a[3 + 1];
    return f(sizeof a);
}
