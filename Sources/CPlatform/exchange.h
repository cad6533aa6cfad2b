#ifndef ALMANAC_EXCHANGE_H
#define ALMANAC_EXCHANGE_H

#include <errno.h>
#include <stdio.h>

// Two names change places in one step: neither is ever missing. The kernels offer it under
// different names, and Swift's view of the C library shows none of them.

#if defined(__linux__)
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int almanac_exchange(const char *a, const char *b) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 1u << 1);
}

#elif defined(__APPLE__)

static inline int almanac_exchange(const char *a, const char *b) {
  return renamex_np(a, b, RENAME_SWAP);
}

#else

static inline int almanac_exchange(const char *a, const char *b) {
  errno = ENOSYS;
  return -1;
}

#endif
#endif
