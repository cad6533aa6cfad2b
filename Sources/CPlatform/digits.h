#ifndef ALMANAC_DIGITS_H
#define ALMANAC_DIGITS_H

#include <stdio.h>

// The digits of a double, correctly rounded. Swift boxes each argument of a variable list, which
// costs as much as the digits. At most `size` bytes are written; the answer may be more.

static inline int almanac_fixed_digits(char *to, size_t size, int decimals, double value) {
  return snprintf(to, size, "%.*f", decimals, value);
}

static inline int almanac_scientific_digits(char *to, size_t size, int decimals, double value) {
  return snprintf(to, size, "%.*e", decimals, value);
}

#endif
