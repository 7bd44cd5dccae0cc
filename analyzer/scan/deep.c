#define _GNU_SOURCE /* pthread_getattr_np */

#include "scan/deep.h"

#include <glib.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Larger than any frame, as few callers touch each page of theirs. */
#define GUARD_BYTES (1ul << 20)
#define ALTERNATE_BYTES (64ul << 10)

/* At the beginning of the stack that signals are handled on, which grows down towards it: the handler finds it there.
 */
struct bounds {
    uintptr_t guard_begin, guard_end;
};

struct call {
    void (*function)(void *context);
    void *context;
};

static void on_fault(int number, siginfo_t *info, void *ucontext)
{
    static const char said[] = DEEP_MESSAGE "\n";
    const ucontext_t *interrupted = ucontext;
    const struct bounds *bounds = interrupted->uc_stack.ss_sp;
    uintptr_t at = (uintptr_t)info->si_addr;
    if (bounds && bounds->guard_begin <= at && at < bounds->guard_end)
        (void)!write(STDERR_FILENO, said, strlen(said));
    signal(number, SIG_DFL); /* it faults again as soon as this returns */
}

static void watch_guard(struct bounds *bounds)
{
    pthread_attr_t attributes;
    void *begin = NULL;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0)
        pthread_attr_getstack(&attributes, &begin, &size);
    pthread_attr_destroy(&attributes);
    bounds->guard_begin = (uintptr_t)begin - GUARD_BYTES;
    bounds->guard_end = (uintptr_t)begin + GUARD_BYTES;
    stack_t stack = {.ss_sp = bounds, .ss_size = ALTERNATE_BYTES};
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    if (sigaltstack(&stack, NULL) == 0)
        sigaction(SIGSEGV, &action, NULL);
}

static void watch_no_more(void)
{
    stack_t none = {.ss_flags = SS_DISABLE};
    signal(SIGSEGV, SIG_DFL);
    sigaltstack(&none, NULL);
}

/* Sanitizers watch by themselves, and say more. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_WATCHED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_WATCHED true
#endif
#endif
#ifndef IS_WATCHED
#define IS_WATCHED false
#endif

static void *run(void *data)
{
    const struct call *call = data;
    g_autofree void *alternate = g_malloc0(ALTERNATE_BYTES);
    if (!IS_WATCHED)
        watch_guard(alternate);
    call->function(call->context);
    if (!IS_WATCHED)
        watch_no_more();
    return NULL;
}

bool deep_run(void (*function)(void *context), void *context)
{
    struct call call = {function, context};
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    bool is_made = pthread_attr_setstacksize(&attributes, DEEP_STACK_BYTES) == 0 &&
                   pthread_attr_setguardsize(&attributes, GUARD_BYTES) == 0 &&
                   pthread_create(&thread, &attributes, run, &call) == 0;
    pthread_attr_destroy(&attributes);
    if (is_made)
        pthread_join(thread, NULL);
    return is_made;
}
