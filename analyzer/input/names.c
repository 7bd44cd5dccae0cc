#include "input/names.h"

#include <string.h>

/* Function names through which any system call is made (facts know the same), and instructions that make one. */
static const char *const syscall_words[] = {"syscall",    "__syscall",  "__syscall1", "__syscall2",   "__syscall3",
                                            "__syscall4", "__syscall5", "__syscall6", "__syscall_cp", "sysenter"};
static const char *const syscall_shapes[][2] = {
    {"int[ \\t]+\\$?(0x80|128)\\b", "int $0x80"},
    {"\\bsvc[ \\t]+#?0", "svc 0"},
};
static const char *const number_prefixes[] = {"SYS_",         "__NR_", "__NR_ia32_", "__NR_x32_",
                                              "__NR_compat_", "NR_",   "TARGET_NR_"};

static void add_word(struct names *names, const char *prefix, const char *word)
{
    g_ptr_array_add(names->words, g_strconcat(prefix, word, NULL));
}

static void add_shape(struct names *names, char *expression, char *label)
{
    struct shape *shape = g_new0(struct shape, 1);
    *shape = (struct shape){.label = label, .expression = expression};
    g_ptr_array_add(names->shapes, shape);
}

static void add_opcode(struct names *names, const char *label, const guint8 *bytes, unsigned n)
{
    struct shape *shape = g_new0(struct shape, 1);
    shape->label = g_strdup(label);
    shape->opcode.n = MIN(n, OPCODE_BYTES);
    memcpy(shape->opcode.bytes, bytes, shape->opcode.n);
    g_ptr_array_add(names->shapes, shape);
}

/* AT&T mnemonics may carry the operand size at their end. */
static void add_mnemonic(struct names *names, const char *mnemonic)
{
    static const char *const sizes[] = {"", "b", "w", "l", "q"};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        add_word(names, mnemonic, sizes[i]);
}

/* A * of the catalogue stands for a part of a file name, or for the directive that will make it. */
static void add_device(struct names *names, const char *path)
{
    g_autoptr(GString) expression = g_string_new(NULL);
    for (const char *p = path; *p; p++) {
        if (*p == '*')
            g_string_append(expression, "[^/\"\\n]{1,32}");
        else if (g_ascii_isalnum(*p) || *p == '/' || *p == '_')
            g_string_append_c(expression, *p);
        else
            g_string_append_printf(expression, "\\x%02x", (guint8)*p);
    }
    add_shape(names, g_strdup(expression->str), g_strdup(path));
}

static void add_spelling(struct names *names, const struct catalogue_spelling *spelling)
{
    switch (spelling->kind) {
    case SPELLING_SYSCALL:
        for (size_t i = 0; i < G_N_ELEMENTS(number_prefixes); i++)
            add_word(names, number_prefixes[i], spelling->name);
        for (size_t i = 0; i < G_N_ELEMENTS(syscall_words); i++)
            add_word(names, syscall_words[i], "");
        break;
    case SPELLING_PRCTL:
        add_word(names, "prctl", "");
        add_word(names, spelling->name, "");
        break;
    case SPELLING_ASM:
        if (spelling->name)
            add_mnemonic(names, spelling->name);
        if (spelling->n_bytes)
            add_opcode(names, spelling->name ? spelling->name : "opcode bytes", spelling->bytes, spelling->n_bytes);
        break;
    case SPELLING_FLAG:
        g_ptr_array_add(names->flags, g_strdup(spelling->name));
        break;
    case SPELLING_DEVICE:
        add_device(names, spelling->name);
        break;
    case SPELLING_CALL:
    case SPELLING_INTRINSIC:
    case SPELLING_CONSTANT:
    case SPELLING_IMPLEMENTATION:
        add_word(names, spelling->name, "");
        break;
    }
}

static int compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_words(GPtrArray *words)
{
    g_ptr_array_sort(words, compare_words);
    guint kept = 0;
    for (guint i = 0; i < words->len; i++) {
        char *word = g_steal_pointer(&words->pdata[i]);
        if (kept > 0 && g_str_equal(word, words->pdata[kept - 1]))
            g_free(word);
        else
            words->pdata[kept++] = word;
    }
    g_ptr_array_set_size(words, (int)kept);
}

static void shape_free(gpointer data)
{
    struct shape *shape = data;
    g_free(shape->expression);
    g_free(shape->label);
    g_free(shape);
}

struct names *names_of(const struct catalogue *catalogue, const char *const *without)
{
    struct names *names = g_new0(struct names, 1);
    names->words = g_ptr_array_new_with_free_func(g_free);
    names->shapes = g_ptr_array_new_with_free_func(shape_free);
    names->flags = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *interfaces = catalogue_interfaces(catalogue);
    for (guint i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        if ((interface->accessor && !interface->thread) || (without && g_strv_contains(without, interface->family)))
            continue;
        for (guint s = 0; s < interface->spellings->len; s++)
            add_spelling(names, &g_array_index(interface->spellings, struct catalogue_spelling, s));
    }
    add_word(names, "mpx_untrusted", ""); /* an annotation of ours */
    sort_words(names->words);
    for (size_t i = 0; i < G_N_ELEMENTS(syscall_shapes); i++)
        add_shape(names, g_strdup(syscall_shapes[i][0]), g_strdup(syscall_shapes[i][1]));
    return names;
}

void names_free(struct names *names)
{
    if (!names)
        return;
    g_ptr_array_unref(names->words);
    g_ptr_array_unref(names->shapes);
    g_ptr_array_unref(names->flags);
    g_free(names);
}
