import PluginKit

/// Miners from a table: every good row, and every fault of every bad row with its line and field. Pure.
struct MinerTable: Sendable {
    static let mostRows = 10_000
    static let columns =
        ["serial", "model", "client", "site", "address", "port", "status", "rack", "row", "position"] + Nameplate.names
    /// What an export tells besides; an import passes over it.
    static let reported = ["state", "hashrate_ths", "power_watts", "temperature_celsius", "last_seen_at"]

    private static let required = ["serial", "model", "address"]
    private static let otherNames = ["serial_number": "serial", "ip": "address", "ip_address": "address", "model_id": "model"]

    private(set) var miners: [ImportedMiner] = []
    private(set) var faults: [ImportFault] = []
    /// How many rows the table has, good and bad.
    private(set) var rows = 0
    /// Whether the table itself can be read; if not, no row of it is certain.
    private(set) var isReadable = true

    private let tenant: String
    /// The line on which a client's serial number was first seen.
    private var seen: [[String]: Int] = [:]
    /// The line on which a miner that is not offline first had an address and port.
    private var addresses: [[String]: Int] = [:]

    /// - Parameter tenant: Whose a miner is where the table does not say.
    init(_ bytes: [UInt8], tenant: String) {
        self.tenant = tenant
        do throws(CSVFault) {
            read(try CSVReader.read(bytes))
        } catch {
            refuse(ImportFault(error.line, "csv", found: error.found, .table(expected: error.expected)))
        }
    }

    private mutating func read(_ table: CSVReader.Table) {
        let records = table.records
        guard let head = records.first else {
            let expected = "a first line that names the columns: \(Self.columns.joined(separator: ", "))"
            return refuse(ImportFault(1, "csv", found: nil, .table(expected: expected)))
        }
        var places: [String: Int] = [:]
        for (index, cell) in head.cells.enumerated() {
            let given = cell.trimmingSpaces.lowercased()
            let name = Self.otherNames[given] ?? given
            if Self.reported.contains(name) { continue }
            let field = given.isEmpty ? "(blank)" : given
            if !Self.columns.contains(name) {
                refuse(ImportFault(head.line, field, found: given, .unknownColumn))
            } else if places[name] != nil {
                refuse(ImportFault(head.line, field, found: given, .repeatedColumn))
            }
            places[name] = index
        }
        for name in Self.required where places[name] == nil { refuse(ImportFault(head.line, name, found: nil, .missingColumn)) }
        rows = records.count - 1
        if rows > Self.mostRows {
            refuse(ImportFault(1, "csv", found: "\(rows) rows", .table(expected: "at most \(Self.mostRows) rows")))
        }
        guard isReadable else { return }
        for record in records.dropFirst() {
            guard record.cells.count == head.cells.count else {
                faults.append(ImportFault(record.line, "row", found: "\(record.cells.count) cells", .cells(head.cells.count)))
                continue
            }
            read(MinerTableRow(record: record, of: table, places: places))
        }
    }

    private mutating func read(_ row: MinerTableRow) {
        var row = row
        let miner = row.miner(tenant: tenant)
        faults += row.faults
        guard let miner else { return }
        let key = [miner.client, miner.serialNumber]
        let place = miner.status == "offline" ? nil : [miner.address, String(miner.port)]
        if let line = seen[key] {
            faults.append(ImportFault(row.line, "serial", found: miner.serialNumber, .repeated(line: line)))
        } else if let place, let line = addresses[place] {
            faults.append(ImportFault(row.line, "address", found: "\(miner.address) port \(miner.port)", .sameAddress(line: line)))
        } else {
            seen[key] = row.line
            if let place { addresses[place] = row.line }
            miners.append(miner)
        }
    }

    private mutating func refuse(_ fault: ImportFault) {
        isReadable = false
        faults.append(fault)
    }
}
