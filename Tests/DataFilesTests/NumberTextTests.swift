import DataFiles
import TestSupport
import Testing

@Suite("Numbers as text")
struct NumberTextTests {
  @Test(
    "are the shortest that read back",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (1000, "1000"),
      (0.8739215069684303, "0.8739215069684303"), (1e-7, "1e-07"), (1e22, "1e+22"),
      (.infinity, "inf"), (-.infinity, "-inf"), (.leastNonzeroMagnitude, "5e-324"),
    ])
  func shortest(value: Double, text: String) {
    #expect(NumberText.text(value) == text)
  }

  @Test("read back bit for bit")
  func roundTrip() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      if value.isNaN || value == 0 { continue }
      #expect(NumberText.parse(NumberText.text(value)) == value)
    }
  }

  @Test(
    "are read whole and strictly",
    arguments: [
      ("1", 1.0), ("-1.5", -1.5), ("+2", 2), (".5", 0.5), ("5.", 5), ("1e3", 1000),
      ("1E-3", 0.001), ("1.56907657459844", 1.56907657459844), ("0.1", 0.1),
      ("9007199254740993", 9_007_199_254_740_992),
      ("123456789012345678901234567890", 1.2345678901234568e29),
      ("1e-400", 0), ("inf", .infinity), ("-Infinity", -.infinity),
      ("0.000000000000000000000000000000000000000000000000000000000000001", 1e-63),
    ])
  func strict(text: String, value: Double) {
    #expect(NumberText.parse(text) == value)
  }

  @Test(
    "are refused when anything else is there",
    arguments: [
      "", " ", "1 ", " 1", "0x10", "nan", "NaN", "nan(1)", "-nan", "1,5", "1e", "1e+", ".", "-",
      "+",
      "e5", "1.2.3", "--1", "1d3", "infx", "1_000", "١", "1e999", "-1e999", "1\u{0}", "1e5.5",
    ])
  func refused(text: String) {
    #expect(NumberText.parse(text) == nil)
  }
}
