import Foundation
import TwinFlux

/// Reading the model, compressing its program, and the memory of it all.
extension BenchmarkSubject {
  func measureLoad() throws -> BenchmarkRun {
    let (loaded, seconds) = try timed { try Self.load(arguments.model) }
    let model = loaded.model
    return BenchmarkRun(
      counters: [
        ("bytes", loaded.bytes), ("metabolites", model.metabolites.count),
        ("reactions", model.reactions.count), ("genes", model.genes.count),
        ("nonzeros", model.stoichiometry.nonzeroCount),
      ], seconds: [("whole", seconds)])
  }

  func measureCompression() -> BenchmarkRun {
    let flux = FluxProgram(model)
    let (compressed, seconds) = timed {
      CompressedProgram(flux.program, keepingRows: [flux.cutRow])
    }
    return BenchmarkRun(
      counters: Self.sizes(of: flux.program.matrix, "")
        + Self.sizes(of: compressed.program.matrix, "compressed_"),
      seconds: [("whole", seconds)])
  }

  private static func sizes(
    of matrix: SparseMatrix, _ prefix: String
  ) -> [(name: String, value: Int)] {
    [
      (prefix + "rows", matrix.rowCount), (prefix + "columns", matrix.columnCount),
      (prefix + "nonzeros", matrix.nonzeroCount),
    ]
  }

  func measureMemory() -> BenchmarkRun {
    var usage = rusage()
    #if os(Linux)
    let status = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let unit = 1024.0
    #else
    let status = getrusage(RUSAGE_SELF, &usage)
    let unit = 1.0
    #endif
    let peak = status == 0 ? Double(usage.ru_maxrss) * unit : .nan
    return BenchmarkRun(figures: [("peak_resident_bytes", peak)])
  }
}
