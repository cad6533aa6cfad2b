#ifndef ALMANAC_CZLIB_H
#define ALMANAC_CZLIB_H

#include <zlib.h>

#endif
