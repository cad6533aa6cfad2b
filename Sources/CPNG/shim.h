#ifndef ALMANAC_CPNG_H
#define ALMANAC_CPNG_H

#include <png.h>

#endif
