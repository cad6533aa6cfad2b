#ifndef ALMANAC_OUTPUT_H
#define ALMANAC_OUTPUT_H

#include <stdio.h>

// Writes out what was printed; 0 where that, or anything printed before, could not be written.
static inline int almanac_flush_output(void) { return fflush(NULL) == 0 && !ferror(stdout); }

#endif
