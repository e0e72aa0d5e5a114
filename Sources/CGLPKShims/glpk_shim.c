// The header is safe to include without GLPK; the functions exist only with the trait.
#include "CGLPKShims.h"

#ifdef TWINFLUX_GLPK

#include <float.h>
#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct tfx_glpk {
  glp_prob *problem;
  pthread_t owner;
  uint64_t epoch;
  int32_t term_count;  ///< columns with an objective coefficient
  int32_t *terms;      ///< of length column_count
  int32_t row_count, column_count;
};

// GLPK reports a failed assertion or a wrong argument by glp_error, which aborts the process unless
// a hook leaves it. The hook jumps back into the C frame that called GLPK, never across Swift.
// After the jump the environment must be freed (glpk.pdf 6.4), which frees every problem of this
// thread; handles of an older epoch are therefore dead.
static _Thread_local jmp_buf escape_point;
// Epochs come from one counter for the whole process, so that a handle of a thread that has ended is
// dead on a later thread to which the system gives the same identity.
static _Atomic uint64_t last_epoch;
static _Thread_local uint64_t epoch;
static _Thread_local int environment_ready;
static _Thread_local char message[512];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// When a tree search is given up from within a relaxation; 0 outside of a tree search.
static _Thread_local double last_moment;

static int capture(void *info, const char *text) {
  (void)info;
  // GLPK prints now and then inside a long relaxation: the only place where it lets us in.
  if (last_moment > 0 && now() > last_moment) longjmp(escape_point, 2);
  // An error is said in two pieces, the sentence and the place: keep the first, drop the rest.
  if (text[0] != '\0' && strncmp(text, "Error detected in file", 22) != 0) {
    strncpy(message, text, sizeof message - 1);
    message[strcspn(message, "\n")] = '\0';
  }
  return 1;  // nothing reaches the terminal
}

static void escape(void *info) {
  (void)info;
  longjmp(escape_point, 1);
}

static tfx_code abandon_environment(void) {
  glp_error_hook(NULL, NULL);
  glp_free_env();
  environment_ready = 0;
  epoch = 0;
  return TFX_FATAL;
}

// A thread that ends leaves its GLPK environment behind unless somebody frees it.
static pthread_key_t thread_end;
static pthread_once_t thread_end_once = PTHREAD_ONCE_INIT;

static void free_environment_at_thread_end(void *unused) {
  (void)unused;
  if (environment_ready) abandon_environment();
}

static void make_thread_end_key(void) {
  pthread_key_create(&thread_end, free_environment_at_thread_end);
}

static void prepare_environment(void) {
  if (environment_ready) return;
  pthread_once(&thread_end_once, make_thread_end_key);
  pthread_setspecific(thread_end, &thread_end);
  glp_init_env();
  glp_term_hook(capture, NULL);
  glp_term_out(GLP_OFF);
  glp_error_hook(escape, NULL);
  epoch = ++last_epoch;
  environment_ready = 1;
}

static tfx_code check_handle(const tfx_glpk *handle) {
  if (!pthread_equal(handle->owner, pthread_self())) return TFX_WRONG_THREAD;
  if (handle->epoch != epoch) return TFX_DEAD;
  return TFX_OK;
}

// Every entry point that calls GLPK begins with this, so that escape_point is set in a live frame.
#define TFX_ENTER(handle)                          \
  do {                                             \
    tfx_code tfx_entered = check_handle(handle);   \
    if (tfx_entered != TFX_OK) return tfx_entered; \
    if (setjmp(escape_point)) return abandon_environment(); \
  } while (0)

static int bound_type(double lower, double upper) {
  if (lower == upper) return GLP_FX;
  if (isinf(lower)) return isinf(upper) ? GLP_FR : GLP_UP;
  return isinf(upper) ? GLP_LO : GLP_DB;
}

static void load_rows(
    glp_prob *problem, int32_t count, const double *lower, const double *upper) {
  if (count == 0) return;
  glp_add_rows(problem, count);
  for (int32_t i = 0; i < count; i++)
    glp_set_row_bnds(problem, i + 1, bound_type(lower[i], upper[i]), lower[i], upper[i]);
}

