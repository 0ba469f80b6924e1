import PluginKit

extension MinerDraft {
    /// A serial number that cannot be given to a new miner, as `miners_taken` tells it.
    struct Taken: RowDecodable {
        let client: String
        let serialNumber: String
        /// Whether the client has a miner with it; else the request gives it more than once.
        let isThere: Bool
        /// How many there are in all.
        let total: Int64

        init(row: Row) throws {
            client = try row["client"]
            serialNumber = try row["serial_number"]
            isThere = try row["is_there"]
            total = try row["total"]
        }

        init(client: String, serialNumber: String, isThere: Bool, total: Int64) {
            self.client = client
            self.serialNumber = serialNumber
            self.isThere = isThere
            self.total = total
        }

        fileprivate var words: String {
            isThere ? "\(client) has \"\(serialNumber)\" already" : "\"\(serialNumber)\" is given more than once for \(client)"
        }
    }

    /// The refusal of new miners, with the serial numbers that are in the way, first ones first.
    static func taken(_ taken: [Taken]) -> PluginError {
        guard let first = taken.first else {
            return PluginError(.conflict, "serial_number: one of these was taken meanwhile; nothing was written. Try again.")
        }
        let more = first.total - Int64(taken.count)
        let others = more > 0 ? "; and \(more) more" : ""
        return PluginError(.conflict, "serial_number: \(taken.map(\.words).joined(separator: "; "))\(others). Nothing was written.")
    }

    /// The refusal of a change to a serial number that another miner of the client has.
    static func taken(serialNumber: String) -> PluginError {
        PluginError(.conflict, "serial_number: another miner of this client has \"\(serialNumber)\" already. Nothing was changed.")
    }
}
