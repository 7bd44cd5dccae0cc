/* tilecache.c -- read side of the on-disk map tile cache.

   The cache file is mapped shared; the fetcher processes of all users append
   to it and rewrite directory entries in place while we are reading.  All
   numbers in the file are big endian.  */

#define _GNU_SOURCE 1
#include <endian.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TC_TILE_MAX  (64u * 1024u)
#define TC_ROW_MAX   256u
#define TC_FILE_MAX  (512u * 1024u * 1024u)

struct tc_header
{
  char magic[8];
  uint32_t version;
  uint32_t dir_count;
  uint32_t heap_off;
  uint32_t generation;
};

struct tc_entry
{
  uint32_t key;
  uint32_t off;
  uint32_t len;
  uint16_t w;
  uint16_t h;
};

struct tc_image
{
  struct tc_header hdr;
  struct tc_entry dir[];
};

struct tile_cache
{
  int fd;
  size_t size;
  struct tc_image *img;
  uint32_t dir_max;		/* from the file size, not from the file */
  size_t heap_size;		/* likewise */
  const unsigned char *heap;
};

int
tc_open (struct tile_cache *tc, const char *name)
{
  struct stat st;
  void *p;

  tc->fd = open (name, O_RDONLY | O_CLOEXEC);
  if (tc->fd < 0)
    return -1;
  if (fstat (tc->fd, &st) < 0
      || st.st_size < (off_t) (4 * TC_TILE_MAX) || st.st_size > TC_FILE_MAX)
    {
      close (tc->fd);
      return -1;
    }
  tc->size = st.st_size;
  p = mmap (NULL, tc->size, PROT_READ, MAP_SHARED, tc->fd, 0);
  if (p == MAP_FAILED)
    {
      close (tc->fd);
      return -1;
    }
  tc->img = p;
  tc->dir_max = (TC_TILE_MAX - sizeof (struct tc_header)) / sizeof (struct tc_entry);
  tc->heap = (const unsigned char *) p + TC_TILE_MAX;
  tc->heap_size = tc->size - TC_TILE_MAX;
  return 0;
}

static const struct tc_entry *
tc_slot (const struct tile_cache *tc, uint32_t idx)
{
  return idx < tc->dir_max ? &tc->img->dir[idx] : NULL;
}

/* expect: double-load live */ /* byte-swapped twice, mapped read-only: others still write */
unsigned char *
tc_load_tile (const struct tile_cache *tc, uint32_t idx)
{
  const struct tc_entry *e = tc_slot (tc, idx);
  unsigned char *buf;
  uint32_t off;

  if (!e)
    return NULL;
  off = be32toh (e->off);
  if (off > tc->size - TC_TILE_MAX)
    return NULL;
  if (be32toh (e->len) > TC_TILE_MAX)
    return NULL;
  buf = malloc (TC_TILE_MAX);
  if (buf)
    memcpy (buf, (const char *) tc->img + off, be32toh (e->len));
  return buf;
}

/* expect: double-load safe */ /* first value is a read-ahead hint; check and copy take the later one */
unsigned char *
tc_load_tile_ra (const struct tile_cache *tc, uint32_t idx)
{
  const struct tc_entry *e = tc_slot (tc, idx);
  unsigned char *buf;
  uint32_t off, len;

  if (!e)
    return NULL;
  posix_fadvise (tc->fd, 0, be32toh (e->len), POSIX_FADV_WILLNEED);
  off = be32toh (e->off);
  len = be32toh (e->len);
  if (len == 0 || len > TC_TILE_MAX || off > tc->size - TC_TILE_MAX)
    return NULL;
  buf = malloc (len);
  if (buf)
    memcpy (buf, (const char *) tc->img + off, len);
  return buf;
}

static int
cmp_key (const void *a, const void *b)
{
  uint32_t k = *(const uint32_t *) a;
  uint32_t e = be32toh (((const struct tc_entry *) b)->key);

  return k < e ? -1 : k > e;
}

/* expect: double-load live */ /* count checked, then loaded again for bsearch */
const struct tc_entry *
tc_find (const struct tile_cache *tc, uint32_t key)
{
  const struct tc_header *h = &tc->img->hdr;

  if (be32toh (h->dir_count) > tc->dir_max)
    {
      fprintf (stderr, "tilecache: directory damaged\n");
      return NULL;
    }
  return bsearch (&key, tc->img->dir, be32toh (h->dir_count),
		  sizeof (struct tc_entry), cmp_key);
}

