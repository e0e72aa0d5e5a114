import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// Capacities from a metabolic model: one kept linear program for a drug.
///
/// Built once from a model and the rules of one drug; every individual is a change of bounds in the
/// open solver. Each answer is judged on the program as stated and carries a bound that is proved.
///
///     let provider = try FluxBalanceProvider(model, rules, using: backend)
///     let coupled = try NetworkCoupler(rules).couple(request, using: provider)
///
/// On a genome-scale model give the backend that is made for many objectives: it is several times
/// faster from one individual to the next.
public struct FluxBalanceProvider: FluxProvider {
  public let network: FluxNetwork
  private let session: FluxBalanceSession
  private let names: [String]
  private let indices: [String: Int]
  private let bounds: [FluxBounds]
  /// The network's bounds of the reactions that the kept program has under the reference's caps.
  private let uncapped: [Int: FluxBounds]

  /// Reduced costs below this are the solver's rounding.
  private static let leastGain = 1e-9

  /// - Throws: ``CouplingError`` for rules that name what the model does not have.
  /// - Complexity: One compression of the model; the first question solves it cold.
  public init(
    _ model: MetabolicModel, _ rules: CouplingRules, options: SolvingOptions = SolvingOptions(),
    using backend: some LPBackend
  ) throws(CouplingError) {
    let constrained = try DrugModel(model, rules).constrained
    network = FluxNetwork(constrained, tolerance: options.tolerance)
    bounds = constrained.bounds
    names = constrained.model.reactions.map(\.id)
    indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    // Every question starts from the kept program's own optimum: under the caps of the reference it
    // is near those of individuals, and without any cap it is far from all of them.
    var start = constrained
    var uncapped: [Int: FluxBounds] = [:]
    for change in try CapacityPlan(rules, on: network).changes(for: .reference) {
      guard let index = indices[change.reaction] else { continue }
      uncapped[index] = bounds[index]
      do throws(ModelError) {
        try start.setBounds(
          FluxBounds(lower: change.lower, upper: change.upper), ofReaction: index)
      } catch {
        throw .provider(problem: error.description)
      }
    }
    self.uncapped = uncapped
    session = FluxBalanceSession(start, options: options, using: backend)
  }

  public func maxima(
    of questions: [FluxSum], changing changes: [FluxBoundChange]
  ) throws(CouplingError) -> [FluxMaximum] {
    var objectives: [FluxObjective] = []
    for question in questions { objectives.append(try objective(question)) }
    var own = uncapped
    for change in changes {
      own[try index(change.reaction)] = FluxBounds(lower: change.lower, upper: change.upper)
    }
    let replaced = own.sorted { $0.key < $1.key }.map { (reaction: $0.key, bounds: $0.value) }
    do throws(FluxError) {
      var answers: [FluxMaximum] = []
      for result in try session.optima(of: objectives, changing: replaced) {
        answers.append(maximum(try result.get(), replaced))
      }
      return answers
    } catch .infeasible {
      throw CouplingError.infeasible(individual: "the individual")
    } catch {
      throw CouplingError.provider(problem: error.description)
    }
  }

  private func objective(_ question: FluxSum) throws(CouplingError) -> FluxObjective {
    var terms: [FluxTerm] = []
    for term in question.terms {
      terms.append(FluxTerm(reaction: try index(term.reaction), coefficient: term.coefficient))
    }
    return FluxObjective(terms: terms)
  }

  private func index(_ id: String) throws(CouplingError) -> Int {
    guard let index = indices[id] else {
      throw .unknownReaction(
        path: "a question to the network", id: id,
        suggestion: Suggestion.nearest(to: id, among: indices.keys))
    }
    return index
  }

  private func maximum(
    _ solution: FluxSolution, _ changes: [(reaction: Int, bounds: FluxBounds)]
  ) -> FluxMaximum {
    let changed = Dictionary(changes.map { ($0.reaction, $0.bounds) }) { $1 }
    var limits: [FluxMaximum.Limit] = []
    for (name, index) in costly(solution) {
      let gain = solution.reducedCosts[index]
      let own = changed[index] ?? bounds[index]
      let bound = gain > 0 ? own.upper : own.lower
      if bound.isFinite { limits.append(.init(name, bound: bound, gain: gain)) }
    }
    return FluxMaximum(
      value: solution.objectiveValue, outerBound: solution.outerBound, limits: limits)
  }

  /// The reactions that the maximum would gain or lose by, in model order.
  private func costly(_ solution: FluxSolution) -> [(name: String, index: Int)] {
    names.enumerated().compactMap { index, name in
      abs(solution.reducedCosts[index]) > Self.leastGain ? (name, index) : nil
    }
  }
}

extension FluxNetwork {
  /// A model as it is, for rules that look at enzymes alone.
  public init(of model: MetabolicModel) {
    self.init(ConstrainedModel(model), tolerance: SolvingOptions().tolerance)
  }

  init(_ constrained: ConstrainedModel, tolerance: Double) {
    let model = constrained.model
    var reactions: [String: Reaction] = [:]
    for (index, reaction) in model.reactions.enumerated() {
      let backwards = model.importsBackwards(index)
      reactions[reaction.id] = Reaction(
        lower: constrained.bounds[index].lower, upper: constrained.bounds[index].upper,
        enzymes: reaction.rule.map { EnzymeRule($0, genes: model.genes) },
        supplies: backwards == nil ? nil : model.suppliedName(index), importsBackwards: backwards)
    }
    self.init(
      model: model.id, digest: Self.digest(constrained), tolerance: tolerance,
      reactions: reactions,
      metabolites: Dictionary(
        uniqueKeysWithValues: model.metabolites.map {
          ($0.id, Metabolite(formula: $0.formula, charge: $0.charge))
        }), genes: Set(model.genes.map(\.id)))
  }

  /// SHA-256 of ids, bounds, gene rules and coefficients, in model order.
  private static func digest(_ constrained: ConstrainedModel) -> String {
    let model = constrained.model
    var digest = SHA256()
    digest.update(Array("twinflux drug network 1\n".utf8))
    for metabolite in model.metabolites { digest.update(Array("m \(metabolite.id)\n".utf8)) }
    for (index, reaction) in model.reactions.enumerated() {
      let bounds = constrained.bounds[index]
      var text = "r \(reaction.id) \(bounds.lower) \(bounds.upper) "
      text += reaction.rule?.text(genes: model.genes) ?? ""
      for entry in model.stoichiometry.column(index) { text += " \(entry.row) \(entry.value)" }
      digest.update(Array((text + "\n").utf8))
    }
    for constraint in model.constraints {
      var text = "c \(constraint.id) \(constraint.lower) \(constraint.upper)"
      for term in constraint.terms { text += " \(term.reaction) \(term.coefficient)" }
      digest.update(Array((text + "\n").utf8))
    }
    return digest.hexDigest()
  }
}

extension MetabolicModel {
  /// The name of the compound that an exchange reaction brings.
  fileprivate func suppliedName(_ reaction: Int) -> String {
    let row = stoichiometry.rows[stoichiometry.range(ofColumn: reaction).lowerBound]
    let metabolite = metabolites[Int(row)]
    return metabolite.name.isEmpty ? metabolite.id : metabolite.name
  }
}

extension EnzymeRule {
  init(_ rule: GeneReactionRule, genes: [Gene]) {
    self =
      switch rule {
      case .gene(let index): .gene(genes[index].id)
      case .all(let parts): .complex(parts.map { EnzymeRule($0, genes: genes) })
      case .any(let parts): .alternatives(parts.map { EnzymeRule($0, genes: genes) })
      }
  }
}