static void load_columns(
    glp_prob *problem, int32_t count, const double *lower, const double *upper) {
  if (count == 0) return;
  glp_add_cols(problem, count);
  for (int32_t j = 0; j < count; j++)
    glp_set_col_bnds(problem, j + 1, bound_type(lower[j], upper[j]), lower[j], upper[j]);
}

static void load_matrix(
    glp_prob *problem, int32_t row_count, int32_t column_count, const int32_t *starts,
    const int32_t *rows, const double *values) {
  // GLPK counts from 1 and ignores element 0 of an array.
  int *indices = glp_alloc(row_count + 1, sizeof(int));
  for (int32_t j = 0; j < column_count; j++) {
    int32_t start = starts[j], count = starts[j + 1] - start;
    for (int32_t k = 0; k < count; k++) indices[k + 1] = rows[start + k] + 1;
    glp_set_mat_col(problem, j + 1, count, indices, values + start - 1);
  }
  glp_free(indices);
}

int32_t tfx_glpk_is_thread_local(void) { return glp_config("TLS") != NULL; }

const char *tfx_glpk_version(void) { return glp_version(); }

const char *tfx_glpk_message(void) { return message; }

tfx_glpk *tfx_glpk_create(
    int32_t row_count, int32_t column_count, const int32_t *starts, const int32_t *rows,
    const double *values, const double *row_lower, const double *row_upper,
    const double *column_lower, const double *column_upper) {
  tfx_glpk *volatile handle = calloc(1, sizeof(tfx_glpk));
  if (handle == NULL) return NULL;
  handle->terms = calloc((size_t)column_count + 1, sizeof(int32_t));
  if (handle->terms == NULL) {
    free(handle);
    return NULL;
  }
  message[0] = '\0';
  if (setjmp(escape_point)) {
    abandon_environment();
    free(handle->terms);
    free(handle);
    return NULL;
  }
  prepare_environment();
  handle->owner = pthread_self();
  handle->epoch = epoch;
  handle->row_count = row_count;
  handle->column_count = column_count;
  handle->problem = glp_create_prob();
  load_rows(handle->problem, row_count, row_lower, row_upper);
  load_columns(handle->problem, column_count, column_lower, column_upper);
  load_matrix(handle->problem, row_count, column_count, starts, rows, values);
  return handle;
}

void tfx_glpk_destroy(tfx_glpk *handle) {
  if (check_handle(handle) == TFX_OK) {
    if (setjmp(escape_point) == 0)
      glp_delete_prob(handle->problem);
    else
      abandon_environment();
  }
  free(handle->terms);
  free(handle);
}

tfx_code tfx_glpk_set_objective(
    tfx_glpk *handle, int32_t count, const int32_t *columns, const double *coefficients,
    int32_t maximize) {
  TFX_ENTER(handle);
  if (count > handle->column_count) return TFX_REFUSED;
  for (int32_t k = 0; k < handle->term_count; k++)
    glp_set_obj_coef(handle->problem, handle->terms[k] + 1, 0);
  handle->term_count = 0;
  for (int32_t k = 0; k < count; k++) {
    glp_set_obj_coef(handle->problem, columns[k] + 1, coefficients[k]);
    handle->terms[handle->term_count++] = columns[k];
  }
  glp_set_obj_dir(handle->problem, maximize ? GLP_MAX : GLP_MIN);
  return TFX_OK;
}

tfx_code tfx_glpk_set_column_bounds(tfx_glpk *handle, int32_t column, double lower, double upper) {
  TFX_ENTER(handle);
  glp_set_col_bnds(handle->problem, column + 1, bound_type(lower, upper), lower, upper);
  return TFX_OK;
}

tfx_code tfx_glpk_set_row_bounds(tfx_glpk *handle, int32_t row, double lower, double upper) {
  TFX_ENTER(handle);
  glp_set_row_bnds(handle->problem, row + 1, bound_type(lower, upper), lower, upper);
  return TFX_OK;
}

