#if GLPK
import CGLPKShims
import LinearProgramming

/// Owns one GLPK problem object; it only owns and translates.
struct GLPKHandle: ~Copyable {
  private let pointer: OpaquePointer

  init(_ program: LinearProgram) throws(LPError) {
    guard let pointer = Self.create(program) else {
      throw .backendFailed(backend: "glpk", operation: "load the program", detail: Self.message)
    }
    self.pointer = pointer
  }

  deinit { tfx_glpk_destroy(pointer) }

  func setObjective(
    columns: [Int32], coefficients: [Double], maximize: Bool
  ) throws(LPError) {
    try check(
      tfx_glpk_set_objective(
        pointer, Int32(columns.count), columns, coefficients, maximize ? 1 : 0),
      "set the objective")
  }

  func setBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    try check(
      tfx_glpk_set_column_bounds(pointer, Int32(column), bounds.lower, bounds.upper),
      "set the bounds of a column")
  }

  func setBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    try check(
      tfx_glpk_set_row_bounds(pointer, Int32(row), bounds.lower, bounds.upper),
      "set the bounds of a row")
  }

  func scale(_ scaling: tfx_scaling) throws(LPError) {
    try check(tfx_glpk_scale(pointer, scaling), "scale")
  }

  func makeAdvancedBasis() throws(LPError) {
    try check(tfx_glpk_advanced_basis(pointer), "make an advanced basis")
  }

  func factorize() throws(LPError) {
    try check(tfx_glpk_factorize(pointer), "factorize")
  }

  func solve(_ parameters: tfx_parameters) throws(LPError) -> (tfx_outcome, iterations: Int) {
    var parameters = parameters
    var outcome = TFX_TROUBLE
    var iterations: Int32 = 0
    try check(tfx_glpk_solve(pointer, &parameters, &outcome, &iterations), "solve")
    return (outcome, Int(iterations))
  }

  func readSolution(
    columns: inout [Double], duals: inout [Double]
  ) throws(LPError) -> Double {
    var objective = 0.0
    try check(tfx_glpk_solution(pointer, &objective, &columns, &duals), "read the solution")
    return objective
  }

  func readBasis(rows: inout [UInt8], columns: inout [UInt8]) throws(LPError) {
    try check(tfx_glpk_get_basis(pointer, &rows, &columns), "read the basis")
  }

  func setBasis(rows: [UInt8], columns: [UInt8]) throws(LPError) {
    try check(tfx_glpk_set_basis(pointer, rows, columns), "set the basis")
  }

  /// GLPK's own branch and bound; see `tfx_glpk_solve_tree`.
  func searchTree(
    integers: [Int32], _ parameters: tfx_tree_parameters, columnCount: Int,
    isCancelled: (@Sendable () -> Bool)?
  ) throws(LPError) -> (result: tfx_tree_result, columns: [Double]) {
    var parameters = parameters
    var result = tfx_tree_result()
    var columns = [Double](repeating: 0, count: columnCount)
    var isCancelled = isCancelled ?? { false }
    let code = withUnsafeMutablePointer(to: &isCancelled) { context in
      parameters.context = UnsafeMutableRawPointer(context)
      parameters.is_cancelled = { context in
        let isCancelled = context?.assumingMemoryBound(to: (@Sendable () -> Bool).self).pointee
        return isCancelled?() == true ? 1 : 0
      }
      return tfx_glpk_solve_tree(
        pointer, Int32(integers.count), integers, &parameters, &result, &columns)
    }
    try check(code, "search the tree")
    return (result, columns)
  }

  func failOnPurpose() throws(LPError) {
    try check(tfx_glpk_fail_on_purpose(pointer), "fail on purpose")
  }

  private func check(_ code: tfx_code, _ operation: String) throws(LPError) {
    let detail: String
    switch code {
    case TFX_OK: return
    case TFX_FATAL: detail = Self.message
    case TFX_WRONG_THREAD: detail = "the session belongs to another thread"
    case TFX_DEAD: detail = "an earlier failure on this thread ended the session"
    case TFX_REFUSED: detail = "an argument was refused"
    default: detail = "unknown code \(code.rawValue)"
    }
    throw .backendFailed(backend: "glpk", operation: operation, detail: detail)
  }

  private static var message: String {
    let text = String(cString: tfx_glpk_message())
    return text.isEmpty ? "out of memory" : text
  }

  private static func create(_ program: LinearProgram) -> OpaquePointer? {
    let matrix = program.matrix
    return tfx_glpk_create(
      Int32(matrix.rowCount), Int32(matrix.columnCount), matrix.columnStarts, matrix.rows,
      matrix.values, program.rows.lower, program.rows.upper, program.columns.lower,
      program.columns.upper)
  }
}
#endif
