/* What a signal handler writes, or takes away, while the signal is kept off, or is not. */
#include "user.h"

static volatile u32 chosen;
static volatile u32 twice;
static struct {
    u32 offset, length;
} wanted;
static void *heap;

static void on_choice(int number)
{
    chosen = (u32)number;
}

static void on_either(int number)
{
    twice = (u32)number;
}

static void on_wish(int number)
{
    wanted.offset = (u32)number;
    munmap(heap, 4096);
}

static void have_called(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_flags = 0};
    action.sa_handler = handler;
    sigaction(number, &action, NULL);
}

int begin_signals(void)
{
    have_called(10, on_choice);
    have_called(12, on_wish);
    have_called(10, on_either);
    have_called(12, on_either);
    return 0;
}

/* verdict: live */
int not_kept_off(void)
{
    return chosen < 16 ? table[chosen] : -1;
}

/* verdict: live */
int handler_by_way_of_a_helper(void)
{
    return wanted.offset < 16 ? table[wanted.offset] : -1;
}

/* verdict: none */
int kept_off(void)
{
    sigset_t set, old;
    int value = -1;
    sigemptyset(&set);
    sigaddset(&set, 10);
    sigprocmask(SIG_BLOCK, &set, &old);
    if (chosen < 16)
        value = table[chosen];
    sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: live */
int another_signal_is_kept_off(void)
{
    sigset_t set, old;
    int value = -1;
    sigemptyset(&set);
    sigaddset(&set, 12);
    sigprocmask(SIG_BLOCK, &set, &old);
    if (chosen < 16)
        value = table[chosen];
    sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: live */
int one_of_two_signals_is_kept_off(void)
{
    sigset_t set, old;
    int value = -1;
    sigemptyset(&set);
    sigaddset(&set, 12);
    sigprocmask(SIG_BLOCK, &set, &old);
    if (twice < 16)
        value = table[twice];
    sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: none */
int all_are_kept_off(void)
{
    sigset_t set, old;
    int value = -1;
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, &old);
    if (twice < 16)
        value = table[twice];
    sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: live */
int all_but_one_are_kept_off(void)
{
    sigset_t set, old;
    int value = -1;
    sigfillset(&set);
    sigdelset(&set, 10);
    sigprocmask(SIG_SETMASK, &set, &old);
    if (chosen < 16)
        value = table[chosen];
    sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: live */
int set_is_emptied_again(void)
{
    sigset_t set, old;
    int value = -1;
    sigemptyset(&set);
    sigaddset(&set, 10);
    sigemptyset(&set);
    sigprocmask(SIG_BLOCK, &set, &old);
    if (chosen < 16)
        value = table[chosen];
    sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: live */
int let_through_in_between(void)
{
    sigset_t set;
    int value = -1;
    sigemptyset(&set);
    sigaddset(&set, 10);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (chosen < 16) {
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        value = table[chosen];
    }
    return value;
}

/* verdict: live */
int waits_for_it_in_between(void)
{
    sigset_t set, old;
    int value = -1;
    sigemptyset(&set);
    sigaddset(&set, 10);
    sigprocmask(SIG_BLOCK, &set, &old);
    if (chosen < 16) {
        sigsuspend(&old);
        value = table[chosen];
    }
    sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: live */
int kept_off_on_some_way(int is_careful)
{
    sigset_t set, old;
    int value = -1;
    sigemptyset(&set);
    sigaddset(&set, 10);
    if (is_careful)
        sigprocmask(SIG_BLOCK, &set, &old);
    if (chosen < 16)
        value = table[chosen];
    if (is_careful)
        sigprocmask(SIG_SETMASK, &old, NULL);
    return value;
}

/* verdict: live */
int range_while_it_may_come(void)
{
    begin_signals();
    return mprotect(heap, 4096, PROT_READ);
}

/* verdict: none */
int range_while_it_is_kept_off(void)
{
    sigset_t set, old;
    begin_signals();
    sigemptyset(&set);
    sigaddset(&set, 12);
    sigprocmask(SIG_BLOCK, &set, &old);
    int failed = mprotect(heap, 4096, PROT_READ);
    sigprocmask(SIG_SETMASK, &old, NULL);
    return failed;
}

int main(void)
{
    begin_signals();
    return not_kept_off() + handler_by_way_of_a_helper() + kept_off() + all_are_kept_off() + range_while_it_may_come();
}
