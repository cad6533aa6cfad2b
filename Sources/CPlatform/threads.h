#ifndef ALMANAC_THREADS_H
#define ALMANAC_THREADS_H

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#if defined(__linux__)
#include <linux/sched.h>
#endif

// The limits on the first thread's stack, in bytes, and on open files.
static inline rlim_t almanac_stack_limit(void) {
  struct rlimit found;
  return getrlimit(RLIMIT_STACK, &found) == 0 ? found.rlim_cur : RLIM_INFINITY;
}

static inline rlim_t almanac_files_limit(void) {
  struct rlimit found;
  return getrlimit(RLIMIT_NOFILE, &found) == 0 ? found.rlim_cur : RLIM_INFINITY;
}

static inline void *almanac_pass(void *gate) {
  pthread_mutex_lock((pthread_mutex_t *)gate);
  pthread_mutex_unlock((pthread_mutex_t *)gate);
  return NULL;
}

#if defined(__linux__)
// <sched.h> declares it only where _GNU_SOURCE is defined, which headers that Swift reads cannot do.
extern int clone(int (*)(void *), void *, int, void *, ...);

static inline int almanac_end(void *nothing) {
  (void)nothing;
  return 0;
}

// How many tasks, up to `wanted`, the process may have at once. Processes that have ended and were not waited for count
// as threads do, under `ulimit -u` as in a container; 16 of them take 0.3 ms, and 16 threads 2 ms. They share memory
// with this one, which waits for the end of each, so that one small stack serves them all; they raise no signal.
static inline int almanac_startable_tasks(int wanted) {
  char stack[4096] __attribute__((aligned(16)));
  int ended[64];
  int count = 0;
  if (wanted > 64) return 0;
  while (count < wanted) {
    ended[count] = clone(almanac_end, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_FS | CLONE_FILES, NULL);
    if (ended[count] < 0) break;
    count++;
  }
  for (int index = 0; index < count; index++) {
    while (waitpid(ended[index], NULL, __WCLONE) < 0 && errno == EINTR) {}
  }
  return count;
}
#else
static inline int almanac_startable_tasks(int wanted) {
  (void)wanted;
  return 0;
}
#endif

// How many threads, up to `wanted`, the process may have at once: where that cannot be told from tasks, they are
// started, and end again.
static inline int almanac_startable_threads(int wanted) {
  if (wanted > 0 && almanac_startable_tasks(wanted) == wanted) return wanted;
  pthread_t *threads = wanted > 0 ? (pthread_t *)malloc((size_t)wanted * sizeof(pthread_t)) : NULL;
  if (threads == NULL) return 0;
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&gate);
  int count = 0;
  while (count < wanted && pthread_create(&threads[count], NULL, almanac_pass, &gate) == 0) count++;
  pthread_mutex_unlock(&gate);
  for (int index = 0; index < count; index++) pthread_join(threads[index], NULL);
  free(threads);
  return count;
}

// The size of the stack of each thread that is started from now on, whatever `ulimit -s` says.
static inline void almanac_set_stack_of_threads(size_t bytes) {
#if defined(__linux__)
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  if (pthread_attr_setstacksize(&attributes, bytes) == 0) pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
#else
  (void)bytes;
#endif
}

static inline void *almanac_call(void *body) {
  (*(void (**)(void))body)();
  return NULL;
}

// Runs `body` on a thread with a stack of so many bytes, and waits for its end; 0 where there can be no such thread.
static inline int almanac_run_on_stack(size_t bytes, void (*body)(void)) {
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) != 0) return 0;
  int begun = pthread_attr_setstacksize(&attributes, bytes) == 0 &&
              pthread_create(&thread, &attributes, almanac_call, &body) == 0;
  pthread_attr_destroy(&attributes);
  if (begun) pthread_join(thread, NULL);
  return begun;
}

#endif
