#include "input/lexicon.h"

#include <string.h>

#define NONE G_MAXUINT32
#define WEAK ((guint32)1 << 31) /* of a word's number */
#define MAX_ROUNDS 8u           /* of names that are made of names */
#define JOINTS_MAX (1u << 20)   /* of all names together */
#define MAX_CUTS 6u             /* places in a name where ## may have joined it */

struct part {
    enum outline_kind kind;
    guint32 file;
    guint32 first_word, n_words, first_paste, n_pastes;
    guint32 unit; /* that came to it last */
};

/* A definition of a word. */
struct link {
    guint32 part, next;
};

/* A name as ## may have made it; `middle` is NONE when it has two parts. A number is NONE as well: always said. */
struct joint {
    guint32 first, middle, last;
    gboolean has_middle;
};

/* What a word is, and the unit that said it last. */
struct word {
    const char *text;
    guint32 first_link;
    guint32 weak, strong, pasted;
    guint32 part; /* that had it last, while parts are added */
    guint32 first_joint, n_joints;
};

/* The parts [first, end) of a file. */
struct file {
    guint32 first, end;
    guint32 unit;
};

struct lexicon {
    GHashTable *numbers;
    GStringChunk *texts;
    GArray *words;               /* struct word */
    GArray *parts;               /* struct part */
    GArray *links;               /* struct link */
    GArray *files;               /* struct file */
    GArray *joints;              /* struct joint */
    GArray *said_by, *pasted_by; /* guint32: the words of all parts, weak ones marked */
    GArray *queue;               /* guint32, weak ones marked */
    guint32 unit;
};

static struct word *word_at(const struct lexicon *lexicon, guint32 word)
{
    return &g_array_index(lexicon->words, struct word, word);
}

struct lexicon *lexicon_new(void)
{
    struct lexicon *lexicon = g_new0(struct lexicon, 1);
    lexicon->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    lexicon->texts = g_string_chunk_new(1 << 16);
    lexicon->words = g_array_new(FALSE, FALSE, sizeof(struct word));
    lexicon->parts = g_array_new(FALSE, FALSE, sizeof(struct part));
    lexicon->links = g_array_new(FALSE, FALSE, sizeof(struct link));
    lexicon->files = g_array_new(FALSE, TRUE, sizeof(struct file));
    lexicon->said_by = g_array_new(FALSE, FALSE, sizeof(guint32));
    lexicon->pasted_by = g_array_new(FALSE, FALSE, sizeof(guint32));
    lexicon->queue = g_array_new(FALSE, FALSE, sizeof(guint32));
    lexicon->joints = g_array_new(FALSE, FALSE, sizeof(struct joint));
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (!lexicon)
        return;
    g_hash_table_unref(lexicon->numbers);
    g_string_chunk_free(lexicon->texts);
    g_array_unref(lexicon->words);
    g_array_unref(lexicon->parts);
    g_array_unref(lexicon->links);
    g_array_unref(lexicon->files);
    g_array_unref(lexicon->said_by);
    g_array_unref(lexicon->pasted_by);
    g_array_unref(lexicon->queue);
    g_array_unref(lexicon->joints);
    g_free(lexicon);
}

guint32 lexicon_word(struct lexicon *lexicon, const char *text, gsize length)
{
    gpointer number;
    char name[256];
    length = MIN(length, sizeof(name) - 1); /* longer ones are one with others: said too often at worst */
    memcpy(name, text, length);
    name[length] = '\0';
    if (g_hash_table_lookup_extended(lexicon->numbers, name, NULL, &number))
        return GPOINTER_TO_UINT(number);
    struct word word = {.text = g_string_chunk_insert_len(lexicon->texts, name, (gssize)length), .first_link = NONE};
    word.part = NONE;
    g_array_append_val(lexicon->words, word);
    g_hash_table_insert(lexicon->numbers, (gpointer)word.text, GUINT_TO_POINTER(lexicon->words->len - 1));
    return lexicon->words->len - 1;
}

/* ---- names of parts ---- */

static guint32 part_of(struct lexicon *lexicon, const char *text, guint begin, guint end)
{
    return g_ascii_isdigit(text[begin]) ? NONE : lexicon_word(lexicon, text + begin, end - begin);
}

static void add_joint(struct lexicon *lexicon, const char *text, guint begin, guint end, guint length)
{
    struct joint joint = {.first = part_of(lexicon, text, 0, begin), .last = part_of(lexicon, text, end, length)};
    joint.has_middle = begin < end;
    joint.middle = joint.has_middle ? part_of(lexicon, text, begin, end) : NONE;
    g_array_append_val(lexicon->joints, joint);
}

