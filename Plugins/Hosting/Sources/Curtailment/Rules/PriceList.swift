import PluginKit

/// Prices as they are posted in JSON. Pure.
enum PriceList {
    static let most = 5_000

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

    private static func window(_ start: String, _ price: Double?, _ place: String) throws(PluginError) -> PriceWindow {
        guard let time = PriceWindow.begin(start) else {
            throw PluginError(.invalidArgument, "\(place): starts_at: expected \(PriceWindow.expectedBegin).")
        }
        guard let price, PriceWindow.usd.contains(price) else {
            throw PluginError(.invalidArgument, "\(place): usd_per_mwh: expected \(PriceWindow.expectedPrice).")
        }
        return PriceWindow(startsAt: time, usdPerMWh: price)
    }

    private static func checked(_ windows: [PriceWindow]) throws(PluginError) -> [PriceWindow] {
        guard (1...most).contains(windows.count) else {
            throw PluginError(.invalidArgument, "items: expected 1 to \(most) windows, found \(windows.count).")
        }
        return PriceWindow.lasting(windows)
    }
}
