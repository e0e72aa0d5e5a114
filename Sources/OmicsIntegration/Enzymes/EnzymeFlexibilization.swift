import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// Measured proteins raised as little as needed for an objective that the model is known to reach.
public struct EnzymeFlexibilization: Sendable {
  /// A protein whose measured amount had to give.
  public struct Raise: Sendable, Hashable {
    public var gene: Int
    public var id: String
    /// In nmol/gDW.
    public var from: Double
    public var to: Double

    public var amount: Double { to - from }
  }

  /// The model with the raised concentrations.
  public let model: EnzymeConstrainedModel
  public let target: Double
  /// The largest relative raise first.
  public let raised: [Raise]
  /// *Σ wₚ sₚ*: how many times its own measured amount was added, over all proteins.
  public let total: Double
  /// What the relaxed model reaches.
  public let objectiveValue: Double
  public let pivots: Int
}

extension EnzymeConstrainedModel {
  /// Raises measured proteins as little as needed for an objective of at least `target`.
  ///
  /// Solves one linear program,
  ///
  ///     minimize    Σ wₚ sₚ
  ///     subject to  S v = 0 and all bounds,  usageₚ ≤ concentrationₚ + sₚ,  objective ≥ target,
  ///                 wₚ = 1 / max(concentrationₚ, detection limit)
  ///
  /// where GECKO raises one protein after the other by guesses. The pool and the other bounds stay. Which
  /// proteins give can depend on the order of columns where alternatives cost the same; the total does
  /// not.
  ///
  /// - Parameter target: In the unit of the objective; for one to be minimized, the most it may be.
  /// - Throws: ``EnzymeError/targetOutOfReach(target:best:)`` if no amount of the measured proteins is
  ///   enough; ``EnzymeError/needsProteins(form:)`` if none was measured or the form has no
  ///   variables for them; ``OmicsError/flux(_:)``.
  /// - Complexity: Two cold solves, a third where the target is out of reach.
  public func flexibilized(
    reaching target: Double, using solver: MethodSolver
  ) throws(OmicsError) -> EnzymeFlexibilization {
    if !target.isFinite {
      throw .invalidOption(name: "--flexibilize", value: "\(target)", allowed: "a finite number")
    }
    let limited = proteins.indices.filter {
      proteins[$0].column != nil && proteins[$0].concentration != nil
    }
    if limited.isEmpty { throw .enzymes(.needsProteins(form: constraints.form.rawValue)) }
    let program = RaiseProgram(self, limited, target: target)
    guard let optimum = try solver.optimum(of: program.program) else {
      throw .enzymes(.targetOutOfReach(target: target, best: try best(limited, solver)))
    }
    let raises = program.raises(at: optimum.columns)
    let raised = try raising(raises)
    let reached = try solver.optimum(of: FluxProgram(raised.constrained).program)
    guard let reached else { throw .flux(.stopped(.numericalTrouble)) }
    return EnzymeFlexibilization(
      model: raised, target: target, raised: raises, total: max(0, optimum.value),
      objectiveValue: reached.value, pivots: optimum.pivots + reached.pivots)
  }

  /// The optimum with any amount of the measured proteins.
  private func best(_ limited: [Int], _ solver: MethodSolver) throws(OmicsError) -> Double? {
    var program = FluxProgram(constrained).program
    for index in limited {
      guard let column = proteins[index].column else { continue }
      program.columns[column] = Bounds(lower: 0, upper: .infinity)
    }
    return try solver.optimum(of: program)?.value
  }

  private func raising(
    _ raises: [EnzymeFlexibilization.Raise]
  ) throws(OmicsError) -> EnzymeConstrainedModel {
    var model = self
    for raise in raises {
      guard let index = proteins.firstIndex(where: { $0.gene == raise.gene }),
        let column = proteins[index].column
      else { continue }
      model.proteins[index].concentration = raise.to
      try model.constrained.bound(column, to: FluxBounds(lower: 0, upper: raise.to))
    }
    return model
  }

  /// The program of ``flexibilized(reaching:using:)``: that of the model with a column more for each
  /// measured protein, in units of its own amount.
  private struct RaiseProgram {
    let program: LinearProgram
    private let model: EnzymeConstrainedModel
    private let limited: [Int]
    private let scales: [Double]
    private let firstSlack: Int

    /// A raise smaller than this share of the amount is rounding.
    private static let least = 1e-9

    init(_ model: EnzymeConstrainedModel, _ limited: [Int], target: Double) {
      self.model = model
      self.limited = limited
      let flux = FluxProgram(model.constrained)
      var program = flux.program
      program.rows[flux.cutRow] = flux.cut(fraction: 1, of: target, slack: 0)
      firstSlack = program.objective.count
      let detection = model.detectionLimit ?? 0
      scales = limited.map { index in
        let amount = max(model.proteins[index].concentration ?? 0, detection)
        return amount > 0 ? amount : 1
      }
      self.program = Self.extended(program, model, limited, scales)
    }

    private static func extended(
      _ program: LinearProgram, _ model: EnzymeConstrainedModel, _ limited: [Int],
      _ scales: [Double]
    ) -> LinearProgram {
      let matrix = program.matrix
      var extra = [Int: Int32](minimumCapacity: limited.count)
      var rows = program.rows
      var columns = program.columns
      for (offset, index) in limited.enumerated() {
        guard let column = model.proteins[index].column else { continue }
        extra[column] = Int32(matrix.rowCount + offset)
        // usage / scale − s ≤ concentration / scale
        rows.append(
          Bounds(
            lower: -.infinity,
            upper: (model.proteins[index].concentration ?? 0) / scales[offset]))
        columns[column] = Bounds(lower: 0, upper: .infinity)
      }
      var starts: [Int32] = [0]
      var entries: [Int32] = []
      var values: [Double] = []
      for column in 0..<matrix.columnCount {
        let range = matrix.range(ofColumn: column)
        entries += matrix.rows[range]
        values += matrix.values[range]
        if let row = extra[column] {
          entries.append(row)
          values.append(1 / scales[Int(row) - matrix.rowCount])
        }
        starts.append(Int32(values.count))
      }
      for offset in limited.indices {
        entries.append(Int32(matrix.rowCount + offset))
        values.append(-1)
        starts.append(Int32(values.count))
        columns.append(Bounds(lower: 0, upper: .infinity))
      }
      return LinearProgram(
        matrix: SparseMatrix(
          rowCount: matrix.rowCount + limited.count, columnStarts: starts, rows: entries,
          values: values),
        rows: rows, columns: columns,
        objective: Array(repeating: 0, count: matrix.columnCount)
          + Array(repeating: 1, count: limited.count), sense: .minimize)
    }

    func raises(at point: [Double]) -> [EnzymeFlexibilization.Raise] {
      var found: [(raise: EnzymeFlexibilization.Raise, share: Double)] = []
      for (offset, index) in limited.enumerated() {
        let share = point[firstSlack + offset]
        if share <= Self.least { continue }
        let protein = model.proteins[index]
        let from = protein.concentration ?? 0
        // A little more than the solver's answer, which is good to its tolerance.
        let to = from + share * scales[offset] * (1 + 1e-7)
        found.append(
          (.init(gene: protein.gene, id: protein.id, from: from, to: to), share))
      }
      return found.sorted { ($1.share, $0.raise.gene) < ($0.share, $1.raise.gene) }.map(\.raise)
    }
  }
}
