#ifndef ALMANAC_CPNG_H
#define ALMANAC_CPNG_H

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

// libpng reports errors by a long jump, which must not cross Swift frames: all of one image is
// written here.

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} almanac_png_buffer;

static inline void almanac_png_append(png_structp png, png_bytep bytes, size_t count) {
  almanac_png_buffer *buffer = (almanac_png_buffer *)png_get_io_ptr(png);
  if (buffer->count + count > buffer->capacity) {
    size_t capacity = (buffer->count + count) * 2;
    uint8_t *grown = (uint8_t *)realloc(buffer->bytes, capacity);
    if (grown == NULL) png_error(png, "out of memory");
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  for (size_t i = 0; i < count; i++) buffer->bytes[buffer->count + i] = bytes[i];
  buffer->count += count;
}

static inline void almanac_png_flush(png_structp png) { (void)png; }
static inline void almanac_png_silent(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

// Writes `rows` (colour type as given, 8 bits a sample) and answers 1, or 0 on failure. The caller
// frees `buffer->bytes` in either case. `keys` and `texts` are `text_count` UTF-8 pairs.
static inline int almanac_png_write(
    almanac_png_buffer *buffer, const uint8_t *pixels, uint32_t width, uint32_t height,
    size_t stride, int color_type, const uint8_t *palette, int palette_count, int level,
    int filters, uint32_t pixels_per_meter, const char *const *keys, const char *const *texts,
    int text_count) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, almanac_png_silent);
  if (png == NULL) return 0;
  png_infop info = png_create_info_struct(png);
  if (info == NULL || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return 0;
  }
  png_set_write_fn(png, buffer, almanac_png_append, almanac_png_flush);
  png_set_IHDR(png, info, width, height, 8, color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (palette_count > 0) {
    png_color colors[256];
    for (int i = 0; i < palette_count && i < 256; i++) {
      colors[i].red = palette[3 * i];
      colors[i].green = palette[3 * i + 1];
      colors[i].blue = palette[3 * i + 2];
    }
    png_set_PLTE(png, info, colors, palette_count);
  }
  if (pixels_per_meter > 0)
    png_set_pHYs(png, info, pixels_per_meter, pixels_per_meter, PNG_RESOLUTION_METER);
  for (int i = 0; i < text_count; i++) {
    png_text entry = {0};
    entry.compression = PNG_ITXT_COMPRESSION_NONE;
    entry.key = (png_charp)keys[i];
    entry.text = (png_charp)texts[i];
    entry.lang = (png_charp) "";
    entry.lang_key = (png_charp) "";
    png_set_text(png, info, &entry, 1);
  }
  png_set_compression_level(png, level);
  png_set_filter(png, 0, filters);
  png_write_info(png, info);
  for (uint32_t y = 0; y < height; y++)
    png_write_row(png, (png_const_bytep)(pixels + (size_t)y * stride));
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 1;
}

#endif
