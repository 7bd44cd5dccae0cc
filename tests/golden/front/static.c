/* C11 6.2.4p3, 6.7.9p4: objects of static storage are initialised once, before everything else. */
struct in { int x, y; };
int f(int);
int one = 1, none;
struct in pair = {1, 2}, partial = {.y = 3};
int *pointer = &one;
int (*callback)(int) = f;
int list[] = {[2] = 5, 6};
const char *text = "abc";
char letters[] = "abc";
struct in *unnamed = &(struct in){7, 8};
#define ENTRY(n) { (n), sizeof(int) }
struct in table[2] = { ENTRY(1), ENTRY(2) };

/* expect: loads=0 stores=1 */
void local(void)
{
    static int once = 3;
    static int never;
    int always = 4;
}

/* expect: loads=2 stores=1 */
int use(void)
{
    extern int one;
    static int kept = 5;
    none = one;
    return kept;
}
/* one 1, pair 2, partial 1, pointer 1, callback 1, list 2, text 1, unnamed 2 + 1, table 4, once 1, kept 1 */
/* expect .init: stores=18 copies=1 zeros=0 loads=0 calls=0 */
