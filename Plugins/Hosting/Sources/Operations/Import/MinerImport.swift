import PluginKit

/// Takes a table of miners in: all rows, or the good ones if that is asked for, in one transaction.
struct MinerImport: Sendable {
    /// What is to be done with a table.
    struct Wish: Sendable {
        /// Write the good rows though others are bad.
        var skipsBadRows: Bool
        /// Write nothing, only tell.
        var isTrial: Bool

        init(skipsBadRows: Bool, isTrial: Bool) { (self.skipsBadRows, self.isTrial) = (skipsBadRows, isTrial) }

        /// Reads `on_error` and `dry_run` of an address.
        init(_ request: Request) throws(PluginError) {
            let onError = request.text("on_error") ?? "refuse"
            guard ["refuse", "skip"].contains(onError) else {
                throw PluginError(.invalidArgument, "on_error: expected refuse or skip, found \"\(onError.prefix(40))\".")
            }
            let trial = request.text("dry_run") ?? "false"
            guard ["true", "false"].contains(trial) else {
                throw PluginError(.invalidArgument, "dry_run: expected true or false, found \"\(trial.prefix(40))\".")
            }
            self.init(skipsBadRows: onError == "skip", isTrial: trial == "true")
        }

        /// What the form of a page asks for with its table.
        init(_ posted: PostedTable) { self.init(skipsBadRows: posted.skipsBadRows, isTrial: posted.form["dry_run"] == "true") }
    }

    /// Every fault, by line.
    let faults: [ImportFault]
    /// How many rows have one.
    let badRows: Int
    /// How many rows could be taken.
    let goodRows: Int
    /// How many were written; nil if nothing was, for the faults or because only a trial was asked for.
    let imported: Int?

    /// Reads, looks up what the rows refer to, and writes. Throws `PluginError` of the database.
    static func run(_ bytes: [UInt8], _ wish: Wish, tenant: String, _ context: PluginContext) async throws -> MinerImport {
        let table = MinerTable(bytes, tenant: tenant)
        guard table.isReadable, !table.miners.isEmpty else { return MinerImport(table.faults, of: table, good: 0, imported: nil) }
        // A row that is taken between the look and the write is found by the second look.
        for _ in 0..<2 {
            let (good, unknown) = try await check(table.miners, context)
            let faults = (table.faults + unknown).sorted { ($0.line, $0.field) < ($1.line, $1.field) }
            guard faults.isEmpty || wish.skipsBadRows, !wish.isTrial, !good.isEmpty else {
                return MinerImport(faults, of: table, good: good.count, imported: nil)
            }
            if let written = try await write(good, context) { return MinerImport(faults, of: table, good: good.count, imported: written) }
        }
        throw PluginError(.conflict, "Clients, models, sites or miners changed while these were imported; nothing was written. Try again.")
    }

    private init(_ faults: [ImportFault], of table: MinerTable, good: Int, imported: Int?) {
        self.faults = faults
        badRows = table.isReadable ? Set(faults.map(\.line)).count : table.rows
        goodRows = good
        self.imported = imported
    }

    private static func check(
        _ miners: [ImportedMiner], _ context: PluginContext
    ) async throws -> (good: [ImportedMiner], faults: [ImportFault]) {
        let troubles = try await context.database.query("import_check", rows(miners))
        let byLine = Dictionary(miners.map { ($0.line, $0) }) { first, _ in first }
        let faults = try troubles.compactMap { row -> ImportFault? in
            let line = Int(try row["line"] as Int64)
            guard let miner = byLine[line] else { return nil }
            return fault(try row["trouble"], miner, other: try row.text("other") ?? "")
        }
        let bad = Set(faults.map(\.line))
        return (miners.filter { !bad.contains($0.line) }, faults)
    }

    /// - Parameter other: The serial number of the miner that is in the way.
    private static func fault(_ trouble: String, _ miner: ImportedMiner, other: String) -> ImportFault {
        switch trouble {
        case "client": ImportFault(miner.line, "client", found: miner.client, .client)
        case "model": ImportFault(miner.line, "model", found: miner.model, .model)
        case "site": ImportFault(miner.line, "site", found: miner.site, .site)
        case "several_sites": ImportFault(miner.line, "site", found: miner.site, .severalSites)
        case "address": ImportFault(miner.line, "address", found: "\(miner.address) port \(miner.port)", .answered(serial: other))
        default: ImportFault(miner.line, "serial", found: miner.serialNumber, .taken)
        }
    }

    /// Nil if something changed since the look.
    private static func write(_ miners: [ImportedMiner], _ context: PluginContext) async throws -> Int? {
        let wanted = rows(miners)
        do throws(PluginError) {
            let outcomes = try await context.database.batch(
                MinerStore.turn, Database.Call("miners_import", wanted), Database.Call("places_import", wanted))
            return outcomes[1].affected == miners.count ? miners.count : nil
        } catch {
            guard error.isUniqueViolation else { throw error }
            return nil
        }
    }

    private static func rows(_ miners: [ImportedMiner]) -> Value {
        Value.json { json in
            json.array { json in
                for miner in miners { miner.write(to: &json) }
            }
        }
    }
}
