/* rules: what the tool looks for. */
#include <stdio.h>

#include "outcome.h"
#include "rules/rules.h"
#include "verbs.h"

int verb_rules(const struct options *options)
{
    (void)options;
    for (unsigned i = 0; i < n_rules; i++)
        printf("%-24s %-8s %-9s CWE-%-5d %s%s\n", rules[i].id, rules[i].family, level_name(rules[i].severity),
               rules[i].cwe, rules[i].title, rules[i].on_by_default ? "" : " (off; --rules +ID)");
    return STATUS_FINE;
}