/* In front of each _ and behind it. */
static guint cuts_of(const char *text, guint length, guint cuts[MAX_CUTS])
{
    guint n = 0;
    for (guint i = 1; i < length && n < MAX_CUTS; i++)
        if (text[i] == '_' || text[i - 1] == '_')
            cuts[n++] = i;
    return n;
}

guint32 lexicon_name(struct lexicon *lexicon, const char *text, gsize length)
{
    guint32 number = lexicon_word(lexicon, text, length);
    if (word_at(lexicon, number)->n_joints > 0 || lexicon->joints->len > JOINTS_MAX)
        return number; /* a name that is pasted and missed is found by who looks for bodies that are left out */
    guint cuts[MAX_CUTS], n = cuts_of(text, (guint)length, cuts);
    guint32 first = lexicon->joints->len;
    for (guint i = 0; i < n; i++)
        for (guint k = i; k < n; k++)
            add_joint(lexicon, text, cuts[i], cuts[k], (guint)length);
    word_at(lexicon, number)->first_joint = first;
    word_at(lexicon, number)->n_joints = lexicon->joints->len - first;
    return number;
}

/* ---- adding ---- */

static void add_words(struct lexicon *lexicon, const struct outline *outline, const struct outline_part *from)
{
    for (guint i = from->first_word; i < from->first_word + from->n_words; i++) {
        const struct slice *slice = &g_array_index(outline->words, struct slice, i);
        gboolean weak = slice->weak || from->kind == OUTLINE_DECLARATION;
        guint32 number = lexicon_word(lexicon, slice->at, slice->length);
        struct word *word = word_at(lexicon, number);
        if (word->part == lexicon->parts->len)
            continue;
        if (!slice->weak)
            word->part = lexicon->parts->len;
        number |= weak ? WEAK : 0;
        g_array_append_val(lexicon->said_by, number);
    }
}

static void add_links(struct lexicon *lexicon, const struct outline *outline, const struct outline_part *from)
{
    for (guint i = 0; i < from->n_names; i++) {
        const struct slice *name = &g_array_index(outline->names, struct slice, from->first_name + i);
        guint32 number = lexicon_word(lexicon, name->at, name->length);
        struct link link = {.part = lexicon->parts->len, .next = word_at(lexicon, number)->first_link};
        word_at(lexicon, number)->first_link = lexicon->links->len;
        g_array_append_val(lexicon->links, link);
    }
}

static void add_part(struct lexicon *lexicon, guint32 file, const struct outline *outline,
                     const struct outline_part *from)
{
    struct part part = {.kind = from->kind, .file = file};
    part.first_word = lexicon->said_by->len;
    add_words(lexicon, outline, from);
    part.n_words = lexicon->said_by->len - part.first_word;
    part.first_paste = lexicon->pasted_by->len;
    for (guint i = from->first_paste; i < from->first_paste + from->n_pastes; i++) {
        const struct slice *slice = &g_array_index(outline->pastes, struct slice, i);
        guint32 number = lexicon_word(lexicon, slice->at, slice->length);
        g_array_append_val(lexicon->pasted_by, number);
    }
    part.n_pastes = lexicon->pasted_by->len - part.first_paste;
    add_links(lexicon, outline, from);
    g_array_append_val(lexicon->parts, part);
}

void lexicon_add(struct lexicon *lexicon, guint32 file, const struct outline *outline)
{
    if (lexicon->files->len <= file)
        g_array_set_size(lexicon->files, file + 1);
    guint32 first = lexicon->parts->len;
    for (guint i = 0; i < outline->parts->len; i++)
        add_part(lexicon, file, outline, &g_array_index(outline->parts, struct outline_part, i));
    g_array_index(lexicon->files, struct file, file) = (struct file){.first = first, .end = lexicon->parts->len};
}

/* ---- following ---- */

void lexicon_begin(struct lexicon *lexicon)
{
    lexicon->unit++;
    g_array_set_size(lexicon->queue, 0);
}

void lexicon_say(struct lexicon *lexicon, guint32 number, gboolean weak)
{
    struct word *word = word_at(lexicon, number);
    if (word->strong == lexicon->unit || (weak && word->weak == lexicon->unit))
        return;
    *(weak ? &word->weak : &word->strong) = lexicon->unit;
    number |= weak ? WEAK : 0;
    g_array_append_val(lexicon->queue, number);
}

void lexicon_paste(struct lexicon *lexicon, guint32 word)
{
    word_at(lexicon, word)->pasted = lexicon->unit;
}

