/// A state of an exported model.
struct KineticState: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case depot
    case compartment(Int)
    case effectSite(Int)
  }

  var name: String
  var kind: Kind
  /// Whether something can be measured there.
  var hasConcentration: Bool
}

extension KineticStructure {
  /// The depot of oral doses (if there is one), then the compartments, then the effect sites. The
  /// place of a state, counted from 1, is its number (`CMT`) in the tables.
  var states: [KineticState] {
    var result: [KineticState] = []
    if absorption != nil {
      result.append(
        KineticState(name: LinearSystem.depot, kind: .depot, hasConcentration: false))
    }
    for (index, compartment) in compartments.enumerated() {
      result.append(
        KineticState(
          name: compartment.name, kind: .compartment(index),
          hasConcentration: compartment.volume != nil))
    }
    for (index, site) in effectSites.enumerated() {
      result.append(
        KineticState(name: site.name, kind: .effectSite(index), hasConcentration: true))
    }
    return result
  }

  /// The place among ``states`` of a compartment; the first one for a name that is none, which a
  /// checked structure has not.
  func stateIndex(of compartment: String) -> Int {
    states.firstIndex { $0.name == compartment && $0.kind != .depot } ?? 0
  }

  /// The number of the compartment that boluses and infusions enter.
  var intravenousNumber: Int { stateIndex(of: intravenous) + 1 }
}

/// A term of a model's equations, to be spelled in any language.
indirect enum KineticTerm: Sendable, Hashable {
  case symbol(String)
  case number(Double)
  case time
  case sum([KineticTerm])
  case difference(KineticTerm, KineticTerm)
  case product([KineticTerm])
  case ratio(KineticTerm, KineticTerm)
  case atLeast(KineticTerm, KineticTerm)
}

/// The symbols that equations are made of.
struct KineticSymbols {
  var parameter: (String) -> String
  /// The amount in a state, or the concentration at an effect site.
  var state: (Int) -> String
  /// The volume of a compartment with one.
  var volume: (KineticStructure.Compartment) -> String
}

/// The flows of a model and the equations of its effect sites.
struct KineticEquations {
  struct Flow {
    enum Kind { case absorption, elimination, transfer, saturable }

    var kind: Kind
    var from: Int
    /// `nil` where it leaves the model.
    var to: Int?
    /// mmol·h⁻¹.
    var rate: KineticTerm
    /// The parameters in it.
    var parameters: [String]
  }

  struct Effect {
    var state: Int
    /// The parameter ke0.
    var parameter: String
    /// dC/dt, mmol·L⁻¹·h⁻¹.
    var slope: KineticTerm
  }

  private(set) var flows: [Flow] = []
  private(set) var effects: [Effect] = []
  private let structure: KineticStructure
  private let isClearance: (String) -> Bool
  private let symbols: KineticSymbols

  init(
    _ structure: KineticStructure, isClearance: @escaping (String) -> Bool,
    _ symbols: KineticSymbols
  ) {
    self.structure = structure
    self.isClearance = isClearance
    self.symbols = symbols
    addFlows()
    for site in structure.effectSites {
      let index = structure.states.firstIndex { $0.name == site.name } ?? 0
      let source = structure.stateIndex(of: site.follows)
      effects.append(
        Effect(
          state: index, parameter: site.rate,
          slope: .product([
            symbol(site.rate), .difference(concentration(source), .symbol(symbols.state(index))),
          ])))
    }
  }

  private mutating func addFlows() {
    if let uptake = structure.absorption {
      flows.append(
        Flow(
          kind: .absorption, from: 0, to: structure.stateIndex(of: uptake.into),
          rate: firstOrder(uptake.rate, from: 0), parameters: [uptake.rate]))
    }
    for compartment in structure.compartments {
      let from = structure.stateIndex(of: compartment.name)
      for name in compartment.elimination {
        flows.append(
          Flow(
            kind: .elimination, from: from, to: nil, rate: firstOrder(name, from: from),
            parameters: [name]))
      }
    }
    for transfer in structure.transfers {
      let from = structure.stateIndex(of: transfer.from)
      flows.append(
        Flow(
          kind: .transfer, from: from, to: structure.stateIndex(of: transfer.to),
          rate: firstOrder(transfer.rate, from: from), parameters: [transfer.rate]))
    }
    for transfer in structure.saturable { flows.append(flow(transfer)) }
  }

  /// *Vmax·Cu/(Km + Cu)*.
  private func flow(_ transfer: KineticStructure.SaturableTransfer) -> Flow {
    let from = structure.stateIndex(of: transfer.from)
    var level = concentration(from)
    if let unbound = transfer.unboundFraction { level = .product([symbol(unbound), level]) }
    return Flow(
      kind: .saturable, from: from, to: transfer.to.map(structure.stateIndex),
      rate: .ratio(
        .product([symbol(transfer.maximumRate), level]),
        .sum([symbol(transfer.halfSaturation), level])),
      parameters: [transfer.maximumRate, transfer.halfSaturation]
        + (transfer.unboundFraction.map { [$0] } ?? []))
  }

  /// *k·x*, or *CL·x/V*.
  private func firstOrder(_ name: String, from state: Int) -> KineticTerm {
    .product([
      symbol(name), isClearance(name) ? concentration(state) : .symbol(symbols.state(state)),
    ])
  }

  /// *x/V*; the state itself where there is no volume.
  func concentration(_ state: Int) -> KineticTerm {
    let amount = KineticTerm.symbol(symbols.state(state))
    guard case .compartment(let index) = structure.states[state].kind,
      structure.compartments[index].volume != nil
    else { return amount }
    return .ratio(amount, .symbol(symbols.volume(structure.compartments[index])))
  }

  private func symbol(_ parameter: String) -> KineticTerm { .symbol(symbols.parameter(parameter)) }

  /// The right side of a state's equation: what comes in, less what goes out, in the order of the
  /// flows; `0` where nothing does.
  func slopeText(of state: Int) -> String {
    if let effect = effects.first(where: { $0.state == state }) { return effect.slope.infix }
    var text = ""
    for flow in flows where flow.from != flow.to && (flow.to == state || flow.from == state) {
      let comesIn = flow.to == state
      text += text.isEmpty ? (comesIn ? "" : "-") : (comesIn ? " + " : " - ")
      text += flow.rate.infix
    }
    return text.isEmpty ? "0" : text
  }
}

extension KineticTerm {
  /// As C++, R and Fortran spell it.
  var infix: String {
    switch self {
    case .symbol(let name): name
    case .number(let value): ExportTool.rxode2.number(value)
    case .time: "time"
    case .sum(let terms): terms.map(\.infix).joined(separator: " + ")
    case .difference(let left, let right): left.infix + " - " + right.factorText
    case .product(let factors): factors.map(\.factorText).joined(separator: "*")
    case .ratio(let over, let under): over.factorText + "/" + under.divisorText
    case .atLeast(let left, let right): left.infix + " >= " + right.infix
    }
  }

  /// As a factor of a product.
  private var factorText: String {
    switch self {
    case .sum, .difference, .atLeast: "(" + infix + ")"
    default: infix
    }
  }

  /// Under a bar.
  private var divisorText: String {
    switch self {
    case .symbol, .number, .time: infix
    default: "(" + infix + ")"
    }
  }
}
