import PluginKit

/// Prices as they are posted, as JSON or as a table. Pure.
enum PriceTable {
    private static let most = 5_000
    private static let usd = -1_000_000.0...1_000_000.0

    /// Reads `{"items": [{"starts_at", "usd_per_mwh"}]}`. Throws `.invalidArgument` that names the item.
    static func read(_ json: JSONValue) throws(PluginError) -> [PriceWindow] {
        guard let items = json["items"]?.array else {
            throw PluginError(.invalidArgument, "items: missing; expected a list of starts_at and usd_per_mwh.")
        }
        var windows: [PriceWindow] = []
        for (index, item) in items.enumerated() {
            windows.append(try window(item["starts_at"]?.string ?? "", item["usd_per_mwh"]?.number, "items[\(index)]"))
        }
        return try checked(windows)
    }

    /// Reads a table with the columns `starts_at` and `usd_per_mwh`. Throws `.invalidArgument` that names the line.
    static func read(csv bytes: [UInt8]) throws(PluginError) -> [PriceWindow] {
        let table: CSVReader.Table
        do {
            table = try CSVReader.read(bytes)
        } catch {
            throw PluginError(.invalidArgument, "line \(error.line): expected \(error.expected), found \(error.found).")
        }
        let names = table.records.first?.cells.map { $0.trimmingSpaces.lowercased() } ?? []
        guard let start = names.firstIndex(of: "starts_at"), let price = names.firstIndex(of: "usd_per_mwh") else {
            throw PluginError(.invalidArgument, "line 1: expected the columns starts_at and usd_per_mwh.")
        }
        var windows: [PriceWindow] = []
        for record in table.records.dropFirst() {
            guard record.cells.count > max(start, price) else {
                throw PluginError(.invalidArgument, "line \(record.line): expected \(names.count) cells, found \(record.cells.count).")
            }
            windows.append(
                try window(record.cells[start].trimmingSpaces, Double(record.cells[price].trimmingSpaces), "line \(record.line)"))
        }
        return try checked(windows)
    }

    private static func window(_ start: String, _ price: Double?, _ place: String) throws(PluginError) -> PriceWindow {
        guard let time = Timestamp(rfc3339: start), time.unixMicros % PriceWindow.micros == 0 else {
            throw PluginError(
                .invalidArgument, "\(place): starts_at: expected the begin of a window of five minutes as 2026-01-31T12:05:00Z.")
        }
        guard let price, usd.contains(price) else {
            throw PluginError(.invalidArgument, "\(place): usd_per_mwh: expected a number of USD/MWh from -1000000 to 1000000.")
        }
        return PriceWindow(startsAt: time, usdPerMWh: price)
    }

    private static func checked(_ windows: [PriceWindow]) throws(PluginError) -> [PriceWindow] {
        guard (1...most).contains(windows.count) else {
            throw PluginError(.invalidArgument, "items: expected 1 to \(most) windows, found \(windows.count).")
        }
        // Of two for the same time the last counts, and a statement writes a row but once.
        var byStart: [Timestamp: PriceWindow] = [:]
        for window in windows { byStart[window.startsAt] = window }
        return byStart.values.sorted { $0.startsAt < $1.startsAt }
    }
}
