import PluginKit
import Testing

@testable import Hosting

@Suite("The map of a site")
struct RackMapTests {
    private func miner(_ id: Int64, _ place: MinerPlace?) -> MapMiner {
        MapMiner(
            id: id, serialNumber: "A\(id)", address: "10.0.0.\(id)", place: place, state: "ok", hashrateTHs: 200, temperatureCelsius: 70)
    }

    @Test("a rack has as many shelves and places as its miners need, and what is empty stays empty")
    func racks() {
        let map = RackMap([
            miner(1, MinerPlace(rack: "R1", row: 1, position: 3)), miner(2, MinerPlace(rack: "R1", row: 3, position: 1)),
            miner(3, MinerPlace(rack: "R1", row: 3, position: 1)), miner(4, MinerPlace(rack: "R2", row: 1, position: 1)), miner(5, nil),
        ])
        #expect(map.racks.map(\.name) == ["R1", "R2"])
        let ids = map.racks[0].shelves.map { $0.places.map { $0.map(\.id) } }
        #expect(ids == [[[], [], [1]], [[], [], []], [[2, 3], [], []]])
        #expect(map.others == [[miner(5, nil)]])
    }

    @Test("miners without a place stand in lines, in their order")
    func others() {
        let map = RackMap((1...50).map { miner($0, nil) })
        #expect(map.racks.isEmpty && map.others.map(\.count) == [24, 24, 2])
        #expect(map.others.flatMap { $0 }.map(\.id) == Array(1...50))
    }

    @Test("a place is whole or not there")
    func places() throws {
        func read(_ text: String) throws -> MinerPlace? { try MinerPlace.read(try JSONValue(parsing: Array(text.utf8))) }
        #expect(try read(#"{"rack":"R1","row":1,"position":100}"#) == MinerPlace(rack: "R1", row: 1, position: 100))
        #expect(try read("{}") == nil)
        for text in [#"{"rack":"R1","row":1}"#, #"{"rack":"R1","row":0,"position":1}"#, #"{"rack":"","row":1,"position":1}"#] {
            #expect(throws: PluginError.self, "\(text)") { try read(text) }
        }
    }
}
