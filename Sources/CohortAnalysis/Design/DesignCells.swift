import DataFiles
import MetabolicModels

/// What the cell `bounds` of a design says: a file, or the bounds themselves, as in
/// `EX_glc__D_e=-5:1000;PFK=0:8`.
public enum DesignBounds: Sendable, Hashable, Codable {
  /// The name as the cell spells it; relative names are for the caller to resolve.
  case file(String)
  case listed([Item])

  public struct Item: Sendable, Hashable, Codable {
    public var reaction: String
    public var lower: Double
    public var upper: Double

    public init(reaction: String, lower: Double, upper: Double) {
      self.reaction = reaction
      self.lower = lower
      self.upper = upper
    }
  }

  init(_ text: String, at cell: DesignError.Cell) throws(DesignError) {
    guard text.contains("=") else {
      self = .file(text)
      return
    }
    var items: [Item] = []
    for (id, value) in try DesignCell.pairs(text, at: cell) {
      let parts = value.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let lower = NumberText.parse(parts[0].trimmed),
        let upper = NumberText.parse(parts[1].trimmed), lower <= upper
      else { throw .unreadableCell(cell, problem: .bounds(of: id)) }
      items.append(Item(reaction: id, lower: lower, upper: upper))
    }
    self = .listed(items)
  }
}

/// What the cell `medium` of a design says: a file, or the uptakes themselves, as in
/// `EX_glc__D_e=5;EX_o2_e=20`.
public enum DesignMedium: Sendable, Hashable, Codable {
  /// The name as the cell spells it; relative names are for the caller to resolve.
  case file(String)
  case listed([Item])

  public struct Item: Sendable, Hashable, Codable {
    public var exchange: String
    /// In mmol·gDW⁻¹·h⁻¹.
    public var uptake: Double

    public init(exchange: String, uptake: Double) {
      self.exchange = exchange
      self.uptake = uptake
    }
  }

  /// The medium itself, where the cell holds it.
  public var medium: Medium? {
    guard case .listed(let items) = self else { return nil }
    return Medium(items.map { Medium.Entry(exchange: $0.exchange, uptake: $0.uptake) })
  }

  init(_ text: String, at cell: DesignError.Cell) throws(DesignError) {
    guard text.contains("=") else {
      self = .file(text)
      return
    }
    var items: [Item] = []
    for (id, value) in try DesignCell.pairs(text, at: cell) {
      guard let uptake = NumberText.parse(value), uptake >= 0 else {
        throw .unreadableCell(cell, problem: .uptake(of: id))
      }
      items.append(Item(exchange: id, uptake: uptake))
    }
    self = .listed(items)
  }
}

private enum DesignCell {
  /// `id=value` pairs, separated by semicolons; each id once.
  static func pairs(
    _ text: String, at cell: DesignError.Cell
  ) throws(DesignError) -> [(id: String, value: String)] {
    var pairs: [(id: String, value: String)] = []
    var seen = Set<String>()
    for part in text.split(separator: ";", omittingEmptySubsequences: true) {
      if part.trimmed.isEmpty { continue }
      guard let equals = part.lastIndex(of: "=") else {
        throw .unreadableCell(cell, problem: .noEquals(part.trimmed))
      }
      let id = part[..<equals].trimmed
      if id.isEmpty { throw .unreadableCell(cell, problem: .noEquals(part.trimmed)) }
      if !seen.insert(id).inserted { throw .unreadableCell(cell, problem: .twice(id)) }
      pairs.append((id, part[part.index(after: equals)...].trimmed))
    }
    return pairs
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var rest = self
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
