#ifndef ALMANAC_SHA256_H
#define ALMANAC_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The SHA-256 instructions of x86 processors, which Swift has no way to say.

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

// Whether this processor has the SHA extensions (CPUID leaf 7, EBX bit 29) and SSE4.1.
static inline bool almanac_sha256_hardware(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 19)) || !(c & (1u << 9))) return false;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  return (b & (1u << 29)) != 0;
}

// Takes `count` blocks of 64 bytes into `state`. The instructions want the eight words of the state
// as two vectors, ABEF and CDGH, and do four rounds with each vector of four message words.
__attribute__((target("sha,sse4.1,ssse3"))) static inline void almanac_sha256_blocks(
    uint32_t *state, const uint8_t *blocks, size_t count, const uint32_t *constants) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
  for (; count > 0; count--, blocks += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
    for (int i = 0; i < 4; i++)
      words[i] = _mm_shuffle_epi8(
          _mm_loadu_si128((const __m128i *)(blocks + 16 * i)), big_endian);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      const __m128i sum =
          _mm_add_epi32(words[i & 3], _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
      if (i < 12) {
        const __m128i before = words[(i + 3) & 3];
        const __m128i next = _mm_add_epi32(
            _mm_sha256msg1_epu32(words[i & 3], words[(i + 1) & 3]),
            _mm_alignr_epi8(before, words[(i + 2) & 3], 4));
        words[i & 3] = _mm_sha256msg2_epu32(next, before);
      }
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

#else

static inline bool almanac_sha256_hardware(void) { return false; }
static inline void almanac_sha256_blocks(
    uint32_t *state, const uint8_t *blocks, size_t count, const uint32_t *constants) {}

#endif
#endif
