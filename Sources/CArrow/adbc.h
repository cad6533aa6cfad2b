#ifndef ALMANAC_ADBC_H
#define ALMANAC_ADBC_H

#include <stddef.h>
#include <stdint.h>

#include "arrow.h"

// Arrow Database Connectivity 1.1 as https://arrow.apache.org/adbc specifies its ABI. A driver fills in
// the table of functions when its entry point is called; what is not called here is a place in the table.

#define ALMANAC_ADBC_VERSION 1001000
#define ALMANAC_ADBC_VERSION_1_0 1000000
// Says that an error has the two members that came with 1.1.
#define ALMANAC_ADBC_LONG_ERROR INT32_MIN

typedef uint8_t AdbcStatusCode;

enum {
  ALMANAC_ADBC_OK = 0,
  ALMANAC_ADBC_NOT_IMPLEMENTED = 2,
  ALMANAC_ADBC_CANCELLED = 11,
  ALMANAC_ADBC_TIMEOUT = 12
};

struct AdbcDriver;

struct AdbcError {
  char *message;
  int32_t vendor_code;
  char sqlstate[5];
  void (*release)(struct AdbcError *);
  void *private_data;
  struct AdbcDriver *private_driver;
};

struct AdbcDatabase {
  void *private_data;
  struct AdbcDriver *private_driver;
};

struct AdbcConnection {
  void *private_data;
  struct AdbcDriver *private_driver;
};

struct AdbcStatement {
  void *private_data;
  struct AdbcDriver *private_driver;
};

typedef void (*almanac_adbc_unused)(void);

struct AdbcDriver {
  void *private_data;
  void *private_manager;
  AdbcStatusCode (*release)(struct AdbcDriver *, struct AdbcError *);

  AdbcStatusCode (*DatabaseInit)(struct AdbcDatabase *, struct AdbcError *);
  AdbcStatusCode (*DatabaseNew)(struct AdbcDatabase *, struct AdbcError *);
  AdbcStatusCode (*DatabaseSetOption)(struct AdbcDatabase *, const char *, const char *,
                                      struct AdbcError *);
  AdbcStatusCode (*DatabaseRelease)(struct AdbcDatabase *, struct AdbcError *);

  almanac_adbc_unused ConnectionCommit;
  almanac_adbc_unused ConnectionGetInfo;
  almanac_adbc_unused ConnectionGetObjects;
  almanac_adbc_unused ConnectionGetTableSchema;
  almanac_adbc_unused ConnectionGetTableTypes;
  AdbcStatusCode (*ConnectionInit)(struct AdbcConnection *, struct AdbcDatabase *,
                                   struct AdbcError *);
  AdbcStatusCode (*ConnectionNew)(struct AdbcConnection *, struct AdbcError *);
  AdbcStatusCode (*ConnectionSetOption)(struct AdbcConnection *, const char *, const char *,
                                        struct AdbcError *);
  almanac_adbc_unused ConnectionReadPartition;
  AdbcStatusCode (*ConnectionRelease)(struct AdbcConnection *, struct AdbcError *);
  almanac_adbc_unused ConnectionRollback;

  almanac_adbc_unused StatementBind;
  almanac_adbc_unused StatementBindStream;
  AdbcStatusCode (*StatementExecuteQuery)(struct AdbcStatement *, struct ArrowArrayStream *,
                                          int64_t *, struct AdbcError *);
  almanac_adbc_unused StatementExecutePartitions;
  almanac_adbc_unused StatementGetParameterSchema;
  AdbcStatusCode (*StatementNew)(struct AdbcConnection *, struct AdbcStatement *,
                                 struct AdbcError *);
  almanac_adbc_unused StatementPrepare;
  AdbcStatusCode (*StatementRelease)(struct AdbcStatement *, struct AdbcError *);
  almanac_adbc_unused StatementSetOption;
  AdbcStatusCode (*StatementSetSqlQuery)(struct AdbcStatement *, const char *,
                                         struct AdbcError *);
  almanac_adbc_unused StatementSetSubstraitPlan;

  // Since 1.1; not to be read where the driver knows only 1.0.
  almanac_adbc_unused ErrorGetDetailCount;
  almanac_adbc_unused ErrorGetDetail;
  almanac_adbc_unused ErrorFromArrayStream;
  almanac_adbc_unused DatabaseOptions[7];
  almanac_adbc_unused ConnectionCancel;
  almanac_adbc_unused ConnectionOptions[9];
  AdbcStatusCode (*StatementCancel)(struct AdbcStatement *, struct AdbcError *);
  almanac_adbc_unused StatementExecuteSchema;
  almanac_adbc_unused StatementOptions[7];
};

typedef AdbcStatusCode (*almanac_adbc_init)(int version, void *driver, struct AdbcError *);

#endif
