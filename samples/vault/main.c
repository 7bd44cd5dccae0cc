#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "domain.h"
#include "filter.h"
#include "legacy.h"
#include "mailbox.h"
#include "vault.h"

static sigjmp_buf after_fault;

static void on_fault(int number)
{
    (void)number;
    siglongjmp(after_fault, 1);
}

/* Is a plain load from the closed vault refused? */
static bool is_guarded(const struct vault *vault)
{
    struct sigaction action = {.sa_handler = on_fault}, before;
    volatile bool faulted = true;

    sigaction(SIGSEGV, &action, &before);
    if (sigsetjmp(after_fault, 1) == 0) {
        printf("  leaked byte: %02x\n", vault_peek(vault));
        faulted = false;
    }
    sigaction(SIGSEGV, &before, NULL);
    return faulted;
}

static int check(const char *what, int result)
{
    printf("%-40s %s\n", what, result < 0 ? strerror(-result) : "ok");
    return result < 0;
}

static int guard_a_secret(struct vault *vault)
{
    char copy[32] = "";
    int failures = check("store the secret", vault_put(vault, "xyzzy", 6));

    failures += check("load from the closed vault is refused", is_guarded(vault) ? 0 : -1);
    failures += check("read it back", vault_read(vault, copy, 6));
    failures += check("the copy is right", strcmp(copy, "xyzzy") == 0 ? 0 : -1);
    failures += check("give it another key", vault_rekey(vault));
    failures += check("freeze it", vault_freeze(vault));
    return failures;
}

static int take_mail(struct vault *vault)
{
    struct mailbox *box = mailbox_new();
    int failures;

    if (!box)
        return 1;
    box->length = 4;
    memcpy(box->text, "mail", 4);
    failures = check("take a secret from the mailbox", mailbox_take(box, vault));
    failures += check("grant what the mailbox asks for", mailbox_grant(box, vault));
    mailbox_free(box);
    return failures;
}

static int run_filter(void)
{
    filter flip = filter_new(0xff), live = filter_new_live(0x0f);
    int failures = check("run generated code", flip && live && live(flip(1)) == 0xf1 ? 0 : -1);

    if (flip)
        filter_free(flip);
    if (live)
        filter_free(live);
    return failures;
}

int main(void)
{
    struct vault vault;
    int failures = run_filter();

    if (!domain_supported()) {
        puts("no protection keys on this machine: nothing to guard a secret with");
        return failures ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    if (check("open a vault", vault_open(&vault, 100)))
        return EXIT_FAILURE;
    failures += take_mail(&vault);
    check("bounds registers (gone since Linux 5.6)", legacy_bounds(vault.pages, vault.size));
    check("protect it the old way", legacy_protect(vault.pages, vault.size, vault.key));
    vault_close(&vault);
    if (check("open another", vault_open(&vault, 100)))
        return EXIT_FAILURE;
    failures += guard_a_secret(&vault);
    vault_close(&vault);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
