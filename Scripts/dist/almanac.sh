#!/bin/sh
# Starts Almanac with the fonts that came along with it.
here=$0
if [ -h "$here" ]; then here=$(readlink -f "$here"); fi
case $here in
/*) ;;
*) here=$PWD/$here ;;
esac
prefix=${here%/*}/..
FONTCONFIG_FILE=${FONTCONFIG_FILE:-$prefix/share/almanac/fonts/fonts.conf}
export FONTCONFIG_FILE
exec "$prefix/libexec/almanac" "$@"
