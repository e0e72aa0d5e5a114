import Foundation
import Testing
import TwinFlux

@Suite("JSON")
struct JSONValueTests {
  @Test("keeps the order of keys and is readable")
  func layout() {
    let value = JSONValue.members([
      "z": 1, "a": .members(["b": .null]), "list": [1, 2.5, "x"], "none": [], "empty": .object([]),
      "rows": [.members(["k": true]), .members(["k": [1]])],
    ])
    let expected = """
      {
        "z": 1,
        "a": {
          "b": null
        },
        "list": [1, 2.5, "x"],
        "none": [],
        "empty": {},
        "rows": [
          {"k": true},
          {
            "k": [1]
          }
        ]
      }

      """
    #expect(value.text == expected)
  }

  @Test("escapes what JSON demands and reads back as it was")
  func escaping() throws {
    let text = "\"\\/\n\r\t\u{0}\u{1F}\u{7F}\u{2028} é 😀"
    let written = JSONValue.members(["text": .string(text)]).text
    let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: String]
    #expect(read?["text"] == text)
    #expect(written.contains("\\u0000") && written.contains("\\u2028") && written.contains("😀"))
  }

  @Test("has no infinity and no not-a-number")
  func numbers() {
    let value: JSONValue = [.number(.infinity), .number(-.infinity), .number(.nan), .number(-0.0)]
    #expect(value.text == "[\"inf\", \"-inf\", null, 0]\n")
  }

  @Test(
    "numbers read back as the same double",
    arguments: [0.1, 1e-300, .leastNonzeroMagnitude, 1e22, 123456.789])
  func roundTrip(number: Double) throws {
    let written = JSONValue.members(["n": .number(number)]).text
    let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: Double]
    #expect(read?["n"] == number)
  }
}
