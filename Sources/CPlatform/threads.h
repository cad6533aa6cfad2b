#ifndef ALMANAC_THREADS_H
#define ALMANAC_THREADS_H

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>

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

// How many threads, up to `wanted`, the process may have at once: they are started, and end again.
static inline int almanac_startable_threads(int wanted) {
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
