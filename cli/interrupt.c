#include "interrupt.h"

#include <stddef.h>

static volatile sig_atomic_t caught; /* what a signal handler may write to is global */

static void handle(int number)
{
    caught = number;
}

const volatile sig_atomic_t *interrupt_flag(void)
{
    return &caught;
}

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_NUMBERS = sizeof numbers / sizeof numbers[0] };

/* One that is ignored stays so: nohup, and shells that start a job in the background. */
static void catch_one(int number)
{
    struct sigaction before, action = {.sa_handler = handle, .sa_flags = SA_RESETHAND};
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
        sigaction(number, &action, NULL);
}

void interrupt_catch(void)
{
    for (size_t i = 0; i < N_NUMBERS; i++)
        catch_one(numbers[i]);
}

void interrupt_release(void)
{
    struct sigaction now;
    for (size_t i = 0; i < N_NUMBERS; i++)
        if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler == handle)
            signal(numbers[i], SIG_DFL);
}
