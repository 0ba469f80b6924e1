import PluginKit

/// Miners that a plan leaves alone: people name them by serial number, the interface by id.
struct ExcludedMiners: Sendable {
    let context: PluginContext

    /// The ids of serial numbers, one a line or with commas between them. Throws `.invalidArgument` that names one that no miner has.
    func ids(of text: String) async throws -> [Int64] {
        let names = ExcludedMiners.names(text)
        guard !names.isEmpty else { return [] }
        let found = try await named(serialNumbers: names, ids: [])
        let known = Set(found.map(\.serialNumber))
        if let stranger = names.first(where: { !known.contains($0) }) {
            throw PluginError(.invalidArgument, "exclude: there is no miner \"\(stranger.prefix(60))\".")
        }
        return found.map(\.id)
    }

    /// The serial numbers of ids, one a line. Miners that are gone are left out.
    func text(of ids: [Int64]) async throws -> String {
        guard !ids.isEmpty else { return "" }
        return try await named(serialNumbers: [], ids: ids).map(\.serialNumber).joined(separator: "\n")
    }

    private func named(serialNumbers: [String], ids: [Int64]) async throws -> [(id: Int64, serialNumber: String)] {
        let names = Value.json { json in json.array { json in for name in serialNumbers { json.value(name) } } }
        let numbers = Value.json { json in json.array { json in for id in ids { json.value(id) } } }
        return try await context.database.query("miners_named", names, numbers).map { (try $0["id"], try $0["serial_number"]) }
    }

    /// Serial numbers as somebody listed them.
    static func names(_ text: String) -> [String] {
        text.split { $0 == "\n" || $0 == "\r\n" || $0 == "," || $0 == ";" }.map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
    }
}
