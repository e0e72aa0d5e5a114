import DataFiles
import Testing

/// The files of a small archive without compression, found by its directory, checksums checked.
struct ZipMembers {
  var contents: [String: [UInt8]] = [:]

  init(_ bytes: [UInt8]) throws {
    let number = { (place: Int, size: Int) in
      bytes[place..<(place + size)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let end = bytes.count - 22
    try #require(number(end, 4) == 0x0605_4b50)
    var place = number(end + 16, 4)
    for _ in 0..<number(end + 10, 2) {
      try #require(number(place, 4) == 0x0201_4b50)
      let nameBytes = number(place + 28, 2)
      let name = String(decoding: bytes[(place + 46)..<(place + 46 + nameBytes)], as: UTF8.self)
      let local = number(place + 42, 4)
      try #require(number(local, 4) == 0x0403_4b50)
      let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
      let content = Array(bytes[start..<(start + number(place + 24, 4))])
      try #require(number(place + 16, 4) == Int(CRC32(content).value))
      try #require(contents.updateValue(content, forKey: name) == nil)
      place += 46 + nameBytes + number(place + 30, 2) + number(place + 32, 2)
    }
    try #require(place == end)
  }

  static func bytes(_ value: Double) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
  }
}
