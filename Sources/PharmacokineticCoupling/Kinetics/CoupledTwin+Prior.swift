import Foundation

extension CoupledTwin {
  /// What is believed of the individual's parameters before anything is measured.
  ///
  ///     log θ ~ N(log(θ_ref · f), Ω + Σ_f)
  ///
  /// Ω holds the *ω²* of the parameters between individuals (``KineticModel/Parameter/logSD``), and
  /// *Σ_f* is the covariance of the logarithms of the coupling's draws. Parameters that neither
  /// varies are known, and left out. Of a document that was updated before it is the prior of then.
  ///
  /// - Throws: ``UpdatingError/foldChangeOfZero(parameter:)`` for a parameter that is, or whose draws
  ///   are, 0: a logarithm has no place for it. ``UpdatingError/noParameters`` where nothing varies.
  public func prior() throws(UpdatingError) -> LogNormalPrior {
    if let posterior { return posterior.prior }
    let values = values
    let used = Set(pharmacokinetics?.structure.slots.map(\.parameter) ?? [])
    let names = used.filter { spread(of: $0) > 0 }.sorted()
    var means: [Double] = []
    for name in names {
      guard let value = values[name]?.value, value > 0 else {
        throw .foldChangeOfZero(parameter: name)
      }
      means.append(log(value))
    }
    return try LogNormalPrior(names: names, logMeans: means, logCovariance: try covariance(names))
  }

  private func spread(of name: String) -> Double {
    max(
      pharmacokinetics?.parameters[name]?.logSD ?? 0, coupled[name]?.logSD ?? 0,
      hasDraws(of: name) ? .leastNormalMagnitude : 0)
  }

  private func hasDraws(of name: String) -> Bool {
    guard let column = draws(of: name) else { return false }
    return Set(column).count > 1
  }

  private func draws(of name: String) -> [Double]? {
    guard let draws = coupled.draws, let index = draws.parameters.firstIndex(of: name) else {
      return nil
    }
    return draws.values.map { $0[index] }
  }

  private func covariance(_ names: [String]) throws(UpdatingError) -> [[Double]] {
    var centred: [[Double]?] = []
    for name in names {
      guard let column = draws(of: name), hasDraws(of: name) else {
        centred.append(nil)
        continue
      }
      guard column.allSatisfy({ $0 > 0 }) else { throw .foldChangeOfZero(parameter: name) }
      let logs = column.map { log($0) }
      let mean = logs.reduce(0, +) / Double(logs.count)
      centred.append(logs.map { $0 - mean })
    }
    return names.indices.map { i in
      names.indices.map { j in
        var sum = 0.0
        if let one = centred[i], let other = centred[j], one.count > 1 {
          sum = zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(one.count - 1)
        }
        let own = i == j ? pharmacokinetics?.parameters[names[i]]?.logSD ?? 0 : 0
        return sum + own * own
      }
    }
  }
}
