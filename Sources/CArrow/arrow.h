#ifndef ALMANAC_ARROW_H
#define ALMANAC_ARROW_H

#include <stdint.h>

// The Arrow C data and stream interfaces, as https://arrow.apache.org/docs/format/CDataInterface.html
// specifies them: the layout of these structures is a stable ABI.

struct ArrowSchema {
  const char *_Nullable format;
  const char *_Nullable name;
  const char *_Nullable metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema *_Nullable *_Nullable children;
  struct ArrowSchema *_Nullable dictionary;
  void (*_Nullable release)(struct ArrowSchema *);
  void *_Nullable private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void *_Nullable *_Nullable buffers;
  struct ArrowArray *_Nullable *_Nullable children;
  struct ArrowArray *_Nullable dictionary;
  void (*_Nullable release)(struct ArrowArray *);
  void *_Nullable private_data;
};

struct ArrowArrayStream {
  int (*_Nullable get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*_Nullable get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*_Nullable get_last_error)(struct ArrowArrayStream *);
  void (*_Nullable release)(struct ArrowArrayStream *);
  void *_Nullable private_data;
};

#endif
