// Measure PROGRAM [ARGUMENT ...]: runs a program with its output thrown away and prints what it cost:
// seconds of wall and of processor time, bytes of the largest resident size, on one line. Exit status
// 1 where the program fails.
//
// In C, because Linux starts the largest resident size of a process with that of the one that started
// it: 1 MB here, 20 to 80 MB in Bench.

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

int main(int count, char **arguments) {
  struct timespec start, end;
  struct rusage usage;
  int status;
  if (count < 2) return 2;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t process = fork();
  if (process < 0) return 1;
  if (process == 0) {
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(nowhere, 1) < 0 || dup2(nowhere, 2) < 0) _exit(127);
    execvp(arguments[1], arguments + 1);
    _exit(127);
  }
  if (wait4(process, &status, 0, &usage) != process || status != 0) return 1;
  clock_gettime(CLOCK_MONOTONIC, &end);
#ifdef __APPLE__
  double unit = 1;
#else
  double unit = 1024;
#endif
  printf(
      "%.6f %.6f %.0f\n", end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9,
      seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss * unit);
  return 0;
}
