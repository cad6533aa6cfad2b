#ifndef ALMANAC_FILES_H
#define ALMANAC_FILES_H

#include <stdbool.h>

// Whether an open file is on one of the file systems of the kernel, which make it as it is read: such a read may wait for
// ever. The numbers are those of <linux/magic.h>: procfs, sysfs, debugfs, tracefs.
#if defined(__linux__)
#include <sys/vfs.h>

static inline bool almanac_is_made_when_read(int descriptor) {
  struct statfs system;
  if (fstatfs(descriptor, &system) != 0) return false;
  const unsigned long kind = (unsigned long)system.f_type;
  return kind == 0x9FA0 || kind == 0x62656572 || kind == 0x64626720 || kind == 0x74726163;
}
#else
static inline bool almanac_is_made_when_read(int descriptor) {
  (void)descriptor;
  return false;
}
#endif
#endif
