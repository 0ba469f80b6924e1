import PluginKit

/// What people do with miners beyond watching them: tables in and out, sites, orders to many, maintenance, tickets, records, the map.
struct OperationsParts: Sendable {
    let settings: HostingSettings
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        TransferRoutes(context: context).routes
        SitePageRoutes(context: context).routes
    }
}
