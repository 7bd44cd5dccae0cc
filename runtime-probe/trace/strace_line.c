/* strerrorname_np is GNU. */
#define _GNU_SOURCE
#include "trace/strace_line.h"

#include <errno.h>
#include <string.h>

#include "trace/scan.h"

/* "[pid 12] ", "12 " or "12<name> ". */
static void scan_tid(const char **at, uint32_t *ret_tid)
{
    const char *p = *at;
    bool is_bracket = scan_text(&p, "[pid");
    scan_spaces(&p);
    if (!scan_u32(&p, ret_tid))
        return;
    if (*p == '<') {
        const char *end = strpbrk(p, "> ");
        while (end && *end == ' ')
            end = strpbrk(end + 1, "> ");
        p = end ? end + 1 : p;
    }
    if (is_bracket ? !scan_text(&p, "] ") : *p != ' ') {
        *ret_tid = 0;
        return;
    }
    scan_spaces(&p);
    *at = p;
}

/* "20:28:52.431920 ", "1795465732.581634 ", "     0.000123 (+ 0.000040) ". */
static void scan_times(const char **at, uint64_t *ret_ns)
{
    const char *p = *at;
    uint64_t hours, minutes, rest;
    scan_spaces(&p);
    if (scan_digits(&p, 10, &hours) && scan_text(&p, ":") && scan_digits(&p, 10, &minutes) && scan_text(&p, ":") &&
        hours < 24 && minutes < 60) {
        if (!scan_time(&p, &rest) || *p != ' ')
            return;
        /* scan_time counts a number without a fraction as it stands. */
        rest = rest < 61 ? rest * 1000000000 : rest;
        *ret_ns = (hours * 3600 + minutes * 60) * G_GUINT64_CONSTANT(1000000000) + rest;
    } else {
        p = *at;
        scan_spaces(&p);
        if (!g_ascii_isdigit(*p) || p[strspn(p, "0123456789")] != '.' || !scan_time(&p, ret_ns) || *p != ' ')
            return;
    }
    scan_spaces(&p);
    if (scan_text(&p, "(+"))
        p += strcspn(p, ")") + (strchr(p, ')') != NULL);
    scan_spaces(&p);
    *at = p;
}

/* "[ 331] " of -n, "[00007fce41669a37] " or "[????????????????] " of -i. */
static void scan_brackets(const char **at, struct strace_head *head)
{
    const char *p = *at;
    uint64_t value;
    if (!scan_text(&p, "["))
        return;
    const char *inside = p;
    scan_spaces(&p);
    if (scan_digits(&p, 10, &value) && p - inside == 4 && scan_text(&p, "] "))
        head->number = value <= INT32_MAX ? (int64_t)value : -1;
    else if (p = inside, scan_digits(&p, 16, &value) && p - inside >= 8 && scan_text(&p, "] "))
        head->ip = value;
    else if (p = inside + strspn(inside, "?"), p == inside || !scan_text(&p, "] "))
        return;
    *at = p;
}

void strace_head(const char *line, struct strace_head *ret_head)
{
    *ret_head = (struct strace_head){.number = -1};
    const char *at = line;
    scan_tid(&at, &ret_head->tid);
    scan_times(&at, &ret_head->ts_ns);
    scan_brackets(&at, ret_head);
    scan_brackets(&at, ret_head);
    ret_head->body = at;
}

/* Behind a string with its escapes, a comment, or one byte. */
static const char *step(const char *p)
{
    if (*p == '"') {
        for (p++; *p && *p != '"'; p++)
            if (*p == '\\' && p[1])
                p++;
        return *p ? p + 1 : p;
    }
    if (p[0] == '/' && p[1] == '*') {
        const char *end = strstr(p + 2, "*/");
        return end ? end + 2 : p + strlen(p);
    }
    return p + 1;
}

static void add_argument(struct strace_call *call, const char *from, const char *to)
{
    while (from < to && *from == ' ')
        from++;
    while (to > from && to[-1] == ' ')
        to--;
    if (from == to || call->n_arguments == STRACE_ARGUMENTS)
        return;
    call->arguments[call->n_arguments].text = from;
    call->arguments[call->n_arguments++].size = (size_t)(to - from);
}

