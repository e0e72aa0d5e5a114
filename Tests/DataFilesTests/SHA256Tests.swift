import DataFiles
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  /// The examples of NIST for FIPS 180-4 (one block, two blocks) and the
  /// digest of nothing.
  @Test(
    "gives the digests of the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func standardExamples(text: String, digest: String) {
    #expect(SHA256.hexDigest(of: Array(text.utf8)) == digest)
  }

  /// The long message of the same examples.
  @Test("gives the digest of a million letters a")
  func longMessage() {
    #expect(
      SHA256.hexDigest(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("does not depend on how the bytes are cut")
  func anyParts() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = SHA256.hexDigest(of: bytes)
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 999] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(hash.hexDigest() == whole)
    }
  }

  /// Lengths on both sides of the places where the padding needs another block; digests of that
  /// many bytes 0xA5, computed with Python's hashlib.
  @Test(
    "pads every length",
    arguments: [
      (55, "26ee0116778740a66fe2ba10ea063748b27306acc99188ec812746d4e8d70083"),
      (56, "4cf71e2b0aa0fcc0c271f68353026a77b8e50153632a8e4a73833cd64080e92e"),
      (63, "a1942663a5b8b93dffc9c4ff5f62c71a1c021d1fcc1e470dd46172abace1bca5"),
      (64, "bb626e5577021df95ea17eb6339e75904855b80087e40660931c4a89b302f74a"),
      (119, "d4f197a1127980fe239c189bab09428d00de243c790ea7cad66f03928d992c89"),
      (120, "2065fa2ca0929999a6887714ef1af9d994cd93ab5ea165d4b426d7dc34f1e226"),
      (4096, "f600eca824e84a43f0691b267bd620e462c50da165c5b80e17aecb7a924f1fa8"),
    ])
  func padding(count: Int, digest: String) {
    #expect(SHA256.hexDigest(of: [UInt8](repeating: 0xa5, count: count)) == digest)
  }
}
