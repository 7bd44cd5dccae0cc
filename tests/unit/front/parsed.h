/* A C text as a struct front, for the tests of the pieces. */
#ifndef TESTS_PARSED_H
#define TESTS_PARSED_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "front/context.h"

struct parsed {
    CXIndex index;
    struct front front;
};

#define PARSED_FILE "/src/unit.c"

static inline struct parsed *parse_text(const char *text)
{
    struct parsed *parsed = g_new0(struct parsed, 1);
    struct CXUnsavedFile file = {.Filename = PARSED_FILE, .Contents = text, .Length = strlen(text)};
    static const char *const flags[] = {"-std=gnu11", "-w", "--target=x86_64-linux-gnu", "-fms-extensions"};
    parsed->index = clang_createIndex(0, 0);
    enum CXErrorCode code = clang_parseTranslationUnit2(
        parsed->index, PARSED_FILE, flags, 4, &file, 1,
        CXTranslationUnit_KeepGoing | CXTranslationUnit_IncludeAttributedTypes, &parsed->front.tu);
    assert_int_equal(code, CXError_Success);
    assert_int_equal(clang_getNumDiagnostics(parsed->front.tu), 0);
    parsed->front.unit = ir_unit_new(PARSED_FILE);
    parsed->front.unit->pointer_size = 8;
    parsed->front.unit->target = ir_intern(parsed->front.unit, "x86_64-unknown-linux-gnu");
    parsed->front.directory = "/src";
    front_init(&parsed->front);
    return parsed;
}

static inline void parsed_free(struct parsed *parsed)
{
    front_release(&parsed->front);
    ir_unit_free(parsed->front.unit);
    clang_disposeTranslationUnit(parsed->front.tu);
    clang_disposeIndex(parsed->index);
    g_free(parsed);
}

/* The first cursor, in pre-order, of a kind and a name (NULL: any name). */
struct parsed_wanted {
    enum CXCursorKind kind;
    const char *name;
    unsigned skip;
    CXCursor found;
};

static enum CXChildVisitResult parsed_match(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    struct parsed_wanted *wanted = data;
    g_auto(CXString) name = clang_getCursorSpelling(cursor);
    bool fits = clang_getCursorKind(cursor) == wanted->kind &&
                (!wanted->name || strcmp(clang_getCString(name), wanted->name) == 0);
    if (!fits || wanted->skip-- > 0)
        return CXChildVisit_Recurse;
    wanted->found = cursor;
    return CXChildVisit_Break;
}

/* The n-th (from 0) cursor of that kind and name. */
static inline CXCursor find_cursor(struct parsed *parsed, enum CXCursorKind kind, const char *name, unsigned n)
{
    struct parsed_wanted wanted = {.kind = kind, .name = name, .skip = n, .found = clang_getNullCursor()};
    clang_visitChildren(clang_getTranslationUnitCursor(parsed->front.tu), parsed_match, &wanted);
    assert_false(clang_Cursor_isNull(wanted.found));
    return wanted.found;
}

#endif
