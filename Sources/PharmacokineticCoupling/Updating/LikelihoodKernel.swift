import Foundation

/// The likelihood of one measurement, prepared for many predictions.
///
/// The same numbers as ``PredictedMeasurement/logLikelihood(of:)`` but for rounding; what does not
/// depend on the prediction is computed once. Loops are over pointers because a likelihood is
/// evaluated for every particle, measurement and move.
struct LikelihoodKernel {
  private enum Law {
    case logNormal(sd: Double)
    /// Variance *a² + (p·f)²*.
    case normal(proportional: Double, additive: Double)
  }

  private let law: Law
  private let isCensored: Bool
  /// The value, or for a censored measurement the limit.
  let level: Double

  init(_ measurement: TwinMeasurement, _ error: ErrorModel) {
    isCensored = measurement.isCensored
    level = (isCensored ? measurement.lowerLimit : measurement.value) ?? .nan
    switch error {
    case .logNormal(let sd): law = .logNormal(sd: sd)
    case .additive(let sd): law = .normal(proportional: 0, additive: sd)
    case .combined(let proportional, let additive):
      law = .normal(proportional: proportional, additive: additive)
    }
  }

  func logLikelihoods(_ table: PredictionTable, query: Int) -> [Double] {
    var result = [Double](repeating: 0, count: table.count)
    add(table, query: query, to: &result)
    return result
  }

  /// Adds the log-likelihood of each particle; −∞ where there is no prediction.
  func add(_ table: PredictionTable, query: Int, to sums: inout [Double]) {
    let count = table.count
    table.values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let f = values.baseAddress, let out = sums.baseAddress else { return }
        switch law {
        case .logNormal(let sd): addLogNormal(f + query * count, out, count, sd)
        case .normal(let proportional, let additive):
          addNormal(f + query * count, out, count, proportional, additive)
        }
      }
    }
  }

  private func addLogNormal(
    _ f: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ count: Int, _ sd: Double
  ) {
    let (logLevel, inverse) = (log(level), 1 / sd)
    let constant = -StandardNormal.logNorm - log(sd) - logLevel
    var i = 0
    while i < count {
      let value = f[i]
      if value > 0 {
        let z = (logLevel - log(value)) * inverse
        out[i] += isCensored ? StandardNormal.logCumulative(z) : constant - z * z / 2
      } else if !(value == 0 && isCensored) {
        out[i] = -.infinity
      }
      i += 1
    }
  }

  private func addNormal(
    _ f: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ count: Int,
    _ proportional: Double, _ additive: Double
  ) {
    var i = 0
    while i < count {
      let value = f[i]
      if value - value == 0 {
        let part = proportional * value
        let variance = additive * additive + part * part
        let z = (level - value) / variance.squareRoot()
        out[i] +=
          isCensored
          ? StandardNormal.logCumulative(z)
          : -StandardNormal.logNorm - (z * z + log(variance)) / 2
      } else {
        out[i] = -.infinity
      }
      i += 1
    }
  }
}