tfx_code tfx_glpk_scale(tfx_glpk *handle, tfx_scaling scaling) {
  TFX_ENTER(handle);
  glp_unscale_prob(handle->problem);
  switch (scaling) {
    // Never GLP_SF_AUTO: it is known to make some programs loop for ever with "numerical
    // instability" (cobrar issue 18, gapseq issue 266).
    case TFX_SCALE_GEOMETRIC:
      glp_scale_prob(handle->problem, GLP_SF_GM | GLP_SF_EQ | GLP_SF_2N);
      break;
    case TFX_SCALE_EQUILIBRATE:
      glp_scale_prob(handle->problem, GLP_SF_EQ | GLP_SF_2N);
      break;
    case TFX_SCALE_NONE:
      break;
  }
  return TFX_OK;
}

tfx_code tfx_glpk_advanced_basis(tfx_glpk *handle) {
  TFX_ENTER(handle);
  if (handle->row_count > 0) glp_adv_basis(handle->problem, 0);
  return TFX_OK;
}

tfx_code tfx_glpk_factorize(tfx_glpk *handle) {
  TFX_ENTER(handle);
  glp_factorize(handle->problem);
  return TFX_OK;
}

static tfx_outcome outcome_of_status(glp_prob *problem) {
  switch (glp_get_status(problem)) {
    case GLP_OPT: return TFX_OPTIMAL;
    case GLP_NOFEAS: return TFX_INFEASIBLE;
    case GLP_UNBND: return TFX_UNBOUNDED;
    default: return TFX_TROUBLE;
  }
}

static tfx_outcome outcome_of_return(int code, glp_prob *problem) {
  switch (code) {
    case 0: return outcome_of_status(problem);
    case GLP_ENOPFS: return TFX_INFEASIBLE;
    // The presolver found no dual feasible solution: unbounded, or infeasible too. It does not say
    // which, so it proves neither.
    case GLP_ENODFS: return TFX_TROUBLE;
    case GLP_EITLIM: return TFX_ITERATION_LIMIT;
    case GLP_ETMLIM: return TFX_TIME_LIMIT;
    default: return TFX_TROUBLE;
  }
}

tfx_code tfx_glpk_solve(
    tfx_glpk *handle, const tfx_parameters *parameters, tfx_outcome *outcome,
    int32_t *iterations) {
  TFX_ENTER(handle);
  glp_smcp control;
  glp_init_smcp(&control);
  control.msg_lev = GLP_MSG_OFF;
  control.meth = parameters->method == TFX_DUAL ? GLP_DUALP : GLP_PRIMAL;
  control.presolve = parameters->presolve ? GLP_ON : GLP_OFF;
  control.it_lim = parameters->iteration_limit;
  control.tm_lim = parameters->millisecond_limit;
  control.tol_bnd = parameters->tolerance;
  control.tol_dj = parameters->tolerance;
  int before = glp_get_it_cnt(handle->problem);
  int code = glp_simplex(handle->problem, &control);
  *iterations = glp_get_it_cnt(handle->problem) - before;
  *outcome = outcome_of_return(code, handle->problem);
  return TFX_OK;
}

tfx_code tfx_glpk_solution(tfx_glpk *handle, double *objective, double *columns, double *duals) {
  TFX_ENTER(handle);
  *objective = glp_get_obj_val(handle->problem);
  for (int32_t j = 0; j < handle->column_count; j++)
    columns[j] = glp_get_col_prim(handle->problem, j + 1);
  for (int32_t i = 0; i < handle->row_count; i++)
    duals[i] = glp_get_row_dual(handle->problem, i + 1);
  return TFX_OK;
}

tfx_code tfx_glpk_get_basis(tfx_glpk *handle, uint8_t *rows, uint8_t *columns) {
  TFX_ENTER(handle);
  for (int32_t i = 0; i < handle->row_count; i++)
    rows[i] = (uint8_t)glp_get_row_stat(handle->problem, i + 1);
  for (int32_t j = 0; j < handle->column_count; j++)
    columns[j] = (uint8_t)glp_get_col_stat(handle->problem, j + 1);
  return TFX_OK;
}

tfx_code tfx_glpk_set_basis(tfx_glpk *handle, const uint8_t *rows, const uint8_t *columns) {
  TFX_ENTER(handle);
  for (int32_t i = 0; i < handle->row_count; i++)
    glp_set_row_stat(handle->problem, i + 1, rows[i]);
  for (int32_t j = 0; j < handle->column_count; j++)
    glp_set_col_stat(handle->problem, j + 1, columns[j]);
  // Factorize even if the basis is the one at hand, so that what follows does not depend on what
  // was solved before. A singular basis is found out by the next solve.
  glp_factorize(handle->problem);
  return TFX_OK;
}

