#include "mpx-probe/plan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_BYTES "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
#define SYMBOL_BYTES NAME_BYTES ":,"

enum { WORDS = 24 };

struct parser {
    struct plan *plan;
    unsigned line;
    char *fault; /* PLAN_FAULT bytes */
};

__attribute__((format(printf, 2, 3))) static int refuse(const struct parser *parser, const char *format, ...)
{
    int n = snprintf(parser->fault, PLAN_FAULT, "plan, line %u: ", parser->line);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(parser->fault + n, (size_t)(PLAN_FAULT - n), format, arguments);
    va_end(arguments);
    return -1;
}

/* ---- words ---------------------------------------------------------------------------------------------------------
 */

/* A number in decimal, all of the text, at most `max`. */
static bool number_read(const char *text, uint64_t max, uint64_t *ret_number)
{
    uint64_t number = 0;
    size_t n = strlen(text);
    if (n == 0 || n > 20 || strspn(text, "0123456789") != n)
        return false;
    errno = 0;
    number = strtoull(text, NULL, 10);
    if (errno || number > max)
        return false;
    *ret_number = number;
    return true;
}

static bool index_read(const char *text, unsigned count, int *ret_index)
{
    uint64_t number;
    if (!number_read(text, UINT64_MAX, &number) || number >= count)
        return false;
    *ret_index = (int)number;
    return true;
}

static bool word_copy(char *target, size_t size, const char *word, const char *bytes)
{
    size_t n = strlen(word);
    if (n == 0 || n >= size || strspn(word, bytes) != n)
        return false;
    memcpy(target, word, n + 1);
    return true;
}

/* Cuts `text` at the first `mark`; what is behind it, or NULL. */
static char *cut(char *text, char mark)
{
    char *at = strchr(text, mark);
    if (at)
        *at++ = '\0';
    return at;
}

/* ---- KEY=VALUE -----------------------------------------------------------------------------------------------------
 */

static bool args_read(struct plan_call *call, char *value)
{
    for (char *rest; value; value = rest) {
        rest = cut(value, ',');
        struct plan_argument *argument = &call->arguments[call->n_arguments];
        if (call->n_arguments == TRACE_ARGUMENTS ||
            (strcmp(value, "-") != 0 && !index_read(value, TRACE_ARGUMENTS, &argument->position)))
            return false;
        call->n_arguments++;
    }
    return true;
}

static bool when_read(struct plan_call *call, char *value)
{
    char *wanted = cut(value, ':');
    uint64_t number;
    if (!wanted || !index_read(value, TRACE_ARGUMENTS, &call->when_position) ||
        !number_read(wanted, UINT32_MAX, &number))
        return false;
    call->when_value = (uint32_t)number;
    return true;
}

/* "A:SIZE" of input= and range=. */
static bool pointee_read(struct plan_call *call, char *value, enum plan_pointee pointee)
{
    char *size = cut(value, ':');
    int index;
    if (!size || !index_read(value, call->n_arguments, &index) || call->arguments[index].pointee != PLAN_VALUE)
        return false;
    struct plan_argument *argument = &call->arguments[index];
    argument->pointee = pointee;
    return size[0] == '@' ? index_read(size + 1, call->n_arguments, &argument->size_from)
                          : number_read(size, UINT64_MAX, &argument->size);
}

static bool input_read(struct plan_call *call, char *value)
{
    return pointee_read(call, value, PLAN_INPUT);
}

static bool range_read(struct plan_call *call, char *value)
{
    return pointee_read(call, value, PLAN_RANGE);
}

static bool written_read(struct plan_call *call, char *value)
{
    char *from = cut(value, ':'), *to = from ? cut(from, '-') : NULL;
    int index;
    if (!to || !index_read(value, call->n_arguments, &index) || call->arguments[index].pointee != PLAN_INPUT)
        return false;
    struct plan_argument *argument = &call->arguments[index];
    return index_read(from, TRACE_SNAPSHOT, &argument->written_from) &&
           index_read(to, TRACE_SNAPSHOT, &argument->written_to) && argument->written_from <= argument->written_to;
}

