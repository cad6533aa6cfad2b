#ifndef ALMANAC_CZIP_H
#define ALMANAC_CZIP_H

#include <zip.h>

// The library is loaded when it is needed; these are the types of its functions.
typedef __typeof__(&zip_open) almanac_zip_open;
typedef __typeof__(&zip_discard) almanac_zip_discard;
typedef __typeof__(&zip_get_num_entries) almanac_zip_get_num_entries;
typedef __typeof__(&zip_get_name) almanac_zip_get_name;
typedef __typeof__(&zip_name_locate) almanac_zip_name_locate;
typedef __typeof__(&zip_get_error) almanac_zip_get_error;
typedef __typeof__(&zip_error_code_zip) almanac_zip_error_code_zip;
typedef __typeof__(&zip_fopen) almanac_zip_fopen;
typedef __typeof__(&zip_fread) almanac_zip_fread;
typedef __typeof__(&zip_fclose) almanac_zip_fclose;
typedef __typeof__(&zip_fopen_index) almanac_zip_fopen_index;
typedef __typeof__(&zip_stat_index) almanac_zip_stat_index;
typedef __typeof__(&zip_file_get_external_attributes) almanac_zip_get_attributes;
typedef __typeof__(&zip_source_file) almanac_zip_source_file;
typedef __typeof__(&zip_source_free) almanac_zip_source_free;
typedef __typeof__(&zip_file_add) almanac_zip_file_add;
typedef __typeof__(&zip_file_set_dostime) almanac_zip_set_time;
typedef __typeof__(&zip_file_set_external_attributes) almanac_zip_set_attributes;
typedef __typeof__(&zip_close) almanac_zip_close;
typedef __typeof__(&zip_strerror) almanac_zip_strerror;
typedef __typeof__(&zip_libzip_version) almanac_zip_version;

#endif
