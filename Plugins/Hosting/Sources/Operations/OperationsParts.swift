import PluginKit

/// What people do with miners beyond watching them: tables in and out, one miner, sites, orders to many, maintenance, tickets, records, the map.
struct OperationsParts: Sendable {
    let settings: HostingSettings
    let context: PluginContext

    @ListBuilder<Route> var routes: [Route] {
        TransferRoutes(context: context).routes
        MinerFormRoutes(context: context).routes
        SitePageRoutes(context: context).routes
        OperationRoutes(context: context).routes
        OperationPageRoutes(context: context).routes
        MaintenanceRoutes(context: context).routes
        MapRoutes(context: context).routes
        RecordRoutes(context: context).routes
        RecordPageRoutes(context: context).routes
        WarrantyPageRoutes(context: context).routes
    }

    /// What was ordered, every few seconds.
    @ListBuilder<Job> var jobs: [Job] {
        Job("operate") { run in
            try await OperationRun(context: context, commander: DeviceCommander(settings: settings, context: context)).run(run)
        }
    }
}
