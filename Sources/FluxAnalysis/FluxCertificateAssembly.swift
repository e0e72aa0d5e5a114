import LinearProgramming
import MetabolicModels

/// Turns the evidence for ends of compressed columns into certificates of reactions.
///
/// Which proof an end gets follows ``FluxRangeAssembly``, which turns the same findings into ranges.
struct FluxCertificateAssembly {
  private let start: FluxVariabilityStart
  private let ends: FluxEnds
  private let findings: [FluxEndFinding?]
  private let options: FluxVariabilityOptions
  private let lane: SolverLane
  private let indices: [Int32: Int]
  private let noDuals: [Double]
  private var result: FluxCertificates
  private var dualIndices: [SparseNumbers: Int] = [:]
  private var directionIndices: [SparseNumbers: Int] = [:]
  private var pointIndices: [ObjectIdentifier: Int] = [:]
  private let startWitness: FluxWitness

  init(
    _ start: FluxVariabilityStart, ends: FluxEnds, findings: [FluxEndFinding?],
    options: FluxVariabilityOptions
  ) {
    self.start = start
    self.ends = ends
    self.findings = findings
    self.options = options
    lane = start.makeLane(options)
    indices = ends.indices
    noDuals = Array(repeating: 0, count: start.compressed.rowOrigins.count)
    startWitness = start.witness ?? FluxWitness(start.point)
    result = FluxCertificates(statement: start.statement(options))
  }

  /// The certificates of `reactions`, and of the reactions that lead them.
  mutating func certificates(of reactions: [Int]) -> FluxCertificates {
    addFollowers()
    addOptimum()
    let asked = Set(reactions)
    let leaders = ends.columns.map { Int(start.compressed.columnOrigins[Int($0)]) }
    for reaction in reactions + leaders.filter({ !asked.contains($0) }) {
      for isMaximum in [false, true] { addEnd(of: reaction, isMaximum: isMaximum) }
    }
    return result
  }

  private mutating func addFollowers() {
    for reaction in start.compressed.carriers.indices {
      guard let leader = leader(of: reaction), leader != reaction else { continue }
      result.followers.append(
        .init(reaction: reaction, leader: leader, factor: start.compressed.factors[reaction]))
    }
  }

  private mutating func addOptimum() {
    guard let value = start.objectiveValue, let optimum = start.optimum else { return }
    let sign = start.original.sense == .maximize ? 1.0 : -1.0
    let objective = start.original.objective
    let terms = objective.indices.filter { objective[$0] != 0 }
      .map { (column: $0, coefficient: sign * objective[$0]) }
    result.optimum = .init(
      value: value, point: index(of: startWitness),
      duals: indexOfDuals(maximizing: terms, compressedDuals: optimum.duals))
  }

  private mutating func addEnd(of reaction: Int, isMaximum: Bool) {
    let finding = finding(for: reaction, isMaximum: isMaximum)
    if let finding, finding.status == .failed { return }
    let witness = finding?.witness ?? startWitness
    let proof = proof(of: reaction, finding, isMaximum: isMaximum)
    result.ends.append(
      .init(reaction: reaction, isMaximum: isMaximum, point: index(of: witness), proof: proof))
  }

  /// `nil` for a reaction that carries no flux.
  private func finding(for reaction: Int, isMaximum: Bool) -> FluxEndFinding? {
    guard let index = indices[start.compressed.carriers[reaction]] else { return nil }
    let goesUp = (start.compressed.factors[reaction] > 0) == isMaximum
    return findings[2 * index + (goesUp ? 1 : 0)] ?? FluxEndFinding(status: .failed, value: 0)
  }

  private mutating func proof(
    of reaction: Int, _ finding: FluxEndFinding?, isMaximum: Bool
  ) -> FluxCertificates.Proof {
    guard let finding, let leader = leader(of: reaction) else {
      return proofAtBound(of: reaction, 0, isMaximum: isMaximum)
    }
    let factor = start.compressed.factors[reaction]
    let sign = isMaximum ? 1.0 : -1.0
    switch finding.status {
    case .failed: return .none
    case .unbounded:
      guard let direction = finding.evidence.direction else { return .none }
      return .direction(index(of: SparseNumbers(direction.values)))
    case .atBound:
      return proofAtBound(of: reaction, factor * finding.value, isMaximum: isMaximum)
    case .solved where reaction != leader:
      return .leader(
        indexOfDuals(
          maximizing: [(reaction, sign), (leader, -sign * factor)], compressedDuals: noDuals))
    case .solved:
      guard let duals = finding.evidence.duals else { return .bound }
      return .duals(
        indexOfDuals(
          maximizing: [(reaction, sign)], compressedDuals: duals.dense(count: noDuals.count)))
    }
  }

