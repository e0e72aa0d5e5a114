import MetabolicModels
import OmicsIntegration

/// Which reactions of a cohort carry fluxes in a fixed proportion, from a flux coupling analysis.
public struct CouplingClasses: Sendable, Hashable {
  /// Of each reaction of the cohort: the place of the first one of its class.
  public let classes: [Int]

  /// Reads the table that `twinflux coupling` writes: its columns `reaction` and `full_set`. A reaction
  /// with an empty `full_set` is blocked, and a class of its own.
  ///
  /// - Parameters:
  ///   - path: For messages.
  ///   - reactions: Those of the cohort. The table may have others.
  /// - Throws: ``ComparisonError`` of the kind `class…`, or ``ComparisonError/unclassified(path:reactions:suggestion:)``.
  public init(
    _ bytes: [UInt8], path: String, reactions: [String]
  ) throws(ComparisonError) {
    let sets: [String: String]
    do {
      sets = try bytes.withUnsafeBufferPointer { try Self.sets($0, path: path) }
    } catch let error as ComparisonError {
      throw error
    } catch let error as OmicsError {
      throw .classText(error)
    } catch {
      preconditionFailure("an error of another kind: \(error)")
    }
    let missing = reactions.filter { sets[$0] == nil }
    if let first = missing.first {
      throw .unclassified(
        path: path, reactions: missing,
        suggestion: Suggestion.nearest(to: first, among: Array(sets.keys).sorted()))
    }
    var firsts: [String: Int] = [:]
    classes = reactions.enumerated().map { place, reaction in
      guard let set = sets[reaction], !set.isEmpty else { return place }
      if let first = firsts[set] { return first }
      firsts[set] = place
      return place
    }
  }

  /// The set of each reaction, empty for a blocked one.
  private static func sets(
    _ bytes: UnsafeBufferPointer<UInt8>, path: String
  ) throws -> [String: String] {
    var text = try DelimitedText(bytes, path: path)
    let header = try text.next() ? text.fields.map { text.text(of: $0) } : []
    guard let reaction = header.firstIndex(of: "reaction") else {
      throw ComparisonError.classColumn(path: path, name: "reaction")
    }
    guard let set = header.firstIndex(of: "full_set") else {
      throw ComparisonError.classColumn(path: path, name: "full_set")
    }
    var sets: [String: String] = [:]
    var lines: [String: Int] = [:]
    while try text.next() {
      guard text.fields.count == header.count else {
        throw ComparisonError.classRow(
          path: path, line: text.recordLine,
          problem: "are \(text.fields.count) cells instead of \(header.count)")
      }
      let id = text.text(of: text.fields[reaction])
      if let first = lines.updateValue(text.recordLine, forKey: id) {
        throw ComparisonError.classTwice(
          path: path, line: text.recordLine, reaction: id, first: first)
      }
      sets[id] = text.text(of: text.fields[set])
    }
    return sets
  }
}
