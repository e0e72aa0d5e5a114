extension OmicsTable {
  /// Calls `body` for the level of every gene and kept sample; `nil` where it is missing. A long table
  /// names none that are missing.
  func forEachLevel(_ body: (Double?) -> Void) {
    switch storage {
    case .dense(let values, _): for level in values { body(level.isNaN ? nil : level) }
    case .sparse(let entries):
      // In the order of the samples: that of a dictionary is another in every run.
      for sample in samples { for entry in entries[sample] ?? [] { body(entry.level) } }
    }
  }

  /// This table with each level times the factor of its gene, and every sample scaled to add up to a
  /// million; a gene without a factor has no level. A sample of zeros stays one.
  func perMillion(_ factors: [Double?]) -> OmicsTable {
    switch storage {
    case .dense(let values, let slots):
      return replacing(.dense(Self.perMillion(values, factors, slots.count), slots: slots))
    case .sparse(let entries):
      let scaled = entries.mapValues { levels in
        let products = levels.compactMap { entry in
          factors[Int(entry.gene)].map { (gene: entry.gene, level: entry.level * $0) }
        }
        let largest = products.map(\.level).max() ?? 0
        if largest == 0 { return products }
        let sum = products.reduce(0) { $0 + $1.level / largest }
        return products.map { (gene: $0.gene, level: $0.level / largest / sum * 1e6) }
      }
      return replacing(.sparse(scaled))
    }
  }

  /// Shares of the largest level first, so that no sum overflows.
  private static func perMillion(
    _ values: [Double], _ factors: [Double?], _ width: Int
  ) -> [Double] {
    var products = values
    var largest = [Double](repeating: 0, count: width)
    for place in values.indices {
      let product = factors[place / width].map { values[place] * $0 } ?? .nan
      products[place] = product
      if product > largest[place % width] { largest[place % width] = product }
    }
    var sums = [Double](repeating: 0, count: width)
    for place in products.indices where !products[place].isNaN && largest[place % width] > 0 {
      products[place] /= largest[place % width]
      sums[place % width] += products[place]
    }
    for place in products.indices where sums[place % width] > 0 {
      products[place] = products[place] / sums[place % width] * 1e6
    }
    return products
  }

  private func replacing(_ storage: Storage) -> OmicsTable {
    OmicsTable(
      path: path, layout: layout, genes: genes, samples: samples, reading: reading,
      combinedRows: combinedRows, storage: storage)
  }
}
