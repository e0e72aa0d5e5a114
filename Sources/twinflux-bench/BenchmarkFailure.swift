import TwinFlux

/// Why there is no measurement: what to say and the exit status, as those of `twinflux`.
struct BenchmarkFailure: Error {
  var status: Int32
  var message: String

  static func usage(_ message: String) -> BenchmarkFailure {
    BenchmarkFailure(status: 64, message: "\(message) 'twinflux-bench --help' shows the usage.")
  }

  /// The failure that an error of the library stands for.
  init(_ error: any Error) {
    switch error {
    case let error as BenchmarkFailure: self = error
    case let error as InputError:
      self.init(status: error.isMissingInput ? 66 : 65, message: error.description)
    case let error as SBMLError: self.init(status: 65, message: error.description)
    case let error as FluxError: self.init(status: error.status, message: error.description)
    case LPError.noSuchBackend: self.init(status: 64, message: "\(error)")
    default: self.init(status: 70, message: "\(error)")
    }
  }

  init(status: Int32, message: String) {
    self.status = status
    self.message = message
  }
}

extension FluxError {
  fileprivate var status: Int32 {
    switch self {
    case .infeasible, .unbounded, .unlimitedFlux: 1
    case .invalidOption: 64
    case .model, .task: 65
    case .stopped(.timeLimit), .stopped(.iterationLimit): 75
    case .cancelled: 130
    case .stopped(.numericalTrouble), .notVerified, .solver: 70
    }
  }
}
