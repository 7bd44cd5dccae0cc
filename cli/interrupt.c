#include "interrupt.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t caught; /* what a signal handler may write to is global */

enum { GRACE_SECONDS = 10 };

/* Who is in the middle of something long does not look at the flag. The database stands a sudden end, and workers die
 * with their parent. Says what an ordinary end says, with what a signal handler may call. */
static void handle_grace(int number)
{
    int status = 128 + (int)caught;
    char said[] = "mpx-audit: exit status 000: interrupted; nothing of this run was stored\n";
    char *digits = strchr(said, '0');
    (void)number;
    for (int place = 2, rest = status; place >= 0; place--, rest /= 10)
        digits[place] = (char)('0' + rest % 10);
    (void)!write(STDERR_FILENO, said, strlen(said));
    _exit(status);
}

static void handle(int number)
{
    struct sigaction action = {.sa_handler = handle_grace};
    caught = number;
    sigaction(SIGALRM, &action, NULL);
    alarm(GRACE_SECONDS);
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
    alarm(0);
    for (size_t i = 0; i < N_NUMBERS; i++)
        if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler == handle)
            signal(numbers[i], SIG_DFL);
}
