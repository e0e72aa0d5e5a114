import DataFiles
import MetabolicModels

/// A checksum of what a linear program takes from a model and no option can change: the order of
/// metabolites and reactions, the stoichiometry and the flux constraints.
///
/// It is the same for a model that was compressed in another way or saved again with other notes.
public enum ModelFingerprint {
  /// SHA-256 in lowercase hexadecimal.
  ///
  /// - Complexity: O(size of the model).
  public static func hexDigest(of model: MetabolicModel) -> String {
    var digest = SHA256()
    digest.update(Array("twinflux structure 1\n".utf8))
    for metabolite in model.metabolites { digest.update(Array("m \(metabolite.id)\n".utf8)) }
    for (index, reaction) in model.reactions.enumerated() {
      var text = "r \(reaction.id)"
      for entry in model.stoichiometry.column(index) { text += term(entry.row, entry.value) }
      digest.update(Array((text + "\n").utf8))
    }
    for constraint in model.constraints {
      var text = "c \(constraint.lower.bitPattern) \(constraint.upper.bitPattern)"
      for entry in constraint.terms { text += term(entry.reaction, entry.coefficient) }
      digest.update(Array((text + "\n").utf8))
    }
    return digest.hexDigest()
  }

  private static func term(_ index: Int, _ value: Double) -> String {
    " \(index) \(String(value.bitPattern, radix: 16))"
  }
}