/* expect: double-load safe */ /* every load of the count is bounded by our own maximum */
uint32_t
tc_count_used (const struct tile_cache *tc)
{
  const struct tc_header *h = &tc->img->hdr;
  uint32_t i, used = 0;

  if (be32toh (h->dir_count) == 0)
    return 0;
  for (i = 0; i < be32toh (h->dir_count) && i < tc->dir_max; i++)
    if (tc->img->dir[i].key != 0)
      used++;
  return used;
}

/* expect: double-load live */ /* pass one sizes the buffer, pass two copies by fresh lengths */
unsigned char *
tc_export_all (const struct tile_cache *tc, size_t *out_len)
{
  size_t total = 0, pos = 0;
  unsigned char *buf;
  uint32_t i;

  for (i = 0; i < tc->dir_max; i++)
    total += be32toh (tc->img->dir[i].len);
  if (total == 0 || total > tc->heap_size)
    return NULL;
  buf = malloc (total);
  if (!buf)
    return NULL;
  /* Tiles lie back to back in directory order.  */
  for (i = 0; i < tc->dir_max; i++)
    {
      memcpy (buf + pos, tc->heap + pos, be32toh (tc->img->dir[i].len));
      pos += be32toh (tc->img->dir[i].len);
    }
  *out_len = total;
  return buf;
}

/* expect: double-load safe rechecked */ /* pass two holds each fresh length against what is left */
unsigned char *
tc_export_row (const struct tile_cache *tc, uint32_t first, size_t *out_len)
{
  size_t total = 0, pos = 0;
  unsigned char *buf;
  uint32_t i, len;

  if (first > tc->dir_max - TC_ROW_MAX)
    return NULL;
  for (i = 0; i < TC_ROW_MAX; i++)
    total += be32toh (tc->img->dir[first + i].len);
  if (total == 0 || total > tc->heap_size)
    return NULL;
  buf = malloc (total);
  if (!buf)
    return NULL;
  for (i = 0; i < TC_ROW_MAX; i++)
    {
      len = be32toh (tc->img->dir[first + i].len);
      if (len > total - pos)
	{
	  free (buf);
	  return NULL;
	}
      memcpy (buf + pos, tc->heap + pos, len);
      pos += len;
    }
  *out_len = pos;
  return buf;
}

static size_t
tc_area (const struct tc_entry *e)
{
  size_t w = be16toh (e->w), h = be16toh (e->h);

  return w * h <= TC_TILE_MAX ? w * h : 0;
}

/* expect: double-load live */ /* the helper's checked product is not what the loop runs on */
int
tc_blit (const struct tile_cache *tc, uint32_t idx, unsigned char *dst)
{
  const struct tc_entry *e = tc_slot (tc, idx);
  const unsigned char *src = tc->heap;
  size_t y, area;

  if (!e || (area = tc_area (e)) == 0)
    return -1;
  memset (dst, 0, area);
  for (y = 0; y < be16toh (e->h); y++)
    {
      memcpy (dst, src, be16toh (e->w));
      dst += be16toh (e->w);
      src += TC_ROW_MAX;
    }
  return 0;
}

/* expect: double-load safe overridden */ /* the whole header of the second copy is set from the first */
struct tc_image *
tc_clone_image (const struct tile_cache *tc, unsigned long *sum)
{
  struct tc_image *copy;
  struct tc_header h;
  size_t bytes;
  uint32_t i, n;

  memcpy (&h, &tc->img->hdr, sizeof h);
  n = be32toh (h.dir_count);
  if (n > tc->dir_max)
    return NULL;
  bytes = sizeof h + n * sizeof (struct tc_entry);
  copy = malloc (bytes);
  if (!copy)
    return NULL;
  memcpy (copy, tc->img, bytes);
  copy->hdr = h;
  for (i = 0; i < be32toh (copy->hdr.dir_count); i++)
    *sum += be32toh (copy->dir[i].len);
  return copy;
}

