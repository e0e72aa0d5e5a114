import MetabolicModels

/// What most samples of a group agree on, for one model of them all.
///
/// With 1 for active, −1 for inactive and 0 for the rest, a reaction is active if its sum over the
/// samples is at least `share` times their number, inactive if it is at most −`share` times their
/// number: rFASTCORMICS' consensus. A sample that says the opposite counts twice.
public struct ActivityConsensus: Sendable, Hashable {
  /// Above 0, up to 1.
  public var share: Double

  /// - Throws: ``OmicsError/invalidOption(name:value:allowed:)``.
  public init(share: Double = 0.9) throws(OmicsError) {
    guard share > 0, share <= 1 else {
      throw .invalidOption(
        name: "--consensus", value: "\(share)", allowed: "a share above 0, up to 1")
    }
    self.share = share
  }

  /// - Parameter samples: For each sample one activity for each reaction; `nil` without a rule.
  /// - Precondition: At least one sample, all of the same model.
  public func activities(of samples: [[Activity?]]) -> [Activity?] {
    precondition(!samples.isEmpty && samples.allSatisfy { $0.count == samples[0].count })
    // A product such as 0.9 · 10 must not miss the whole number that it stands for.
    let least = share * Double(samples.count) - 1e-9
    return samples[0].indices.map { reaction in
      let known = samples.compactMap { $0[reaction] }
      if known.isEmpty { return nil }
      let sum = Double(known.reduce(0) { $0 + $1.rawValue })
      return sum >= least ? .active : sum <= -least ? .inactive : .undetermined
    }
  }
}