static bool does_read(struct plan_call *call, char *value)
{
    static const char *const words[] = {
        [PLAN_PROTECT] = "protect", [PLAN_MAP] = "map", [PLAN_UNMAP] = "unmap", [PLAN_MOVE] = "move"};
    for (unsigned i = PLAN_PROTECT; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], value) == 0)
            call->effect = (enum plan_effect)i;
    return call->effect != PLAN_NO_EFFECT;
}

static bool prot_read(struct plan_call *call, char *value)
{
    return index_read(value, call->n_arguments, &call->prot);
}

static bool key_read(struct plan_call *call, char *value)
{
    return index_read(value, call->n_arguments, &call->key);
}

static const struct {
    const char *key;
    bool (*read)(struct plan_call *call, char *value);
} keys[] = {{"args", args_read},       {"when", when_read}, {"input", input_read}, {"range", range_read},
            {"written", written_read}, {"does", does_read}, {"prot", prot_read},   {"key", key_read}};

static int option_read(struct parser *parser, struct plan_call *call, char *word)
{
    char *value = cut(word, '=');
    for (size_t i = 0; value && i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(keys[i].key, word) == 0)
            return keys[i].read(call, value) ? 0 : refuse(parser, "%s= has a value that it cannot have", word);
    return refuse(parser, "a word that is no KEY=VALUE of a call");
}

/* ---- lines ---------------------------------------------------------------------------------------------------------
 */

static bool abi_read(const char *word, uint32_t *ret_abi)
{
    static const char *const words[] = {[ABI_X86_64] = "x86_64", [ABI_I386] = "i386", [ABI_X32] = "x32"};
    for (uint32_t i = ABI_X86_64; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], word) == 0) {
            *ret_abi = i;
            return true;
        }
    return false;
}

static bool symbols_read(struct plan_call *call, const char *word)
{
    return strcmp(word, "-") == 0 || word_copy(call->symbols, sizeof call->symbols, word, SYMBOL_BYTES);
}

/* The next free call, its probe number and interface read from words 1 and 2; NULL and the fault said. */
static struct plan_call *call_begin(struct parser *parser, char **words)
{
    struct plan *plan = parser->plan;
    if (plan->n == PLAN_CALLS) {
        refuse(parser, "more than %d calls", PLAN_CALLS);
        return NULL;
    }
    struct plan_call *call = &plan->calls[plan->n];
    uint64_t probe;
    *call = (struct plan_call){.number = -1, .when_position = -1, .prot = -1, .key = -1};
    for (unsigned i = 0; i < TRACE_ARGUMENTS; i++)
        call->arguments[i] =
            (struct plan_argument){.position = -1, .size_from = -1, .written_from = -1, .written_to = -1};
    if (!number_read(words[1], UINT32_MAX, &probe) || probe == 0 ||
        !word_copy(call->interface, sizeof call->interface, words[2], NAME_BYTES)) {
        refuse(parser, "no probe number and interface");
        return NULL;
    }
    call->probe = (uint32_t)probe;
    for (unsigned i = 0; i < plan->n; i++)
        if (plan->calls[i].probe == call->probe) {
            refuse(parser, "probe %u is there twice", call->probe);
            return NULL;
        }
    return call;
}

static int call_read(struct parser *parser, char **words, unsigned n)
{
    struct plan_call *call = n < 6 ? NULL : call_begin(parser, words);
    uint64_t number;
    if (!call)
        return n < 6 ? refuse(parser, "a call has at least six words") : -1;
    if (!abi_read(words[3], &call->abi))
        return refuse(parser, "unknown ABI");
    if (strcmp(words[4], "-") != 0) {
        if (!number_read(words[4], INT32_MAX, &number))
            return refuse(parser, "no system call number");
        call->number = (int64_t)number;
    }
    if (!symbols_read(call, words[5]))
        return refuse(parser, "no list of symbols");
    for (unsigned i = 6; i < n; i++)
        if (option_read(parser, call, words[i]) < 0)
            return -1;
    parser->plan->n++;
    return 0;
}

static int hook_read(struct parser *parser, char **words, unsigned n)
{
    struct plan_call *call = n != 4 ? NULL : call_begin(parser, words);
    if (!call)
        return n != 4 ? refuse(parser, "a hook has four words") : -1;
    call->is_hook = true;
    if (!symbols_read(call, words[3]) || !call->symbols[0])
        return refuse(parser, "no symbol");
    parser->plan->n++;
    return 0;
}

