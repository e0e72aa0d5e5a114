import LinearProgramming
import MetabolicModels

/// Checks the claims of a saved flux variability analysis by its certificates, without a solver.
///
/// It builds the program from the model and the certificates' statement, and then recomputes
/// everything that a claim rests on: that each point balances every metabolite and keeps to every
/// bound and to the cut within the stated tolerance, that it reaches the value claimed, and that
/// the duals prove that no flux goes further, by weak duality with every rounding error bounded
/// (``ProgramJudge/outerBound(maximizing:rowDuals:)``). The optimum that the cut is made at is
/// checked in the same way. The certificates themselves are not trusted in anything but the
/// statement of the bounds and the objective.
public struct CertificateVerifier {
  /// How near a point must come to the value that is claimed to be reached, relative to the larger
  /// of 1 and the value: a result keeps all digits.
  public static let valueTolerance = 1e-9

  let certificates: FluxCertificates
  private let model: MetabolicModel
  let uncut: FluxProgram
  private let program: LinearProgram
  private let judge: ProgramJudge
  private let implied: ImpliedBounds
  private let ends: [EndKey: FluxCertificates.End]
  private let followers: [Int: FluxCertificates.Follower]
  var report = VerificationReport()

  struct EndKey: Hashable {
    var reaction: Int
    var isMaximum: Bool
  }

  /// - Throws: ``ModelError`` if the statement's bounds do not fit the model.
  /// - Precondition: The indices in the certificates are within the model and their own tables.
  public init(
    _ certificates: FluxCertificates, model: MetabolicModel
  ) throws(ModelError) {
    let statement = certificates.statement
    precondition(
      statement.bounds.count == model.reactions.count, "\(statement.bounds.count) bounds")
    var constrained = ConstrainedModel(model)
    for reaction in statement.bounds.indices {
      try constrained.setBounds(statement.bounds[reaction], ofReaction: reaction)
    }
    constrained.objective = statement.objective
    var program = FluxProgram(constrained)
    uncut = program
    program.setCut(statement.cut)
    self.certificates = certificates
    self.model = model
    self.program = program.program
    implied = ImpliedBounds(program.program)
    judge = ProgramJudge(program.program, implied: implied)
    ends = Dictionary(
      certificates.ends.map { (EndKey(reaction: $0.reaction, isMaximum: $0.isMaximum), $0) }
    ) { first, _ in first }
    followers = Dictionary(certificates.followers.map { ($0.reaction, $0) }) { first, _ in first }
    report.changedBounds = statement.bounds.indices.count {
      statement.bounds[$0] != model.reactions[$0].bounds
    }
  }

  /// Checks every claim.
  ///
  /// - Complexity: O(nonzeros) for each point, and O(rows + nonzeros of the rows with a dual) for
  ///   each end.
  public mutating func verify(_ claims: FluxRangeClaims) -> VerificationReport {
    let isAbsent = certificates.absence != nil || claims.absence != nil
    if isAbsent { checkAbsence(claims) }
    if !isAbsent || claims.hasValues { checkCut(claims) }
    var checks: [EndCheck] = []
    for (place, row) in claims.rows.enumerated() {
      guard let reaction = model.reactionIndex(row.reaction) else {
        fail(row.reaction, nil, "the model has no such reaction", at: place)
        continue
      }
      for isMaximum in [false, true] {
        let key = EndKey(reaction: reaction, isMaximum: isMaximum)
        let claim = isMaximum ? row.range.maximum : row.range.minimum
        checks.append(EndCheck(place: place, key: key, claim: claim, proof: ends[key]))
      }
    }
    // By point, so that each is expanded once and none is kept.
    checks.sort { ($0.point, $0.place) < ($1.point, $1.place) }
    var point = CheckedPoint(index: -1)
    for check in checks {
      if let index = check.proof?.point, index != point.index { point = checkedPoint(index) }
      switch reason(against: check, point) {
      case nil: report.verified[check.claim.status, default: 0] += 1
      case let reason?:
        fail(model.reactions[check.key.reaction].id, check.key.isMaximum, reason, at: check.place)
      }
    }
    report.failures = failures.sorted { $0.place < $1.place }.map(\.failure)
    return report
  }

  private struct EndCheck {
    var place: Int
    var key: EndKey
    var claim: FluxRange.End
    var proof: FluxCertificates.End?
    var point: Int { proof?.point ?? -1 }
  }

  private struct CheckedPoint {
    var index: Int
    var fluxes: [Double] = []
    var residual = Double.infinity
  }

