#include "front/absent.h"

#include <string.h>

#include "front/context.h"
#include "front/diagnostics.h"

enum {
    CHAIN_MAX = 6,        /* members of members */
    COMPLAINTS_MAX = 5000 /* of one parse */
};

/* A place in a file's text. */
struct spot {
    const char *text, *at, *end;
};

/* ---- the text around a complaint ---- */

static bool spot_of(CXTranslationUnit tu, CXDiagnostic diagnostic, struct spot *ret)
{
    CXFile file = NULL;
    unsigned offset = 0;
    size_t size = 0;
    clang_getSpellingLocation(clang_getDiagnosticLocation(diagnostic), &file, NULL, NULL, &offset);
    const char *text = file ? clang_getFileContents(tu, file, &size) : NULL;
    if (!text || offset >= size)
        return false;
    *ret = (struct spot){text, text + offset, text + size};
    return true;
}

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

static void skip_blanks(struct spot *spot)
{
    while (spot->at < spot->end && g_ascii_isspace(*spot->at))
        spot->at++;
}

static bool take(struct spot *spot, const char *sign)
{
    size_t n = strlen(sign);
    skip_blanks(spot);
    bool is_there = (size_t)(spot->end - spot->at) >= n && memcmp(spot->at, sign, n) == 0;
    spot->at += is_there ? n : 0;
    return is_there;
}

/* NULL when no identifier begins there (g_free). */
static char *take_word(struct spot *spot)
{
    skip_blanks(spot);
    const char *begin = spot->at;
    while (spot->at < spot->end && is_word(*spot->at))
        spot->at++;
    return spot->at > begin && !g_ascii_isdigit(*begin) ? g_strndup(begin, (gsize)(spot->at - begin)) : NULL;
}

static void skip_brackets(struct spot *spot)
{
    int depth = 1;
    for (; spot->at < spot->end && depth > 0 && *spot->at != ';'; spot->at++)
        depth += (*spot->at == '[') - (*spot->at == ']');
}

/* From a member's name to the operator in front of it. */
static void back_to_operator(struct spot *spot)
{
    while (spot->at > spot->text && is_word(spot->at[-1]))
        spot->at--;
    if (!is_word(*spot->at))
        return;
    while (spot->at > spot->text && (g_ascii_isspace(spot->at[-1]) || strchr("->.", spot->at[-1])))
        spot->at--;
}

/* The word that ends in front of the spot, or the one in front of a call's parentheses there. NULL for none (g_free).
 */
static char *word_before(const struct spot *spot, bool *ret_is_call)
{
    const char *at = spot->at;
    while (at > spot->text && g_ascii_isspace(at[-1]))
        at--;
    *ret_is_call = at > spot->text && at[-1] == ')';
    for (int depth = 0; *ret_is_call && at > spot->text && at[-1] != ';';) {
        at--;
        depth += (*at == ')') - (*at == '(');
        if (depth == 0)
            break;
    }
    const char *end = at;
    while (at > spot->text && is_word(at[-1]))
        at--;
    return end > at && !g_ascii_isdigit(*at) ? g_strndup(at, (gsize)(end - at)) : NULL;
}

/* ---- what it is used as ---- */

/* `->a.b[i]` behind what has the members. */
static void learn_chain(struct absences *absences, struct absence *of, struct spot *spot)
{
    for (unsigned i = 0; of && i < CHAIN_MAX; i++) {
        if (!take(spot, "->") && !take(spot, "."))
            return;
        g_autofree char *name = take_word(spot);
        struct absence *member = name ? absences_member(absences, of, name) : NULL;
        if (!member)
            return;
        bool is_indexed = take(spot, "[");
        if (is_indexed)
            skip_brackets(spot);
        struct spot next = *spot;
        bool has_arrow = take(&next, "->"), has_members = has_arrow || (!take(&next, "...") && take(&next, "."));
        bool is_called = !has_members && take(&next, "(");
        absences_use(absences, member,
                     has_arrow || (has_members && is_indexed) ? SHAPE_POINTER_TO_RECORD
                     : has_members                            ? SHAPE_RECORD
                     : is_indexed                             ? SHAPE_POINTER
                     : is_called                              ? SHAPE_FUNCTION
                                                              : SHAPE_NUMBER);
        of = has_members ? member : NULL;
    }
}

