import Foundation
import Testing

@testable import Calculator

@Suite("Catalogue as it is kept for a day")
struct CatalogueKeepingTests {
    @Test("It comes back as it was, also without a release, and bytes that are none are not there") func roundTrip() throws {
        let models = [
            MinerModel(
                id: "a", vendor: "Bitmain", name: "Antminer \"S9\" 比特", hashrateTHs: "13.50", powerWatts: "1323", efficiencyJTH: "98.0",
                cooling: "air", released: "2017-09"),
            MinerModel(
                id: "b", vendor: "V", name: "N", hashrateTHs: "0.1", powerWatts: "1", efficiencyJTH: "10", cooling: "", released: nil),
        ]
        let back = try #require(MinerCatalogue(cacheBytes: MinerCatalogue(models).cacheBytes))
        #expect(back.models == models)
        #expect(back["antminer \"s9\" 比特"] == models[0])
        for text in ["", "{}", "[[]]", "[[1,2,3,4,5,6,7,8]]", "[[\"a\",\"b\"]]"] {
            #expect(MinerCatalogue(cacheBytes: Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test("The key changes with the bundle's table") func revision() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../Plugins/Calculator/data/miner_models.csv")
        let sum = try Data(contentsOf: file).reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        #expect(MinerCatalogue.revision == String(sum, radix: 36), "The table has changed: the revision is its sum.")
    }
}
