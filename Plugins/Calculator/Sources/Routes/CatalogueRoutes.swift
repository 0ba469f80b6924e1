import PluginKit

/// `/api/v1/calculator/models` and `/market`: what a calculation may leave out.
struct CatalogueRoutes: Sendable {
    let context: PluginContext
    let settings: CalculatorSettings

    @ListBuilder<Route> var routes: [Route] {
        Route("list_models", models)
        Route("get_market", market)
    }

    @Sendable private func models(_ request: Request) async throws -> Response {
        let page = try PageOf(request)
        let models = try await Ground.read(context, settings).catalogue.models
        let shown = models.dropFirst(Int(page.offset)).prefix(Int(page.size))
        return .json(capacity: 256 * (shown.count + 1)) { json in
            json.object { json in
                json.array("items") { json in
                    for model in shown {
                        json.object { json in
                            json.field("id", model.id)
                            json.field("vendor", model.vendor)
                            json.field("name", model.name)
                            json.field("hashrate_ths", model.hashrateTHs)
                            json.field("power_watts", model.powerWatts)
                            json.field("efficiency_j_th", model.efficiencyJTH)
                            json.field("cooling", model.cooling)
                            json.field("released", model.released)
                        }
                    }
                }
                page.write(total: Int64(models.count), to: &json)
            }
        }
    }

    @Sendable private func market(_ request: Request) async throws -> Response {
        let live = try await Ground.read(context, settings).live
        return .json { json in json.object { MarketWriter.write(live.values, live: live, to: &$0) } }
    }
}