static void say_part(struct lexicon *lexicon, guint32 index)
{
    struct part *part = &g_array_index(lexicon->parts, struct part, index);
    if (part->unit == lexicon->unit)
        return;
    part->unit = lexicon->unit;
    for (guint32 i = part->first_word; i < part->first_word + part->n_words; i++) {
        guint32 word = g_array_index(lexicon->said_by, guint32, i);
        lexicon_say(lexicon, word & ~WEAK, (word & WEAK) != 0);
    }
    for (guint32 i = part->first_paste; i < part->first_paste + part->n_pastes; i++)
        lexicon_paste(lexicon, g_array_index(lexicon->pasted_by, guint32, i));
}

static gboolean is_always_said(enum outline_kind kind)
{
    return kind == OUTLINE_LIVE || kind == OUTLINE_DECLARATION;
}

void lexicon_include(struct lexicon *lexicon, guint32 number)
{
    if (number >= lexicon->files->len)
        return;
    struct file *file = &g_array_index(lexicon->files, struct file, number);
    file->unit = lexicon->unit;
    for (guint32 i = file->first; i < file->end; i++)
        if (is_always_said(g_array_index(lexicon->parts, struct part, i).kind))
            say_part(lexicon, i);
}

static gboolean counts(const struct lexicon *lexicon, const struct part *part)
{
    return g_array_index(lexicon->files, struct file, part->file).unit == lexicon->unit;
}

static void say_definitions(struct lexicon *lexicon, guint32 word)
{
    const struct link *link;
    for (guint32 i = word_at(lexicon, word & ~WEAK)->first_link; i != NONE; i = link->next) {
        link = &g_array_index(lexicon->links, struct link, i);
        const struct part *part = &g_array_index(lexicon->parts, struct part, link->part);
        if (counts(lexicon, part) && (!(word & WEAK) || part->kind == OUTLINE_MACRO))
            say_part(lexicon, link->part);
    }
}

static void empty_queue(struct lexicon *lexicon)
{
    while (lexicon->queue->len > 0) {
        guint32 word = g_array_index(lexicon->queue, guint32, lexicon->queue->len - 1);
        g_array_set_size(lexicon->queue, lexicon->queue->len - 1);
        say_definitions(lexicon, word);
    }
}

static gboolean is_part_said(const struct lexicon *lexicon, guint32 word)
{
    return word == NONE || lexicon_is_said(lexicon, word);
}

static gboolean is_at_paste(const struct lexicon *lexicon, guint32 word)
{
    return word != NONE && word_at(lexicon, word)->pasted == lexicon->unit;
}

static gboolean may_be_made(const struct lexicon *lexicon, const struct joint *joint)
{
    if (joint->has_middle)
        return is_at_paste(lexicon, joint->first) && is_at_paste(lexicon, joint->last) &&
               is_part_said(lexicon, joint->middle);
    return (is_at_paste(lexicon, joint->first) && is_part_said(lexicon, joint->last)) ||
           (is_part_said(lexicon, joint->first) && is_at_paste(lexicon, joint->last));
}

static gboolean is_made(const struct lexicon *lexicon, guint32 name)
{
    const struct word *word = word_at(lexicon, name);
    for (guint32 i = word->first_joint; i < word->first_joint + word->n_joints; i++)
        if (may_be_made(lexicon, &g_array_index(lexicon->joints, struct joint, i)))
            return TRUE;
    return FALSE;
}

static gboolean say_made(struct lexicon *lexicon, const GArray *names)
{
    for (guint i = 0; i < names->len; i++) {
        guint32 name = g_array_index(names, guint32, i);
        if (!lexicon_is_said(lexicon, name) && is_made(lexicon, name))
            lexicon_say(lexicon, name, FALSE);
    }
    return lexicon->queue->len > 0;
}

void lexicon_follow(struct lexicon *lexicon, const GArray *names)
{
    guint rounds = 0;
    do
        empty_queue(lexicon);
    while (say_made(lexicon, names) && ++rounds < MAX_ROUNDS);
    empty_queue(lexicon);
}

gboolean lexicon_is_said(const struct lexicon *lexicon, guint32 word)
{
    return word_at(lexicon, word)->strong == lexicon->unit;
}

gboolean lexicon_is_defined(const struct lexicon *lexicon, guint32 word)
{
    const struct link *link;
    for (guint32 i = word_at(lexicon, word)->first_link; i != NONE; i = link->next) {
        link = &g_array_index(lexicon->links, struct link, i);
        const struct part *part = &g_array_index(lexicon->parts, struct part, link->part);
        if (counts(lexicon, part))
            return TRUE;
    }
    return FALSE;
}