  private mutating func proofAtBound(
    of reaction: Int, _ value: Double, isMaximum: Bool
  ) -> FluxCertificates.Proof {
    let implied = isMaximum ? start.implied.upper[reaction] : start.implied.lower[reaction]
    if abs(implied - value) <= 1e-9 * max(1, abs(implied)) { return .bound }
    let sign = isMaximum ? 1.0 : -1.0
    return .duals(indexOfDuals(maximizing: [(reaction, sign)], compressedDuals: noDuals))
  }

  /// The reaction whose flux the column of `reaction` is; `nil` for one that carries none.
  private func leader(of reaction: Int) -> Int? {
    let carrier = start.compressed.carriers[reaction]
    return carrier < 0 ? nil : Int(start.compressed.columnOrigins[Int(carrier)])
  }

  private mutating func index(of witness: FluxWitness) -> Int {
    if let known = pointIndices[ObjectIdentifier(witness)] { return known }
    let columns = witness.columns
    let origins = columns.indices.map { start.compressed.columnOrigins[Int($0)] }
    let order = origins.indices.sorted { origins[$0] < origins[$1] }
    result.points.append(
      SparseNumbers(indices: order.map { origins[$0] }, values: order.map { columns.values[$0] }))
    pointIndices[ObjectIdentifier(witness)] = result.points.count - 1
    return result.points.count - 1
  }

  private mutating func indexOfDuals(
    maximizing terms: [(column: Int, coefficient: Double)], compressedDuals: [Double]
  ) -> Int {
    let duals = lane.rowDuals(maximizing: terms, compressedDuals: compressedDuals)
    let kept = SparseNumbers(withoutRounding(duals, maximizing: terms))
    return Self.index(of: kept, in: &result.duals, known: &dualIndices)
  }

  /// The duals without those that are only rounding, nearly half of them on Human-GEM, if the proof
  /// is none the worse for it.
  private func withoutRounding(
    _ duals: [Double], maximizing terms: [(column: Int, coefficient: Double)]
  ) -> [Double] {
    let largest = duals.reduce(0) { max($0, abs($1)) }
    let kept = duals.map { abs($0) < 1e-12 * largest ? 0 : $0 }
    let whole = lane.judge.outerBound(maximizing: terms, rowDuals: duals)
    let bound = lane.judge.outerBound(maximizing: terms, rowDuals: kept)
    return bound <= whole + 1e-10 * max(1, abs(whole)) ? kept : duals
  }

  private mutating func index(of direction: SparseNumbers) -> Int {
    Self.index(of: direction, in: &result.directions, known: &directionIndices)
  }

  private static func index(
    of numbers: SparseNumbers, in table: inout [SparseNumbers], known: inout [SparseNumbers: Int]
  ) -> Int {
    if let index = known[numbers] { return index }
    table.append(numbers)
    known[numbers] = table.count - 1
    return table.count - 1
  }
}

extension FluxVariabilityStart {
  fileprivate func statement(_ options: FluxVariabilityOptions) -> FluxCertificates.Statement {
    var fraction: Double?
    if objectiveValue != nil, case .fraction(let kept) = options.cut { fraction = kept }
    return FluxCertificates.Statement(
      original, fraction: fraction, tolerance: options.solving.tolerance)
  }
}

extension FluxCertificates.Statement {
  /// What `program`, that of a ``FluxProgram``, states.
  init(_ program: LinearProgram, fraction: Double?, tolerance: Double) {
    let objective = FluxObjective(
      sense: program.sense == .maximize ? .maximize : .minimize,
      terms: program.objective.enumerated().filter { $0.element != 0 }
        .map { FluxTerm(reaction: $0.offset, coefficient: $0.element) })
    self.init(
      bounds: (0..<program.columns.count).map {
        FluxBounds(lower: program.columns.lower[$0], upper: program.columns.upper[$0])
      },
      objective: objective, fraction: fraction, cut: program.rows[program.rows.count - 1],
      tolerance: tolerance)
  }
}
