#ifndef ALMANAC_CEXPAT_H
#define ALMANAC_CEXPAT_H

#include <expat.h>

#endif