// What a tree search has found so far, outside of GLPK's memory.
typedef struct {
  const tfx_tree_parameters *parameters;
  tfx_tree_result *result;
  double *columns;
  int32_t column_count;
  double deadline;
  int maximizes;
} tree_watch;

static int meets_gap(const tree_watch *watch) {
  const tfx_tree_result *result = watch->result;
  if (!result->has_point || !isfinite(result->bound)) return 0;
  double gap = watch->parameters->relative_gap * fabs(result->objective);
  if (gap < watch->parameters->absolute_gap) gap = watch->parameters->absolute_gap;
  return fabs(result->bound - result->objective) <= gap;
}

static void note_bound(glp_tree *tree, tree_watch *watch) {
  int node = glp_ios_best_node(tree);
  if (node == 0) return;
  double bound = glp_ios_node_bound(tree, node);
  if (fabs(bound) < DBL_MAX) watch->result->bound = bound;
}

static void note_point(glp_tree *tree, tree_watch *watch) {
  glp_prob *problem = glp_ios_get_prob(tree);
  double objective = glp_get_obj_val(problem);
  tfx_tree_result *result = watch->result;
  int is_better = watch->maximizes ? objective > result->objective : objective < result->objective;
  if (result->has_point && !is_better) return;
  result->has_point = 1;
  result->objective = objective;
  for (int32_t j = 0; j < watch->column_count; j++)
    watch->columns[j] = glp_get_col_prim(problem, j + 1);
}

static void note_kept_point(glp_prob *problem, tree_watch *watch) {
  watch->result->has_point = 1;
  watch->result->objective = glp_mip_obj_val(problem);
  for (int32_t j = 0; j < watch->column_count; j++)
    watch->columns[j] = glp_mip_col_val(problem, j + 1);
}

static void watch_tree(glp_tree *tree, void *info) {
  tree_watch *watch = info;
  int active, open, total;
  glp_ios_tree_size(tree, &active, &open, &total);
  watch->result->nodes = total;
  if (glp_ios_reason(tree) == GLP_IBINGO) note_point(tree, watch);
  note_bound(tree, watch);
  const tfx_tree_parameters *parameters = watch->parameters;
  tfx_tree_outcome *outcome = &watch->result->outcome;
  if (meets_gap(watch)) {
    *outcome = TFX_TREE_DONE;
  } else if (parameters->is_cancelled != NULL && parameters->is_cancelled(parameters->context)) {
    *outcome = TFX_TREE_CANCELLED;
  } else if (now() >= watch->deadline) {
    *outcome = TFX_TREE_TIME_LIMIT;
  } else if (total > parameters->node_limit) {
    *outcome = TFX_TREE_NODE_LIMIT;
  } else {
    return;
  }
  glp_ios_terminate(tree);
}

static int milliseconds(double seconds) {
  if (!(seconds > 0)) return 0;
  return seconds < INT_MAX / 1000.0 ? (int)ceil(seconds * 1000) : INT_MAX;
}

// The relaxation of the root, which glp_intopt wants solved.
static tfx_tree_outcome solve_root(glp_prob *problem, const tfx_tree_parameters *parameters) {
  glp_smcp control;
  glp_init_smcp(&control);
  control.msg_lev = GLP_MSG_OFF;
  control.meth = GLP_DUALP;
  control.tm_lim = milliseconds(parameters->seconds);
  control.tol_bnd = parameters->tolerance;
  control.tol_dj = parameters->tolerance;
  switch (outcome_of_return(glp_simplex(problem, &control), problem)) {
    case TFX_OPTIMAL: return TFX_TREE_DONE;
    case TFX_INFEASIBLE: return TFX_TREE_INFEASIBLE;
    case TFX_UNBOUNDED: return TFX_TREE_UNBOUNDED;
    case TFX_TIME_LIMIT: return TFX_TREE_TIME_LIMIT;
    default: return TFX_TREE_TROUBLE;
  }
}

