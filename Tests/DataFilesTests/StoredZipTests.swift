import DataFiles
import Testing

@Suite("Archives and checksums")
struct StoredZipTests {
  /// The check value of the checksum in the catalogue of parametrised CRC algorithms (CRC-32/ISO-HDLC).
  @Test("the checksum of the nine digits is the published one, in whatever parts they come")
  func checksum() {
    let digits = Array("123456789".utf8)
    #expect(CRC32(digits).value == 0xcbf4_3926)
    for split in 0...9 {
      var (first, second) = (CRC32(Array(digits[..<split])), CRC32())
      second.update(Array(digits[split...]))
      first.append(second)
      #expect(first.value == 0xcbf4_3926 && first.byteCount == 9)
    }
  }

  private func number(_ bytes: [UInt8], _ place: Int, _ size: Int) -> UInt64 {
    bytes[place..<(place + size)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  @Test("small files need no field of ZIP64")
  func small() {
    var zip = StoredZip()
    let first = zip.header(of: "a", size: 3, checksum: 7)
    #expect(first.count == 31 && number(first, 28, 2) == 0)
    #expect(number(first, 14, 4) == 7 && number(first, 18, 4) == 3 && number(first, 22, 4) == 3)
    _ = zip.header(of: "bc", size: 5, checksum: 8)
    let end = zip.end()
    #expect(end.count == 47 + 48 + 22)
    // The second file stands behind the first header and its three bytes.
    #expect(number(end, 47 + 42, 4) == 34)
    #expect(number(end, 95 + 10, 2) == 2 && number(end, 95 + 12, 4) == 95)
    #expect(number(end, 95 + 16, 4) == 34 + 32 + 5)
  }

  /// A size of 2³² − 1 would itself say that the size is elsewhere.
  @Test("sizes and places of 4 GiB and more stand in fields of ZIP64")
  func large() {
    for size: UInt64 in [0xffff_ffff, 20_800_000_128] {
      var zip = StoredZip()
      let header = zip.header(of: "a", size: size, checksum: 7)
      #expect(number(header, 18, 4) == 0xffff_ffff && number(header, 22, 4) == 0xffff_ffff)
      #expect(header.count == 31 + 20 && number(header, 28, 2) == 20)
      #expect(number(header, 31, 2) == 1 && number(header, 33, 2) == 16)
      #expect(number(header, 35, 8) == size && number(header, 43, 8) == size)
      let small = zip.header(of: "b", size: 1, checksum: 9)
      #expect(small.count == 31)
      let (end, first) = (zip.end(), 47 + 20)
      #expect(number(end, 47 + 4, 8) == size && number(end, 47 + 12, 8) == size)
      // The second file is small, but stands far behind.
      #expect(number(end, first + 24, 4) == 1 && number(end, first + 42, 4) == 0xffff_ffff)
      #expect(number(end, first + 47, 2) == 1 && number(end, first + 49, 2) == 8)
      #expect(number(end, first + 51, 8) == size + 51)
      let start = size + 51 + 31 + 1
      let (size64, locator) = (first + 59, first + 59 + 56)
      #expect(number(end, size64, 4) == 0x0606_4b50 && number(end, size64 + 4, 8) == 44)
      #expect(number(end, size64 + 24, 8) == 2 && number(end, size64 + 32, 8) == 2)
      #expect(number(end, size64 + 40, 8) == UInt64(size64))
      #expect(number(end, size64 + 48, 8) == start)
      #expect(number(end, locator, 4) == 0x0706_4b50)
      #expect(number(end, locator + 8, 8) == start + UInt64(size64))
      #expect(number(end, locator + 20, 4) == 0x0605_4b50)
      #expect(number(end, locator + 20 + 16, 4) == 0xffff_ffff)
      #expect(end.count == locator + 20 + 22)
    }
  }

  @Test("more than 65,534 files are counted in ZIP64")
  func many() {
    var zip = StoredZip()
    for place in 0..<65_535 { _ = zip.header(of: "\(place)", size: 0, checksum: 0) }
    let end = zip.end()
    let last = end.count - 22
    #expect(number(end, last + 10, 2) == 0xffff && number(end, last - 20, 4) == 0x0706_4b50)
    #expect(number(end, last - 76 + 32, 8) == 65_535)
  }
}
