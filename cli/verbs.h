/* The verbs: verbs.def is the table. Each gets its parsed options and returns the exit status. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "options.h"

struct verb {
    const char *name;
    int (*run)(const struct options *options);
    unsigned mask;
    enum level fail_default;
    const char *synopsis, *help;
};

#define VERB(name, function, mask, fail_default, synopsis, help) int function(const struct options *options);
#include "verbs.def"
#undef VERB

#endif
