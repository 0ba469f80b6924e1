public import PluginKit

/// Analytics: what the market and the network do. One value a tenant.
public struct AnalyticsPlugin: Plugin {
    let settings: AnalyticsSettings
    let context: PluginContext

    /// Makes the instance of one tenant.
    public init(settings: AnalyticsSettings, context: PluginContext) {
        self.settings = settings
        self.context = context
    }

    /// The JSON interface and the pages.
    public var routes: [Route] {
        MarketRoutes(context: context).routes
        TechnicalRoutes(context: context).routes
        SignalHistoryRoutes(context: context).routes
        TechnicalPageRoutes(context: context).routes
        ForecastRoutes(context: context).routes
        NetworkPageRoutes(context: context).routes
        AnomalyRoutes(context: context).routes
        AnomalyPageRoutes(context: context).routes
        OptimizationRoutes(context: context).routes
        CurtailmentAdviceRoutes(context: context).routes
        OptimizationPageRoutes(context: context).routes
    }

    /// The collection, every five minutes, signals and the forecast, whenever a day has ended, and the look at the fleet, whenever an hour has.
    public var jobs: [Job] {
        Job("collect_market") { run in try await MarketCollector(settings: settings, context: context).run(run) }
        Job("tell_signals") { _ in try await SignalTeller(context: context).run() }
        Job("forecast") { _ in try await ForecastMaker(context: context).run() }
        Job("find_anomalies") { run in try await AnomalyLook(context: context).run(run) }
    }
}

/// What the library offers; entry.c hands it to the host.
@c(analytics_get) public func analyticsGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<AnalyticsPlugin>.get(id)
}
