import MetabolicModels

/// Metabolites and their compartments.
extension MATModelReader {
  func metabolites(_ compartments: [String]) throws(MATError) -> [Metabolite] {
    let count = metaboliteIDs.count
    let names = try fields.strings("metNames", count: count, of: "metabolites")
    let formulas = try fields.strings("metFormulas", count: count, of: "metabolites")
    var charges = try fields.numbers("metCharges", count: count, of: "metabolites")
    if charges == nil {
      charges = try fields.numbers("metCharge", count: count, of: "metabolites")
    }
    return metaboliteIDs.enumerated().map { index, id in
      Metabolite(
        id: id, name: names?[index] ?? "", compartment: compartments[index],
        formula: formulas?[index].nonempty,
        // NaN is how MATLAB's tools say that a charge is not known.
        charge: charges.flatMap { $0[index].isFinite ? $0[index] : nil })
    }
  }

  /// The model's compartments, and that of each metabolite: what `metComps` says, or what the id
  /// ends in.
  func compartments() throws(MATError) -> ([Compartment], [String]) {
    let listed = values["comps"] == nil ? [] : try fields.requiredStrings("comps")
    let names = try fields.strings("compNames", count: listed.count, of: "compartments")
    var places = metaboliteIDs.map(Self.suffix(of:))
    if let stated = values["metComps"], !stated.isEmpty {
      places = try statedPlaces(stated, among: listed)
    }
    var compartments = listed.enumerated().map { Compartment(id: $1, name: names?[$0] ?? "") }
    var known = Set(listed)
    for place in places where !place.isEmpty && known.insert(place).inserted {
      compartments.append(Compartment(id: place))
    }
    return (compartments, places)
  }

  /// `metComps` counts in `comps` from 1, as RAVEN has it, or gives the ids themselves.
  private func statedPlaces(
    _ stated: MATArray, among listed: [String]
  ) throws(MATError) -> [String] {
    let count = metaboliteIDs.count
    guard case .numbers = stated else {
      return try fields.strings("metComps", count: count, of: "metabolites") ?? []
    }
    var places: [String] = []
    for number in try fields.numbers("metComps", count: count, of: "metabolites") ?? [] {
      guard let place = Int(exactly: number), place > 0, place <= listed.count else {
        throw fields.invalid(
          "metComps",
          "is \(number) for metabolite '\(metaboliteIDs[places.count])', "
            + "but 'comps' lists \(listed.count)",
          "Give the number of a compartment, counted from 1.")
      }
      places.append(listed[place - 1])
    }
    return places
  }

  /// `c` of `atp[c]`, and of `atp_c` as BiGG has it; empty if the id tells none.
  static func suffix(of id: String) -> String {
    if id.hasSuffix("]"), let open = id.lastIndex(of: "[") {
      return String(id[id.index(after: open)...].dropLast())
    }
    guard let mark = id.lastIndex(of: "_") else { return "" }
    let end = id[id.index(after: mark)...]
    // BiGG's compartments: one or two letters, or a letter and a digit.
    let isCode =
      (1...2).contains(end.utf8.count)
      && end.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
      && (97...122).contains(end.utf8.first ?? 0)
    return isCode ? String(end) : ""
  }
}
