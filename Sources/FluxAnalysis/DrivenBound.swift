import MetabolicModels

/// A bound of a reaction that something outside of the network moves: a concentration, a dose of an
/// enzyme, a demand.
///
/// The driving number *x* is the bound itself or, where ``sign`` is −1, its negative: an uptake of
/// 10 through an exchange that imports by negative flux is a lower bound of −10.
public struct DrivenBound: Sendable, Hashable {
  public enum Side: String, Sendable, Hashable, CaseIterable {
    case lower, upper
  }

  /// An index into the model's reactions.
  public let reaction: Int
  public let side: Side
  /// 1 or −1: the bound is `sign` · *x*.
  public let sign: Double

  private init(_ reaction: Int, _ side: Side, sign: Double = 1) {
    self.reaction = reaction
    self.side = side
    self.sign = sign
  }

  public static func upper(of reaction: Int) -> DrivenBound { DrivenBound(reaction, .upper) }

  public static func lower(of reaction: Int) -> DrivenBound { DrivenBound(reaction, .lower) }

  /// What a boundary reaction can take up, counted as a positive number whatever its direction.
  ///
  /// - Throws: ``FluxError/model(_:)`` for a reaction that is no boundary reaction of `model`.
  public static func uptake(
    through reaction: Int, of model: MetabolicModel
  ) throws(FluxError) -> DrivenBound {
    guard model.reactions.indices.contains(reaction) else {
      throw .model(.indexOutOfRange(what: "the reactions", index: reaction))
    }
    let entries = model.stoichiometry.range(ofColumn: reaction)
    guard BoundaryReactions.isBoundary(reaction, of: model) else {
      throw .model(.notAnExchange(id: model.reactions[reaction].id))
    }
    return model.stoichiometry.values[entries.lowerBound] < 0
      ? DrivenBound(reaction, .lower, sign: -1) : DrivenBound(reaction, .upper)
  }

  /// Whether a larger *x* leaves the flux more room.
  public var loosensUpwards: Bool { (side == .upper) == (sign > 0) }

  /// The bound at *x*; never −0.
  public func bound(at x: Double) -> Double { sign > 0 ? x : 0 - x }

  /// `own` with this bound replaced. It may then be out of order: no flux fits it.
  public func bounds(at x: Double, in own: FluxBounds) -> FluxBounds {
    switch side {
    case .lower: FluxBounds(lower: bound(at: x), upper: own.upper)
    case .upper: FluxBounds(lower: own.lower, upper: bound(at: x))
    }
  }

  /// The flux that uses *x* up to the last: `sign` · *v*.
  func drive(ofFlux flux: Double) -> Double { sign * flux }
}
