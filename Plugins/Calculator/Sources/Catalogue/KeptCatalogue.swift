import PluginKit

/// The catalogue as the cache keeps it: the models in their order, and the mark of the table that they were read from. Pure.
struct KeptCatalogue: Cacheable, Equatable {
    let mark: String
    let models: [MinerModel]

    init(mark: String, models: [MinerModel]) { (self.mark, self.models) = (mark, models) }

    /// Reads the rows of the statement `models`.
    init(_ rows: Rows) throws {
        mark = try rows.first?.text("mark") ?? ""
        models = try rows.map { row in
            MinerModel(
                id: try row["id"], vendor: try row["vendor"], name: try row["name"], hashrateTHs: try row["hashrate_ths"],
                powerWatts: try row["power_watts"], efficiencyJTH: try row["efficiency_j_th"], cooling: try row["cooling"],
                released: try row.text("released"))
        }
    }

    // Cells end with a byte that no text has, which is read faster than JSON.
    private static let end = UInt8(0)
    private static let cellsOfModel = 8

    private static func cells(of model: MinerModel) -> [String] {
        [
            model.id, model.vendor, model.name, model.hashrateTHs, model.powerWatts, model.efficiencyJTH, model.cooling,
            model.released ?? "",
        ]
    }

    var cacheBytes: [UInt8] {
        var bytes: [UInt8] = []
        for cell in [mark] + models.flatMap(Self.cells) {
            bytes += cell.utf8
            bytes.append(Self.end)
        }
        return bytes
    }

    init?(cacheBytes: [UInt8]) {
        guard cacheBytes.last == Self.end else { return nil }
        var cells = cacheBytes.dropLast().split(separator: Self.end, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        mark = cells.removeFirst()
        guard cells.count % Self.cellsOfModel == 0 else { return nil }
        models = stride(from: 0, to: cells.count, by: Self.cellsOfModel).map { first in
            let cell = cells[first..<first + Self.cellsOfModel]
            return MinerModel(
                id: cell[first], vendor: cell[first + 1], name: cell[first + 2], hashrateTHs: cell[first + 3],
                powerWatts: cell[first + 4], efficiencyJTH: cell[first + 5], cooling: cell[first + 6],
                released: cell[first + 7].isEmpty ? nil : cell[first + 7])
        }
    }
}
