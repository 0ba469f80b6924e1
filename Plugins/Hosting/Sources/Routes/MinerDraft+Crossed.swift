import PluginKit

extension MinerDraft {
    /// An address and port that cannot be given to a new miner, as `miners_crossed` tells it.
    struct Crossed: RowDecodable {
        let serialNumber: String
        let address: String
        let port: Int64
        /// The serial number of the miner that answers there; nil if the request gives the address more than once.
        let other: String?
        /// How many there are in all.
        let total: Int64

        init(row: Row) throws {
            serialNumber = try row["serial_number"]
            address = try row["address"]
            port = try row["port"]
            other = try row.text("other")
            total = try row["total"]
        }

        init(serialNumber: String, address: String, port: Int64, other: String?, total: Int64) {
            (self.serialNumber, self.address, self.port, self.other, self.total) = (serialNumber, address, port, other, total)
        }
    }

    /// The refusal of `count` new miners at addresses where others answer, or more than one of them would.
    static func crossed(_ crossed: [Crossed], of count: Int) -> PluginError {
        guard let first = crossed.first else {
            return PluginError(.conflict, "The client, model or site of these miners changed meanwhile; nothing was written. Try again.")
        }
        if count == 1, let other = first.other { return MinerDraft.crossed(with: other) }
        let words = crossed.map { one in
            let place = "\(one.address) port \(one.port)"
            return one.other.map { "\(place) is that of miner \"\($0)\"" } ?? "\(place) is given more than once"
        }
        let more = first.total - Int64(crossed.count)
        let others = more > 0 ? "; and \(more) more" : ""
        return PluginError(.conflict, "address: \(words.joined(separator: "; "))\(others). Nothing was written.")
    }

    /// The refusal of one miner at an address where another answers.
    static func crossed(with serialNumber: String) -> PluginError {
        PluginError(
            .conflict,
            "address: at this address and port answers miner \"\(serialNumber)\". Give one of both another address, or set one offline.")
    }
}