  private var failures: [(place: Int, failure: VerificationReport.Failure)] = []

  mutating func fail(
    _ reaction: String?, _ isMaximum: Bool?, _ reason: String, at place: Int = -1
  ) {
    failures.append((place, .init(reaction: reaction, isMaximum: isMaximum, reason: reason)))
  }
}

// The cut and the optimum that it is made at.
extension CertificateVerifier {
  private mutating func checkCut(_ claims: FluxRangeClaims) {
    let statement = certificates.statement
    if let cut = claims.cut, cut != statement.fraction.map({ .fraction($0) }) ?? .none {
      // A model without an objective has nothing to cut, whatever fraction was asked for.
      if statement.fraction != nil || !statement.objective.terms.isEmpty {
        fail(nil, nil, "the result keeps another fraction of the optimum than the certificates")
      }
    }
    guard let fraction = statement.fraction else {
      if statement.cut != .free {
        fail(nil, nil, "the certificates have a cut on the objective and no optimum to make it at")
      }
      return
    }
    guard let optimum = certificates.optimum else {
      return fail(nil, nil, "the certificates do not prove the optimum that the cut is made at")
    }
    if uncut.cut(fraction: fraction, of: optimum.value, slack: objectiveSlack) != statement.cut {
      fail(nil, nil, "the cut on the objective does not follow from the optimum and the fraction")
    }
    if let claimed = claims.objectiveValue, !Self.isNear(claimed, optimum.value) {
      fail(nil, nil, "the result has another optimum than the certificates")
    }
    let claimsProof = claims.rows.contains {
      $0.range.minimum.status == .certified || $0.range.maximum.status == .certified
    }
    checkOptimum(optimum, claimsProof: claimsProof)
  }

  private mutating func checkOptimum(
    _ optimum: FluxCertificates.Optimum, claimsProof: Bool
  ) {
    let judge = ProgramJudge(
      uncut.program, implied: ImpliedBounds(unlessLimited: uncut.program))
    let point = fluxes(of: certificates.points[optimum.point])
    let residual = judge.primalResidual(of: point)
    report.worstResidual = max(report.worstResidual, residual)
    if !(residual <= certificates.statement.tolerance) {
      fail(nil, nil, "the point of the optimum is off by \(residual)")
    }
    if !Self.isNear(uncut.constrained.objective.value(at: point), optimum.value) {
      fail(nil, nil, "the point of the optimum does not reach it")
    }
    let sign = program.sense == .maximize ? 1.0 : -1.0
    let outer =
      sign
      * bound(
        maximizing: uncut.maximizedTerms, duals: optimum.duals, corrections: optimum.corrections,
        by: judge)
    let scale = uncut.cutScale
    let limit = SolverLane.certificateTolerance * max(1, abs(optimum.value) * scale)
    // Without a certified end the optimum may go unproved; it may never be beyond its own bound.
    let isBeyond = sign * (optimum.value - outer) * scale > limit
    if isBeyond || (claimsProof && !(abs(outer - optimum.value) * scale <= limit)) {
      fail(nil, nil, "the optimum \(optimum.value) is not proved: the bound on it is \(outer)")
    }
  }
}

// The ends.
extension CertificateVerifier {
  /// Why a claim does not hold; `nil` if it does.
  private mutating func reason(against check: EndCheck, _ point: CheckedPoint) -> String? {
    let claim = check.claim
    switch claim.status {
    case .failed: return claim.value == nil ? nil : "there is a number beside the status failed"
    case .infeasible:
      if report.absence == .infeasible, claim.value == nil { return nil }
      return "no certificate shows that there is no flux at all"
    case .certified, .optimal, .unbounded: break
    }
    guard let value = claim.value else { return "there is no number beside the status" }
    guard let proof = check.proof else { return "the certificates say nothing of it" }
    if !(point.residual <= certificates.statement.tolerance) {
      return "its point is off by \(point.residual)"
    }
    if claim.status == .unbounded { return reason(againstUnbounded: value, proof) }
    let reached = clamped(point.fluxes[check.key.reaction], reaction: check.key.reaction)
    if !Self.isNear(value, reached) { return "its point reaches \(reached), not \(value)" }
    return reason(against: claim, value, outer: outerBound(of: check.key), check.key)
  }

