import PluginKit

/// The catalogue is kept for a day: as JSON, a list of texts for each model.
extension MinerCatalogue: Cacheable {
    /// A sum of the bundle's table, so that after an upgrade nobody finds the models of before; a test holds it to the table.
    static let revision = "25497hze5kd31"
    static let cacheKey = "models/1 \(revision)"

    /// The catalogue of the cache, else of the database.
    static func read(_ context: PluginContext) async throws -> MinerCatalogue {
        try await context.cache.cached(cacheKey, freshFor: .seconds(86_400)) {
            MinerCatalogue(try MinerCatalogue.models(try await context.database.query("models")))
        }
    }

    /// JSON.
    var cacheBytes: [UInt8] {
        var json = JSONWriter(capacity: 128 * models.count)
        json.array { json in
            for model in models {
                json.array { json in
                    for text in [
                        model.id, model.vendor, model.name, model.hashrateTHs, model.powerWatts, model.efficiencyJTH, model.cooling,
                    ] {
                        json.value(text)
                    }
                    json.value(model.released)
                }
            }
        }
        return json.bytes
    }

    /// Nil if the bytes are no catalogue.
    init?(cacheBytes: [UInt8]) {
        guard let rows = (try? JSONValue(parsing: cacheBytes))?.array else { return nil }
        var models: [MinerModel] = []
        for row in rows {
            guard let cells = row.array, cells.count == 8, cells[..<7].allSatisfy({ $0.string != nil }) else { return nil }
            let texts = cells.map { $0.string ?? "" }
            models.append(
                MinerModel(
                    id: texts[0], vendor: texts[1], name: texts[2], hashrateTHs: texts[3], powerWatts: texts[4], efficiencyJTH: texts[5],
                    cooling: texts[6], released: cells[7].string))
        }
        self.init(models)
    }
}
