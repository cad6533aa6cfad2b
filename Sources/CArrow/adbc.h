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
  char *_Nullable message;
  int32_t vendor_code;
  char sqlstate[5];
  void (*_Nullable release)(struct AdbcError *);
  void *_Nullable private_data;
  struct AdbcDriver *_Nullable private_driver;
};

struct AdbcDatabase {
  void *_Nullable private_data;
  struct AdbcDriver *_Nullable private_driver;
};

struct AdbcConnection {
  void *_Nullable private_data;
  struct AdbcDriver *_Nullable private_driver;
};

struct AdbcStatement {
  void *_Nullable private_data;
  struct AdbcDriver *_Nullable private_driver;
};

typedef void (*almanac_adbc_unused)(void);

struct AdbcDriver {
  void *_Nullable private_data;
  void *_Nullable private_manager;
  AdbcStatusCode (*_Nullable release)(struct AdbcDriver *, struct AdbcError *);

  AdbcStatusCode (*_Nullable DatabaseInit)(struct AdbcDatabase *, struct AdbcError *);
  AdbcStatusCode (*_Nullable DatabaseNew)(struct AdbcDatabase *, struct AdbcError *);
  AdbcStatusCode (*_Nullable DatabaseSetOption)(struct AdbcDatabase *, const char *, const char *,
                                      struct AdbcError *);
  AdbcStatusCode (*_Nullable DatabaseRelease)(struct AdbcDatabase *, struct AdbcError *);

  almanac_adbc_unused _Nullable ConnectionCommit;
  almanac_adbc_unused _Nullable ConnectionGetInfo;
  almanac_adbc_unused _Nullable ConnectionGetObjects;
  almanac_adbc_unused _Nullable ConnectionGetTableSchema;
  almanac_adbc_unused _Nullable ConnectionGetTableTypes;
  AdbcStatusCode (*_Nullable ConnectionInit)(struct AdbcConnection *, struct AdbcDatabase *,
                                   struct AdbcError *);
  AdbcStatusCode (*_Nullable ConnectionNew)(struct AdbcConnection *, struct AdbcError *);
  AdbcStatusCode (*_Nullable ConnectionSetOption)(struct AdbcConnection *, const char *, const char *,
                                        struct AdbcError *);
  almanac_adbc_unused _Nullable ConnectionReadPartition;
  AdbcStatusCode (*_Nullable ConnectionRelease)(struct AdbcConnection *, struct AdbcError *);
  almanac_adbc_unused _Nullable ConnectionRollback;

  almanac_adbc_unused _Nullable StatementBind;
  almanac_adbc_unused _Nullable StatementBindStream;
  AdbcStatusCode (*_Nullable StatementExecuteQuery)(struct AdbcStatement *, struct ArrowArrayStream *,
                                          int64_t *, struct AdbcError *);
  almanac_adbc_unused _Nullable StatementExecutePartitions;
  almanac_adbc_unused _Nullable StatementGetParameterSchema;
  AdbcStatusCode (*_Nullable StatementNew)(struct AdbcConnection *, struct AdbcStatement *,
                                 struct AdbcError *);
  almanac_adbc_unused _Nullable StatementPrepare;
  AdbcStatusCode (*_Nullable StatementRelease)(struct AdbcStatement *, struct AdbcError *);
  almanac_adbc_unused _Nullable StatementSetOption;
  AdbcStatusCode (*_Nullable StatementSetSqlQuery)(struct AdbcStatement *, const char *,
                                         struct AdbcError *);
  almanac_adbc_unused _Nullable StatementSetSubstraitPlan;

  // Since 1.1; not to be read where the driver knows only 1.0.
  almanac_adbc_unused _Nullable ErrorGetDetailCount;
  almanac_adbc_unused _Nullable ErrorGetDetail;
  almanac_adbc_unused _Nullable ErrorFromArrayStream;
  almanac_adbc_unused _Nullable DatabaseOptions[7];
  almanac_adbc_unused _Nullable ConnectionCancel;
  almanac_adbc_unused _Nullable ConnectionOptions[9];
  AdbcStatusCode (*_Nullable StatementCancel)(struct AdbcStatement *, struct AdbcError *);
  almanac_adbc_unused _Nullable StatementExecuteSchema;
  almanac_adbc_unused _Nullable StatementOptions[7];
};

typedef AdbcStatusCode (*almanac_adbc_init)(int version, void *driver, struct AdbcError *);

#endif
