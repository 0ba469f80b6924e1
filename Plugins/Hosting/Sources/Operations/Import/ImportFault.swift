import PluginKit

/// One cell, row or column of a table that cannot be taken, and what could be.
struct ImportFault: Error, InputFault, Hashable {
    enum Reason: Sendable, Hashable {
        /// The table itself cannot be read, or a cell that no other reason is about; what would have to stand there.
        case table(expected: String)
        /// A column that must be there is not.
        case missingColumn
        /// No column of this name is known.
        case unknownColumn
        /// A column of this name was there before.
        case repeatedColumn
        /// So many cells are needed, as the first line has.
        case cells(Int)
        /// So many characters.
        case text(ClosedRange<Int>)
        /// A whole number.
        case whole(ClosedRange<Int64>)
        case address
        case status
        /// A rack, a row and a position go together.
        case place
        /// A rate and a power go together.
        case nameplate
        /// A number above 0, of a plate.
        case figure
        /// The id or name of a model of the catalogue, or a nameplate beside another name.
        case model
        /// The id of the tenant or of one of its clients.
        case client
        /// The id or name of a site in sight.
        case site
        /// The name is that of several sites.
        case severalSites
        /// The client has a miner of this serial number.
        case taken
        /// The serial number stands on an earlier line for the same client.
        case repeated(line: Int)
        /// Another miner, of this serial number, answers there.
        case answered(serial: String)
        /// A miner on an earlier line has the address and port.
        case sameAddress(line: Int)
        /// The begin of a window of five minutes.
        case windowBegin
        /// A price of power.
        case powerPrice
        /// How long a price holds.
        case windowMinutes
    }

    /// The line of the table, from 1.
    let line: Int
    /// The column's name, `row` for the whole row, `csv` for the whole table.
    let field: String
    /// What stands there, cut short; nil if nothing.
    let found: String?
    let reason: Reason

    init(_ line: Int, _ field: String, found: String?, _ reason: Reason) {
        (self.line, self.field, self.reason) = (line, field, reason)
        self.found = found.map { String($0.prefix(60)) }
    }

    /// What could stand there, for a person.
    var expected: String {
        switch reason {
        case .table(let expected): expected
        case .missingColumn: "a column of this name"
        case .unknownColumn: "one of \(MinerTable.columns.joined(separator: ", "))"
        case .repeatedColumn: "each column once"
        case .cells(let count): "\(count) cells, as the first line has"
        case .text(let length): "a text of \(length.lowerBound) to \(length.upperBound) characters"
        case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .address: "an IPv4 or IPv6 address"
        case .status: "one of \(MinerQuery.statuses.joined(separator: ", "))"
        case .place: "rack, row and position together, or none of them"
        case .nameplate: "\(Nameplate.names.joined(separator: " and ")) together, or none of them"
        case .figure: "a number above 0, \(Int(Nameplate.most)) at most, watts from 1"
        case .model: "the id or the name of a model of the catalogue, or both \(Nameplate.names.joined(separator: " and "))"
        case .client: "the id of your tenant or of one of your clients"
        case .site: "the id or the name of a site"
        case .severalSites: "the id of a site: several have this name"
        case .taken: "a serial number that this client has not yet"
        case .repeated(let line): "each serial number once for a client: it stands on line \(line) already"
        case .answered(let serial): "an address and port of its own: miner \"\(serial)\" has these; one of both could be offline"
        case .sameAddress(let line): "an address and port of its own: line \(line) has these; one of both could be offline"
        case .windowBegin: PriceWindow.expectedBegin
        case .powerPrice: PriceWindow.expectedPrice
        case .windowMinutes: PriceWindow.expectedMinutes
        }
    }

    var place: (line: Int, column: Int?)? { (line, nil) }

    /// For a person.
    var message: String { "line \(line), \(field): expected \(expected), found \(found.map { "\"\($0)\"" } ?? "nothing")." }
}
