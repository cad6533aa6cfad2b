#ifndef ALMANAC_CSQLITE_H
#define ALMANAC_CSQLITE_H

#include <sqlite3.h>

#endif
