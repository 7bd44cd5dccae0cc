#define _GNU_SOURCE
#include "pool.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int recv_fd(int sock)
{
	char c, ctl[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { &c, 1 };
	struct msghdr m = { 0 };
	struct cmsghdr *cm;
	int fd = -1;

	m.msg_iov = &iov;
	m.msg_iovlen = 1;
	m.msg_control = ctl;
	m.msg_controllen = sizeof ctl;
	if (recvmsg(sock, &m, 0) <= 0)
		return -1;
	cm = CMSG_FIRSTHDR(&m);
	if (cm && cm->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(cm), sizeof fd);
	return fd;
}

/* The client's memfd; the client keeps its own mapping. */
static int map_fd(int fd, pool_hdr_t **hdr, uint8_t **base, size_t *len)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) < 0 || st.st_size < (off_t)sizeof(pool_hdr_t))
		return -1;
	p = mmap(NULL, st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return -1;
	*hdr = p;
	*base = p;
	*len = st.st_size;
	return 0;
}

int pool_import(int sock, pool_t *p)
{
	p->fd = recv_fd(sock);
	if (p->fd < 0)
		return -1;
	if (map_fd(p->fd, &p->hdr, &p->base, &p->len) < 0) {
		close(p->fd);
		return -1;
	}
	return 0;
}

/* expect: shared-argument live */
void pool_drop(pool_t *p)
{
	munmap(p->base, p->hdr->total);
	close(p->fd);
}

/* expect: shared-argument safe */
void pool_close(pool_t *p)
{
	munmap(p->base, p->len);
	p->base = NULL;
	p->hdr = NULL;
	close(p->fd);
}
