import LinearProgramming

// That there is nothing to find.
extension CertificateVerifier {
  /// Checks what the certificates prove of the whole program, and that it is what the result says.
  mutating func checkAbsence(_ claims: FluxRangeClaims) {
    let problem: String?
    switch certificates.absence {
    case nil: problem = "the certificates do not prove that there is nothing to find"
    case .infeasible(let duals): problem = problemOfInfeasible(duals)
    case .unbounded(let point, let direction): problem = problemOfUnbounded(point, direction)
    }
    if let problem { return fail(nil, nil, problem) }
    if let claimed = claims.absence, claimed != report.absence {
      report.absence = nil
      fail(nil, nil, "the result says \(claimed.rawValue), and the certificates prove otherwise")
    }
  }

  /// Without the cut: where nothing satisfies the bounds, nothing satisfies a cut besides.
  private var uncutJudge: ProgramJudge {
    ProgramJudge(uncut.program, implied: ImpliedBounds(unlessLimited: uncut.program))
  }

  private mutating func problemOfInfeasible(_ index: Int) -> String? {
    let ray = certificates.duals[index].dense(count: uncut.program.rows.count)
    let judge = uncutJudge
    guard judge.showsInfeasible(ray) else { return "the duals do not show that there is no flux" }
    if !judge.provesInfeasible(ray) { report.absenceLimit = ProgramJudge.largestUnlimited }
    report.absence = .infeasible
    return nil
  }

  private mutating func problemOfUnbounded(_ point: Int, _ direction: Int) -> String? {
    let judge = uncutJudge
    let residual = judge.primalResidual(of: fluxes(of: certificates.points[point]))
    report.pointsChecked += 1
    report.worstResidual = max(report.worstResidual, residual)
    if !(residual <= certificates.statement.tolerance) {
      return "the point from which the objective grows is off by \(residual)"
    }
    let ray = certificates.directions[direction].dense(count: uncut.program.columns.count)
    guard let checked = judge.unboundedDirection(ray, maximizing: uncut.maximizedTerms) else {
      return "the direction does not show that the objective has no limit"
    }
    report.absenceLimit = checked.drift
    report.absence = .unbounded
    return nil
  }
}