/* `'struct sock'`, `'const struct sock *' (aka …)`: the last tag that is named. NULL for none (g_free). */
static char *tag_in(const char *message, enum absence_kind *ret_kind)
{
    static const struct {
        const char *keyword;
        enum absence_kind kind;
    } tags[] = {{"struct ", ABSENCE_STRUCT}, {"union ", ABSENCE_UNION}, {"enum ", ABSENCE_ENUM}};
    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
        const char *found = g_strrstr(message, tags[i].keyword);
        if (!found)
            continue;
        found += strlen(tags[i].keyword);
        struct spot spot = {found, found, found + strlen(found)};
        *ret_kind = tags[i].kind;
        return take_word(&spot);
    }
    return NULL;
}

static char *quoted_in(const char *message)
{
    const char *begin = strchr(message, '\'');
    struct spot spot = {begin, begin ? begin + 1 : NULL, begin ? begin + strlen(begin) : NULL};
    g_autofree char *word = begin ? take_word(&spot) : NULL;
    return word && *spot.at == '\'' ? g_steal_pointer(&word) : NULL;
}

/* ---- the complaints ---- */

static void learn_record(struct absences *absences, const char *message, struct spot *spot)
{
    enum absence_kind kind;
    g_autofree char *tag = tag_in(message, &kind);
    struct absence *record = tag ? absences_name(absences, kind, tag) : NULL;
    if (record && kind != ABSENCE_ENUM)
        learn_chain(absences, record, spot);
}

/* Of a record that stands in already. */
static void learn_member(struct absences *absences, const char *message, struct spot *spot)
{
    enum absence_kind kind;
    g_autofree char *tag = tag_in(message, &kind);
    struct absence *record = tag ? absences_tagged(absences, tag) : NULL;
    back_to_operator(spot);
    if (record)
        learn_chain(absences, record, spot);
}

static void learn_type(struct absences *absences, const char *message, struct spot *spot)
{
    (void)spot;
    g_autofree char *name = quoted_in(message);
    if (name)
        absences_name(absences, ABSENCE_TYPE, name);
}

static bool is_constant_name(const char *name)
{
    for (const char *p = name; *p; p++)
        if (g_ascii_islower(*p))
            return false;
    return true;
}

/* `name *x` at the beginning of a statement, `(name *)`, `sizeof(name)`. */
static bool is_type_there(const struct spot *spot, const char *name)
{
    const char *before = spot->at;
    while (before > spot->text && g_ascii_isspace(before[-1]))
        before--;
    char c = before > spot->text ? before[-1] : ';';
    struct spot next = *spot;
    next.at = MIN(next.at + strlen(name), next.end);
    bool has_star = take(&next, "*");
    g_autofree char *declared = take_word(&next);
    bool is_cast = c == '(' && has_star && !declared && take(&next, ")");
    bool is_declaration = strchr(";{}", c) && declared && (take(&next, "=") || take(&next, ";") || take(&next, ","));
    return is_cast || is_declaration;
}

/* `case nvme_cmd_read:` wants a number, whatever its letters. */
static bool is_label_there(const struct spot *spot)
{
    static const char keyword[] = "case";
    const char *at = spot->at;
    while (at > spot->text && g_ascii_isspace(at[-1]))
        at--;
    return at < spot->at && (size_t)(at - spot->text) >= strlen(keyword) &&
           memcmp(at - strlen(keyword), keyword, strlen(keyword)) == 0;
}