/* Splits at single blanks; 0 when there are too many words or one is empty. */
static unsigned split(char *line, char *words[WORDS])
{
    unsigned n = 0;
    for (char *rest; line; line = rest) {
        rest = cut(line, ' ');
        if (n == WORDS || !line[0])
            return 0;
        words[n++] = line;
    }
    return n;
}

static int line_read(struct parser *parser, char *line, bool *ret_is_end)
{
    char *words[WORDS];
    if (parser->line == 1)
        return strcmp(line, "mpx-audit plan 1") == 0 ? 0 : refuse(parser, "no plan of this version");
    unsigned n = split(line, words);
    if (n == 0)
        return refuse(parser, "too many words, or blanks that separate none");
    if (parser->line == 2)
        return n == 2 && strcmp(words[0], "catalogue") == 0 &&
                       word_copy(parser->plan->catalogue, TRACE_NAME, words[1], NAME_BYTES)
                   ? 0
                   : refuse(parser, "no catalogue's digest");
    if (strcmp(words[0], "call") == 0)
        return call_read(parser, words, n);
    if (strcmp(words[0], "hook") == 0)
        return hook_read(parser, words, n);
    *ret_is_end = n == 1 && strcmp(words[0], "end") == 0;
    return *ret_is_end ? 0 : refuse(parser, "neither call, hook nor end");
}

/* `text` is cut into its words. */
static int parse(struct parser *parser, char *text, size_t size)
{
    bool is_end = false;
    char *line = text, *stop = text + size;
    while (line < stop && !is_end) {
        char *newline = memchr(line, '\n', (size_t)(stop - line));
        parser->line++;
        if (!newline || memchr(line, '\0', (size_t)(newline - line)))
            return refuse(parser, "a line without end, or with a NUL");
        *newline = '\0';
        if (line_read(parser, line, &is_end) < 0)
            return -1;
        line = newline + 1;
    }
    parser->line++;
    if (!is_end || line != stop)
        return refuse(parser, is_end ? "text behind the end" : "the end is missing");
    return 0;
}

int plan_parse(struct plan *plan, const char *text, size_t size, char ret_fault[PLAN_FAULT])
{
    struct parser parser = {.plan = plan, .fault = ret_fault};
    memset(plan, 0, sizeof *plan);
    if (size > PLAN_BYTES)
        return refuse(&parser, "larger than %d bytes", PLAN_BYTES);
    char *copy = malloc(size + 1);
    if (!copy)
        return refuse(&parser, "no memory");
    if (size)
        memcpy(copy, text, size);
    int result = parse(&parser, copy, size);
    free(copy);
    return result;
}

int plan_read(struct plan *plan, int fd, char ret_fault[PLAN_FAULT])
{
    static char text[PLAN_BYTES + 1];
    size_t size = 0;
    ssize_t got = 1;
    while (got != 0 && size < sizeof text) {
        got = read(fd, text + size, sizeof text - size);
        if (got < 0 && errno != EINTR) {
            snprintf(ret_fault, PLAN_FAULT, "the plan cannot be read: %s", strerror(errno));
            return -1;
        }
        size += got > 0 ? (size_t)got : 0;
    }
    return size ? plan_parse(plan, text, size, ret_fault) : 1;
}

/* ---- questions -----------------------------------------------------------------------------------------------------
 */

const struct plan_call *plan_find(const struct plan *plan, uint32_t abi, uint64_t number, const uint64_t raw[6])
{
    for (unsigned i = 0; i < plan->n; i++) {
        const struct plan_call *call = &plan->calls[i];
        if (!call->is_hook && call->abi == abi && call->number >= 0 && (uint64_t)call->number == number &&
            (call->when_position < 0 || (uint32_t)raw[call->when_position] == call->when_value))
            return call;
    }
    return NULL;
}

uint64_t plan_size(const struct plan_call *call, unsigned index, const struct trace_argument *values)
{
    const struct plan_argument *argument = &call->arguments[index];
    return argument->size_from < 0 ? argument->size : values[argument->size_from].value;
}
