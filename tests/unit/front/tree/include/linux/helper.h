#ifndef LINUX_HELPER_H
#define LINUX_HELPER_H
static inline int deepest(int n)
{
    return n + 1;
}
static inline int by_pointer(int n)
{
    return deepest(n) * 2;
}
static inline int called(int n)
{
    return deepest(n);
}
static inline int never_reached(int n)
{
    return n;
}
struct operations {
    int (*run)(int);
};
#endif