static void search_tree(glp_prob *problem, tree_watch *watch) {
  const tfx_tree_parameters *parameters = watch->parameters;
  tfx_tree_result *result = watch->result;
  result->outcome = solve_root(problem, parameters);
  if (result->outcome != TFX_TREE_DONE) return;
  result->bound = glp_get_obj_val(problem);
  glp_iocp control;
  glp_init_iocp(&control);
  // Only a relaxation that prints can be left; the hook swallows what is printed.
  control.msg_lev = GLP_MSG_DBG;
  control.out_frq = 100;
  control.out_dly = 0;
  // Not GLP_BR_PCH: its pseudo-costs fail an assertion ("dx != 0.0") on a program of iJO1366.
  control.br_tech = GLP_BR_DTH;
  control.sr_heur = GLP_ON;
  control.mir_cuts = GLP_ON;
  control.gmi_cuts = GLP_ON;
  control.tol_int = 1e-7;
  control.mip_gap = parameters->relative_gap;
  control.tm_lim = milliseconds(watch->deadline - now());
  control.cb_func = watch_tree;
  control.cb_info = watch;
  // What the callback writes over when it ends the search.
  result->outcome = TFX_TREE_TROUBLE;
  int code = glp_intopt(problem, &control);
  if (code == GLP_ETMLIM) result->outcome = TFX_TREE_TIME_LIMIT;
  if (code == GLP_EMIPGAP) result->outcome = TFX_TREE_DONE;
  int status = glp_mip_status(problem);
  // Points of GLPK's own heuristics come without a call of the callback.
  if (status == GLP_OPT || status == GLP_FEAS) note_kept_point(problem, watch);
  if (code != 0) return;
  if (status == GLP_OPT) result->outcome = TFX_TREE_DONE;
  if (status == GLP_OPT && result->has_point) result->bound = result->objective;
  if (status == GLP_NOFEAS) result->outcome = TFX_TREE_INFEASIBLE;
}

tfx_code tfx_glpk_solve_tree(
    tfx_glpk *handle, int32_t count, const int32_t *integers,
    const tfx_tree_parameters *parameters, tfx_tree_result *result, double *columns) {
  tfx_code entered = check_handle(handle);
  if (entered != TFX_OK) return entered;
  // GLPK's arrays of a tree are sized by the number of columns: refuse what it would abort for.
  for (int32_t k = 0; k < count; k++)
    if (integers[k] < 0 || integers[k] >= handle->column_count) return TFX_REFUSED;
  memset(result, 0, sizeof *result);
  result->outcome = TFX_TREE_TROUBLE;
  result->bound = glp_get_obj_dir(handle->problem) == GLP_MAX ? INFINITY : -INFINITY;
  double start = now();
  double grace = parameters->seconds < 10 ? 10 : parameters->seconds;
  tree_watch watch = {
      .parameters = parameters,
      .result = result,
      .columns = columns,
      .column_count = handle->column_count,
      .deadline = start + parameters->seconds,
      .maximizes = glp_get_obj_dir(handle->problem) == GLP_MAX,
  };
  int escaped = setjmp(escape_point);
  if (escaped != 0) {
    last_moment = 0;
    abandon_environment();
    // Left by our own watch: what was found is in `result` and `columns`.
    if (escaped != 2) return TFX_FATAL;
    result->outcome = TFX_TREE_TIME_LIMIT;
    result->was_abandoned = 1;
    return TFX_OK;
  }
  if (isfinite(parameters->seconds)) last_moment = start + parameters->seconds + grace;
  // With its output off GLPK never calls the hook; nothing reaches the terminal all the same.
  glp_term_out(GLP_ON);
  for (int32_t k = 0; k < count; k++) glp_set_col_kind(handle->problem, integers[k] + 1, GLP_IV);
  search_tree(handle->problem, &watch);
  for (int32_t k = 0; k < count; k++) glp_set_col_kind(handle->problem, integers[k] + 1, GLP_CV);
  glp_term_out(GLP_OFF);
  last_moment = 0;
  return TFX_OK;
}

tfx_code tfx_glpk_fail_on_purpose(tfx_glpk *handle) {
  TFX_ENTER(handle);
  glp_set_col_bnds(handle->problem, handle->column_count + 1, GLP_FR, 0, 0);
  return TFX_OK;
}

#endif
