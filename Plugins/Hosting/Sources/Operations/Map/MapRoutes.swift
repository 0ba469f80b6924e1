import PluginKit

/// The map of a site, and where a miner stands: `/hosting/map`, `/api/v1/hosting/miners/{id}/place`.
struct MapRoutes: Sendable {
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        Route("map_page", map)
        Route("place_miner", place)
    }

    @Sendable private func map(_ request: Request) async throws -> Response {
        let sites = try await context.database.query("sites_names")
        // Without a wish the first site; all miners where there is none.
        let site = try request.integer("site", in: 1...Int64.max) ?? sites.first?.text("id").flatMap(Int64.init)
        if let site, !(try sites.contains { try $0.text("id") == String(site) }) {
            guard try await !context.database.query("site_name", .integer(site)).isEmpty else {
                throw PluginError(.notFound, "site: there is no site \(site).")
            }
        }
        let miners: [MapMiner] = try await context.database.query("map_miners", Value(site)).decode()
        return try .page("map", title: "map.title") { json in
            json.field("here", site.map { "/hosting/map?site=\($0)" } ?? "/hosting/map")
            try Options.write("sites", sites, chosen: site.map(String.init), to: &json)
            MapPage(miners: miners, language: request.language).write(to: &json)
        }
    }

    @Sendable private func place(_ request: Request) async throws -> Response {
        try await put(try MinerPlace.read(try request.json()), try request.integerParameter("id"))
        return .empty()
    }

    /// Says where a miner stands; nil takes that away. Throws `.notFound`.
    func put(_ place: MinerPlace?, _ miner: Int64) async throws {
        guard let place else {
            let outcomes = try await context.database.batch(
                Database.Call("place_delete", .integer(miner)), Database.Call("miner_exists", .integer(miner)))
            guard !outcomes[1].rows.isEmpty else { throw MinerStore.notFound }
            return
        }
        let written = try await context.database.execute(
            "place_write", .integer(miner), .text(place.rack), .integer(place.row), .integer(place.position))
        guard written == 1 else { throw MinerStore.notFound }
    }
}
