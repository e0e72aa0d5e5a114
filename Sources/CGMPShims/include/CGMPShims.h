#pragma once

#include <stdint.h>

/// Arrays of rational numbers over GMP. Nothing of <gmp.h> is visible here. Every number is in lowest
/// terms with a positive denominator. Indices are not checked. Without the package's GLPK trait this
/// module is empty.

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// An array that grows and never shrinks; a new element is 0.
typedef struct tfx_rationals tfx_rationals;

/// The version of the library, such as "6.2.1".
const char *tfx_gmp_version(void);

/// NULL if there is no memory.
tfx_rationals *_Nullable tfx_rationals_create(int64_t count);
void tfx_rationals_destroy(tfx_rationals *array);

/// Makes the array at least `count` long; 0 if there is no memory, and then nothing has changed.
int32_t tfx_rationals_grow(tfx_rationals *array, int64_t count);

/// a[i] = value, exactly, which must be finite.
void tfx_rationals_set_double(tfx_rationals *a, int64_t i, double value);
/// a[i] = the text "p/q" or "p" in decimal digits; 0 if it is neither, or q is 0.
int32_t tfx_rationals_set_text(tfx_rationals *a, int64_t i, const char *text);
/// a[i] = b[j]
void tfx_rationals_set(tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j);
/// a[i] = -a[i]
void tfx_rationals_negate(tfx_rationals *a, int64_t i);
/// a[i] -= b[j]
void tfx_rationals_subtract(tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j);
/// a[i] -= b[j] c[k]
void tfx_rationals_subtract_product(
    tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j, const tfx_rationals *c,
    int64_t k);
/// a[i] /= b[j], which must not be 0.
void tfx_rationals_divide(tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j);

/// -1, 0 or 1.
int32_t tfx_rationals_sign(const tfx_rationals *a, int64_t i);
/// The sign of a[i] - b[j].
int32_t tfx_rationals_compare(
    const tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j);
/// The sign of |a[i]| - |b[j]|.
int32_t tfx_rationals_compare_size(
    const tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j);
/// The sign of a[i] - value; the value may be infinite, but not NaN.
int32_t tfx_rationals_compare_double(tfx_rationals *a, int64_t i, double value);

/// The nearest double, of two equally near ones the even one; an infinity beyond the largest.
double tfx_rationals_to_double(const tfx_rationals *a, int64_t i);
/// The bits of the numerator or of the denominator, whichever has more.
int64_t tfx_rationals_bits(const tfx_rationals *a, int64_t i);
/// How many bytes tfx_rationals_text may write, its final zero included.
int64_t tfx_rationals_text_size(const tfx_rationals *a, int64_t i);
/// Writes "p/q", or "p" where q is 1.
void tfx_rationals_text(const tfx_rationals *a, int64_t i, char *text);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
