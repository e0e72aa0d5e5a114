import LinearProgramming
import MetabolicModels

/// A task in the terms of one model: what it asks of metabolites, of reactions that it adds and of
/// the model's own.
struct TaskConstraints: Sendable {
  struct Equation: Sendable {
    let text: String
    /// By ascending metabolite, none zero.
    let terms: [(row: Int, value: Double)]
    let bounds: Bounds
  }

  let task: MetabolicTask
  /// The limits of *(S v)ᵢ* where they are not both 0: above 0 the metabolite goes out.
  private(set) var rows: [Int: Bounds] = [:]
  private(set) var equations: [Equation] = []
  private(set) var changes: [Int: Bounds] = [:]
  /// Whether it opens a whole compartment, or all.
  private(set) var opensGroups = false

  init(_ task: MetabolicTask, in model: MetabolicModel, _ names: TaskNames) throws(TaskError) {
    self.task = task
    let inputs = try limits(task.inputs, names)
    let outputs = try limits(task.outputs, names)
    for row in Set(inputs.keys).union(outputs.keys) {
      rows[row] = try bounds(inputs[row], outputs[row]) { names.name(of: row, in: model) }
    }
    for equation in task.equations { equations.append(try resolve(equation, names)) }
    for change in task.changes {
      let bounds = FluxBounds(lower: change.lower, upper: change.upper)
      guard bounds.isValid else {
        throw .invalidLimits(
          task: task.id, line: change.line, what: change.reaction, lower: change.lower,
          upper: change.upper)
      }
      let index = try names.reaction(change.reaction, task: task.id, line: change.line)
      guard changes.updateValue(Bounds(bounds), forKey: index) == nil else {
        throw .namedTwice(task: task.id, line: change.line, name: change.reaction)
      }
    }
  }

  /// The limits of one side by metabolite. What is named itself goes before what a keyword says, and
  /// a keyword only permits: so it is in RAVEN's lists.
  private mutating func limits(
    _ exchanges: [MetabolicTask.Exchange], _ names: TaskNames
  ) throws(TaskError) -> [Int: MetabolicTask.Exchange] {
    var named: [Int: MetabolicTask.Exchange] = [:]
    var opened: [Int: MetabolicTask.Exchange] = [:]
    for exchange in exchanges {
      try exchange.checkLimits(of: task.id)
      if let group = try names.group(exchange.name, task: task.id, line: exchange.line) {
        opensGroups = true
        let permitted = MetabolicTask.Exchange(exchange.name, upper: exchange.upper)
        for row in group { opened[row] = permitted }
        continue
      }
      let row = try names.metabolite(exchange.name, task: task.id, line: exchange.line)
      guard named.updateValue(exchange, forKey: row) == nil else {
        throw .namedTwice(task: task.id, line: exchange.line, name: exchange.name)
      }
    }
    return opened.merging(named) { $1 }
  }

  /// What may come in counts against what may go out, since only the net amount is seen: a demand
  /// on one side leaves nothing of a permission on the other.
  private func bounds(
    _ input: MetabolicTask.Exchange?, _ output: MetabolicTask.Exchange?, name: () -> String
  ) throws(TaskError) -> Bounds {
    let (supply, demand) = (input?.lower ?? 0, output?.lower ?? 0)
    if supply > 0, demand > 0 {
      throw .demandedBothWays(task: task.id, line: output?.line, name: name())
    }
    return Bounds(
      lower: demand > 0 ? demand : -(input?.upper ?? 0),
      upper: supply > 0 ? -supply : output?.upper ?? 0)
  }

  private func resolve(
    _ equation: MetabolicTask.Equation, _ names: TaskNames
  ) throws(TaskError) -> Equation {
    try equation.checkLimits(of: task.id)
    var sums: [Int: Double] = [:]
    for term in equation.terms {
      let row = try names.metabolite(term.name, task: task.id, line: equation.line)
      sums[row, default: 0] += term.coefficient
    }
    guard sums.values.allSatisfy(\.isFinite) else {
      throw .unreadableEquation(
        task: task.id, line: equation.line, text: equation.text, reason: "a number is too large")
    }
    return Equation(
      text: equation.text,
      terms: sums.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      bounds: Bounds(lower: equation.lower, upper: equation.upper))
  }
}

extension TaskNames {
  func name(of row: Int, in model: MetabolicModel) -> String {
    Self.name(of: model.metabolites[row])
  }
}

extension Bounds {
  init(_ bounds: FluxBounds) { self.init(lower: bounds.lower, upper: bounds.upper) }

  /// The least bounds that hold both.
  func hull(_ other: Bounds) -> Bounds {
    Bounds(lower: min(lower, other.lower), upper: max(upper, other.upper))
  }

  static let closed = Bounds.fixed(0)
}
