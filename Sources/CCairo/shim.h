#ifndef ALMANAC_CCAIRO_H
#define ALMANAC_CCAIRO_H

#include <cairo/cairo.h>
#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>

#endif
