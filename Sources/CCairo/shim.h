#ifndef ALMANAC_CCAIRO_H
#define ALMANAC_CCAIRO_H

#include <cairo/cairo.h>
#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>

// Casts and macros that Swift does not see.

static inline void almanac_unref(void *object) { g_object_unref(object); }

// The code point that glyph stands for where no font has it, else 0.
static inline unsigned int almanac_unknown_glyph(PangoGlyph glyph) {
  return (glyph & PANGO_GLYPH_UNKNOWN_FLAG) ? (glyph & ~PANGO_GLYPH_UNKNOWN_FLAG) : 0;
}

#endif
