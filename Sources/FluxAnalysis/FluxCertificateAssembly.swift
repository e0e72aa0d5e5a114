import LinearProgramming
import MetabolicModels

/// Turns the evidence for ends of compressed columns into certificates of reactions.
///
/// Points and duals keep no more digits than the proof needs: any point within the tolerance is a
/// point, and any duals prove a bound. The number of threads changes nothing.
struct FluxCertificateAssembly: Sendable {
  private let start: FluxVariabilityStart
  private let ends: FluxEnds
  private let findings: [FluxEndFinding?]
  private let options: FluxVariabilityOptions
  private var result: FluxCertificates
  private var dualIndices: [SparseNumbers: Int] = [:]
  private var directionIndices: [SparseNumbers: Int] = [:]
  private var pointIndices: [ObjectIdentifier: Int] = [:]
  private var witnesses: [FluxWitness] = []
  private let startWitness: FluxWitness

  init(
    _ start: FluxVariabilityStart, ends: FluxEnds, findings: [FluxEndFinding?],
    options: FluxVariabilityOptions
  ) {
    self.start = start
    self.ends = ends
    self.findings = findings
    self.options = options
    startWitness = start.witness ?? FluxWitness(start.point)
    result = FluxCertificates(statement: start.statement(options))
  }

  /// The certificates of `reactions`, and of the reactions that lead them.
  mutating func certificates(of reactions: [Int]) -> FluxCertificates {
    addFollowers()
    addOptimum()
    let asked = Set(reactions)
    let leaders = ends.columns.map { Int(start.compressed.columnOrigins[Int($0)]) }
    let all = reactions + leaders.filter { !asked.contains($0) }
    let assembly = self
    let parts = mapSlices(of: all.count, threads: options.threads) { slice in
      let builder = FluxProofBuilder(
        assembly.start, ends: assembly.ends, findings: assembly.findings, options: assembly.options)
      return all[slice].flatMap { reaction in
        [false, true].compactMap { builder.end(of: reaction, isMaximum: $0) }
      }
    }
    for part in parts { for end in part { add(end) } }
    let used = witnesses
    result.points = mapSlices(of: used.count, threads: options.threads) { slice in
      let builder = FluxPointBuilder(assembly.start, tolerance: assembly.options.solving.tolerance)
      return used[slice].map { builder.point($0.columns) }
    }.flatMap(\.self)
    return result
  }

  private mutating func addFollowers() {
    for reaction in start.compressed.carriers.indices {
      guard let leader = start.leader(of: reaction), leader != reaction else { continue }
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
    let point = index(of: startWitness)
    if let refined = FluxEvidence(optimum).refinedDuals {
      result.optimum = .init(
        value: value, point: point, duals: index(ofDuals: refined.high),
        corrections: index(ofDuals: refined.low))
    } else {
      let duals = start.makeLane(options)
        .rowDuals(maximizing: terms, compressedDuals: optimum.duals)
      result.optimum = .init(
        value: value, point: point, duals: index(ofDuals: SparseNumbers(duals)))
    }
  }

  private mutating func add(_ end: FluxProofBuilder.End) {
    let proof: FluxCertificates.Proof =
      switch end.proof {
      case .none: .none
      case .bound: .bound
      case .duals(let duals): .duals(index(ofDuals: duals))
      case .refinedDuals(let duals, let corrections):
        .refinedDuals(index(ofDuals: duals), corrections: index(ofDuals: corrections))
      case .leader(let duals): .leader(index(ofDuals: duals))
      case .direction(let direction):
        .direction(Self.index(of: direction, in: &result.directions, known: &directionIndices))
      }
    result.ends.append(
      .init(
        reaction: end.reaction, isMaximum: end.isMaximum,
        point: index(of: end.witness ?? startWitness), proof: proof))
  }

  private mutating func index(of witness: FluxWitness) -> Int {
    if let known = pointIndices[ObjectIdentifier(witness)] { return known }
    witnesses.append(witness)
    pointIndices[ObjectIdentifier(witness)] = witnesses.count - 1
    return witnesses.count - 1
  }

  private mutating func index(ofDuals duals: SparseNumbers) -> Int {
    Self.index(of: duals, in: &result.duals, known: &dualIndices)
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