  private mutating func reason(
    against claim: FluxRange.End, _ value: Double, outer: Double?, _ key: EndKey
  ) -> String? {
    let sign = key.isMaximum ? 1.0 : -1.0
    let size = max(1, abs(value))
    if let outer, sign * (value - outer) > SolverLane.certificateTolerance * size {
      return "no flux goes beyond \(outer)"
    }
    if let claimed = claim.outerBound {
      let proved = outer ?? sign * .infinity
      if !(sign * (proved - claimed) <= Self.valueTolerance * max(1, abs(claimed))) {
        return "the outer bound \(claimed) is not proved: the proof gives \(proved)"
      }
      let isFar = !(abs(claimed - value) <= SolverLane.certificateTolerance * size)
      if claim.status == .certified, isFar {
        return "the outer bound \(claimed) beside it is too far off to certify it"
      }
    }
    if claim.status == .optimal { return nil }
    guard let outer else { return "nothing proves that no flux goes further" }
    let gap = abs(outer - value) / size
    if !(gap <= SolverLane.certificateTolerance) { return "the bound that is proved is \(outer)" }
    report.worstGap = max(report.worstGap, gap)
    return nil
  }

  private func reason(
    againstUnbounded value: Double, _ end: FluxCertificates.End
  ) -> String? {
    let sign = end.isMaximum ? 1.0 : -1.0
    if value != sign * .infinity { return "it is unbounded and its number is \(value)" }
    guard case .direction(let index) = end.proof else { return "no direction shows it unbounded" }
    let direction = certificates.directions[index].dense(count: program.columns.count)
    let terms = [(column: end.reaction, coefficient: sign)]
    return judge.unboundedDirection(direction, maximizing: terms) == nil
      ? "its direction does not show it unbounded" : nil
  }

  /// What no flux goes beyond; `nil` where nothing is proved.
  private func outerBound(of key: EndKey, followsLeader: Bool = true) -> Double? {
    guard let end = ends[key] else { return nil }
    let sign = key.isMaximum ? 1.0 : -1.0
    let outer: Double
    switch end.proof {
    case .none, .direction: return nil
    case .bound:
      outer = key.isMaximum ? implied.upper[key.reaction] : implied.lower[key.reaction]
    case .duals(let index):
      outer =
        sign * bound(maximizing: [(column: key.reaction, coefficient: sign)], duals: index)
    case .refinedDuals(let index, let corrections):
      outer =
        sign
        * bound(
          maximizing: [(column: key.reaction, coefficient: sign)], duals: index,
          corrections: corrections)
    case .leader(let index):
      guard followsLeader, let follower = followers[key.reaction] else { return nil }
      let isMaximum = (follower.factor > 0) == key.isMaximum
      let leader = EndKey(reaction: follower.leader, isMaximum: isMaximum)
      guard let known = outerBound(of: leader, followsLeader: false) else { return nil }
      let factor = sign * follower.factor
      let excess = bound(
        maximizing: [
          (column: key.reaction, coefficient: sign),
          (column: follower.leader, coefficient: -factor),
        ], duals: index)
      outer = sign * ((factor * known).nextUp + excess).nextUp
    }
    return outer.isFinite ? outer : nil
  }

  private func bound(
    maximizing terms: [(column: Int, coefficient: Double)], duals index: Int,
    corrections: Int? = nil, by other: ProgramJudge? = nil
  ) -> Double {
    let judge = other ?? judge
    let duals = certificates.duals[index].dense(count: program.rows.count)
    guard let corrections else { return judge.outerBound(maximizing: terms, rowDuals: duals) }
    let low = certificates.duals[corrections].dense(count: program.rows.count)
    return judge.outerBound(
      maximizing: terms, rowDuals: RefinedDuals(high: duals, low: low))
  }

  private mutating func checkedPoint(_ index: Int) -> CheckedPoint {
    let fluxes = fluxes(of: certificates.points[index])
    let residual = judge.primalResidual(of: fluxes)
    report.worstResidual = max(report.worstResidual, residual)
    report.pointsChecked += 1
    return CheckedPoint(index: index, fluxes: fluxes, residual: residual)
  }

  func fluxes(of point: SparseNumbers) -> [Double] {
    var fluxes = point.dense(count: program.columns.count)
    for follower in certificates.followers {
      fluxes[follower.reaction] = follower.factor * fluxes[follower.leader]
    }
    return fluxes
  }

  /// A point may stand outside of a bound by its residual; a claim may not.
  private func clamped(_ flux: Double, reaction: Int) -> Double {
    min(max(flux, program.columns.lower[reaction]), program.columns.upper[reaction])
  }

  private static func isNear(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= valueTolerance * max(1, abs(a))
  }
}
