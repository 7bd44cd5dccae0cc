#define _GNU_SOURCE
#include <sys/mman.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct board {
	char name[64];
	char cmd[128];
	char line[256];
	char num[16];
	int color;
};

static struct board *bd;
static int palette[10];
static char title[64];

int board_map(int fd)
{
	void *p = mmap(0, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		return -1;
	bd = p;
	return 0;
}

/* expect: double-load live */
char *board_name(void)
{
	char *s = malloc(strlen(bd->name) + 1);

	if (s)
		strcpy(s, bd->name);
	return s;
}

/* expect: double-load safe */
char *board_name_n(void)
{
	size_t n = strnlen(bd->name, sizeof bd->name);
	char *s = malloc(n + 1);

	if (!s)
		return NULL;
	memcpy(s, bd->name, n);
	s[n] = '\0';
	return s;
}

/* expect: double-load live */
int board_run(void)
{
	if (strcmp(bd->cmd, "date") != 0 && strcmp(bd->cmd, "uptime") != 0)
		return -1;
	return system(bd->cmd);
}

/* expect: double-load safe */
int board_run_copy(void)
{
	char cmd[128];

	snprintf(cmd, sizeof cmd, "%.127s", bd->cmd);
	if (strcmp(cmd, "date") != 0 && strcmp(cmd, "uptime") != 0)
		return -1;
	return system(cmd);
}

/* expect: double-load live */
int board_color(void)
{
	if (atoi(bd->num) < 0 || atoi(bd->num) > 9)
		return -1;
	return palette[atoi(bd->num)];
}

/* expect: double-load safe */
int board_color_once(void)
{
	char t[16];
	int c;

	memcpy(t, bd->num, sizeof t);
	t[15] = 0;
	c = atoi(t);
	return c >= 0 && c < 10 ? palette[c] : -1;
}

/* expect: double-load live */
int board_digit(int i)
{
	if (i < 0 || i > 15 || !isdigit((unsigned char)bd->num[i]))
		return -1;
	return palette[bd->num[i] - '0'];
}

/* expect: double-load safe */
void board_copy_line(char out[256])
{
	int i;

	for (i = 0; i < 255 && bd->line[i]; i++)
		out[i] = bd->line[i];
	out[i] = 0;
}

/* expect: double-load live */
int board_title(void)
{
	if (strlen(bd->line) >= sizeof title)
		return -1;
	strcpy(title, bd->line);
	return 0;
}

/* expect: double-load safe */
int board_title_bounded(void)
{
	if (strlen(bd->line) >= sizeof title)
		return -1;
	strncpy(title, bd->line, sizeof title - 1);
	title[sizeof title - 1] = 0;
	return 0;
}

/* expect: double-load live gap_ */
int board_key(char *key, size_t cap)
{
	char *eq = strchr(bd->line, '=');

	if (!eq || (size_t)(eq - bd->line) >= cap)
		return -1;
	memcpy(key, bd->line, strchr(bd->line, '=') - bd->line);
	return 0;
}

/* expect: double-load safe */
int board_key_len(char *key, size_t cap)
{
	const char *eq = memchr(bd->line, '=', sizeof bd->line);
	size_t n;

	if (!eq)
		return -1;
	n = eq - bd->line;
	if (n >= cap)
		return -1;
	memcpy(key, bd->line, n);
	key[n] = 0;
	return 0;
}

/* expect: double-load safe */
int board_dup(void)
{
	char *s = strndup(bd->line, sizeof bd->line);
	int ok = 0;

	if (!s)
		return -1;
	if (strlen(s) < sizeof title) {
		strcpy(title, s);
		ok = 1;
	}
	free(s);
	return ok;
}

/* expect: double-load live gap_ */
int board_alloc_loop(char **out)
{
	size_t n = 0;
	char *o;

	while (bd->line[n])
		n++;
	o = *out = malloc(n + 1);
	if (!o)
		return -1;
	for (size_t i = 0; (o[i] = bd->line[i]); i++)
		;
	return 0;
}
