import Foundation

/// The walk of one particle's modes through the doses, to the times that are asked for.
struct ModalWalk {
  private let modes: Int
  private let outputs: Int
  /// Amplitudes: mode k of output o at k·outputs + o.
  private var amplitudes: [Double]
  private var rate = 0.0
  private var now = 0.0

  init(_ response: ModalResponse) {
    modes = response.eigenvalues.count
    outputs = response.outputs.count
    amplitudes = [Double](repeating: 0, count: modes * outputs)
  }

  mutating func begin(at start: Double) {
    for k in amplitudes.indices { amplitudes[k] = 0 }
    (rate, now) = (0, start)
  }

  /// Brings the modes to a time, with the running infusion.
  ///
  /// - Parameter intravenous: Which input of the response infusions enter.
  mutating func advance(to time: Double, _ response: ModalResponse, intravenous: Int) {
    let step = time - now
    guard step > 0 else { return }
    now = time
    for k in 0..<modes {
      let rateConstant = response.eigenvalues[k]
      let decay = exp(rateConstant * step)
      // ∫ e^{λu} du over the step.
      let grown =
        rate == 0 ? 0 : rateConstant == 0 ? step : expm1(rateConstant * step) / rateConstant
      for o in 0..<outputs {
        let place = k * outputs + o
        amplitudes[place] *= decay
        if rate != 0 {
          amplitudes[place] +=
            rate * grown * response.weights[(intravenous * modes + k) * outputs + o]
        }
      }
    }
  }

  mutating func add(_ amount: Double, input: Int, _ response: ModalResponse) {
    let first = input * modes * outputs
    for place in amplitudes.indices {
      amplitudes[place] += amount * response.weights[first + place]
    }
  }

  /// The same amplitudes at another time.
  mutating func move(to time: Double) { now = time }

  mutating func change(rate change: Double) {
    let sum = rate + change
    // Rates that are added and taken away again leave a rounding error, which is no infusion.
    rate = abs(sum) <= 1e-12 * abs(change) ? 0 : sum
  }

  /// Multiplies each mode by 1/(1 − e^{λτ}): what intervals without end have left, when the
  /// amplitudes are what one has.
  ///
  /// - Returns: False for a mode that never decays.
  mutating func repeatForEver(_ interval: Double, _ response: ModalResponse) -> Bool {
    for k in 0..<modes {
      let left = -expm1(response.eigenvalues[k] * interval)
      for o in 0..<outputs where amplitudes[k * outputs + o] != 0 {
        guard left > 1e-12 else { return false }
        amplitudes[k * outputs + o] /= left
      }
    }
    rate = 0
    return true
  }

  /// The value of one output, without its volume; 0 where the modes cancel to their rounding.
  func value(_ output: Int) -> Double {
    var (sum, size) = (0.0, 0.0)
    for k in 0..<modes {
      let amplitude = amplitudes[k * outputs + output]
      sum += amplitude
      size += abs(amplitude)
    }
    return abs(sum) <= 8 * .ulpOfOne * size ? 0 : sum
  }
}