static void learn_name(struct absences *absences, const char *message, struct spot *spot)
{
    g_autofree char *name = quoted_in(message);
    if (!name)
        return;
    bool is_type = g_str_has_suffix(name, "_t") || is_type_there(spot, name);
    bool is_constant = is_constant_name(name) || is_label_there(spot);
    enum absence_kind kind = is_type ? ABSENCE_TYPE : is_constant ? ABSENCE_CONSTANT : ABSENCE_VARIABLE;
    struct absence *absence = absences_name(absences, kind, name);
    g_autofree char *here = take_word(spot);
    struct spot next = *spot;
    if (!absence || kind != ABSENCE_VARIABLE)
        return;
    bool has_arrow = take(&next, "->"), has_dot = !has_arrow && take(&next, ".");
    absences_use(absences, absence,
                 has_arrow          ? SHAPE_POINTER_TO_RECORD
                 : has_dot          ? SHAPE_RECORD
                 : take(&next, "[") ? SHAPE_POINTER
                                    : SHAPE_NUMBER);
    learn_chain(absences, absence, spot);
}

/* What was taken for a number has members: a type that stands in, a variable, or what an undeclared function gives. */
static void learn_base(struct absences *absences, const char *message, struct spot *spot)
{
    bool is_call;
    back_to_operator(spot);
    g_autofree char *type = quoted_in(message);
    struct absence *base = type ? absences_find(absences, type) : NULL;
    g_autofree char *word = base ? NULL : word_before(spot, &is_call);
    if (word && is_call && g_strrstr(message, "type 'int'"))
        base = absences_name(absences, ABSENCE_FUNCTION, word);
    else if (word && !is_call)
        base = absences_find(absences, word);
    if (!base)
        return;
    struct spot next = *spot;
    absences_use(absences, base, take(&next, "->") ? SHAPE_POINTER_TO_RECORD : SHAPE_RECORD);
    learn_chain(absences, base, spot);
}

/* `for_each_thing(…) {`: a loop that a macro makes. */
static void learn_loop(struct absences *absences, const char *message, struct spot *spot)
{
    (void)message;
    bool is_call;
    g_autofree char *word = word_before(spot, &is_call);
    if (word && is_call)
        absences_name(absences, ABSENCE_LOOP, word);
}

static const struct {
    const char *begin;
    void (*learn)(struct absences *absences, const char *message, struct spot *spot);
} complaints[] = {
    {"incomplete definition of type '", learn_record},
    {"variable has incomplete type '", learn_record},
    {"field has incomplete type '", learn_record},
    {"array has incomplete element type '", learn_record},
    {"invalid application of 'sizeof' to an incomplete type '", learn_record},
    {"offsetof of incomplete type '", learn_record},
    {"subscript of pointer to incomplete type '", learn_record},
    {"arithmetic on a pointer to an incomplete type '", learn_record},
    {"incomplete type '", learn_record},
    {"no member named '", learn_member},
    {"unknown type name '", learn_type},
    {"use of undeclared identifier '", learn_name},
    {"member reference type '", learn_base},
    {"member reference base type '", learn_base},
    {"expected ';' after expression", learn_loop},
};

static void learn(struct absences *absences, CXTranslationUnit tu, CXDiagnostic diagnostic)
{
    g_auto(CXString) spelling = clang_getDiagnosticSpelling(diagnostic);
    const char *message = clang_getCString(spelling);
    struct spot spot;
    for (size_t i = 0; i < G_N_ELEMENTS(complaints); i++)
        if (g_str_has_prefix(message, complaints[i].begin) && spot_of(tu, diagnostic, &spot)) {
            complaints[i].learn(absences, message, &spot);
            return;
        }
}

bool absent_find(struct absences *absences, CXTranslationUnit tu)
{
    unsigned before = absences_age(absences);
    unsigned n = MIN(clang_getNumDiagnostics(tu), COMPLAINTS_MAX);
    for (unsigned i = 0; i < n; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
        if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error)
            learn(absences, tu, diagnostic);
        clang_disposeDiagnostic(diagnostic);
    }
    return absences_age(absences) > before;
}

bool absent_is_concerned(CXTranslationUnit tu)
{
    unsigned n = clang_getNumDiagnostics(tu);
    bool is_missing = false;
    for (unsigned i = 0; i < n && !is_missing; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
        g_autofree char *header = diagnostic_missing_header(diagnostic);
        is_missing = header != NULL;
        clang_disposeDiagnostic(diagnostic);
    }
    return is_missing;
}
