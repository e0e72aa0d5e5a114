import OmicsIntegration

extension CohortDesign {
  /// Reads a design.
  ///
  /// - Parameter path: For messages.
  /// - Throws: ``DesignError``, naming the line and the cell.
  /// - Complexity: O(bytes).
  public static func read(_ bytes: [UInt8], path: String) throws(DesignError) -> CohortDesign {
    do {
      return try bytes.withUnsafeBufferPointer { buffer in
        var text = try DelimitedText(buffer, path: path)
        guard try text.next() else { throw DesignError.noPatients(path: path) }
        let columns = try DesignColumns(
          text.fields.map { text.text(of: $0) }, path: path, line: text.recordLine)
        var patients: [Patient] = []
        while try text.next() {
          patients.append(
            try columns.patient(text.fields.map { text.text(of: $0) }, line: text.recordLine))
        }
        return try CohortDesign(
          path: path, covariates: columns.covariates.map(\.name), patients: patients)
      }
    } catch let error as DesignError {
      throw error
    } catch let error as OmicsError {
      throw .text(error)
    } catch {
      preconditionFailure("an error of another kind: \(error)")
    }
  }
}

extension CohortDesign {
  /// Whether a cell says that there is no value.
  static func isMissing(_ cell: String) -> Bool {
    ["", "na", "n/a", "nan", "null", "none"].contains(cell.lowercased())
  }
}

/// Which column of a design holds what.
private struct DesignColumns {
  let path: String
  let width: Int
  private var places: [Name: Int] = [:]
  private(set) var covariates: [(name: String, place: Int)] = []

  enum Name: String, CaseIterable { case sample, group, pair, medium, bounds }

  init(_ header: [String], path: String, line: Int) throws(DesignError) {
    self.path = path
    width = header.count
    var seen: [String: Int] = [:]
    for (place, name) in header.enumerated() {
      if name.isEmpty { throw .unnamedColumn(path: path, line: line, column: place + 1) }
      if let first = seen.updateValue(place, forKey: name.lowercased()) {
        throw .duplicateColumn(path: path, name: name, columns: [first + 1, place + 1])
      }
      if let known = Name(rawValue: name.lowercased()) {
        places[known] = place
      } else {
        covariates.append((name, place))
      }
    }
    for required in [Name.sample, .group] where places[required] == nil {
      throw .missingColumn(path: path, name: required.rawValue, columns: header)
    }
  }

  func patient(_ cells: [String], line: Int) throws(DesignError) -> CohortDesign.Patient {
    if cells.count != width {
      throw .raggedRow(path: path, line: line, expected: width, found: cells.count)
    }
    let value = { (name: Name) in places[name].flatMap { Self.value(cells[$0]) } }
    // A sample may be named as it pleases, even "none".
    let sample = places[.sample].map { cells[$0] } ?? ""
    if sample.isEmpty {
      throw .emptyCell(path: path, line: line, column: (places[.sample] ?? 0) + 1, name: "sample")
    }
    guard let group = value(.group) else {
      throw .emptyCell(path: path, line: line, column: (places[.group] ?? 0) + 1, name: "group")
    }
    var bounds: DesignBounds?
    if let text = value(.bounds), let place = places[.bounds] {
      bounds = try DesignBounds(
        text, at: .init(path: path, line: line, column: place + 1, sample: sample))
    }
    var medium: DesignMedium?
    if let text = value(.medium), let place = places[.medium] {
      medium = try DesignMedium(
        text, at: .init(path: path, line: line, column: place + 1, sample: sample))
    }
    return CohortDesign.Patient(
      sample: sample, group: group, pair: value(.pair), medium: medium, bounds: bounds,
      covariates: covariates.map { Self.value(cells[$0.place]) }, line: line)
  }

  private static func value(_ cell: String) -> String? {
    CohortDesign.isMissing(cell) ? nil : cell
  }
}
