import MetabolicModels
import ModelFormats
import TestSupport
import Testing

func load(_ document: SBMLDocument3, rawIDs: Bool = false) throws -> LoadedModel {
  try SBMLReader.read(
    document.bytes, path: "m.xml", options: SBMLReadingOptions(rawIDs: rawIDs))
}

/// The error that reading ends with; records an issue if it gives a model.
func failure(_ document: SBMLDocument3) -> SBMLError? { failure(document.bytes) }

func failure(_ bytes: [UInt8]) -> SBMLError? {
  do throws(SBMLError) {
    let loaded = try SBMLReader.read(bytes, path: "m.xml")
    Issue.record("a model with \(loaded.model.reactions.count) reactions, not an error")
    return nil
  } catch {
    return error
  }
}

extension MetabolicModel {
  func reaction(_ id: String) throws -> Reaction { reactions[try #require(reactionIndex(id))] }

  /// The coefficients of a reaction by metabolite id.
  func coefficients(_ id: String) throws -> [String: Double] {
    let column = stoichiometry.column(try #require(reactionIndex(id)))
    return Dictionary(uniqueKeysWithValues: column.map { (metabolites[$0.row].id, $0.value) })
  }

  func ruleText(_ id: String) throws -> String? { try reaction(id).rule?.text(genes: genes) }

  /// The objective by reaction id.
  var objectiveTerms: [String: Double] {
    Dictionary(
      uniqueKeysWithValues: objective.terms.map { (reactions[$0.reaction].id, $0.coefficient) })
  }
}

/// The line of the first occurrence of `text`, from 1.
func line(of text: String, in document: SBMLDocument3) throws -> Int {
  let range = try #require(document.text.range(of: text))
  return document.text[..<range.upperBound].count { $0 == "\n" } + 1
}
