#include "mpx-probe/buildid.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { HEADERS = 64, NOTES = 4096 };

struct segment {
    uint32_t type;
    uint64_t offset, size;
};

static bool read_at(int fd, void *bytes, size_t size, uint64_t offset)
{
    return offset < INT64_MAX && pread(fd, bytes, size, (off_t)offset) == (ssize_t)size;
}

/* The two classes differ in their structs' layout only. */
static bool segment_read(int fd, bool is_64, uint64_t offset, struct segment *ret_segment)
{
    Elf64_Phdr wide;
    Elf32_Phdr narrow;
    if (is_64) {
        if (!read_at(fd, &wide, sizeof wide, offset))
            return false;
        *ret_segment = (struct segment){wide.p_type, wide.p_offset, wide.p_filesz};
        return true;
    }
    if (!read_at(fd, &narrow, sizeof narrow, offset))
        return false;
    *ret_segment = (struct segment){narrow.p_type, narrow.p_offset, narrow.p_filesz};
    return true;
}

static uint32_t round4(uint32_t n)
{
    return n > UINT32_MAX - 3 ? UINT32_MAX : (n + 3) & ~3u;
}

/* elf(5), notes: name size, descriptor size, type, name, descriptor, each rounded up to 4. */
static unsigned id_in_notes(const uint8_t *notes, size_t size, uint8_t *ret_id)
{
    Elf64_Nhdr note; /* the same in both classes */
    for (size_t at = 0; size - at >= sizeof note;) {
        memcpy(&note, notes + at, sizeof note);
        at += sizeof note;
        uint64_t name = round4(note.n_namesz), descriptor = round4(note.n_descsz);
        if (name + descriptor > size - at)
            return 0;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof "GNU" &&
            memcmp(notes + at, "GNU", sizeof "GNU") == 0 && note.n_descsz <= BUILD_ID_MAX) {
            memcpy(ret_id, notes + at + name, note.n_descsz);
            return note.n_descsz;
        }
        at += name + descriptor;
    }
    return 0;
}

static unsigned id_in_segment(int fd, const struct segment *segment, uint8_t *ret_id)
{
    uint8_t notes[NOTES];
    size_t size = segment->size < sizeof notes ? segment->size : sizeof notes;
    return segment->type == PT_NOTE && read_at(fd, notes, size, segment->offset) ? id_in_notes(notes, size, ret_id) : 0;
}

unsigned buildid_read(int fd, uint8_t ret_id[BUILD_ID_MAX])
{
    union {
        unsigned char ident[EI_NIDENT];
        Elf64_Ehdr wide;
        Elf32_Ehdr narrow;
    } header = {.ident = {0}};
    struct segment segment;
    if (pread(fd, &header, sizeof header, 0) < (ssize_t)sizeof header.narrow ||
        memcmp(header.ident, ELFMAG, SELFMAG) != 0 || header.ident[EI_DATA] != ELFDATA2LSB)
        return 0;
    bool is_64 = header.ident[EI_CLASS] == ELFCLASS64;
    uint64_t table = is_64 ? header.wide.e_phoff : header.narrow.e_phoff;
    uint64_t step = is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
    unsigned n = is_64 ? header.wide.e_phnum : header.narrow.e_phnum;
    for (unsigned i = 0; i < n && i < HEADERS; i++) {
        unsigned size = segment_read(fd, is_64, table + i * step, &segment) ? id_in_segment(fd, &segment, ret_id) : 0;
        if (size)
            return size;
    }
    return 0;
}
