import PluginKit

/// The markets in which the tenant buys power: the default one, whose name is empty, and those that its sites name.
struct PowerMarkets: Sendable {
    let context: PluginContext

    /// Of a name, in characters; none is the default market's.
    static let nameLength = 0...100

    /// Those that sites name, by name.
    func names() async throws -> [String] { try await context.database.query("markets").map { try $0["market"] } }

    /// The market of a request, `given` nil or empty for the default one. Throws `.notFound` for one in which no site is: most likely a slip, and
    /// prices that nobody reads would be stored.
    func named(_ given: String?) async throws -> String {
        let name = given?.trimmingSpaces ?? ""
        guard !name.isEmpty else { return "" }
        guard try await names().contains(name) else { throw PowerMarkets.unknown(name) }
        return name
    }

    /// Throws `.notFound` for terms that name a market in which no site is.
    ///
    /// - Parameter kept: What the terms name that are changed: it may stay though the last site has left it.
    func check(_ scope: FleetScope, kept: String? = nil) async throws {
        if scope.market != kept { _ = try await named(scope.market) }
    }

    private static func unknown(_ name: String) -> PluginError {
        PluginError(.notFound, "market: none of your sites is in the market \"\(name.prefix(100))\".")
    }
}
