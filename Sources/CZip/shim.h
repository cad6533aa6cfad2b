#ifndef ALMANAC_CZIP_H
#define ALMANAC_CZIP_H

#include <zip.h>

#endif
