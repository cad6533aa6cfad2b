#ifndef ALMANAC_CGSL_H
#define ALMANAC_CGSL_H

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_chebyshev.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_multilarge.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_version.h>

// GSL's type tables are mutable C globals, which Swift 6 refuses to read.
static inline const gsl_rng_type *almanac_rng_mt19937(void) { return gsl_rng_mt19937; }
static inline const gsl_root_fsolver_type *almanac_root_brent(void) { return gsl_root_fsolver_brent; }
static inline const gsl_multilarge_linear_type *almanac_large_linear_qr(void) {
  return gsl_multilarge_linear_tsqr;
}
static inline const gsl_multimin_fminimizer_type *almanac_multimin_simplex(void) {
  return gsl_multimin_fminimizer_nmsimplex2;
}
static inline const gsl_multifit_nlinear_type *almanac_nlinear_trust(void) {
  return gsl_multifit_nlinear_trust;
}
static inline const gsl_multifit_nlinear_trs *almanac_nlinear_lmaccel(void) {
  return gsl_multifit_nlinear_trs_lmaccel;
}

#endif
