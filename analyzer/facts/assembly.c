/* Uses in inline assembly: by mnemonic, by bytes, and system calls made by `syscall` or `int $0x80`. */
#include "facts/assembly.h"

#include <string.h>

#include "facts/collector.h"

static const struct ir_asm *asm_of(const struct ir_function *function, const struct ir_inst *inst)
{
    if (inst->op != IR_ASM && inst->op != IR_ASMGOTO)
        return NULL;
    return &g_array_index(function->asms, struct ir_asm, inst->aux);
}

/* AT&T mnemonics may carry the operand size at their end. */
static bool is_mnemonic(const char *found, const char *wanted)
{
    size_t n = strlen(wanted);
    if (strncmp(found, wanted, n) != 0)
        return false;
    return found[n] == '\0' || (strchr("bwlq", found[n]) && found[n + 1] == '\0');
}

static bool holds(const GByteArray *run, const uint8_t *bytes, unsigned n)
{
    for (guint i = 0; n && i + n <= run->len; i++)
        if (memcmp(run->data + i, bytes, n) == 0)
            return true;
    return false;
}

static bool part_is(const struct template_part *part, const struct catalogue_spelling *spelling)
{
    if (part->mnemonic)
        return spelling->name && is_mnemonic(part->mnemonic, spelling->name);
    return holds(part->bytes, spelling->bytes, spelling->n_bytes);
}

/* An exact mnemonic beats one with a size suffix: `bndcl` is not a `bndc` of some size. */
static bool has_exact(const GPtrArray *spellings, const struct template_part *part,
                      const struct catalogue_spelling *but)
{
    for (guint i = 0; i < spellings->len; i++) {
        const struct catalogue_spelling *spelling =
            ((struct catalogue_match *)g_ptr_array_index(spellings, i))->spelling;
        if (spelling != but && spelling->name && part->mnemonic && g_str_equal(part->mnemonic, spelling->name))
            return !but->name || !g_str_equal(but->name, spelling->name);
    }
    return false;
}

static void collect_instructions(struct collector *c, const struct ir_function *function, uint32_t index,
                                 const GArray *parts)
{
    const GPtrArray *spellings = catalogue_by_kind(c->catalogue, SPELLING_ASM);
    g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL); /* an interface counts once an asm statement */
    for (guint p = 0; p < parts->len; p++) {
        const struct template_part *part = &g_array_index(parts, struct template_part, p);
        for (guint s = 0; s < spellings->len; s++) {
            const struct catalogue_match *match = g_ptr_array_index(spellings, s);
            if (!part_is(part, match->spelling) || has_exact(spellings, part, match->spelling))
                continue;
            const char *name = match->spelling->name ? match->spelling->name : match->interface->name;
            if (collector_on_side(c, match->spelling) && g_hash_table_add(found, (gpointer)match->interface))
                collector_add(c, collector_use(c, function, index, match, name));
        }
    }
}

static bool is_int80(const struct template_part *part)
{
    static const char *const vectors[] = {"$0x80", "0x80", "$128", "128", "$0X80", "80h"};
    for (unsigned i = 0; i < G_N_ELEMENTS(vectors); i++)
        if (g_str_equal(part->operands, vectors[i]))
            return g_str_equal(part->mnemonic, "int");
    return false;
}

const char *assembly_entry(const GArray *parts, const char *unit_abi)
{
    for (guint i = 0; i < parts->len; i++) {
        const struct template_part *part = &g_array_index(parts, struct template_part, i);
        if (!part->mnemonic)
            continue;
        if (is_int80(part) || g_str_equal(part->mnemonic, "sysenter"))
            return "i386";
        if (g_str_equal(part->mnemonic, "syscall") || g_str_equal(part->mnemonic, "svc"))
            return unit_abi;
    }
    return NULL;
}

static const char *constraint_at(const struct ir_asm *text, uint32_t i)
{
    return i < text->constraints->len ? g_array_index(text->constraints, const char *, i) : "";
}

/* An input may name its register itself, or the output ("0") that lives in it. */
static bool is_in_register(const struct ir_asm *text, uint32_t i, char letter)
{
    const char *constraint = constraint_at(text, i);
    if (g_ascii_isdigit(*constraint)) {
        guint64 output = g_ascii_strtoull(constraint, NULL, 10);
        return output < text->n_outputs && strchr(constraint_at(text, (uint32_t)output), letter);
    }
    return strchr(constraint, letter) != NULL && !strchr(constraint, '[');
}

struct ir_ref assembly_input(const struct ir_function *function, const struct ir_inst *inst, char letter)
{
    const struct ir_asm *text = asm_of(function, inst);
    uint32_t first = inst->op == IR_ASMGOTO ? text->n_labels + 1 : 0;
    for (uint32_t i = text->n_outputs; letter && first + i < inst->n_operands; i++)
        if (is_in_register(text, i, letter))
            return ir_operand(function, inst, first + i);
    return (struct ir_ref){.kind = IR_REF_NONE};
}

bool assembly_loaded_number(const GArray *parts, int64_t *ret_number)
{
    for (guint i = 0; i < parts->len; i++) {
        const struct template_part *part = &g_array_index(parts, struct template_part, i);
        if (!part->mnemonic || !is_mnemonic(part->mnemonic, "mov") || part->operands[0] != '$')
            continue;
        char *end;
        gint64 number = g_ascii_strtoll(part->operands + 1, &end, 0);
        end += strspn(end, " ,%");
        if (end != part->operands + 1 && (g_str_equal(end, "eax") || g_str_equal(end, "rax"))) {
            *ret_number = number;
            return true;
        }
    }
    return false;
}

char assembly_register(const char *abi, unsigned i)
{
    const char *letters = g_str_equal(abi, "i386") ? "bcdSD" : g_str_equal(abi, "x86_64") ? "DSd" : "";
    return i < strlen(letters) ? letters[i] : 0;
}

static void collect_entry(struct collector *c, const struct ir_function *function, uint32_t index, const GArray *parts)
{
    const char *abi = assembly_entry(parts, c->abi);
    int64_t number;
    if (!abi)
        return;
    struct ir_ref input = assembly_input(function, ir_inst_at(function, index), 'a');
    if (!assembly_loaded_number(parts, &number) &&
        (input.kind == IR_REF_NONE || !constants_number(body_constants(collector_body(c, function)), input, &number)))
        return;
    const GPtrArray *matches = catalogue_by_number(c->catalogue, SPELLING_SYSCALL, abi, number);
    for (guint i = 0; i < matches->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, i);
        struct use use = collector_use(c, function, index, match, match->spelling->name);
        use.abi = abi;
        use.by_number = true;
        use.number = number;
        if (collector_on_side(c, match->spelling))
            collector_add(c, use);
    }
}

void collect_asm(struct collector *c, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_asm *text = asm_of(function, ir_inst_at(function, i));
        if (!text || !text->template)
            continue;
        g_autoptr(GArray) parts = template_parse(text->template);
        collect_instructions(c, function, i, parts);
        collect_entry(c, function, i, parts);
    }
}
