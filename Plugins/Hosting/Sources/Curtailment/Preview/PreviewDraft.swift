import PluginKit

/// A preview as somebody wants it, read from a request's JSON and checked. Pure.
struct PreviewDraft: Sendable {
    /// The site's id; nil for all miners in sight.
    let siteId: Int64?
    /// The market in which the sites buy, empty for the default one; nil for all.
    let market: String?
    let request: CurtailmentRequest

    static let strategy = "performance_priority"

    private static let known: Set<String> = [
        "site", "market", "target_watts", "reduce_to_watts", "strategy", "fair_share", "max_switches", "max_per_client",
        "max_percent_per_client", "min_off_seconds", "ramp_seconds", "ramp_down_seconds", "ramp_up_seconds", "hold_seconds", "batch_size",
        "min_power_watts", "max_age_seconds", "cooldown_seconds", "measured_power_only", "exclude",
    ]
    /// Ten terawatts: beyond any grid, and far from the end of the integers.
    private static let mostWatts: Int64 = 10_000_000_000_000
    private static let aWeek: Int64 = 604_800
    private static let aDay: Int64 = 86_400
    private static let mostMiners: Int64 = 1_000_000
    private static let mostExcluded = 10_000

    /// Reads an object. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue) throws(PluginError) {
        let fields = try BodyFields(json, of: "curtailment", known: PreviewDraft.known)
        siteId = try PreviewDraft.site(fields["site"])
        _ = try fields.text("market", PowerMarkets.nameLength)
        market = FleetScope.market(ofTerms: json)
        guard siteId == nil || market == nil else {
            throw PluginError(.invalidArgument, "market: expected either site or market, found both.")
        }
        if let strategy = try fields.text("strategy", 1...40), strategy != PreviewDraft.strategy {
            throw PluginError(.invalidArgument, "strategy: expected \(PreviewDraft.strategy), found \"\(strategy)\".")
        }
        var request = CurtailmentRequest(goal: try PreviewDraft.goal(fields))
        request.isFair = try fields.boolean("fair_share") ?? false
        request.maximumSwitched = try fields.integer("max_switches", 0...PreviewDraft.mostMiners).map(Int.init)
        request.maximumPerClient = try fields.integer("max_per_client", 0...PreviewDraft.mostMiners).map(Int.init)
        request.maximumPercentPerClient = try fields.integer("max_percent_per_client", 0...100).map(Int.init)
        request.times = try PreviewDraft.times(fields)
        request.rules = try PreviewDraft.rules(fields)
        self.request = request
    }

    var scope: FleetScope { FleetScope(siteId: siteId, market: market) }

    private static func goal(_ fields: BodyFields) throws(PluginError) -> CurtailmentRequest.Goal {
        let target = try fields.integer("target_watts", 1...mostWatts)
        let left = try fields.integer("reduce_to_watts", 0...mostWatts)
        switch (target, left) {
        case (let watts?, nil): return .reduceBy(watts: watts)
        case (nil, let watts?): return .reduceTo(watts: watts)
        case (nil, nil): throw PluginError(.invalidArgument, "target_watts: missing; expected the watts to shed, or reduce_to_watts.")
        case (_?, _?):
            throw PluginError(.invalidArgument, "reduce_to_watts: expected either target_watts or reduce_to_watts, found both.")
        }
    }

    private static func times(_ fields: BodyFields) throws(PluginError) -> SwitchTimes {
        var times = SwitchTimes()
        let both = try fields.integer("ramp_seconds", 0...aDay)
        times.rampDownSeconds = try fields.integer("ramp_down_seconds", 0...aDay) ?? both ?? 0
        times.rampUpSeconds = try fields.integer("ramp_up_seconds", 0...aDay) ?? both ?? 0
        times.holdSeconds = try fields.integer("hold_seconds", 0...aWeek) ?? 0
        times.leastOffSeconds = try fields.integer("min_off_seconds", 0...aWeek) ?? 0
        times.batchSize = Int(try fields.integer("batch_size", 1...100_000) ?? 100)
        return times
    }

    private static func rules(_ fields: BodyFields) throws(PluginError) -> EligibilityRules {
        var rules = EligibilityRules()
        if let watts = try fields.number("min_power_watts", 0...100_000, "watts") { rules.leastPowerWatts = watts }
        if let seconds = try fields.integer("max_age_seconds", 1...aDay) { rules.mostAgeSeconds = seconds }
        if let seconds = try fields.integer("cooldown_seconds", 0...aDay) { rules.cooldownSeconds = seconds }
        if let isMeasured = try fields.boolean("measured_power_only") { rules.acceptsEstimatedPower = !isMeasured }
        guard let given = fields["exclude"], given != .null else { return rules }
        guard let list = given.array, list.count <= mostExcluded else {
            throw PluginError(.invalidArgument, "exclude: expected a list of at most \(mostExcluded) ids of miners.")
        }
        for value in list {
            guard let id = identity(value) else {
                throw PluginError(.invalidArgument, "exclude: expected ids of miners, as the list of miners gives them.")
            }
            rules.excluded.insert(id)
        }
        return rules
    }

    private static func site(_ value: JSONValue?) throws(PluginError) -> Int64? {
        guard let value, value != .null, value.string != "all" else { return nil }
        guard let id = identity(value) else { throw PluginError(.invalidArgument, "site: expected the id of a site, or \"all\".") }
        return id
    }

    private static func identity(_ value: JSONValue) -> Int64? {
        (value.integer ?? value.string.flatMap(Int64.init)).flatMap { $0 > 0 ? $0 : nil }
    }
}
