import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// What a store knows of its reactions besides their ids, so that it can be compared without its
/// model. Each list has one element for each reaction.
public struct ReactionAnnotation: Sendable, Hashable, Codable {
  /// Empty where the model gives none.
  public var names: [String]
  /// Empty where the model gives none.
  public var subsystems: [String]
  /// The class of each reaction, by the place of its first member: reactions of one class carry fluxes
  /// in a fixed proportion, whatever the patient.
  public var classes: [Int]
  /// The bounds of the model that patients' bounds are made from, in mmol·gDW⁻¹·h⁻¹.
  public var lowerBounds: [Double]
  public var upperBounds: [Double]

  /// Nothing is known: every reaction is a class of its own.
  public init(count: Int) {
    names = [String](repeating: "", count: count)
    subsystems = names
    classes = Array(0..<count)
    lowerBounds = [Double](repeating: -.infinity, count: count)
    upperBounds = [Double](repeating: .infinity, count: count)
  }

  /// Of some reactions of a model.
  ///
  /// Classes are what the lossless compression finds when it looks at the balances alone: two reactions
  /// that share a metabolite no third one touches, one after the other along a chain. That holds under
  /// any patient's bounds, and takes no linear program. A flux coupling analysis, which knows the
  /// directions too, finds more.
  ///
  /// - Complexity: One compression of the model.
  public init(of constrained: ConstrainedModel, reactions: [Int]) {
    let all = constrained.model.reactions
    names = reactions.map { all[$0].name }
    subsystems = reactions.map { all[$0].subsystem }
    lowerBounds = reactions.map { constrained.bounds[$0].lower }
    upperBounds = reactions.map { constrained.bounds[$0].upper }
    let compressed = CompressedProgram(structureOf: FluxProgram(constrained).program)
    var first: [Int32: Int] = [:]
    classes = reactions.enumerated().map { place, reaction in
      let carrier = compressed.carriers[reaction]
      // A flux that is always 0 is in proportion to nothing.
      if carrier < 0 { return place }
      if let known = first[carrier] { return known }
      first[carrier] = place
      return place
    }
  }

  /// Whether every list is of `count` reactions, and every class is that of its first member.
  func fits(_ count: Int) -> Bool {
    names.count == count && subsystems.count == count && classes.count == count
      && lowerBounds.count == count && upperBounds.count == count
      && classes.enumerated().allSatisfy { place, first in
        first >= 0 && first <= place && classes[first] == first
      }
  }
}
