/* Memory without a file is shared with processes that are begun later, and with nobody before. */
#include "holders.h"

#define CRATE() mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)

static u8 text[64];
static struct crate *common;

static void take(struct crate *crate)
{
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
}

static struct crate *crate_new(void)
{
    return CRATE();
}

/* verdict: none */
int before_any_fork(int fd)
{
    struct crate *crate = CRATE();
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return fork();
}

/* verdict: live */
int behind_a_fork(void)
{
    struct crate *crate = CRATE();
    if (fork() == 0) {
        crate->len = 3;
        _exit(0);
    }
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: live */
int fork_in_between(void)
{
    struct crate *crate = crate_new();
    if (crate->len >= sizeof text)
        return -1;
    if (fork() == 0) {
        crate->len = 3;
        _exit(0);
    }
    memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: none */
int child_has_ended(void)
{
    struct crate *crate = CRATE();
    int child = fork();
    if (child == 0) {
        crate->len = 3;
        _exit(0);
    }
    waitpid(child, NULL, 0);
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: live */
int child_may_have_ended(void)
{
    struct crate *crate = CRATE();
    int child = fork();
    if (child == 0) {
        crate->len = 3;
        _exit(0);
    }
    waitpid(child, NULL, WNOHANG);
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: live */
int one_of_two_has_ended(void)
{
    struct crate *crate = CRATE();
    int first = fork(), second = first ? fork() : 0;
    if (!first || !second) {
        crate->len = 3;
        _exit(0);
    }
    waitpid(first, NULL, 0);
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: none */
int all_have_ended(int n)
{
    struct crate *crate = CRATE();
    for (int i = 0; i < n; i++) {
        if (fork() == 0) {
            crate->len = 3;
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        ;
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: none */
int in_a_helper(void)
{
    struct crate *crate = crate_new();
    take(crate);
    return 0;
}

/* verdict: live */
int begun_elsewhere(void)
{
    struct crate *crate = CRATE();
    begin_heir(crate);
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: none */
int begun_and_awaited_elsewhere(void)
{
    struct crate *crate = CRATE();
    begin_heir_and_wait(crate);
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}

/* verdict: live */
int whoever_has_it(void)
{
    if (common->len < sizeof text)
        memcpy(text, common->data, common->len);
    return 0;
}

/* verdict: none */
int whoever_had_it(void)
{
    wait_for_all();
    if (common->len < sizeof text)
        memcpy(text, common->data, common->len);
    return 0;
}

int open_common(void)
{
    common = CRATE();
    return begin_heir(common);
}

/* verdict: live */
int waits_for_one_each_round(void)
{
    for (;;) {
        wait(NULL);
        if (common->len < sizeof text)
            memcpy(text, common->data, common->len);
    }
}

/* verdict: live */
int begins_two_and_waits_for_one(int n)
{
    struct crate *crate = CRATE();
    for (int i = 0; i < n; i++) {
        if (fork() == 0 || fork() == 0) {
            crate->len = 3;
            _exit(0);
        }
        wait(NULL);
    }
    if (crate->len < sizeof text)
        memcpy(text, crate->data, crate->len);
    return 0;
}
