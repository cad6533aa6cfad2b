#ifndef ALMANAC_BYTES_H
#define ALMANAC_BYTES_H

#include <stdint.h>

// Which of 64 bytes are a given one, as bits: the instruction for that has no name in Swift. All 64 are
// read.

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t almanac_equal_bytes(const void *start, uint8_t needle) {
  const __m128i wanted = _mm_set1_epi8((char)needle);
  uint64_t found = 0;
  for (int i = 0; i < 4; i++) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)start + i);
    found |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)) << (16 * i);
  }
  return found;
}

#endif
#endif
