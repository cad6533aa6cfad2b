#ifndef ALMANAC_CMARKDOWN_H
#define ALMANAC_CMARKDOWN_H

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

#endif
