#pragma once

#include <stdint.h>

/// GLPK behind status codes. Nothing of <glpk.h> is visible here, no call ends the process, and no
/// call prints. Without the package's GLPK trait this module is empty.

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// One linear program, owned by the thread that created it.
typedef struct tfx_glpk tfx_glpk;

typedef enum : int32_t {
  TFX_OK = 0,
  /// GLPK called glp_error; its environment of this thread was freed, and with it every handle.
  TFX_FATAL = -1,
  /// The handle belongs to another thread. GLPK would abort the process.
  TFX_WRONG_THREAD = -2,
  /// An earlier fatal error on this thread freed what the handle points to.
  TFX_DEAD = -3,
  /// GLPK refused the argument or the state.
  TFX_REFUSED = -4,
} tfx_code;

typedef enum : int32_t {
  TFX_OPTIMAL = 0,
  TFX_INFEASIBLE,
  TFX_UNBOUNDED,
  TFX_ITERATION_LIMIT,
  TFX_TIME_LIMIT,
  /// The factorization failed, the basis was singular, or the status was none of the above.
  TFX_TROUBLE,
} tfx_outcome;

typedef enum : int32_t {
  TFX_PRIMAL = 0,
  TFX_DUAL,
} tfx_method;

typedef enum : int32_t {
  /// Geometric mean, equilibration, then powers of two.
  TFX_SCALE_GEOMETRIC = 0,
  /// Equilibration only, to powers of two.
  TFX_SCALE_EQUILIBRATE,
  TFX_SCALE_NONE,
} tfx_scaling;

typedef struct {
  tfx_method method;
  int32_t presolve;
  int32_t iteration_limit;
  int32_t millisecond_limit;
  double tolerance;
} tfx_parameters;

/// Whether GLPK keeps its environment for each thread. If not, only one thread may use it.
int32_t tfx_glpk_is_thread_local(void);

/// The version of the library, such as "5.0".
const char *tfx_glpk_version(void);

/// What GLPK last said on this thread; for the text of an error.
const char *tfx_glpk_message(void);

/// Copies a program in compressed columns into a new problem; infinities stand for missing bounds.
/// `starts` is of length column_count + 1; `rows` (0-based) and `values` of length
/// starts[column_count]; the bounds of length row_count and column_count.
/// NULL if GLPK failed; see tfx_glpk_message.
tfx_glpk *_Nullable tfx_glpk_create(
    int32_t row_count, int32_t column_count, const int32_t *starts, const int32_t *rows,
    const double *values, const double *row_lower, const double *row_upper,
    const double *column_lower, const double *column_upper);

/// Frees the handle; on another thread, or after a fatal error, only what is ours.
void tfx_glpk_destroy(tfx_glpk *handle);

/// Replaces the objective by `count` terms; every other column costs 0.
tfx_code tfx_glpk_set_objective(
    tfx_glpk *handle, int32_t count, const int32_t *columns, const double *coefficients,
    int32_t maximize);

tfx_code tfx_glpk_set_column_bounds(tfx_glpk *handle, int32_t column, double lower, double upper);
tfx_code tfx_glpk_set_row_bounds(tfx_glpk *handle, int32_t row, double lower, double upper);

/// Scales afresh. Destroys the factorization, keeps the basis.
tfx_code tfx_glpk_scale(tfx_glpk *handle, tfx_scaling scaling);

/// Replaces the basis by an advanced one (glpk.pdf 2.8, glp_adv_basis).
tfx_code tfx_glpk_advanced_basis(tfx_glpk *handle);

/// Factorizes the basis at hand anew. A singular basis is found out by the next solve.
tfx_code tfx_glpk_factorize(tfx_glpk *handle);

/// Solves from the basis at hand (or from none, with presolve).
tfx_code tfx_glpk_solve(
    tfx_glpk *handle, const tfx_parameters *parameters, tfx_outcome *outcome,
    int32_t *iterations);

/// Copies the objective value, the columns (column_count) and the row duals (row_count).
tfx_code tfx_glpk_solution(tfx_glpk *handle, double *objective, double *columns, double *duals);

/// Statuses as GLPK codes them: 1 basic, 2 at lower, 3 at upper, 4 free, 5 fixed.
tfx_code tfx_glpk_get_basis(tfx_glpk *handle, uint8_t *rows, uint8_t *columns);
tfx_code tfx_glpk_set_basis(tfx_glpk *handle, const uint8_t *rows, const uint8_t *columns);

typedef enum : int32_t {
  /// The tree was searched to its end, or the gap was met.
  TFX_TREE_DONE = 0,
  TFX_TREE_INFEASIBLE,
  TFX_TREE_UNBOUNDED,
  TFX_TREE_TIME_LIMIT,
  TFX_TREE_NODE_LIMIT,
  TFX_TREE_CANCELLED,
  TFX_TREE_TROUBLE,
} tfx_tree_outcome;

typedef struct {
  double seconds;
  double absolute_gap, relative_gap;
  /// For the relaxations.
  double tolerance;
  int64_t node_limit;
  /// Asked between relaxations with `context`; not zero ends the search. NULL for none.
  int32_t (*_Nullable is_cancelled)(void *_Nullable context);
  void *_Nullable context;
} tfx_tree_parameters;

typedef struct {
  tfx_tree_outcome outcome;
  int32_t has_point;
  /// Of the best point, as GLPK has it.
  double objective;
  /// No point is better, as GLPK says; infinite if it says nothing.
  double bound;
  int64_t nodes;
  /// Whether the limit had to be enforced by giving up GLPK's environment: the handle is dead then.
  int32_t was_abandoned;
} tfx_tree_result;

/// Solves with GLPK's own branch and bound, from the basis at hand. `integers` are `count` columns
/// that take whole numbers; `columns` of length column_count receives the best point.
///
/// GLPK looks at its time limit between nodes only. So the search is watched twice: a callback ends
/// it between two relaxations, and a relaxation that goes on for `seconds` more, or for 10, is left
/// by the way that fatal errors take; the best point and bound so far are kept either way.
tfx_code tfx_glpk_solve_tree(
    tfx_glpk *handle, int32_t count, const int32_t *integers,
    const tfx_tree_parameters *parameters, tfx_tree_result *result, double *columns);

/// Makes GLPK fail on purpose, to test that the process survives.
tfx_code tfx_glpk_fail_on_purpose(tfx_glpk *handle);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
