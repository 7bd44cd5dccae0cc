#include "front/position.h"

#include "front/source.h"
#include "ir/build.h"

struct file_entry {
    ir_id id;
    const char *text; /* borrowed from the translation unit */
    size_t length;
};

struct front_positions {
    GHashTable *by_location; /* clang's encoded location → id + 1 */
    GHashTable *files;       /* CXFile → struct file_entry */
};

/* One of the several readings of a location. */
struct place {
    CXFile file;
    unsigned line, col, offset;
};

static bool same_place(struct place a, struct place b)
{
    return a.file == b.file && a.offset == b.offset;
}

static struct place expansion_place(CXSourceLocation location)
{
    struct place place = {0};
    clang_getExpansionLocation(location, &place.file, &place.line, &place.col, &place.offset);
    return place;
}

/* In a macro's argument: where the argument stands; in a macro's body: the use of the macro. */
static struct place file_place(CXSourceLocation location)
{
    struct place place = {0};
    clang_getFileLocation(location, &place.file, &place.line, &place.col, &place.offset);
    return place;
}

/* Text made by ## and # stands in a scratch buffer: no file. */
static struct place spelling_place(CXSourceLocation location)
{
    struct place place = {0};
    clang_getSpellingLocation(location, &place.file, &place.line, &place.col, &place.offset);
    return place;
}

static struct file_entry *file_entry(struct front *front, CXFile file)
{
    struct file_entry *entry = g_hash_table_lookup(front->positions->files, file);
    if (entry)
        return entry;
    g_auto(CXString) name = clang_getFileName(file);
    g_autofree char *path = g_canonicalize_filename(clang_getCString(name), front->directory);
    g_autofree char *valid = g_utf8_make_valid(path, -1);
    entry = g_new0(struct file_entry, 1);
    entry->id = ir_add_file(front->unit, valid);
    entry->text = clang_getFileContents(front->tu, file, &entry->length);
    g_hash_table_insert(front->positions->files, file, entry);
    return entry;
}

ir_id front_file(struct front *front, CXFile file)
{
    return file ? file_entry(front, file)->id : IR_NONE;
}

const char *front_file_text(struct front *front, CXFile file, size_t *ret_length)
{
    if (!file)
        return NULL;
    struct file_entry *entry = file_entry(front, file);
    if (entry->text)
        *ret_length = entry->length;
    return entry->text;
}

/* The use of a macro begins with its name. */
static const char *macro_name_at(struct front *front, struct place use)
{
    size_t length = 0;
    const char *text = front_file_text(front, use.file, &length);
    size_t end = use.offset;
    while (text && end < length && (g_ascii_isalnum(text[end]) || text[end] == '_' || text[end] == '$'))
        end++;
    if (!text || end == use.offset || end - use.offset > 200)
        return NULL;
    g_autofree char *name = g_strndup(text + use.offset, end - use.offset);
    return ir_intern(front->unit, name);
}

static ir_id loc_of(struct front *front, CXSourceLocation location)
{
    struct place use = expansion_place(location);
    if (!use.file)
        return 0;
    struct place spelling = spelling_place(location);
    bool in_macro = !same_place(use, spelling);
    if (!spelling.file)
        spelling = file_place(location);
    struct ir_loc loc = {
        .file = front_file(front, use.file),
        .line = use.line,
        .col = use.col,
        .spelling_file = front_file(front, spelling.file),
        .spelling_line = spelling.line,
        .spelling_col = spelling.col,
    };
    if (in_macro)
        loc.macro = macro_name_at(front, use);
    return ir_add_loc(front->unit, loc);
}

ir_id front_loc_at(struct front *front, CXSourceLocation location)
{
    gpointer key = GUINT_TO_POINTER(location.int_data);
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(front->positions->by_location, key));
    if (found > 0)
        return found - 1;
    ir_id id = loc_of(front, location);
    g_hash_table_insert(front->positions->by_location, key, GUINT_TO_POINTER(id + 1));
    return id;
}

