#ifndef ALMANAC_MEMORY_H
#define ALMANAC_MEMORY_H

// glibc raises the size from which a block is mapped by itself as blocks are freed, up to 32 MB; from
// then on the columns of a table stay in its heap when they are gone. A fixed size keeps them apart.

#if defined(__GLIBC__) || defined(__linux__)
#include <malloc.h>
#endif

static inline void almanac_return_large_blocks(void) {
#if defined(M_MMAP_THRESHOLD)
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

// Each heap of a thread's own takes 64 MB of addresses; where they are few, threads share.
static inline void almanac_limit_heaps(int count) {
#if defined(M_ARENA_MAX)
  mallopt(M_ARENA_MAX, count);
#else
  (void)count;
#endif
}

#endif