static void split_arguments(struct strace_call *call, const char *at)
{
    unsigned depth = 0;
    const char *from = at, *p;
    for (p = at; *p; p = step(p)) {
        if (depth == 0 && g_str_has_prefix(p, "<unfinished ...>"))
            break;
        if (*p == '(' || *p == '[' || *p == '{')
            depth++;
        else if (depth && (*p == ')' || *p == ']' || *p == '}'))
            depth--;
        else if (*p == ')')
            break;
        if (*p == ',' && depth == 0) {
            add_argument(call, from, p);
            from = p + 1;
        }
    }
    add_argument(call, from, p);
    call->rest = *p == ')' ? p + 1 : NULL;
}

bool strace_call(const char *body, struct strace_call *ret_call)
{
    const char *at = body;
    *ret_call = (struct strace_call){.name = scan_name(&at)};
    if (!ret_call->name)
        return false;
    if (scan_text(&at, "(")) {
        split_arguments(ret_call, at);
        const char *behind = ret_call->rest;
        if (behind ? strstr(behind, "= ") != NULL : strstr(at, "<unfinished ...>") != NULL)
            return true;
    }
    strace_call_release(ret_call);
    return false;
}

void strace_call_release(struct strace_call *call)
{
    g_clear_pointer(&call->name, g_free);
}

/* errno(3): names are unique but for the few synonyms, of which glibc knows one. */
static int errno_of(const char *name, size_t size)
{
    static const struct {
        const char *name;
        int number;
    } synonyms[] = {{"EWOULDBLOCK", EAGAIN}, {"EDEADLOCK", EDEADLK}, {"ENOTSUP", EOPNOTSUPP}};
    for (unsigned i = 0; i < G_N_ELEMENTS(synonyms); i++)
        if (strlen(synonyms[i].name) == size && strncmp(synonyms[i].name, name, size) == 0)
            return synonyms[i].number;
    for (int number = 1; number < 140; number++) {
        const char *known = strerrorname_np(number);
        if (known && strlen(known) == size && strncmp(known, name, size) == 0)
            return number;
    }
    return 0;
}

bool strace_result(const char *rest, bool *ret_has_result, int64_t *ret_result)
{
    const char *at = rest;
    uint64_t value = 0;
    scan_spaces(&at);
    if (!scan_text(&at, "= "))
        return false;
    *ret_has_result = scan_number(&at, true, &value);
    *ret_result = (int64_t)value;
    if (!*ret_has_result)
        return *at == '?' || *at == '<';
    scan_spaces(&at);
    size_t size = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    if ((int64_t)value == -1 && size > 1 && *at == 'E') {
        int number = errno_of(at, size);
        *ret_has_result = number > 0;
        *ret_result = -(int64_t)number;
    }
    return true;
}

static bool named_value(const char *name, size_t size, const struct catalogue_argument *argument, uint64_t *ret_value)
{
    if (size == strlen("NULL") && strncmp(name, "NULL", size) == 0) {
        *ret_value = 0;
        return true;
    }
    for (unsigned i = 0; argument && i < argument->values->len; i++) {
        const struct catalogue_value *value = &g_array_index(argument->values, struct catalogue_value, i);
        if (value->is_pattern || strlen(value->name) != size || strncmp(value->name, name, size) != 0)
            continue;
        *ret_value = (uint64_t)value->number;
        return true;
    }
    return false;
}

/* Behind the last part: nothing, a comment of -X verbose, or what -y says of a descriptor. */
static bool is_end_of_value(const char *at, const char *end)
{
    while (at < end && *at == ' ')
        at++;
    return at == end || (at < end && (*at == '<' || g_str_has_prefix(at, "/*")));
}

bool strace_value(const char *text, size_t size, const struct catalogue_argument *argument, uint64_t *ret_value)
{
    const char *at = text, *end = text + size;
    uint64_t sum = 0;
    for (;;) {
        size_t name = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
        uint64_t part;
        const char *number = at;
        if (scan_number(&number, true, &part) && number <= end)
            at = number;
        else if (name && at + name <= end && named_value(at, name, argument, &part))
            at += name;
        else
            return false;
        sum |= part;
        if (at >= end || *at != '|')
            break;
        at++;
    }
    if (!is_end_of_value(at, end))
        return false;
    *ret_value = sum;
    return true;
}
