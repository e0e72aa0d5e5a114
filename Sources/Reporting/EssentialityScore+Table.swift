import CohortAnalysis
import CohortStatistics

extension EssentialityScore {
  /// One row for each sample, and last `pooled`, where every sample counts a gene anew. Columns:
  /// `sample genes true_positives true_negatives false_positives false_negatives sensitivity
  /// specificity precision mcc unsettled`. A figure that is not defined is an empty cell.
  public func table() -> Table {
    var table = Table(columns: [
      "sample", "genes", "true_positives", "true_negatives", "false_positives", "false_negatives",
      "sensitivity", "specificity", "precision", "mcc", "unsettled",
    ])
    for sample in samples {
      table.append(Self.row(sample.sample, sample.table, unsettled: sample.unsettled))
    }
    table.append(Self.row("pooled", pooled, unsettled: samples.reduce(0) { $0 + $1.unsettled }))
    return table
  }

  /// One row for each sample and gene with a truth and a prediction. Columns: `sample gene share
  /// predicted essential`.
  public func geneTable() -> Table {
    var table = Table(columns: ["sample", "gene", "share", "predicted", "essential"])
    for gene in genes {
      table.append([
        .text(gene.sample), .text(gene.gene), .number(gene.share), .flag(gene.isPredicted),
        .flag(gene.isEssential),
      ])
    }
    return table
  }

  private static func row(_ name: String, _ table: ConfusionTable, unsettled: Int) -> [Table.Cell] {
    [
      .text(name), .integer(table.all), .integer(table.truePositives),
      .integer(table.trueNegatives), .integer(table.falsePositives),
      .integer(table.falseNegatives), .optional(table.sensitivity), .optional(table.specificity),
      .optional(table.precision), .optional(table.matthewsCorrelation), .integer(unsettled),
    ]
  }
}
