#ifndef ALMANAC_CREADSTAT_H
#define ALMANAC_CREADSTAT_H

#include <readstat.h>

#endif
