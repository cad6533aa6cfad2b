# Bare trees to try a distribution in, and the walk through them; read by check-tarball, check-wheel and check-deb.
# $suite: a release of Debian (bookworm) or Ubuntu (jammy, noble); its tree is made once and kept in $ALMANAC_TREES.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
name=$(basename "$0")
trees=${ALMANAC_TREES:-${XDG_CACHE_HOME:-$HOME/.cache}/almanac/trees}
ubuntu_keys=/usr/share/keyrings/ubuntu-archive-keyring.gpg
counted=0

fail() {
  echo "$name: $*" >&2
  exit 1
}

# The one file of .build/dist that fits the pattern.
built() {
  set -- "$root"/.build/dist/$1
  [ -f "$1" ] && [ $# = 1 ] || fail "there is no $1; make dist"
  echo "$1"
}

# bare_tree PACKAGES: a fresh copy of a bare system with no more than these packages, in $tree.
bare_tree() {
  [ "$(id -u)" = 0 ] || fail "must run as root, which makes the bare system"
  command -v debootstrap >/dev/null || fail "debootstrap is missing; Scripts/set-up debootstrap"
  kept=$trees/$suite-$1
  if [ ! -d "$kept" ]; then
    echo "$name: making a bare $suite" >&2
    rm -rf "$kept.new"
    mkdir -p "$trees"
    options='' origin=http://deb.debian.org/debian
    if [ "$suite" = jammy ] || [ "$suite" = noble ]; then
      [ -f "$ubuntu_keys" ] || fail "no $ubuntu_keys to check Ubuntu by; Ubuntu and Debian 13 have it in ubuntu-keyring"
      # Python's venv is in universe. Every release of Ubuntu is made by one script, also those that Debian 12 does not know.
      options="--keyring=$ubuntu_keys --components=main,universe"
      origin='http://archive.ubuntu.com/ubuntu /usr/share/debootstrap/scripts/gutsy'
    fi
    # shellcheck disable=SC2086
    debootstrap --variant=minbase $options ${1:+--include="$1"} "$suite" "$kept.new" $origin \
      > "$trees/log" 2>&1 || { tail -n 5 "$trees/log" >&2; fail "debootstrap failed"; }
    mv "$kept.new" "$kept"
  fi
  tree=$(mktemp -d)
  trap 'rm -rf "$tree"' EXIT INT TERM
  cp -a --reflink=auto "$kept/." "$tree"
  mkdir "$tree/files"
  cat > "$tree/files/models.csv" <<'CSV'
model,domain,month,size,co2
a,NLP,2024-01-01,1.5,3.2
b,Vision,2024-01-01,2.5,4.1
c,NLP,2024-02-01,3.5,5.0
d,Vision,2024-02-01,1.2,2.2
e,NLP,2024-03-01,4.1,6.3
f,Vision,2024-03-01,2.2,3.9
g,NLP,2024-04-01,5.0,8.1
h,Vision,2024-04-01,3.0,4.4
i,NLP,2024-05-01,2.0,3.3
j,Vision,2024-05-01,4.4,7.0
CSV
}

# inside COMMAND: runs it in the tree, in the folder of the files, with no network and nothing of this environment.
inside() {
  enter --net "$1"
}

# enter NETWORK COMMAND: the same, with the network where NETWORK is not --net.
enter() {
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    unshare "$1" --mount --pid --fork --mount-proc="$tree/proc" chroot "$tree" sh -c "cd /files && $2"
}

# quietly COMMAND...: shows what it says only where it fails.
quietly() {
  "$@" > "$tree/log" 2>&1 || { cat "$tree/log" >&2; fail "failed: $*"; }
}

# typed COMMAND [NETWORK]: one of those that a person types.
typed() {
  counted=$((counted + 1))
  echo "\$ $1"
  quietly enter "${2:---net}" "$1"
}

# walk PROGRAM: from one's own file to a report, then what else must hold.
walk() {
  typed "$1 init my-study --data models.csv"
  typed "$1 build my-study"
  took=$(($(date +%s) - started))
  "$here/open-report" "$tree/files/reports/my-study/report.html" || fail "that is no report"
  [ "$took" -lt 60 ] || fail "$took s from the file to the report"
  echo "$name: a report of one's own file on a bare $suite: $counted commands, $took s"

  quietly inside "$1 doctor"
  grep -q '^ok  *font  *Roboto$' "$tree/log" || { cat "$tree/log" >&2; fail "the font is not found"; }
  # Another user, without a folder to write to, in another time zone and language: the same report, and no complaint.
  quietly inside "setpriv --reuid=nobody --regid=nogroup --clear-groups \
    env TZ=Asia/Tokyo LANG=C HOME=/nonexistent $1 build --offline --quiet --out /tmp/report"
  # That fonts are looked through anew each time where nothing can be kept is said by the library, once.
  ! grep -i fontconfig "$tree/log" | grep -v 'No writable cache directories' >&2 || fail "fontconfig complains"
  if [ -x "$root/.build/release/almanac" ]; then
    ALMANAC_HOME=$root quietly "$root/.build/release/almanac" build --offline --quiet --out "$tree/files/here"
    for file in ${compared:-manifest.json}; do
      cmp "$tree/files/here/$file" "$tree/tmp/report/$file" || fail "the report differs from one made here"
    done
  fi
}
