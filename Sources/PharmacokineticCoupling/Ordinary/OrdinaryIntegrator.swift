import Foundation

/// What an integration between two times gave.
struct OrdinarySolution: Sendable {
  var steps: [DenseStep] = []
  var end: [Double]
  /// Times at which a marking function changed its sign, and which.
  var switches: [(time: Double, index: Int)] = []
  var rejected = 0
}

/// Integrates a system with step control, from one time to a later one.
///
/// A step is accepted where the root mean square of error/(absolute + relative·|y|) is at most 1.
/// The next length follows the PI control of Gustafsson (Hairer and Wanner, "Solving Ordinary
/// Differential Equations II", IV.2).
struct OrdinaryIntegrator<Stepper: OrdinaryStepper> {
  private let system: Stepper.System
  private let options: IntegrationOptions
  private let absolute: Double
  private var stepper: Stepper
  /// The size of the error of the last attempt; infinite where it had no value.
  private var lastError = Double.infinity

  init(_ system: Stepper.System, options: IntegrationOptions, scale: Double) {
    self.system = system
    self.options = options
    absolute = options.absoluteTolerance * scale
    stepper = Stepper(system)
  }

  /// - Parameter stopsAtSwitch: Whether the first change of sign of a marking function is the end.
  /// - Throws: ``PharmacokineticError/stepLimit(time:steps:)``,
  ///   ``PharmacokineticError/stepTooSmall(time:step:)`` where the solution blows up, and
  ///   ``PharmacokineticError/notFinite(quantity:)`` where the equations have no value at the
  ///   start.
  mutating func integrate(
    from start: Double, to end: Double, _ initial: [Double], stopsAtSwitch: Bool = false
  ) throws(PharmacokineticError) -> OrdinarySolution {
    var solution = OrdinarySolution(end: initial)
    var time = start
    var slope = [Double](repeating: 0, count: system.dimension)
    system.derivative(at: time, initial, into: &slope)
    guard slope.allSatisfy(\.isFinite) else { throw .notFinite(quantity: "derivative of a state") }
    var length = firstLength(time, initial, slope, end - start)
    var memory = 1e-4
    var sides = signs(time, initial)
    var attempts = 0
    while time < end, !(stopsAtSwitch && !solution.switches.isEmpty) {
      guard attempts < options.stepLimit else { throw .stepLimit(time: time, steps: attempts) }
      attempts += 1
      let remaining = end - time
      // A rest that is hardly longer than the step is taken in one, so that no sliver is left.
      if length > remaining * (1 - 1e-10) { length = remaining }
      guard length > 4 * time.ulp else { throw .stepTooSmall(time: time, step: length) }
      guard let size = tried(time, solution.end, slope, length), size <= 1 else {
        solution.rejected += 1
        length *= shrink(lastError)
        continue
      }
      var step = stepper.dense(from: time, solution.end, length: length)
      if let change = firstSwitch(in: step, sides) {
        if stopsAtSwitch, change.time - time <= 4 * time.ulp {
          solution.switches.append((time, change.index))
          break
        }
        let landed =
          stopsAtSwitch
          ? exactLanding(on: change, step, slope) : landing(on: change, step, slope)
        guard let landed else {
          length /= 2
          continue
        }
        step = landed
        sides[change.index].toggle()
        solution.switches.append(change)
      }
      solution.steps.append(step)
      solution.end = stepper.end
      time = step.length == remaining ? end : step.end
      system.derivative(at: time, solution.end, into: &slope)
      length *= growth(size, &memory)
    }
    return solution
  }

  /// The step again, ending where a marking function changes its sign; the step as it is where that
  /// is at its start; nil where the shorter step has no value. The stepper stands at its end.
  private mutating func landing(
    on change: (time: Double, index: Int), _ step: DenseStep, _ slope: [Double]
  ) -> DenseStep? {
    let shorter = change.time - step.start
    guard shorter > 4 * step.start.ulp, shorter < step.length else { return step }
    let origin = step.origin
    guard tried(step.start, origin, slope, shorter) != nil else { return nil }
    return stepper.dense(from: step.start, origin, length: shorter)
  }

  /// The step again, ending where the marking function is zero by the step itself, which is more
  /// accurate than its polynomial: what begins at the switch then finds itself on it.
  private mutating func exactLanding(
    on change: (time: Double, index: Int), _ step: DenseStep, _ slope: [Double]
  ) -> DenseStep? {
    let (start, origin) = (step.start, step.origin)
    var values = [Double](repeating: 0, count: system.switchCount)
    func value(_ length: Double) -> Double {
      if length > 0, tried(start, origin, slope, length) == nil { return .nan }
      system.switches(at: start + length, length > 0 ? stepper.end : origin, into: &values)
      return values[change.index]
    }
    let guess = change.time - start
    let first = value(0)
    var length = guess
    // The polynomial may have missed it by little either way.
    for part in [1e-6, 1e-3, 1] {
      let (left, right) = (guess * (1 - part), guess + part * (step.length - guess))
      let (before, after) = (value(left), value(right))
      if first * before > 0, first * after < 0 {
        length = bracketedRoot(from: left, valued: before, to: right, valued: after, of: value)
        break
      }
    }
    guard tried(start, origin, slope, length) != nil else { return nil }
    return stepper.dense(from: start, origin, length: length)
  }