ir_id front_loc(struct front *front, CXCursor cursor)
{
    return front_loc_at(front, clang_getCursorLocation(cursor));
}

uint32_t front_end_line(struct front *front, CXCursor cursor)
{
    (void)front;
    return expansion_place(clang_getRangeEnd(clang_getCursorExtent(cursor))).line;
}

/* Where a cursor's text begins and ends in one file: as it stands in macro arguments (or plain), and widened to the
 * beginning of the outermost macro use. */
struct span {
    CXFile file;
    unsigned begin, outer_begin, end;
    bool in_argument; /* both ends stand in arguments of a macro */
    bool is_split;    /* only one end does: the narrow reading is no expression */
};

/* What one macro's body hands on as an argument to another begins and ends at the use of the outermost. */
static bool span_of(CXCursor cursor, struct span *ret)
{
    CXSourceRange extent = clang_getCursorExtent(cursor);
    CXSourceLocation first = clang_getRangeStart(extent), last = clang_getRangeEnd(extent);
    struct place begin = file_place(first), outer = expansion_place(first);
    struct place end = file_place(last), outer_end = expansion_place(last);
    if (!begin.file || begin.file != end.file || outer.file != end.file)
        return false;
    bool begin_in_argument = !same_place(begin, outer), end_in_argument = !same_place(end, outer_end);
    *ret = (struct span){
        .file = begin.file,
        .begin = begin.offset,
        .outer_begin = outer.offset,
        .end = end.offset,
        .in_argument = begin_in_argument && end_in_argument,
        .is_split = begin_in_argument != end_in_argument,
    };
    return true;
}

static bool starts_in_macro_body(CXCursor cursor)
{
    CXSourceLocation first = clang_getRangeStart(clang_getCursorExtent(cursor));
    struct place use = expansion_place(first);
    return !same_place(use, spelling_place(first)) && same_place(use, file_place(first));
}

static bool is_wrapping(CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    return kind == CXCursor_CStyleCastExpr || kind == CXCursor_ParenExpr || kind == CXCursor_UnexposedExpr;
}

/* `f((void *)(p))` in a macro's body: what its user wrote is the argument p. */
static CXCursor as_written(CXCursor cursor)
{
    struct span span;
    CXCursor inner = cursor;
    for (unsigned layers = 0; layers < 8 && is_wrapping(inner) && starts_in_macro_body(inner); layers++) {
        g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(CXCursor));
        front_children(inner, children);
        if (children->len == 0)
            return cursor;
        inner = g_array_index(children, CXCursor, children->len - 1);
    }
    return span_of(inner, &span) && span.in_argument ? inner : cursor;
}

const char *front_source_text(struct front *front, CXCursor cursor)
{
    struct span span;
    size_t length = 0;
    if (!span_of(as_written(cursor), &span))
        return NULL;
    const char *text = front_file_text(front, span.file, &length);
    if (!text || span.end > length)
        return NULL;
    g_autofree char *narrow = NULL;
    if (!span.is_split && span.begin < span.end)
        narrow = source_fold(text, span.begin, span.end, length, span.in_argument ? SOURCE_EXPRESSION : SOURCE_ANY);
    if (narrow)
        return ir_intern(front->unit, narrow);
    g_autofree char *whole = span.outer_begin < span.end
                                 ? source_fold(text, span.outer_begin, span.end, length, SOURCE_WIDEN)
                                 : source_fold_use(text, span.outer_begin, length);
    return ir_intern(front->unit, whole);
}

void front_positions_init(struct front *front)
{
    front->positions = g_new0(struct front_positions, 1);
    front->positions->by_location = g_hash_table_new(NULL, NULL);
    front->positions->files = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

void front_positions_release(struct front *front)
{
    g_hash_table_unref(front->positions->by_location);
    g_hash_table_unref(front->positions->files);
    g_clear_pointer(&front->positions, g_free);
}
