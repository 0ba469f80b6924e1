import PluginKit

/// In which work modes miners hashed, as orders last found them.
enum WorkModes {
    private struct Known: RowDecodable {
        let minerId: Int64
        let mode: String

        init(row: Row) throws {
            minerId = try row["miner_id"]
            mode = try row["work_mode"]
        }
    }

    /// Of those of these miners of which one is known. Throws `PluginError` of the database.
    static func read(_ miners: [Int64], _ database: Database) async throws -> [Int64: String] {
        let ids = Value.json { json in
            json.array { json in
                for miner in miners { json.value(String(miner)) }
            }
        }
        let known: [Known] = try await database.query("work_modes", ids).decode()
        return Dictionary(known.map { ($0.minerId, $0.mode) }, uniquingKeysWith: { first, _ in first })
    }
}
