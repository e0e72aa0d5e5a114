// The header is safe to include without GMP; the functions exist only with the trait.
#include "CGMPShims.h"

#ifdef TWINFLUX_GLPK

#include <gmp.h>
#include <math.h>
#include <stdlib.h>

struct tfx_rationals {
  mpq_t *numbers;
  int64_t count;
  int64_t capacity;
  mpq_t scratch;
};

const char *tfx_gmp_version(void) { return gmp_version; }

tfx_rationals *tfx_rationals_create(int64_t count) {
  tfx_rationals *array = calloc(1, sizeof *array);
  if (array == NULL) return NULL;
  mpq_init(array->scratch);
  if (!tfx_rationals_grow(array, count)) {
    tfx_rationals_destroy(array);
    return NULL;
  }
  return array;
}

void tfx_rationals_destroy(tfx_rationals *array) {
  for (int64_t i = 0; i < array->count; i++) mpq_clear(array->numbers[i]);
  mpq_clear(array->scratch);
  free(array->numbers);
  free(array);
}

int32_t tfx_rationals_grow(tfx_rationals *array, int64_t count) {
  if (count > array->capacity) {
    int64_t capacity = array->capacity + array->capacity / 2;
    if (capacity < count) capacity = count;
    mpq_t *numbers = realloc(array->numbers, (size_t)capacity * sizeof *numbers);
    if (numbers == NULL) return 0;
    array->numbers = numbers;
    array->capacity = capacity;
  }
  for (; array->count < count; array->count++) mpq_init(array->numbers[array->count]);
  return 1;
}

void tfx_rationals_set_double(tfx_rationals *a, int64_t i, double value) {
  mpq_set_d(a->numbers[i], value);
}

int32_t tfx_rationals_set_text(tfx_rationals *a, int64_t i, const char *text) {
  mpq_ptr number = a->numbers[i];
  if (mpq_set_str(number, text, 10) != 0 || mpz_sgn(mpq_denref(number)) == 0) {
    mpq_set_si(number, 0, 1);
    return 0;
  }
  mpq_canonicalize(number);
  return 1;
}

void tfx_rationals_set(tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j) {
  mpq_set(a->numbers[i], b->numbers[j]);
}

void tfx_rationals_negate(tfx_rationals *a, int64_t i) {
  mpq_neg(a->numbers[i], a->numbers[i]);
}

void tfx_rationals_subtract(tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j) {
  mpq_sub(a->numbers[i], a->numbers[i], b->numbers[j]);
}

static int is_integer(mpq_srcptr number) { return mpz_cmp_ui(mpq_denref(number), 1) == 0; }

void tfx_rationals_subtract_product(
    tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j, const tfx_rationals *c,
    int64_t k) {
  mpq_ptr target = a->numbers[i];
  mpq_srcptr left = b->numbers[j], right = c->numbers[k];
  if (is_integer(left) && is_integer(right)) {
    // n/d - l = (n - l d)/d is in lowest terms if n/d is, so that no divisor has to be looked for.
    mpz_ptr product = mpq_numref(a->scratch);
    mpz_mul(product, mpq_numref(left), mpq_numref(right));
    mpz_submul(mpq_numref(target), product, mpq_denref(target));
    return;
  }
  mpq_mul(a->scratch, left, right);
  mpq_sub(target, target, a->scratch);
}

void tfx_rationals_divide(tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j) {
  mpq_div(a->numbers[i], a->numbers[i], b->numbers[j]);
}

int32_t tfx_rationals_sign(const tfx_rationals *a, int64_t i) { return mpq_sgn(a->numbers[i]); }

static int32_t sign_of(int number) { return (number > 0) - (number < 0); }

int32_t tfx_rationals_compare(
    const tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j) {
  return sign_of(mpq_cmp(a->numbers[i], b->numbers[j]));
}

int32_t tfx_rationals_compare_size(
    const tfx_rationals *a, int64_t i, const tfx_rationals *b, int64_t j) {
  // Shallow copies of the structs; only their signs are changed.
  mpq_t left = {a->numbers[i][0]}, right = {b->numbers[j][0]};
  left->_mp_num._mp_size = abs(left->_mp_num._mp_size);
  right->_mp_num._mp_size = abs(right->_mp_num._mp_size);
  return sign_of(mpq_cmp(left, right));
}

int32_t tfx_rationals_compare_double(tfx_rationals *a, int64_t i, double value) {
  if (isinf(value)) return value > 0 ? -1 : 1;
  if (value == 0) return mpq_sgn(a->numbers[i]);
  mpq_set_d(a->scratch, value);
  return sign_of(mpq_cmp(a->numbers[i], a->scratch));
}

// The magnitude is written as an integer of 55 or 56 bits times a power of two, and whether
// something is left. The integer is then rounded to the bits that a double has at that place: 53, or
// fewer below the least normal number.
double tfx_rationals_to_double(const tfx_rationals *a, int64_t i) {
  mpz_srcptr numerator = mpq_numref(a->numbers[i]), denominator = mpq_denref(a->numbers[i]);
  int sign = mpz_sgn(numerator);
  if (sign == 0) return 0;
  int64_t shift =
      55 - ((int64_t)mpz_sizeinbase(numerator, 2) - (int64_t)mpz_sizeinbase(denominator, 2));
  // 2^1024 and more is infinite, less than 2^-1076 is 0.
  if (shift < -1000) return sign * HUGE_VAL;
  if (shift > 1200) return sign * 0.0;
  mpz_t dividend, divisor;
  mpz_init(dividend);
  mpz_init(divisor);
  mpz_abs(dividend, numerator);
  mpz_mul_2exp(dividend, dividend, (mp_bitcnt_t)(shift > 0 ? shift : 0));
  mpz_mul_2exp(divisor, denominator, (mp_bitcnt_t)(shift < 0 ? -shift : 0));
  mpz_tdiv_qr(dividend, divisor, dividend, divisor);
  uint64_t digits = 0;
  mpz_export(&digits, NULL, -1, sizeof digits, 0, 0, dividend);
  int is_inexact = mpz_sgn(divisor) != 0;
  mpz_clear(dividend);
  mpz_clear(divisor);

  int64_t bits = 64 - __builtin_clzll(digits);
  int64_t unit = bits - shift - 53 > -1074 ? bits - shift - 53 : -1074;
  int64_t dropped = unit + shift;
  if (dropped > 60) return sign * 0.0;
  uint64_t kept = digits >> dropped, rest = digits - (kept << dropped);
  uint64_t half = (uint64_t)1 << (dropped - 1);
  if (rest > half || (rest == half && (is_inexact || (kept & 1)))) kept += 1;
  return sign * ldexp((double)kept, (int)unit);
}

int64_t tfx_rationals_bits(const tfx_rationals *a, int64_t i) {
  size_t above = mpz_sizeinbase(mpq_numref(a->numbers[i]), 2);
  size_t below = mpz_sizeinbase(mpq_denref(a->numbers[i]), 2);
  return (int64_t)(above > below ? above : below);
}

int64_t tfx_rationals_text_size(const tfx_rationals *a, int64_t i) {
  // Two for the signs of both, one for the stroke, one for the final zero (GMP's manual, mpq_get_str).
  return (int64_t)mpz_sizeinbase(mpq_numref(a->numbers[i]), 10)
      + (int64_t)mpz_sizeinbase(mpq_denref(a->numbers[i]), 10) + 4;
}

void tfx_rationals_text(const tfx_rationals *a, int64_t i, char *text) {
  mpq_get_str(text, 10, a->numbers[i]);
}

#endif