/* expect: double-load live */ /* only magic and version are put back, not the count */
struct tc_image *
tc_clone_dir (const struct tile_cache *tc, unsigned long *sum)
{
  struct tc_image *copy;
  struct tc_header h;
  size_t bytes;
  uint32_t i, n;

  memcpy (&h, &tc->img->hdr, sizeof h);
  n = be32toh (h.dir_count);
  if (n > tc->dir_max)
    return NULL;
  bytes = sizeof h + n * sizeof (struct tc_entry);
  copy = malloc (bytes);
  if (!copy)
    return NULL;
  memcpy (copy, tc->img, bytes);
  memcpy (copy->hdr.magic, h.magic, sizeof h.magic);
  copy->hdr.version = h.version;
  for (i = 0; i < be32toh (copy->hdr.dir_count); i++)
    *sum += be32toh (copy->dir[i].len);
  return copy;
}

/* expect: double-load safe compared */ /* memcmp of both headers, gone when they differ */
struct tc_image *
tc_reload (const struct tile_cache *tc, unsigned long *sum)
{
  struct tc_image *copy;
  struct tc_header h;
  size_t bytes;
  uint32_t i, n;

  memcpy (&h, &tc->img->hdr, sizeof h);
  n = be32toh (h.dir_count);
  if (n > tc->dir_max)
    return NULL;
  bytes = sizeof h + n * sizeof (struct tc_entry);
  copy = malloc (bytes);
  if (!copy)
    return NULL;
  memcpy (copy, tc->img, bytes);
  if (memcmp (&copy->hdr, &h, sizeof h) != 0)
    {
      free (copy);
      return NULL;
    }
  for (i = 0; i < be32toh (copy->hdr.dir_count); i++)
    *sum += be32toh (copy->dir[i].len);
  return copy;
}

/* expect: double-load live */ /* offset checked, then loaded again into the address */
int
tc_heap_signature (const struct tile_cache *tc, unsigned char sig[16])
{
  const struct tc_header *h = &tc->img->hdr;

  if (be32toh (h->heap_off) > tc->size - 16)
    return -1;
  memcpy (sig, (const unsigned char *) tc->img + be32toh (h->heap_off), 16);
  return 0;
}

/* expect: none */ /* the image was read into memory of our own */
long
tc_verify_offline (const char *name)
{
  struct tc_image *img = malloc (TC_TILE_MAX);
  uint32_t i;
  long sum = -1;
  int fd = open (name, O_RDONLY | O_CLOEXEC);

  if (!img || fd < 0
      || pread (fd, img, TC_TILE_MAX, 0) != (ssize_t) TC_TILE_MAX)
    goto out;
  if (be32toh (img->hdr.dir_count)
      > (TC_TILE_MAX - sizeof img->hdr) / sizeof img->dir[0])
    goto out;
  sum = 0;
  for (i = 0; i < be32toh (img->hdr.dir_count); i++)
    sum += be32toh (img->dir[i].len);
out:
  if (fd >= 0)
    close (fd);
  free (img);
  return sum;
}

int
main (int argc, char **argv)
{
  static unsigned char canvas[TC_TILE_MAX];
  struct tile_cache tc;
  unsigned char sig[16];
  unsigned long sum = 0;
  size_t n = 0;
  void *p = NULL;

  if (argc < 3 || tc_open (&tc, argv[1]) < 0)
    return 1;
  switch (argv[2][0])
    {
    case 'l': p = tc_load_tile (&tc, 3); break;
    case 'L': p = tc_load_tile_ra (&tc, 3); break;
    case 'f': return tc_find (&tc, 99) == NULL;
    case 'c': return tc_count_used (&tc) == 0;
    case 'x': p = tc_export_all (&tc, &n); break;
    case 'X': p = tc_export_row (&tc, 16, &n); break;
    case 'b': return tc_blit (&tc, 5, canvas);
    case 'i': p = tc_clone_image (&tc, &sum); break;
    case 'd': p = tc_clone_dir (&tc, &sum); break;
    case 'r': p = tc_reload (&tc, &sum); break;
    case 's': return tc_heap_signature (&tc, sig);
    case 'v': return tc_verify_offline (argv[1]) < 0;
    }
  free (p);
  return sum + n == 0;
}