  /// The size of the error of one attempt; nil where anything is not finite.
  private mutating func tried(
    _ time: Double, _ state: [Double], _ slope: [Double], _ length: Double
  ) -> Double? {
    lastError = .infinity
    guard stepper.attempt(from: time, state, slope: slope, length: length) else { return nil }
    let (next, error) = (stepper.end, stepper.error)
    var sum = 0.0
    for i in next.indices {
      let scale = absolute + options.relativeTolerance * max(abs(state[i]), abs(next[i]))
      sum += (error[i] / scale) * (error[i] / scale)
    }
    let size = next.isEmpty ? 0 : (sum / Double(next.count)).squareRoot()
    guard size.isFinite, next.allSatisfy(\.isFinite) else { return nil }
    lastError = size
    return size
  }

  private var exponent: Double { 1 / Stepper.errorOrder - 0.75 * Stepper.proportionalGain }

  private func growth(_ size: Double, _ memory: inout Double) -> Double {
    let factor = pow(max(size, 1e-14), exponent) / pow(memory, Stepper.proportionalGain) / 0.9
    memory = max(size, 1e-4)
    return 1 / min(max(factor, 0.1), 5)
  }

  private func shrink(_ size: Double) -> Double {
    size.isFinite ? 1 / min(5, max(1.05, pow(size, exponent) / 0.9)) : 0.2
  }

  /// The starting length of Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations
  /// I", II.4.
  private func firstLength(
    _ time: Double, _ state: [Double], _ slope: [Double], _ span: Double
  ) -> Double {
    let scale = state.map { absolute + options.relativeTolerance * abs($0) }
    func norm(_ vector: [Double]) -> Double {
      zip(vector, scale).reduce(0) { max($0, abs($1.0 / $1.1)) }
    }
    let (size, speed) = (norm(state), norm(slope))
    let guess = min(size > 1e-5 && speed > 1e-5 ? 0.01 * size / speed : 1e-6, span)
    var there = slope
    let moved = zip(state, slope).map { $0 + guess * $1 }
    system.derivative(at: time + guess, moved, into: &there)
    let bend = norm(zip(there, slope).map { ($0 - $1) / guess })
    let steepest = max(speed, bend)
    guard steepest.isFinite else { return guess }
    let second = steepest > 1e-15 ? pow(0.01 / steepest, 1 / Stepper.errorOrder) : guess * 1e3
    return min(100 * guess, second, span)
  }

  private func signs(_ time: Double, _ state: [Double]) -> [Bool] {
    var values = [Double](repeating: 0, count: system.switchCount)
    system.switches(at: time, state, into: &values)
    return values.map { $0 >= 0 }
  }

  /// The first change of sign within a step, found on its polynomial.
  private func firstSwitch(
    in step: DenseStep, _ sides: [Bool]
  ) -> (time: Double, index: Int)? {
    if sides.isEmpty { return nil }
    var left = step.start
    let parts = max(1, system.switchSamples)
    for part in 1...parts {
      let isLast = part == parts
      let share = Double(part) / Double(parts)
      let right = isLast ? step.end : step.start + share * step.length
      let after = signs(right, isLast ? stepper.end : step.state(at: right))
      let changed = after.indices.filter { after[$0] != sides[$0] }
      let first = changed.map { index in (crossing(index, in: step, from: left, to: right), index) }
        .min { $0.0 < $1.0 }
      if let first { return first }
      left = right
    }
    return nil
  }

  private func crossing(
    _ index: Int, in step: DenseStep, from left: Double, to right: Double
  ) -> Double {
    var values = [Double](repeating: 0, count: system.switchCount)
    func value(_ time: Double) -> Double {
      system.switches(at: time, step.state(at: time), into: &values)
      return values[index]
    }
    let (first, last) = (value(left), value(right))
    // A step that starts on the kink, to rounding, has crossed it already.
    guard first * last < 0 else { return left }
    return bracketedRoot(from: left, valued: first, to: right, valued: last, of: value)
  }
}

extension IntegrationOptions {
  /// Integrates with the method of the options.
  func integrate<System: OrdinarySystem>(
    _ system: System, from start: Double, to end: Double, _ initial: [Double], scale: Double,
    stopsAtSwitch: Bool = false
  ) throws(PharmacokineticError) -> OrdinarySolution {
    switch method {
    case .dormandPrince:
      var integrator = OrdinaryIntegrator<DormandPrinceStepper<System>>(
        system, options: self, scale: scale)
      return try integrator.integrate(
        from: start, to: end, initial, stopsAtSwitch: stopsAtSwitch)
    case .rosenbrock:
      var integrator = OrdinaryIntegrator<RosenbrockStepper<System>>(
        system, options: self, scale: scale)
      return try integrator.integrate(
        from: start, to: end, initial, stopsAtSwitch: stopsAtSwitch)
    }
  }
}
