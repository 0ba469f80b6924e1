import PluginKit

/// Prices as they are posted in JSON. Pure.
enum PriceList {
    static let most = 5_000

    /// Reads `{"items": [{"starts_at", "usd_per_mwh", "minutes"}]}`, the last of them 5 where it is left out. Throws `.invalidArgument` that names the item.
    static func read(_ json: JSONValue) throws(PluginError) -> [PriceWindow] {
        guard let items = json["items"]?.array else {
            throw PluginError(.invalidArgument, "items: missing; expected a list of starts_at and usd_per_mwh.")
        }
        var windows: [PriceWindow] = []
        for (index, item) in items.enumerated() {
            windows += try step(item, "items[\(index)]")
            guard windows.count <= PriceWindow.most else {
                throw PluginError(.invalidArgument, "items: expected at most \(PriceWindow.most) windows of five minutes in all.")
            }
        }
        guard (1...most).contains(items.count) else {
            throw PluginError(.invalidArgument, "items: expected 1 to \(most) windows, found \(items.count).")
        }
        return PriceWindow.lasting(windows)
    }

    /// The market's name; nil where none is given. Throws `.invalidArgument` for anything but a text.
    static func market(_ json: JSONValue) throws(PluginError) -> String? {
        guard let value = json["market"], value != .null else { return nil }
        guard let name = value.string, PowerMarkets.nameLength.contains(name.unicodeScalars.count) else {
            throw PluginError(.invalidArgument, "market: expected a text of at most \(PowerMarkets.nameLength.upperBound) characters.")
        }
        return name
    }

    private static func step(_ item: JSONValue, _ place: String) throws(PluginError) -> [PriceWindow] {
        guard let time = PriceWindow.begin(item["starts_at"]?.string ?? "") else {
            throw PluginError(.invalidArgument, "\(place): starts_at: expected \(PriceWindow.expectedBegin).")
        }
        guard let price = item["usd_per_mwh"]?.number, PriceWindow.usd.contains(price) else {
            throw PluginError(.invalidArgument, "\(place): usd_per_mwh: expected \(PriceWindow.expectedPrice).")
        }
        let minutes = item["minutes"].map(\.integer) ?? PriceWindow.stepMinutes.lowerBound
        guard let windows = minutes.flatMap({ PriceWindow.step(time, minutes: $0, usdPerMWh: price) }) else {
            throw PluginError(.invalidArgument, "\(place): minutes: expected \(PriceWindow.expectedMinutes).")
        }
        return windows
    }
}
