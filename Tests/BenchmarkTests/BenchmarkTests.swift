import TestSupport
import Testing

@testable import twinflux_bench

@Suite("twinflux-bench")
struct BenchmarkTests {
  private static let model = ShippedData.path("Models/hepatocyte_core.xml")

  @Test("prints every benchmark with its counters, seconds and figures")
  func shape() throws {
    let output = try BenchmarkOutput(
      [Self.model, "--runs", "2", "--threads", "1", "--ends", "20", "--allow-debug"])
    #expect(output.status == 0, "\(output.errors)")
    #expect(
      Set(output.document.keys) == [
        "tool", "build", "machine", "solvers", "model", "options", "benchmarks",
      ])
    let machine = try #require(output.document["machine"] as? [String: Any])
    #expect(
      Set(machine.keys) == ["processor", "cores", "memory_bytes", "os", "swift"])
    let names = output.benchmarks.compactMap { $0["name"] as? String }
    #expect(names == BenchmarkName.allCases.map(\.rawValue))
    for name in names {
      #expect(output.benchmark(name)["repeatable"] as? Bool == true, "\(name)")
      let spreads = output.spreads(name, "seconds").merging(output.spreads(name, "figures")) {
        $1
      }
      #expect(!spreads.isEmpty, "\(name)")
      for (what, spread) in spreads {
        let values = try ["min", "median", "max"].map { try #require(spread[$0]) }
        #expect(values == values.sorted() && values[0] >= 0, "\(name) \(what)")
      }
    }
    #expect(
      Set(output.spreads("fva", "seconds").keys) == [
        "start", "scans", "programs", "assembly", "whole",
      ])
    let peak = try #require(output.spreads("memory", "figures")["peak_resident_bytes"]?["max"])
    #expect(peak > 1e7)
  }

  /// Of the native simplex, which gives the same digits on every machine. A change of the solver or
  /// of the engine that moves these numbers has to say so here.
  @Test("counts what it counted before")
  func pinnedCounters() throws {
    let output = try BenchmarkOutput(
      [
        Self.model, "--runs", "1", "--threads", "2", "--ends", "20", "--solver=native",
        "--allow-debug",
      ])
    #expect(output.status == 0, "\(output.errors)")
    #expect(
      output.counters("load") == [
        "bytes": 672839, "metabolites": 220, "reactions": 249, "genes": 283, "nonzeros": 982,
      ])
    #expect(
      output.counters("compress") == [
        "rows": 221, "columns": 249, "nonzeros": 983, "compressed_rows": 96,
        "compressed_columns": 123, "compressed_nonzeros": 560,
      ])
    #expect(output.counters("fba-cold") == ["programs": 1, "pivots": 37])
    #expect(output.counters("fba-warm") == ["programs": 20, "pivots": 61, "not_optimal": 0])
    #expect(
      output.counters("fva") == [
        "programs": 175, "scan_programs": 6, "pivots": 765, "ends": 498, "ends_certified": 498,
        "ends_failed": 0, "ends_seen_at_bounds": 69, "ends_at_implied_bounds": 10,
        "ends_settled_by_scans": 23,
      ])
    #expect(output.counters("pivots") == ["programs": 20, "pivots": 73, "not_optimal": 0])
    #expect(output.counters("session") == ["questions": 20, "programs": 166, "pivots": 580])
  }

  @Test("runs only the benchmarks that are named")
  func names() throws {
    let output = try BenchmarkOutput(
      ["compress", "load", Self.model, "--runs", "1", "--allow-debug"])
    #expect(output.benchmarks.compactMap { $0["name"] as? String } == ["compress", "load"])
  }

  @Test(
    "refuses what it does not understand",
    arguments: [
      [], ["--runs", "0", model], ["--ends", "x", model], ["--fraction", "1.5", model],
      ["--solver", "best", model], ["--threads"], ["--speed", model], ["fast", model],
      ["--allow-debug=1", model],
    ])
  func usage(arguments: [String]) throws {
    let output = try BenchmarkOutput(arguments)
    #expect(output.status == 64)
    #expect(output.errors.hasPrefix("twinflux-bench: error: "))
    #expect(output.document.isEmpty)
  }

  @Test("says that there is no such file, and that a file is no model")
  func badInput() throws {
    #expect(try BenchmarkOutput(["nowhere.xml", "--allow-debug"]).status == 66)
    let notAModel = ShippedData.path("Package.swift")
    #expect(try BenchmarkOutput([notAModel, "--allow-debug"]).status == 65)
  }

  #if DEBUG
  @Test("does not measure a build without optimization unless told to")
  func debugBuild() throws {
    let output = try BenchmarkOutput([Self.model])
    #expect(output.status == 64)
    #expect(output.errors.contains("--allow-debug"))
  }
  #endif

  @Test("takes the middle of the numbers")
  func median() {
    #expect([3.0, 1, 2].median == 2)
    #expect([4.0, 1, 2, 3].median == 2.5)
    #expect([Double]().median.isNaN)
    #expect(Array(0..<10).spread(4) == [0, 2, 5, 7])
    #expect([7].spread(4) == [7])
  }
}
