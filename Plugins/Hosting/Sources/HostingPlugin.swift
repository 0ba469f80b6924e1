public import PluginKit

/// Hosting: sites, miners, what they do now and did before. One value a tenant.
public struct HostingPlugin: Plugin {
    let settings: HostingSettings
    let context: PluginContext

    /// Makes the instance of one tenant.
    public init(settings: HostingSettings, context: PluginContext) {
        self.settings = settings
        self.context = context
    }

    /// The JSON interface and the pages.
    public var routes: [Route] {
        MinerRoutes(context: context).routes
        TelemetryRoutes(context: context).routes
        SiteRoutes(context: context).routes
        FleetRoutes(context: context).routes
        CurtailmentRoutes(context: context).routes
        PlanRoutes(context: context).routes
        PlanPageRoutes(context: context).routes
        AlertRoutes(context: context).routes
        AlertPageRoutes(context: context).routes
        RuleRoutes(context: context).routes
        PricePageRoutes(context: context).routes
        RulePageRoutes(context: context).routes
        UptimeRoutes(context: context).routes
        PageRoutes(context: context).routes
        OperationsParts(settings: settings, context: context).routes
    }

    /// What is done in the background: collection and its sums, curtailment, operations, alerts, and what is kept no longer.
    public var jobs: [Job] {
        Job("collect") { run in try await Collector(settings: settings, context: context).run(run) }
        Job("curtailment") { run in
            try await CurtailmentJob(settings: settings, context: context, devices: DeviceCommander(settings: settings, context: context))
                .run(run)
        }
        OperationsParts(settings: settings, context: context).jobs
        Job("sum") { run in try await FleetSums(context: context).run(run) }
        Job("prune") { run in try await RetentionJob(settings: settings, context: context).run(run) }
        Job("alerts") { run in try await AlertJob(context: context, sender: AlertCarrier(context: context)).run(run) }
    }
}

/// Settings of one instance; the manifest's schema fills in what is not said.
public struct HostingSettings: PluginSettings {
    /// From the first packet to a connection.
    var connectTimeoutMillis: Int
    /// From the first packet to the end of the reply.
    var replyTimeoutMillis: Int
    /// Below this share of the nameplate rate a miner counts as hashing low.
    var lowHashratePercent: Int
    /// A reading so long after an order to sleep that still shows work means that the order was not obeyed.
    var curtailmentSettleSeconds: Int
    /// Where devices have their web servers.
    var webPort: Int
    /// Where Whatsminers have their API 3.
    var whatsminerPort: Int
    /// How long the course of a plan that has ended is kept.
    var keepSamplesDays: Int
    /// How long its history is, and that of one that was deleted.
    var keepEventsDays: Int
    /// How long an operation that has ended is, with its miners.
    var keepOperationsDays: Int
    /// How long prices of power are.
    var keepPricesDays: Int
}

/// What the library offers; entry.c hands it to the host.
@c(hosting_get) public func hostingGet(_ id: UnsafePointer<CChar>) -> UnsafeRawPointer? {
    PluginEntry<HostingPlugin>.get(id)
}
