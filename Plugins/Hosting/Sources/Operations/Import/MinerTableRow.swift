import PluginKit

/// Reads the cells of one row of a table of miners, and notes what is wrong with each. Pure.
struct MinerTableRow {
    private let record: CSVRecord
    private let table: CSVReader.Table
    /// The place of each column in a row, from 0.
    private let places: [String: Int]
    private(set) var faults: [ImportFault] = []

    var line: Int { record.line }

    init(record: CSVRecord, of table: CSVReader.Table, places: [String: Int]) {
        (self.record, self.table, self.places) = (record, table, places)
    }

    /// The miner; nil if a cell is wrong, which `faults` then tells.
    mutating func miner(tenant: String) -> ImportedMiner? {
        let serial = text("serial", 1...100)
        let model = text("model", 1...100)
        let client = given("client") == nil ? tenant : text("client", 1...63)
        let site = given("site") == nil ? nil : text("site", 1...200)
        let written = text("address", 1...45)
        let address = written.flatMap(IPAddressText.canonical)
        if written != nil, address == nil { fault("address", .address) }
        let port = given("port") == nil ? 4_028 : whole("port", 1...65_535)
        let status = given("status")?.lowercased() ?? "active"
        if !MinerQuery.statuses.contains(status) { fault("status", .status) }
        let place = place()
        let nameplate = nameplate()
        guard faults.isEmpty, let serial, let model, let client, let address, let port else { return nil }
        return ImportedMiner(
            line: line, serialNumber: serial, model: model, nameplate: nameplate, client: client, site: site, address: address, port: port,
            status: status, place: place)
    }

    private mutating func place() -> MinerPlace? {
        let missing = ["rack", "row", "position"].filter { given($0) == nil }
        guard missing.count < 3 else { return nil }
        if let first = missing.first {
            fault(first, .place)
            return nil
        }
        guard let rack = text("rack", 1...MinerPlace.longestRack), let row = whole("row", MinerPlace.numbers),
            let position = whole("position", MinerPlace.numbers)
        else { return nil }
        return MinerPlace(rack: rack, row: row, position: position)
    }

    private mutating func nameplate() -> Nameplate? {
        let missing = Nameplate.names.filter { given($0) == nil }
        guard missing.count < 2 else { return nil }
        if let first = missing.first {
            fault(first, .nameplate)
            return nil
        }
        guard let rate = figure(Nameplate.names[0]), let watts = figure(Nameplate.names[1], least: 1) else { return nil }
        return Nameplate(hashrate: rate, powerWatts: watts)
    }

    /// A number above 0, of `least` at least.
    private mutating func figure(_ name: String, least: Double = 0) -> Double? {
        if let number = given(name).flatMap(table.number), number > 0, number >= least, number <= Nameplate.most { return number }
        fault(name, .figure)
        return nil
    }

    /// The cell without spaces around it; nil if it is empty or its column is not there.
    ///
    /// An export puts an apostrophe before what a spreadsheet would take for a formula; here it goes again.
    private func given(_ name: String) -> String? {
        guard let place = places[name] else { return nil }
        let text = record.cells[place].trimmingSpaces
        guard text.hasPrefix("'"), let second = text.dropFirst().first, "=+-@".contains(second) else { return text.isEmpty ? nil : text }
        return String(text.dropFirst())
    }

    private mutating func text(_ name: String, _ length: ClosedRange<Int>) -> String? {
        if let text = given(name), length.contains(text.unicodeScalars.count), !text.contains("\0") { return text }
        fault(name, .text(length))
        return nil
    }

    private mutating func whole(_ name: String, _ range: ClosedRange<Int64>) -> Int64? {
        if let number = given(name).flatMap({ Int64($0) }), range.contains(number) { return number }
        fault(name, .whole(range))
        return nil
    }

    private mutating func fault(_ name: String, _ reason: ImportFault.Reason) {
        faults.append(ImportFault(line, name, found: given(name), reason))
    }
}
