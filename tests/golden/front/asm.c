/* GNU asm: outputs are addresses, inputs are values; "+" is both. */
struct s { int a, b; };
#define READ(x) ({ int _v; asm volatile("mov %1, %0" : "=r"(_v) : "m"(x)); _v; })

/* expect: asms=1 */
void plain(void)
{
    asm("nop");
}

/* expect: asms=1 loads=1 stores=0 operands=2 */
void in_out(int x, int y)
{
    asm("mov %1, %0" : "=r"(x) : "r"(y));
}

/* expect: asms=1 loads=2 operands=5 */
void read_write(int x, int y)
{
    /* outputs x and y; the constant; the values of x (tied) and y (tied) */
    asm("add %1, %0" : "+r"(x), "+m"(y) : "i"(3) : "memory", "cc");
}

/* expect: asms=1 loads=3 stores=1 operands=3 */
long in_registers(long key)
{
    register long in_r10 asm("r10") = key;
    register long both asm("rax");
    /* both; in_r10; the value of both (tied) */
    asm volatile("syscall" : "+r"(both) : "r"(in_r10) : "rcx", "r11");
    return 0;
}

/* expect: asms=1 loads=3 operands=2 */
int macro(struct s *p)
{
    /* p, p->b, _v */
    return READ(p->b);
}

/* expect: asms=2 loads=7 stores=0 branches=1 */
int nested(int *p)
{
    /* READ: p, its pointee, _v: 3; *p - *p: 4; nothing in sizeof */
    if (READ(p[0]))
        ;
    asm("nop");
    return *p - *p + 0 * sizeof(READ(p[1]));
}

/* expect: asmgotos=1 loads=1 rets=2 */
int jump(int x)
{
    asm goto("jmp %l1" : : "r"(x) : "memory" : out);
    return 0;
out:
    return 1;
}

/* expect: asmgotos=1 loads=0 stores=1 calls=0 */
int jump_in_macro(int r)
{
#define TRY(label)                                                                                                             \
    do {                                                                                                                       \
        asm goto("" : : : : label);                                                                                            \
    } while (0)
    TRY(fail);
    return 0;
fail:
    r = 1;
    return 2;
}

#define PUT(x)                                                                                                                 \
    ({                                                                                                                         \
        __label__ fault;                                                                                                       \
        int err = 1;                                                                                                           \
        asm goto("mov %0, %%fs:0" : : "r"(x) : : fault);                                                                       \
        err = 0;                                                                                                               \
    fault:                                                                                                                     \
        err;                                                                                                                   \
    })

/* expect: asmgotos=2 loads=4 stores=4 branches=2 blocks=9 */
int local_labels(int x, int y)
{
    /* each: err set twice and read, x or y read; the blocks: entry, next, fault, right side, next, fault, and true, false, join */
    return PUT(x) || PUT(y);
}
